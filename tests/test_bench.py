"""The benchmark runs: a small round of it, whose figures are not judged."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_quick_round_prints_versions_first_and_a_table_with_ratios() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(word in lines[0] for word in ("python", "numpy", "shapely", "sqlite", "load", "fsync_ms"))
    assert "ratio" in done.stdout
    rows = json.loads((ROOT / "bench" / "results" / "quick.json").read_text("utf-8"))["rows"]
    found = next(row for row in rows if row["what"].startswith("notices found"))
    assert 0.99 < found["ratio"] < 1.01
