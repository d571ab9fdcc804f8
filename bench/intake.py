"""Intake from file to report, as a person calls it, against the bare reading of the same file.

A workbook of 8,854 rows and 37 columns (in the shape of public incident workbooks: HXL row, grades of position) and a CSV of
200,000 facilities; made here, so that it runs anywhere.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl

from bench.machine import seconds
from bench.write import Row

UNITS: Final = 40
GRADES: Final = ("(2) 25 km Precision", "(3) District, Commune", "(4) Province", "(1) GPS", "")
FILLER: Final = 28


def intake(folder: Path, *, quick: bool = False) -> list[Row]:
    """Seconds and peak MB of `detente intake FILE --report out.html`."""
    workbook, table = folder / "incidents.xlsx", folder / "facilities.csv"
    _workbook(workbook, 200 if quick else 8_854)
    _csv(table, 1_000 if quick else 200_000)
    rows = _run(workbook, lambda: _read_workbook(workbook), "workbook of 8,854 rows to report", 20)
    return rows + _run(table, lambda: _read_csv(table), "CSV of 200,000 rows to report", 60)


def _run(file: Path, bare: Callable[[], object], what: str, goal: int) -> list[Row]:
    report = file.with_suffix(".html")
    command = [str(Path(sys.executable).with_name("detente")), "intake", str(file), "--report", str(report), "--no-places"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: list[tuple[int, int, float]] = []

    def wait() -> None:
        _, status, usage = os.wait4(started.pid, 0)
        found.append((os.waitstatus_to_exitcode(status), usage.ru_maxrss, usage.ru_utime + usage.ru_stime))

    ours, other = seconds(wait), seconds(bare)
    if found[0][0] not in {0, 13} or not report.exists():
        raise RuntimeError(f"intake ended with {found[0][0]}")
    peak = found[0][1] / 1024
    return [
        {"what": f"{what}, s (goal: {goal}), against the bare reader", "ours": ours, "other": other, "ratio": ours / other},
        {"what": f"{what}, peak MB (goal: 400 for the workbook)", "ours": peak, "other": 400.0, "ratio": peak / 400.0},
    ]


def _rows(count: int) -> list[tuple[str, str, float, float]]:
    random.seed(5)
    centres = [(f"Unit {i}", random.uniform(10, 14), random.uniform(38, 42)) for i in range(UNITS)]
    found = []
    for i in range(count):
        unit, latitude, longitude = centres[i % UNITS]
        place = (round(random.gauss(latitude, 0.15), 5), round(random.gauss(longitude, 0.15), 5))
        found.append((f"Health post {i} {unit}", unit, *place))
    return found


def _workbook(path: Path, count: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("incidents")
    sheet.append(
        ["Event", "Country", "Admin 1", "Latitude", "Longitude", "Geo Precision", *(f"Column {i}" for i in range(FILLER))]
    )
    sheet.append(
        ["#event", "#country+name", "#adm1+name", "#geo+lat", "#geo+lon", "#geo+precision", *("#x" for _ in range(FILLER))]
    )
    for i, (name, unit, latitude, longitude) in enumerate(_rows(count)):
        sheet.append(
            [
                name,
                "Ethiopia",
                unit,
                latitude,
                longitude,
                GRADES[i % len(GRADES)],
                *(f"value {i % 97} {j}" for j in range(FILLER)),
            ]
        )
    book.save(path)


def _csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Facility name", "Country", "Admin1", "Lat", "Long"])
        writer.writerows([name, "Ethiopia", unit, latitude, longitude] for name, unit, latitude, longitude in _rows(count))


def _read_workbook(path: Path) -> int:
    return sum(1 for sheet in openpyxl.load_workbook(path, read_only=True) for _ in sheet.iter_rows(values_only=True))


def _read_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))
