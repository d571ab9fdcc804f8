"""``python -m bench [--quick]``: versions, load and the fsync line first, then a table with ratios; as JSON in bench/results."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench import coordinates
from bench.flood import under_flood
from bench.idle import idle
from bench.intake import intake
from bench.line import line
from bench.machine import describe
from bench.network import network
from bench.races import races
from bench.screen import World, agreement, bulk, one_activity, published
from bench.tables import tables
from bench.write import Row, audit, group_commit

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> None:
    """Measure, print, keep."""
    quick = "--quick" in arguments
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        head = describe(folder)
        print("  ".join(f"{key} {value}" for key, value in head.items()), flush=True)
        rows: list[Row] = [group_commit(folder), audit(50_000 if quick else 1_000_000)]
        rows += network(folder, quick=quick)
        (folder / "line").mkdir()
        rows += line(folder / "line", 3 if quick else 20)
        (folder / "flood").mkdir()
        rows += under_flood(folder / "flood", 2.0 if quick else 20.0)
        (folder / "idle").mkdir()
        rows.append(idle(folder / "idle", 5, 3.0, 1.0) if quick else idle(folder / "idle"))
        (folder / "intake").mkdir()
        rows += intake(folder / "intake", quick=quick)
        rows += tables(quick=quick)
        rows += [*coordinates.rates(), *coordinates.lengths()]
        rows += races(folder, 10 if quick else 200)
    world = World(0.005 if quick else 1.0)
    print(f"W1: {world.volumes} volumes, held in {world.load_s:.1f} s (R*Tree {world.rstar_s:.1f} s)", flush=True)
    rows += [*one_activity(world), bulk(world), published(world), agreement(world)]
    print(f"{'':92}{'ours':>14}{'other':>14}{'ratio':>8}")
    for row in rows:
        print(f"{row['what']:92}{row['ours']:14.3f}{row['other']:14.3f}{row['ratio']:8.2f}")
    RESULTS.mkdir(exist_ok=True)
    name = "quick.json" if quick else "w1.json"
    (RESULTS / name).write_text(json.dumps({"head": head, "volumes": world.volumes, "rows": rows}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
