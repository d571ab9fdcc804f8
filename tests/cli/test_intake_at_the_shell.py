"""A list from its file to notices in the log, and its next edition, as a humanitarian access officer does it."""

import json
from pathlib import Path

import openpyxl
import pytest
from shells import Shell

HEAD = ["Facility name", "Country", "Governorate", "Lat", "Long", "Precision"]
ROWS: list[list[object]] = [
    ["Kafr Nabl hospital", "Syria", "Idleb", 35.61402, 36.56101, "GPS"],
    ["Maarat clinic", "Syria", "Idleb", 35.64371, 36.67184, "GPS"],
    ["Ariha health post", "Syria", "Idleb", 35.81233, 36.60515, "25 km"],
    ["Saraqab school", "Syria", "Idleb", "35 51.8' N", "36 48.3' E", ""],
    ["Sea clinic", "Syria", "Idleb", 35.80001, 33.50002, "GPS"],
    ["TOTAL", "", "", "", "", ""],
]


def write(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEAD, *rows]:
        sheet.append(row)
    book.save(path)
    return path


def intake(shell: Shell, file: Path, *words: str, code: int = 13, stdin: bytes | None = None) -> str:
    return shell.run("alpha", "intake", file, "--no-places", *words, code=code, stdin=stdin).output


@pytest.fixture
def file(shell: Shell) -> Path:
    return write(shell.folder / "list.xlsx", ROWS)


def test_every_row_has_a_verdict_and_its_reason(shell: Shell, file: Path) -> None:
    said = intake(shell, file)
    assert "6 rows: 4 taken, 1 to look at, 1 not taken; and 1 rows of headings" in said
    assert "row 6  “Sea clinic”" in said
    assert "The row gives no position." in said
    assert "Nothing is published by this. No notice does not mean no protection." in said
    assert not file.with_name("list.xlsx.drafts.jsonl").exists()
    items = [json.loads(line) for line in intake(shell, file, "--json").splitlines() if line.startswith('{"origin"')]
    assert [item["state"] for item in items] == ["accepted"] * 4 + ["doubted", "rejected"]
    assert items[2]["footprints"][0]["type"] == "Circle"
    assert items[2]["footprints"][0]["radius_m"] >= 25_000
    assert items[0]["original"]["Facility name"] == "Kafr Nabl hospital"


def test_what_is_accepted_is_drafted_and_published_once(shell: Shell, file: Path) -> None:
    said = intake(shell, file, "--accept", "--agreement", "Coast")
    assert "4 drafts for a desk to sign" in said
    drafts = file.with_name("list.xlsx.drafts.jsonl")
    first = drafts.read_bytes()
    assert "logged as alpha.example" in shell.run("alpha", "publish", "--revise", "--agreement", "Coast", drafts).output
    # drafted again, copied to another name, its memory lost: our log says it already
    copy = write(shell.folder / "list_v2.xlsx", ROWS)
    for again, memory in ((file, True), (copy, True), (file, False)):
        if not memory:
            again.with_name("list.xlsx.intake.json").unlink()
        intake(shell, again, "--accept", "--agreement", "Coast")
        other = again.with_name(f"{again.name}.drafts.jsonl")
        assert [json.loads(line)["id"] for line in other.read_text("utf-8").splitlines()] == [
            json.loads(line)["id"] for line in first.decode().splitlines()
        ]
        said_ = shell.run("alpha", "publish", "--revise", "--agreement", "Coast", other).output
        assert "logged as" not in said_
        assert "and 3 more" in said_


def test_a_coarse_row_is_an_area_in_every_answer(shell: Shell, file: Path) -> None:
    intake(shell, file, "--accept", "--agreement", "Coast")
    shell.run("alpha", "publish", "--agreement", "Coast", file.with_name("list.xlsx.drafts.jsonl"))
    said = shell.run("alpha", "check", "35.95,36.60515", code=10).output
    assert "Ariha health post" in said
    assert "its place known to 25.00 km only" in said
    assert "within the area where it lies" in said
    assert "between" in shell.run("alpha", "check", "36.06,36.60515", code=None).output


def test_the_next_edition_changes_what_changed_and_proposes_what_is_gone(shell: Shell, file: Path) -> None:
    intake(shell, file, "--accept", "--agreement", "Coast")
    drafts = file.with_name("list.xlsx.drafts.jsonl")
    shell.run("alpha", "publish", "--revise", "--agreement", "Coast", drafts)
    rows = [list(row) for row in ROWS[1:]]
    rows[0][3] = 35.64399
    write(file, rows)
    said = intake(shell, file, "--accept", "--agreement", "Coast")
    assert "0 new, 1 changed, 4 the same, 1 gone" in said
    assert "changed “Maarat clinic”: latitude: 35.64371 → 35.64399" in said
    assert "gone “Kafr Nabl hospital”: its withdrawal is proposed, nothing was taken away" in said
    said = shell.run("alpha", "publish", "--revise", "--agreement", "Coast", drafts).output
    assert said.count("logged as") == 1
    assert "Maarat clinic" in shell.run("alpha", "show", "alpha.example#5").output
    assert "supersede" in json.dumps(shell.json("alpha", "show", "alpha.example#5"))
    gone = drafts.with_name("list.xlsx.drafts.withdrawals.jsonl")
    assert "Kafr Nabl hospital" in gone.read_text("utf-8")
    # a check finds it until a desk publishes the withdrawal, and afterwards until all have that
    assert "Kafr Nabl hospital" in shell.run("alpha", "check", "35.61402,36.56101", code=10).output
    shell.run("alpha", "publish", "--revise", "--agreement", "Coast", gone)
    assert "withdrawing" in shell.run("alpha", "check", "35.61402,36.56101", code=10).output
    assert "withdrawals" not in intake(shell, file, "--accept", "--agreement", "Coast")


def test_a_person_decides_a_doubted_row_once(shell: Shell, file: Path) -> None:
    said = intake(shell, file, "--fix", "--by", "A. Haddad", stdin=b"e\n35.80001 36.50002\n")
    assert "1 of 1" in said
    again = intake(shell, file, "--accept", "--agreement", "Coast")
    assert "5 taken, 0 to look at, 1 not taken" in again
    assert "5 drafts" in again
    notice = next(
        n
        for n in map(json.loads, file.with_name("list.xlsx.drafts.jsonl").read_text("utf-8").splitlines())
        if n["title"] == "Sea clinic"
    )
    assert notice["place"]["typed"][0]["understood"] == [36.50002, 35.80001]
    # the row as it stands was decided; another edition of it is asked about again
    changed = [list(row) for row in ROWS]
    changed[4][4] = 33.6
    assert "1 to look at" in intake(shell, write(file, changed))


def test_a_decision_can_be_said_in_one_word(shell: Shell, file: Path) -> None:
    assert "4 taken, 0 to look at, 2 not taken" in intake(
        shell, file, "--decide", "6=reject", "--by", "A. Haddad", "--why", "asked"
    )
    said = shell.run("alpha", "intake", file, "--decide", "77=keep", "--by", "x", code=3).output
    assert "no such row to decide" in said
    assert "a decision needs a name" in shell.run("alpha", "intake", file, "--decide", "6=keep", code=3).output


def test_a_profile_is_saved_changed_and_used_again(shell: Shell, file: Path) -> None:
    profile = shell.folder / "list.toml"
    intake(shell, file, "--save-profile", str(profile))
    assert '"Facility name"' in profile.read_text("utf-8")
    assert "4 taken" in intake(shell, file, "--profile", str(profile))
    profile.write_text(profile.read_text("utf-8").replace('"Lat"', '"Latitude N"'), "utf-8")
    said = shell.run("alpha", "intake", file, "--profile", profile, code=3).output
    assert "Latitude N" in said
    assert "Lat" in said


def test_columns_can_be_named_by_hand(shell: Shell) -> None:
    path = shell.file("odd.csv", b"Naam;Breedte;Lengte\nclinic;35.61402;36.56101\nschool;35.61502;36.56201\n")
    said = intake(shell, path, "--map", "name=Naam", "--map", "latitude=Breedte", "--map", "longitude=Lengte", code=0)
    assert "2 rows: 2 taken" in said
    assert "is no field" in shell.run("alpha", "intake", path, "--map", "nam=Naam", code=3).output
    assert "no column 'D'" in shell.run("alpha", "intake", path, "--map", "name=D", code=3).output


def test_a_report_goes_back_to_the_sender(shell: Shell, file: Path) -> None:
    page, book = shell.folder / "r.html", shell.folder / "r.xlsx"
    intake(shell, file, "--report", str(page), "--report", str(book), "--language", "ar")
    text = page.read_text("utf-8")
    assert 'dir="rtl"' in text
    assert "Sea clinic" in text
    assert openpyxl.load_workbook(book).sheetnames
    assert "no report ends in .pdf" in shell.run("alpha", "intake", file, "--report", "x.pdf", code=3).output


def test_without_a_node_a_list_is_checked_all_the_same(tmp_path: Path) -> None:
    file = write(tmp_path / "list.xlsx", ROWS)
    shell = Shell(tmp_path)
    (tmp_path / "alpha").mkdir()
    assert "4 drafts" in intake(shell, file, "--accept")
    drafts = file.with_name("list.xlsx.drafts.jsonl").read_bytes()
    # what nobody has published yet is still there when the file is read again
    assert "4 drafts" in intake(shell, file, "--accept")
    assert [json.loads(one)["id"] for one in file.with_name("list.xlsx.drafts.jsonl").read_bytes().splitlines()] == [
        json.loads(one)["id"] for one in drafts.splitlines()
    ]


def test_an_interruption_keeps_what_was_decided(shell: Shell) -> None:
    rows = [*ROWS, ["Other sea clinic", "Syria", "Idleb", 35.9, 33.1, "GPS"]]
    file = write(shell.folder / "list.xlsx", rows)
    said = intake(shell, file, "--fix", "--by", "A. Haddad", stdin=b"r\n", code=130)
    assert "interrupted: 1 decisions are kept" in said
    assert "1 to look at" in intake(shell, file)


def test_a_position_that_a_person_gave_is_doubted_like_any_other(shell: Shell, file: Path) -> None:
    said = intake(shell, file, "--decide", "6=10.12345 10.12345", "--by", "A. Haddad", "--all")
    assert "Nigeria" in said
    assert "10.12345" in said


def test_json_is_json_to_its_last_line(shell: Shell, file: Path) -> None:
    done = shell.run("alpha", "intake", file, "--no-places", "--json", "--accept", "--report", shell.folder / "r.html", code=13)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["summary"]["items"] == 6
    assert lines[-1]["presumption"] == "No notice does not mean no protection."


def test_a_list_without_rows_proposes_nothing(shell: Shell, file: Path) -> None:
    intake(shell, file, "--accept")
    assert "no row is in it" in shell.run("alpha", "intake", write(file, []), "--accept", code=3).output
    assert not file.with_name("list.xlsx.drafts.withdrawals.jsonl").exists()


def test_what_was_said_of_all_rows_is_in_the_profile(shell: Shell, file: Path) -> None:
    profile = shell.folder / "list.toml"
    intake(shell, file, "--save-profile", str(profile), "--set", "zone=Asia/Damascus")
    assert 'zone = "Asia/Damascus"' in profile.read_text("utf-8")
    assert "is no zone" in shell.run("alpha", "intake", file, "--set", "zone=Mars", code=3).output


def test_totals_and_places_known_to_their_country_are_asked_about(shell: Shell) -> None:
    rows = [*ROWS[:2], ["Total", "Syria", "Idleb", 35.7, 36.6, ""], ["Somewhere", "Syria", "Idleb", 35.7, 36.65, "Country"]]
    said = intake(shell, write(shell.folder / "list.xlsx", rows))
    assert "2 taken, 2 to look at" in said
    assert "looks like a total" in said
    assert "known only to its country" in said


def test_a_place_that_moved_is_asked_about(shell: Shell, file: Path) -> None:
    intake(shell, file, "--accept")
    rows = [list(row) for row in ROWS]
    rows[0][3] = 35.70012
    said = intake(shell, write(file, rows))
    assert "The place has moved since the last edition by 9.5" in said
    assert "where the last edition had it" in said


def test_a_column_is_named_by_its_heading_where_no_row_looked_like_headings(shell: Shell) -> None:
    file = shell.folder / "abc.csv"
    file.write_text("a,b,c\nx1,x2,x3\ny1,y2,y3\n")
    assert "name ← “a”" in intake(shell, file, "--map", "name=a")
    said = intake(shell, file, "--map", "name=zzz", code=3)
    assert "no row was taken for headings, columns have letters: A, B, C" in said
