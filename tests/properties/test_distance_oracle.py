"""A1, the first half: distances against an independent computation with geodesics only.

The oracle shares no code and no method with the package: edges are sampled with pyproj's geodesics and zoomed in on, insides are
found by winding azimuths. ``DETENTE_ORACLE_PAIRS`` sets the number of random pairs.
"""

import math
import os
import random
from itertools import pairwise, product

import numpy as np
import pytest
from pyproj import Geod

from detente.geometry import distance, parts
from detente.volume import Corridor, Point, Polygon, Volume4D

GEOD = Geod(ellps="WGS84")
PAIRS = int(os.environ.get("DETENTE_ORACLE_PAIRS", "120"))
ORACLE_M = 0.002
CHUNKS = 8


def at(centre, azimuth, metres):
    lon, lat, _ = GEOD.fwd(centre[0], centre[1], azimuth, metres)
    return (round(min(180.0, max(-180.0, lon)), 7), round(lat, 7))


def a_place(rng):
    match rng.randrange(5):
        case 0:
            return (rng.uniform(-180, 180), rng.choice([1, -1]) * (90 - 10 ** rng.uniform(-5, 0.5)))
        case 1:
            return (rng.choice([-180.0, 180.0, 179.9999, -179.99]), rng.uniform(-80, 80))
        case _:
            return (rng.uniform(-180, 180), math.degrees(math.asin(rng.uniform(-1, 1))))


def ring(centre, size, rng, count, squash=1.0):
    turns = sorted(rng.uniform(0, 360) for _ in range(count))
    turns = [360 * i / count + (t % (200 / count)) for i, t in enumerate(turns)]
    points = [at(centre, turn, size * (rng.uniform(0.5, 1.0)) * (squash if 45 < turn % 180 < 135 else 1.0)) for turn in turns]
    return (*points, points[0])


def a_shape(rng, centre, size):
    match rng.randrange(4):
        case 0:
            return Point(at(centre, 0, 0))
        case 1:
            return Corridor((at(centre, rng.uniform(0, 360), size), at(centre, rng.uniform(0, 360), size)), 0.0)
        case 2:
            return Polygon((ring(centre, size, rng, rng.randrange(5, 9)), ring(centre, size / 8, rng, 5)))
        case _:
            return Polygon((ring(centre, size, rng, rng.randrange(5, 9), squash=rng.choice([1.0, 0.02])),))


def a_pair(rng):
    centre = a_place(rng)
    sizes = [10 ** rng.uniform(1, 5.0) for _ in range(2)]
    apart = rng.choice([0.0, sum(sizes) * rng.uniform(0, 1.5), 10 ** rng.uniform(0, 5)])
    return a_shape(rng, centre, sizes[0]), a_shape(rng, at(centre, rng.uniform(0, 360), apart), sizes[1])


def edges(shape):
    if isinstance(shape, Point):
        return [(shape.coordinates, shape.coordinates)]
    rings = [shape.coordinates] if isinstance(shape, Corridor) else shape.coordinates
    return [edge for r in rings for edge in pairwise(r)]


def along(edge, t):
    azimuth, _, length = GEOD.inv(*edge[0], *edge[1])
    n = len(t)
    lon, lat, _ = GEOD.fwd(np.full(n, edge[0][0]), np.full(n, edge[0][1]), np.full(n, azimuth), length * np.asarray(t))
    return lon, lat


def between(first, second):
    (lon_a, lat_a), (lon_b, lat_b) = first, second
    n, m = len(lon_a), len(lon_b)
    _, _, d = GEOD.inv(np.repeat(lon_a, m), np.repeat(lat_a, m), np.tile(lon_b, n), np.tile(lat_b, n))
    return d.reshape(n, m)


def edge_distance(a, b):
    # Unless two edges cross, the least distance is at an end of one of them: that is the certain part.
    if crosses(a, b) and crosses(b, a):
        return 0.0
    ends = [zoom((p, p), e) for e, other in ((a, b), (b, a)) for p in other]
    return min(zoom(a, b), *ends)


def crosses(a, b):
    """Whether the ends of b lie on different sides of the geodesic a."""
    if a[0] == a[1] or b[0] == b[1]:
        return False
    course, _, _ = GEOD.inv(*a[0], *a[1])
    first, second = (math.sin(math.radians(GEOD.inv(*a[0], *p)[0] - course)) for p in b)
    return first * second < 0


def zoom(a, b):
    middle, width = np.array([0.5, 0.5]), 0.5
    best = math.inf
    while best > 1e-4 and width > 1e-10:
        t, u = (np.clip(np.linspace(m - width, m + width, 9), 0, 1) for m in middle)
        d = between(along(a, t), along(b, u))
        i, j = np.unravel_index(np.argmin(d), d.shape)
        best = min(best, float(d[i, j]))
        middle, width = np.array([t[i], u[j]]), width * 0.75
    return best


def outline_distance(a, b):
    pairs = list(product(edges(a), edges(b)))
    t = np.linspace(0, 1, 9)
    samples_a = {e: along(e, t) for e in edges(a)}
    samples_b = {e: along(e, t) for e in edges(b)}
    rough = [(float(between(samples_a[x], samples_b[y]).min()), k) for k, (x, y) in enumerate(pairs)]
    rough.sort()
    spacing = max(GEOD.inv(*e[0], *e[1])[2] for e in edges(a) + edges(b)) / 8
    near = [k for d, k in rough if d <= rough[0][0] + spacing][:40]
    return min(edge_distance(*pairs[k]) for k in near)


def winds(r, point):
    lon = np.concatenate([along(e, np.linspace(0, 1, 40, endpoint=False))[0] for e in pairwise(r)])
    lat = np.concatenate([along(e, np.linspace(0, 1, 40, endpoint=False))[1] for e in pairwise(r)])
    azimuth, _, _ = GEOD.inv(np.full(len(lon), point[0]), np.full(len(lon), point[1]), lon, lat)
    turn = (np.diff(np.append(azimuth, azimuth[0])) + 180) % 360 - 180
    return abs(turn.sum()) > 180


def covers(shape, point):
    if not isinstance(shape, Polygon):
        return False
    return winds(shape.coordinates[0], point) and not any(winds(hole, point) for hole in shape.coordinates[1:])


def oracle(a, b):
    if covers(a, edges(b)[0][0]) or covers(b, edges(a)[0][0]):
        return 0.0
    return outline_distance(a, b)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_distance_lies_within_its_bound(chunk):
    rng = random.Random(20151124 + chunk)
    measured = 0
    while measured < PAIRS // CHUNKS:
        a, b = a_pair(rng)
        (first,), (second,) = parts(Volume4D(a)), parts(Volume4D(b))
        found, truth = distance(first, second), oracle(a, b)
        back = distance(second, first)
        assert abs(found.metres - truth) <= found.bound_m + ORACLE_M, (a, b, found, truth)
        assert abs(found.metres - back.metres) <= 2 * found.bound_m, (a, b)
        measured += 1
