"""Two parties in a folder, as two users at two shells."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from detente.cli import main

CLINIC = {
    "kind": "site", "title": "clinic", "function": "health",
    "volumes": [{"footprint": {"type": "Circle", "center": [36.05, 35.72], "radius_m": 500}}],
}  # fmt: skip
FLIGHT = {
    "kind": "activity", "title": "survey",
    "volumes": [{
        "footprint": {"type": "Circle", "center": [36.4, 35.6], "radius_m": 2000},
        "altitude_lower": {"value": 1000, "units": "M", "reference": "AMSL"},
        "altitude_upper": {"value": 2000, "units": "M", "reference": "AMSL"},
        "time_start": "2040-01-31T06:00:00Z", "time_end": "2040-01-31T09:00:00Z",
    }],
}  # fmt: skip


class Shell:
    """Two parties in a folder, as two users at two shells."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, party: str, *words: str | Path, code: int | None = 0, stdin: bytes | None = None) -> Result:
        done = CliRunner().invoke(main, ["-C", str(self.folder / party), *map(str, words)], input=stdin)
        assert code is None or done.exit_code == code, (words, done.exit_code, done.output, done.exception)
        return done

    def json(self, party: str, *words: str | Path, code: int = 0) -> object:
        return json.loads(self.run(party, *words, "--json", code=code).stdout)

    def file(self, name: str, content: object) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def sync(self) -> None:
        for party in ("alpha", "beta", "alpha", "beta"):
            self.run(party, "sync")
