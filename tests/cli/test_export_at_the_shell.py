"""``detente export`` as a user types it: formats by ending or name, what was left out, one agreement a file."""

import io
import json
import zipfile
from typing import Any

import pytest
from shells import CLINIC, FLIGHT, Shell

from detente import formats
from detente.cli.export import FORMATS
from detente.node.export import WRITERS
from detente.notice import PRESUMPTION

AREA = {
    "kind": "area", "stance": "no-objection", "title": "go ahead",
    "volumes": [{"footprint": {"type": "Circle", "center": [36.05, 35.72], "radius_m": 500}}],
}  # fmt: skip


@pytest.fixture
def beta(shell: Shell) -> Shell:
    """A shell where alpha has told beta of a clinic, a flight and an area of no objection."""
    for name, content in (("clinic.json", CLINIC), ("flight.json", FLIGHT), ("area.json", AREA)):
        shell.run("alpha", "publish", shell.file(name, content))
    shell.sync()
    return shell


def test_formats_of_the_command_are_those_that_are_written() -> None:
    assert list(FORMATS) == list(WRITERS)


@pytest.mark.parametrize("form", FORMATS)
def test_the_ending_of_the_file_says_the_format(beta: Shell, form: str) -> None:
    out = beta.folder / f"spared.{form}"
    text = beta.run("beta", "export", "--out", out).output
    assert "1 notices; places: 1 site" in text
    assert "of “Coast” as of" in text
    assert "basis: complete" in text
    assert "left out: 1 no objection areas: in no file" in text
    assert "left out: 1 activities and presence of other parties: in no file" in text
    assert text.strip().endswith(PRESUMPTION)
    begins = {"geojson": b"{", "kml": b"<?xml", "kmz": b"PK", "gpkg": b"SQLite", "xlsx": b"PK"}
    assert out.read_bytes().startswith(begins[form])
    named = beta.folder / "spared"
    beta.run("beta", "export", "--as", form, "--out", named)
    assert named.read_bytes()[:2] == out.read_bytes()[:2]


def test_json_says_the_same(beta: Shell) -> None:
    told: Any = beta.json("beta", "export", "--kind", "site", "-o", beta.folder / "s.geojson")
    assert (told["format"], told["held_by"], told["agreement"], told["notices"]) == ("geojson", "beta.example", "Coast", 1)
    assert (told["basis"], told["places"], told["presumption"]) == ("complete", {"site": 1}, PRESUMPTION)
    assert sum(one["count"] for one in told["left_out"]) == 2


def test_our_own_activity_leaves_where_it_is_named(beta: Shell) -> None:
    assert "our own activities and presence: only with --kind" in beta.run("alpha", "export", "-o", beta.folder / "a.kml").output
    text = beta.run("alpha", "export", "--kind", "activity", "-o", beta.folder / "a.kml").output
    assert "places: 1 activity" in text
    assert b"survey" in (beta.folder / "a.kml").read_bytes()


def test_an_exported_file_can_be_planned_against_and_published_from(beta: Shell) -> None:
    out = beta.folder / "spared.geojson"
    beta.run("beta", "export", "-o", out)
    screened = beta.run("beta", "plan", out, code=10).output
    assert "clinic" in screened
    assert "1 conflict" in screened


def test_standard_output_gets_the_file_alone(beta: Shell) -> None:
    done = beta.run("beta", "export", "--as", "geojson", "-o", "-")
    assert json.loads(done.stdout)["presumption"] == PRESUMPTION
    assert "left out: 1 no objection areas" in done.stderr
    packed = beta.run("beta", "export", "--as", "kmz", "-o", "-")
    assert zipfile.is_zipfile(io.BytesIO(packed.stdout_bytes))


def test_an_instant_of_the_past_can_be_asked_for(beta: Shell) -> None:
    told: Any = beta.json("beta", "export", "--at", "1900-01-01T00:00:00Z", "-o", beta.folder / "s.kml")
    assert (told["selected_for"], told["places"]) == ("1900-01-01T00:00:00Z", {"site": 1})
    assert told["as_of"] > "2025" < told["old_from"]
    text = beta.run("beta", "export", "--at", "1900-01-01T00:00:00Z", "-o", beta.folder / "s.kml").output
    assert "Selected for 1900-01-01T00:00:00Z, from what is known as of 2" in text
    assert "1 of its notices were issued after" in text


@pytest.mark.parametrize("at", ["2941-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_instant_of_the_future_can_be_asked_for(beta: Shell, at: str) -> None:
    """A file as held in the future would never look old."""
    refused = beta.run("beta", "export", "--at", at, "-o", beta.folder / "s.kml", code=3)
    assert "later than now" in refused.output
    assert not (beta.folder / "s.kml").exists()


def test_a_format_under_the_ending_of_another_is_refused(beta: Shell) -> None:
    out = beta.folder / "s.gpkg"
    beta.run("beta", "export", "-o", out)
    before = out.read_bytes()
    refused = beta.run("beta", "export", "--as", "kml", "-o", out, code=3)
    assert "--as kml does not fit the ending of s.gpkg" in refused.output
    assert "s.kml" in refused.output
    assert out.read_bytes() == before
    beta.run("beta", "export", "--as", "kml", "-o", beta.folder / "S.KML")
    beta.run("beta", "export", "--as", "geojson", "-o", beta.folder / "s.json")


def test_what_our_own_readers_refuse_is_said_on_the_error_stream(beta: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    out = beta.folder / "s.geojson"
    assert "warning" not in beta.run("beta", "export", "-o", out).stderr
    monkeypatch.setattr(formats, "MAX_FILE", 100)
    done = beta.run("beta", "export", "-o", out)
    assert (
        f"warning: {out.stat().st_size} bytes, more than 100: `detente` will not read it back; split it with --kind"
        in done.stderr
    )
    assert "warning" not in done.stdout


def test_what_does_not_fit_together_is_said_with_a_way_out(beta: Shell) -> None:
    unknown = beta.run("beta", "export", "-o", beta.folder / "s.shp", code=3)
    assert "names no format" in unknown.output
    assert "--as geojson" in unknown.output
    assert not (beta.folder / "s.shp").exists()
    assert "not a time in UTC" in beta.run("beta", "export", "--at", "noon", "-o", beta.folder / "s.kml", code=3).output
    assert "agreements match" in beta.run("beta", "export", "-a", "zzz", "-o", beta.folder / "s.kml", code=3).output
    assert beta.run("beta", "export", "--kind", "report", "-o", beta.folder / "s.kml", code=2)
    assert "choose another place" in beta.run("beta", "export", "-o", beta.folder / "no" / "s.kml", code=3).output


def test_where_there_are_several_agreements_one_is_named(beta: Shell) -> None:
    """G7: nothing is put together by not naming it."""
    cards = [w for party in ("alpha", "beta") for w in ("--card", beta.folder / f"{party}.card")]
    beta.run("alpha", "agreement", "draft", "--title", "Hills", *cards, "-o", beta.folder / "hills")
    for party in ("alpha", "beta", "alpha"):
        beta.run(party, "agreement", "sign", beta.folder / "hills")
    assert "there are several agreements" in beta.run("beta", "export", "-o", beta.folder / "s.kml", code=3).output
    text = beta.run("beta", "export", "-a", "Coast", "-o", beta.folder / "s.kml").output
    assert "other agreements held here: 1; a file for each" in text
    assert b"Hills" not in (beta.folder / "s.kml").read_bytes()
