"""``python -m fuzz``: every parser in a process of its own, as many at a time as there are cores; one line each.

FUZZ_RUNS: inputs for each (1,000,000); FUZZ: names of parsers, with commas; FUZZ_SEED; FUZZ_ENGINE: ``atheris``, else ``plain``;
FUZZ_WORK: where logs and findings go (``.fuzz``).
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from typing import Final, NamedTuple, TextIO

from fuzz.one import WORK
from fuzz.parsers import PARSERS

WAIT_S: Final = 0.2
SAID_S: Final = 10.0
_PULSE: Final = re.compile(rb"^#([0-9]+)\t", re.MULTILINE)


class Running(NamedTuple):
    """A parser under way."""

    name: str
    process: subprocess.Popen[bytes]
    log: TextIO
    start: float


def main() -> int:
    """0 where nothing was found, 1 where something was, 2 for a wrong name, 130 where it was interrupted."""
    wanted = [name.strip() for name in os.environ.get("FUZZ", "").split(",") if name.strip()] or list(PARSERS)
    if unknown := [name for name in wanted if name not in PARSERS]:
        print(f"fuzz: no parser {', '.join(unknown)}; there are: {', '.join(PARSERS)}", file=sys.stderr)
        return 2
    if importlib.util.find_spec("atheris") is None:
        print("fuzz: atheris is not installed for this Python: mutations without coverage instead")
    (WORK / "logs").mkdir(parents=True, exist_ok=True)
    print(f"{'parser':22}{'inputs':>10}{'seconds':>9}{'peak MB':>9}  verdict", flush=True)
    running: list[Running] = []
    try:
        return _all(wanted, running)
    except KeyboardInterrupt:
        print(f"fuzz: interrupted; under way: {_progress(running)}")
        return 130
    finally:
        for one in running:
            one.process.terminate()
            one.process.wait()


def _all(wanted: list[str], running: list[Running]) -> int:
    waiting, found, said = list(wanted), 0, time.monotonic()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            running.append(_start(waiting.pop(0)))
        time.sleep(WAIT_S)
        for one in [one for one in running if one.process.poll() is not None]:
            running.remove(one)
            found += _finished(one)
        if sys.stderr.isatty() and time.monotonic() - said > SAID_S:
            said = time.monotonic()
            print(
                f"fuzz: {len(wanted) - len(waiting) - len(running)} of {len(wanted)} done; {_progress(running)}", file=sys.stderr
            )
    if found:
        print(f"fuzz: {found} of {len(wanted)} parsers with findings")
    return 1 if found else 0


def _start(name: str) -> Running:
    log = (WORK / "logs" / name.replace(" ", "-")).open("w+", encoding="utf-8", errors="replace")
    # A session of its own: Ctrl-C reaches us alone, and we end it.
    process = subprocess.Popen([sys.executable, "-m", "fuzz.one", name], stdout=log, stderr=log, start_new_session=True)
    return Running(name, process, log, time.monotonic())


def _finished(one: Running) -> int:
    one.log.seek(0)
    told = one.log.read()
    one.log.close()
    inputs, peak = (_stat(told, key) for key in ("number_of_executed_units", "peak_rss_mb"))
    good = one.process.returncode == 0
    verdict = "ok" if good else "FOUND"
    print(f"{one.name:22}{inputs:>10}{time.monotonic() - one.start:>9.0f}{peak:>9}  {verdict}", flush=True)
    if not good:
        file = re.search(r"Test unit written to (\S+)", told)
        print(f"    log: {os.path.relpath(one.log.name)}")
        print(f"    again: .venv/bin/python -m fuzz.one '{one.name}' {os.path.relpath(file[1]) if file else ''}", flush=True)
    return 0 if good else 1


def _stat(told: str, key: str) -> str:
    found = re.findall(rf"stat::{key}:\s*([0-9]+)", told)
    return found[-1] if found else "?"


def _progress(running: list[Running]) -> str:
    return ", ".join(f"{one.name} #{_pulse(one)}" for one in running)


def _pulse(one: Running) -> str:
    with open(one.log.name, "rb") as file:
        seen = _PULSE.findall(file.read()[-4000:])
    return seen[-1].decode() if seen else "0"


if __name__ == "__main__":
    sys.exit(main())
