"""A1, the first half: distances and decisions against an independent computation with geodesics only (`geodesic_oracle`).

``DETENTE_ORACLE_PAIRS`` sets the number of random pairs; 10^5 take about ten minutes on one core.
"""

import dataclasses
import math
import os
import random
import sys
from dataclasses import dataclass, field

import msgspec
import pytest
from geodesic_oracle import Doubt, oracle, table
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.geometry import distance, meet, parts
from detente.testing import SHAPES, ZOO, a_footprint, a_place, away
from detente.volume import Circle, Corridor, Point, Polygon, Volume4D, positions

PAIRS = int(os.environ.get("DETENTE_ORACLE_PAIRS", "400"))
CHUNKS = 8
ORACLE_M = 0.001
"""What the oracle itself can be off, and what a threshold must differ by to be called above or below."""
EDGES = ("geodesic",) * 8 + ("lonlat", "rhumb")


@dataclass
class Report:
    """What a run found. ``missed``: conflicts that `meet` did not tell; ``outside``: distances beyond their own bound."""

    pairs: int = 0
    refused: int = 0
    doubtful: int = 0
    thresholds: int = 0
    missed: list = field(default_factory=list)
    outside: list = field(default_factory=list)
    invented: list = field(default_factory=list)
    worst: float = 0.0

    def __str__(self):
        counts = f"{self.pairs} pairs, {self.thresholds} thresholds, {self.refused} refused, {self.doubtful} doubtful"
        bad = f"{len(self.missed)} missed, {len(self.outside)} outside, {len(self.invented)} invented"
        return f"{counts}: {bad}; largest error {self.worst:.3f} of its bound"


def a_size(rng):
    return 10 ** rng.choice([rng.uniform(0, 5), rng.uniform(0, 5), rng.uniform(1, 3), rng.uniform(5, 6.1)])


def a_pair(rng):
    """Two footprints with their kinds of edge: apart, one in the other, touching, or within millimetres to metres."""
    centre, size, other = a_place(rng), a_size(rng), a_size(rng)
    kinds = rng.choice(EDGES), rng.choice(EDGES)
    if kinds != ("geodesic", "geodesic"):
        centre = (round(rng.uniform(-150, 150), 7), round(rng.uniform(-70, 70), 7))
        size, other = min(size, 50_000.0), min(other, 50_000.0)
    a = a_footprint(rng, centre, size)
    match rng.randrange(5):
        case 0:
            there = away(centre, rng.uniform(0, 360), (size + other) * rng.uniform(0, 1.5))
        case 1:
            there = away(centre, rng.uniform(0, 360), 10 ** rng.uniform(0, 5))
        case 2:
            there, other = centre, other * rng.choice([1.0, 0.1, 1e-3])
        case 3:
            there = rng.choice(positions(a))[1]
        case _:
            there = beside(rng, a)
            return a, rng.choice([Point(there), a_footprint(rng, there, other)]), kinds
    return a, a_footprint(rng, there, other), kinds


def beside(rng, a):
    """A place within a centimetre to metres of the inside of an edge."""
    places = [p for _, p in positions(a)]
    k = rng.randrange(len(places))
    near, far = places[k], places[(k + 1) % len(places)]
    line = Geodesic.WGS84.InverseLine(near[1], near[0], far[1], far[0])
    there = line.Position(rng.uniform(0, 1) * line.s13)
    return away((there["lon2"], there["lat2"]), there["azi2"] + rng.choice([90.0, -90.0]), 10 ** rng.uniform(-2, 1))


def thresholds(rng, truth):
    """Distances asked for: within millimetres of the true one, and anywhere."""
    close = [truth + rng.choice([1, -1]) * 10 ** rng.uniform(-3, -1) for _ in range(2)]
    return [t for t in (0.0, *close, truth * rng.uniform(0, 2)) if t >= 0]


def examine(report, rng, a, b, kinds):
    """Compare one pair; what does not hold goes into the report."""
    try:
        first, second = (parts(Volume4D(shape, edges=kind)) for shape, kind in zip((a, b), kinds, strict=True))
    except InputError:
        report.refused += 1
        return
    try:
        truth = oracle(a, b, kinds)
    except Doubt:
        report.doubtful += 1
        return
    found = min((distance(p, q) for p in first for q in second), key=lambda d: d.metres)
    back = min(distance(q, p).metres for p in first for q in second)
    report.pairs += 1
    error = max(abs(found.metres - truth), abs(back - truth)) - ORACLE_M
    report.worst = max(report.worst, error / found.bound_m)
    if error > found.bound_m:
        report.outside.append((a, b, kinds, truth, found, back))
    for asked in thresholds(rng, truth):
        told = decide(rng, a, kinds[0], first, second, asked)
        report.thresholds += 1
        if not told and truth + ORACLE_M <= asked:
            report.missed.append((a, b, kinds, truth, asked))
        if told and truth > asked + 2 * found.bound_m + ORACLE_M:
            report.invented.append((a, b, kinds, truth, asked))


def decide(rng, a, kind, first, second, asked):
    """Whether `meet` tells a conflict, the distance asked for being partly a radius of ``a`` and partly a separation."""
    radius = {Point: "radius_m", Circle: "radius_m", Corridor: "half_width_m"}.get(type(a))
    bare = [msgspec.structs.replace(a, **{radius: 1e-9})] if radius else []
    share = rng.choice([0.0, 1.0, rng.random()]) if bare else 0.0
    wide = [msgspec.structs.replace(x, **{radius: max(1e-9, min(1e6, asked * share))}) for x in bare]
    widened = [p for x in wide for p in parts(Volume4D(x, edges=kind))] or list(first)
    rest = max(0.0, asked - max((p.radius_m for p in widened), default=0.0))
    return any(meet(p, without(q), separation_m=rest) for p in widened for q in second)


def without(part):
    return dataclasses.replace(part, radius_m=0.0)


def run(seed, pairs):
    rng, report = random.Random(seed), Report()
    while report.pairs + report.doubtful < pairs:
        examine(report, rng, *a_pair(rng))
        if report.pairs % 1000 == 0 and pairs > 5000:
            print(f"seed {seed}: {report}", file=sys.stderr, flush=True)
    return report


def smallest(cases):
    return min(cases, key=lambda case: len(repr(case)), default=None)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_distance_lies_within_its_bound_and_no_conflict_is_missed(chunk):
    report = run(20151124 + chunk, PAIRS // CHUNKS)
    print(report)
    assert (smallest(report.missed), smallest(report.outside), smallest(report.invented)) == (None, None, None), str(report)
    assert report.doubtful <= report.pairs // 20


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_no_pair_that_hypothesis_finds_is_missed(rng):
    report = Report()
    examine(report, rng, *a_pair(rng))
    assert not report.missed + report.outside + report.invented, str(report)


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_and_places_around_it(name):
    volume, rng, report = ZOO[name], random.Random(name), Report()
    for _ in range(12):
        _, place = rng.choice(positions(volume.footprint))
        other = a_footprint(rng, away(place, rng.uniform(0, 360), 10 ** rng.uniform(0, 4)), 10 ** rng.uniform(0, 4))
        examine(report, rng, volume.footprint, other, (volume.edges, "geodesic"))
    assert report.pairs
    assert not report.missed + report.outside + report.invented, str(report)


def test_a_short_edge_does_not_hide_a_long_one():
    """In a slit, 0.1 m from the middle of an edge of 5 km, whose chord runs 0.49 m below, and 0.3 m from short edges."""
    centre = (36.0, 35.0)
    east, west = away(centre, 90, 2490.0), away(centre, 270, 2490.0)
    place, tip = Point(away(centre, 0, 0.1)), away(centre, 0, 0.4)
    far = away(away(west, 180, 500), 270, 300.0), away(away(west, 0, 500.0), 270, 300.0)
    spike = away(away(centre, 0, 500.0), 90, 100.0), away(tip, 30, 60.0), tip, away(tip, -30, 60.0)
    slit = Polygon(((west, east, away(east, 180, 500.0), *far, *spike, away(away(west, 0, 200.0), 90, 100.0), west),))
    report = Report()
    examine(report, random.Random(0), place, slit, ("geodesic", "geodesic"))
    assert not report.missed + report.outside, report.outside


@pytest.mark.parametrize("metres", [100_000.0, 300_000.0, 1_000_000.0, 2_000_000.0])
@pytest.mark.parametrize("share", [-0.6, 0.0, 0.3, 0.6, 0.9])
def test_far_places_in_two_directions(metres, share):
    """The ellipsoid bends more to the north than to the east: of two equal chords the arcs differ."""
    centre = (10.0, 0.0)
    north, east = away(centre, 0, metres), away(centre, 90, metres + share * metres**3 / (1500 * 6.371e6**2))
    corner = (north, away(north, 45, metres / 10), away(centre, 45, metres * 2), away(east, 45, metres / 10), east)
    report = Report()
    examine(report, random.Random(0), Point(centre), Polygon(((*corner, away(centre, 46, metres * 1.9), north),)), EDGES[:2])
    assert not report.missed + report.outside, report.outside


# --- the oracle itself ---------------------------------------------------------------------------------------------------


def dense(footprint, count):
    """Places all along the edges, by another program than the oracle's."""
    places = [p for _, p in positions(footprint)]
    found = []
    for near, far in zip(places, places[1:] or places, strict=False):
        line = Geodesic.WGS84.InverseLine(near[1], near[0], far[1], far[0])
        found += [line.Position(line.s13 * i / count) for i in range(count + 1)]
    return [(p["lon2"], p["lat2"]) for p in found], max(
        math.dist((0,), (Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"],)) / count
        for a, b in zip(places, places[1:] or places, strict=False)
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_oracle_agrees_with_dense_sampling(seed):
    """Never above what any pair of samples gives, and below it by no more than their spacing."""
    import numpy as np

    rng = random.Random(seed)
    kinds = [k for k in SHAPES if k not in {"pair", "hole"}]
    centre, size = a_place(rng), 10 ** rng.uniform(2, 5)
    a = a_footprint(rng, centre, size, kinds)
    b = a_footprint(rng, away(centre, rng.uniform(0, 360), size * rng.uniform(0.5, 3)), size, kinds)
    (first, gap_a), (second, gap_b) = dense(a, 40), dense(b, 40)
    sampled, truth = float(table(np.array(first), np.array(second)).min()), oracle(a, b)
    assert truth <= sampled + 1e-6
    if truth:
        assert sampled <= truth + gap_a + gap_b


def test_the_oracle_knows_simple_cases():
    square = Polygon(
        (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)), ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.4)))
    )
    assert oracle(Point((0.2, 0.2)), square) == 0.0
    assert oracle(Point((0.55, 0.45)), square) == pytest.approx(5530, abs=30)
    assert oracle(Point((0.0, 0.0)), Circle((1.0, 0.0), 5.0)) == pytest.approx(111_319.491, abs=0.001)
    assert oracle(Corridor(((-1.0, 0.5), (2.0, 0.5)), 0.0), square) == 0.0
    assert oracle(Corridor(((0.0, 10.0), (1.0, 10.0)), 0.0), Point((0.5, 10.0)), ("lonlat", "geodesic")) == 0.0
    assert oracle(Corridor(((0.0, 60.0), (2.0, 60.0)), 0.0), Point((1.0, 60.0))) == pytest.approx(420, abs=5)
    with pytest.raises(Doubt):
        oracle(Point((0.0, 0.0)), Point((90.0, 0.0)))
