"""A8 at the shell: wrong files, keys and folders give an error that names the place, a code, and change nothing."""

import json
import math
import shutil
import subprocess
import sys

import pytest
from shells import CLINIC, FLIGHT, Shell

CIRCLE = {"type": "Circle", "center": [36, 35], "radius_m": 500}


def site(**changes: object) -> bytes:
    return json.dumps({"kind": "site", "volumes": [{"footprint": CIRCLE, **changes}]}).encode()


def outline(*ring: tuple[float, float]) -> bytes:
    return site(footprint={"type": "Polygon", "coordinates": [ring]})


ALTITUDES = {"altitude_lower": {"value": 500, "reference": "AMSL"}, "altitude_upper": {"value": 5, "reference": "AMSL"}}
MANY = [(round(36 + math.cos(i / 1.6e4), 7), round(35 + math.sin(i / 1.6e4), 7)) for i in range(100_000)]
NOTICES: dict[str, tuple[bytes, str]] = {
    "wrong type": (b'{"kind": "site", "title": 5}', "$.title"),
    "NaN": (site().replace(b"36", b"NaN"), "malformed"),
    "infinity": (site().replace(b"500", b"1e999"), "out of range"),
    "latitude 91": (site().replace(b"35]", b"91]"), "$.volumes[0].footprint.center: latitude 91.0"),
    "times swapped": (site(time_start="2030-01-02T00:00:00Z", time_end="2030-01-01T00:00:00Z"), "$.volumes[0].time_start"),
    "altitudes swapped": (site(**ALTITUDES), "$.volumes[0].altitude_lower"),
    "open ring": (outline((0, 0), (1, 0), (1, 1), (0, 1)), "coordinates[0]: a ring is not closed"),
    "crossing ring": (outline((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), "self-intersection"),
    "10^5 vertices": (outline(*MANY), "at most"),
    "deep": (b'{"kind": "site", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
    "not UTF-8": (b'{"kind": "site", "title": "\xff"}', "not UTF-8 at byte"),
    "UTF-16": ('{"kind": "site"}'.encode("utf-16"), "not UTF-8"),
    "empty": (b"", "truncated"),
    "a list of nothing": (b"[1, null]", "not an object"),
    "unknown kind": (b'{"kind": "treaty"}', "$.kind"),
    "an act": (b'{"kind": "suspend", "clauses": ["plans"]}', "not a notice"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_that_cannot_be_used_names_its_field_and_changes_nothing(shell: Shell, name: str) -> None:
    data, said = NOTICES[name]
    before = shell.json("alpha", "log")
    done = shell.run("alpha", "publish", shell.file("x.json", data), code=3)
    assert said in done.output
    assert "x.json" in done.output
    assert shell.json("alpha", "log") == before


@pytest.mark.parametrize(
    ("command", "ending"),
    [("check", ".json"), ("check", ".geojson"), ("check", ".csv"), ("publish", ".json"), ("publish", ".geojson")],
)
def test_a_file_of_100_megabytes_is_refused_at_once(shell: Shell, command: str, ending: str) -> None:
    path = shell.folder / f"big{ending}"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert "more than 67108864 bytes" in shell.run("alpha", command, path, code=3).output


@pytest.mark.parametrize(
    ("words", "data", "code", "said"),
    [
        (["check"], b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, 3, "x.geojson"),
        (["plan"], b"\xff\xfe{}", 3, "not UTF-8 at byte 0"),
        (["plan"], b'{"type": "Topology"}', 3, "neither a Feature nor a FeatureCollection"),
        (["plan"], b'{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:3857"}}}', 3, "$.crs"),
        (["agreement", "sign"], b"detente.agreement/1\n{}\n", 3, "x.geojson"),
        (["agreement", "sign"], b"\xff", 3, "x.geojson"),
        (["verify"], b"PK\x03\x04", 1, "NOT VERIFIED"),
        (["verify"], b"detente.fork/1\n", 4, "detente.fork/1"),
        (["play"], b"title = 3", 3, "x.geojson"),
        (["play"], b"\xff", 3, "x.geojson"),
    ],
)  # fmt: skip
def test_other_files_are_named(shell: Shell, words: list[str], data: bytes, code: int, said: str) -> None:
    done = shell.run("alpha", *words, shell.file("x.geojson", data), code=code)
    assert said in done.output


def test_a_folder_without_logs_verifies_nothing(shell: Shell) -> None:
    (shell.folder / "d").mkdir()
    assert "no log is in this folder" in shell.run("alpha", "verify", shell.folder / "d", code=3).output
    assert "No such file" in shell.run("alpha", "verify", shell.folder / "absent", code=3).output


@pytest.mark.parametrize("word", ["publish", "check", "plan", "play"])
def test_a_folder_or_nothing_is_no_file(shell: Shell, word: str) -> None:
    (shell.folder / "d.geojson").mkdir()
    assert "Is a directory" in shell.run("alpha", word, shell.folder / "d.geojson", code=3).output
    assert "No such file" in shell.run("alpha", word, shell.folder / "absent.geojson", code=3).output


def test_keys_that_are_wrong_are_our_fault(shell: Shell) -> None:
    path, notice = shell.folder / "alpha" / "keys" / "desk-duty.key", shell.file("n.json", CLINIC)
    whole = path.read_text()
    path.chmod(0o644)
    assert "chmod 600" in shell.run("alpha", "publish", notice, code=5).output
    path.chmod(0o600)
    shutil.copy(shell.folder / "beta" / "keys" / "desk-duty.key", path)
    assert "this is the key beta.example/desk/duty" in shell.run("alpha", "publish", notice, code=5).output
    path.write_text("nonsense")
    assert "not a key file" in shell.run("alpha", "publish", notice, code=5).output
    path.write_text(whole[:-9] + "00000000\n")
    assert "bad-signature" in shell.run("alpha", "publish", notice, "--json", code=4).output
    path.unlink()
    assert "is not here" in shell.run("alpha", "publish", notice, code=5).output
    path.write_text(whole)
    path.chmod(0o600)
    shell.run("alpha", "publish", notice)


def test_a_peers_folder_that_was_damaged_costs_nothing_that_is_held(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("c.json", CLINIC))
    shell.sync()
    shell.run("alpha", "publish", shell.file("f.json", FLIGHT))
    shell.run("alpha", "sync")
    outbox = shell.folder / "alpha" / "outbox" / "beta.example"
    whole = shell.folder / "whole"
    shutil.copytree(outbox, whole)
    before = shell.json("beta", "log")
    damages = 0
    for path in sorted(p for p in whole.rglob("*") if p.is_file() and "seen" not in p.parts and "tile/0" not in str(p)):
        place = outbox / path.relative_to(whole)
        data = path.read_bytes()
        for changed in (data[: len(data) // 2], b"", data + b"\n", data[1:], b"\0" * len(data)):
            place.write_bytes(changed)
            done = shell.run("beta", "sync", code=None)
            assert done.exit_code in (0, 4), (path, done.output)
            assert "Traceback" not in done.output
            if done.exit_code == 4:
                assert "NOT READ" in done.output
                assert shell.json("beta", "log") == before
                damages += 1
            place.write_bytes(data)
            if done.exit_code == 0:
                break
    assert damages > 4
    shell.run("beta", "sync")
    assert "CONFLICT" in shell.run("beta", "check", "35.6,36.4", "--from", "2040-01-31T06:00:00Z", code=10).output
    assert shell.run("beta", "doctor")


def test_a_log_of_another_agreement_or_in_another_place_is_not_read(shell: Shell) -> None:
    shell.sync()
    outbox = shell.folder / "alpha" / "outbox" / "beta.example"
    (log,) = (path.parent for path in outbox.rglob("checkpoint"))
    other = outbox / "agr" / ("0" * 32) / log.parent.name / log.name
    shutil.copytree(log, other)
    assert "we have not signed this agreement" in shell.run("beta", "sync", code=4).output
    shutil.rmtree(outbox / "agr" / ("0" * 32))
    shutil.copytree(log, log.with_name("1"))
    assert "NOT READ" in shell.run("beta", "sync", code=4).output
    shutil.rmtree(log.with_name("1"))
    shell.run("beta", "sync")


def test_a_store_that_is_none_is_told(shell: Shell) -> None:
    (shell.folder / "alpha" / "store.sqlite").write_text("hello")
    for extra in ("-wal", "-shm"):
        (shell.folder / "alpha" / f"store.sqlite{extra}").unlink(missing_ok=True)
    assert "not a database" in shell.run("alpha", "check", "35,36", code=6).output


def test_a_second_writer_is_refused_and_a_reader_is_not(shell: Shell) -> None:
    program = """
import sys, time
from pathlib import Path
from detente.node.node import Node
with Node.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(shell.folder / "alpha")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        done = shell.run("alpha", "publish", shell.file("c.json", CLINIC), code=6)
        assert str(holder.pid) in done.output
        shell.run("alpha", "check", "35,36", code=12)
    finally:
        holder.communicate()


def test_a_disk_that_is_full_leaves_nothing_half_done(shell: Shell) -> None:
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36, i / 100]}} for i in range(600)
    ]
    path = shell.file("many.geojson", {"type": "FeatureCollection", "features": features})
    before = shell.json("alpha", "log")
    program = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
from detente.cli import main
main(sys.argv[1:])
"""
    words = ["-C", str(shell.folder / "alpha"), "publish", "--kind", "site", str(path)]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 6, (done.stdout, done.stderr)
    assert "free space" in done.stderr
    assert "Traceback" not in done.stderr
    after = shell.json("alpha", "log")
    assert after == before
    assert "0 wrong" in shell.run("alpha", "doctor").output
    shell.run("alpha", "publish", "--kind", "site", path)
