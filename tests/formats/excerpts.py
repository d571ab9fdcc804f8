"""Excerpts for tests of the formats that leave, and what other programs say of their files."""

import random
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from detente.errors import InputError
from detente.excerpt import Excerpt, Feature, Left
from detente.geometry.outline import outlines
from detente.notice import Handling, Validity
from detente.testing import START, ZOO, a_volume
from detente.volume import Altitude, Circle, Polygon, Volume4D

CELL = Polygon((((36.1, 35.8), (36.2, 35.8), (36.2, 35.9), (36.1, 35.9), (36.1, 35.8)),))
HOSTILE = '=cmd|"/c calc"!A1\n<script>alert(1)</script>]]>&amp;\x00\x1b[2J\u202e\uffff'


def features(volume: Volume4D, **fields: Any) -> list[Feature]:
    """The features of a volume, with any fields replaced."""
    given: dict[str, Any] = {
        "statement": f"ocha.example/agr/{'a' * 32}/0#3", "version": 1, "kind": "site", "stance": "", "function": "health",
        "title": "clinic", "text": "", "names": ("Kafr Nabl",), "state": "active", "meaning": "active", "status": "",
        "validated": "not validated", "known_to_m": 0.0, "level": "exact",
        "party": "ocha.example", "released_by": "", "contact": "duty desk, line 1", "issued": START, "handling": Handling(),
        "validity": Validity(START + timedelta(days=30)), "volume": volume, **fields,
    }  # fmt: skip
    drawn = outlines(volume)
    return [Feature(**given, outline=outline, number=n, count=len(drawn)) for n, outline in enumerate(drawn, 1)]


def excerpt(*given: Feature, **fields: Any) -> Excerpt:
    """An excerpt of these features."""
    held: dict[str, Any] = {
        "party": "hq.example", "agreement": "Coast", "as_of": START, "at": START, "basis": "incomplete",
        "reasons": ("ocha is silent",), "heard": (("ocha.example", "2015-11-20T05:00:00Z"),), "max_silence_s": 86400,
        "exercise": False, "left_out": (Left(2, "no objection areas"),), **fields,
    }  # fmt: skip
    return Excerpt(features=given, **held)


def everything() -> Excerpt:
    """One of every sort: the shapes that programs get wrong, a cell, all altitudes, words that want to be something else."""
    found = [f for name, volume in ZOO.items() for f in features(volume, title=name)]
    found += features(Volume4D(CELL, edges="lonlat"), level="cell", title="")
    found += features(
        Volume4D(Circle((36.1, 35.8), 500.0), None, Altitude(9000, "FT", "AMSL"), START), kind="movement", function="food"
    )
    found += features(Volume4D(Circle((36.1, 35.8), 500.0), None, Altitude(300, "M", "AGL")), kind="area", stance="refrain")
    found += features(Volume4D(Circle((36.1, 35.8), 500.0)), kind="emergency", title=HOSTILE, text=HOSTILE, names=(HOSTILE,))
    old = Volume4D(Circle((36.1, 35.8), 500.0), time_end=START)
    found += features(old, state="unverified", meaning="unverified, presumed protected", title="old")
    found += features(Volume4D(Circle((36.1, 35.8), 500.0), time_start=datetime(1, 1, 1, tzinfo=UTC)), title="ancient")
    return excerpt(*found)


def any_excerpt(rng: random.Random) -> tuple[Volume4D, Excerpt]:
    """A volume of any shape anywhere, and an excerpt of it."""
    while True:
        volume = a_volume(rng)
        try:
            return volume, excerpt(*features(volume))
        except InputError:
            continue


def ogrinfo(folder: Path, name: str, data: bytes) -> str:
    """What GDAL says of a file."""
    program = shutil.which("ogrinfo")
    if program is None:
        pytest.skip("ogrinfo (GDAL) is not installed")
    (folder / name).write_bytes(data)
    done = subprocess.run([program, "-al", "-so", str(folder / name)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    return done.stdout
