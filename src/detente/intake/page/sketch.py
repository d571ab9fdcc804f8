"""A small static map of one row: what was understood, what may have been meant, and what stands around it. SVG, no basemap.

Projection: equirectangular about the middle of what is drawn; longitudes are unwrapped about it, so that the antimeridian is an
ordinary place. Horizontal lengths are right at the middle of the map, vertical ones everywhere; distances that are said in words
are geodesic and never measured here. Symbols differ by shape, not by colour alone (WCAG 1.4.1).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from detente.volume import Circle, Corridor, Footprint, Point, Position, positions, rings

WIDTH: Final = 480
HEIGHT: Final = 320
MARGIN: Final = 46
DEGREE_M: Final = 111_195.0
"""Metres of a degree of a great circle on the mean sphere."""
LEAST_M: Final = 400.0
"""A map shows at least so much from its middle to its edge: what is nearer together would look exact."""
MAX_POINTS: Final = 150
"""Positions of an outline that are drawn, after thinning out: bounds the size of a page."""
MAX_RINGS: Final = 8
"""Rings of an outline that are drawn, largest number of positions first."""
MAX_CANDIDATES: Final = 9
MAX_SIBLINGS: Final = 60
FAR: Final = 3.0
"""How much larger the whole must be than what is close together before there is a second map of the latter."""
_NICE: Final = (1.0, 2.0, 5.0)

Pixel = tuple[float, float]


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around a row, ``(longitude, latitude)`` in degrees WGS 84.

    ``outline``: rings of the unit that the row states, named ``unit``. ``place``: a place that the row names, from a gazetteer.
    ``siblings``: other rows of the same unit. ``office``: the sender's.
    """

    outline: tuple[tuple[Position, ...], ...] = ()
    unit: str = ""
    place: Position | None = None
    place_name: str = ""
    siblings: tuple[Position, ...] = ()
    office: Position | None = None


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What the maps of a row show; ``candidates`` in the order of their numbers, from 1. ``outline``: see `outlined`."""

    understood: Position | None
    footprints: tuple[Footprint, ...] = ()
    candidates: tuple[Position, ...] = ()
    around: Drawing = Drawing()
    outline: tuple[NDArray[np.float64], ...] = ()


def outlined(around: Drawing) -> tuple[NDArray[np.float64], ...]:
    """The rings of an outline that are drawn, as arrays: a coast has thousands of corners, and each map looks at all of them."""
    largest = sorted((ring for ring in around.outline if ring), key=len, reverse=True)[:MAX_RINGS]
    return tuple(np.array(ring, dtype=np.float64) for ring in largest)


class View(msgspec.Struct, frozen=True):
    """A projection: the position in the middle, and pixels for each metre."""

    middle: Position
    scale: float

    def pixel(self, position: Position) -> Pixel:
        """Where a position is on the map; ``y`` grows downwards."""
        x = _turn(position[0] - self.middle[0]) * _east(self.middle[1]) * DEGREE_M * self.scale
        return WIDTH / 2 + x, HEIGHT / 2 - (position[1] - self.middle[1]) * DEGREE_M * self.scale

    def pixels(self, line: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for a line ``(n, 2)``."""
        east = (line[:, 0] - self.middle[0] + 180.0) % 360.0 - 180.0
        x = WIDTH / 2 + east * (_east(self.middle[1]) * DEGREE_M * self.scale)
        return np.column_stack((x, HEIGHT / 2 - (line[:, 1] - self.middle[1]) * (DEGREE_M * self.scale)))


def views(scene: Scene) -> tuple[View, ...]:
    """The maps that a scene needs: one of everything; and one close-up where what belongs together would shrink to a dot."""
    everything = [*_known(scene), *_home(scene)]
    if not everything:
        return ()
    wide = _fitted(everything, scene.footprints)
    home = _home(scene)
    if not home:
        return (wide,)
    close = _fitted(home, ())
    return (wide, close) if close.scale > wide.scale * FAR else (wide,)


def svg(scene: Scene, view: View, words: Mapping[str, str], name: str) -> str:
    """The map as an SVG element. ``words``: ``title`` and ``desc`` (already escaped), ``north``, ``m`` and ``km``.

    ``name`` makes its ids unique in the page; symbols ``#s-…`` and the pattern ``#hatch`` are defined once by `definitions`.
    """
    drawn = "".join(_layers(scene, view))
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}t {name}d">'
        f'<title id="{name}t">{words["title"]}</title><desc id="{name}d">{words["desc"]}</desc>'
        f'<rect class="land" width="{WIDTH}" height="{HEIGHT}"/>{drawn}{_scale_bar(view, words)}{_north(words)}</svg>'
    )


def definitions() -> str:
    """What all maps of a page refer to: the cross-hatch and the symbols. Stands once in the page, not shown itself."""
    return (
        '<svg class="defs" aria-hidden="true" width="0" height="0"><defs>'
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="paper" width="5" height="5"/>'
        '<path class="hatch" d="M0 0 5 5M5 0 0 5"/></pattern>'
        '<symbol id="s-understood" viewBox="-12 -12 24 24"><path class="understood" d="M-9-9H9V9H-9Z"/></symbol>'
        '<symbol id="s-candidate" viewBox="-12 -12 24 24"><circle class="candidate" r="10"/></symbol>'
        '<symbol id="s-place" viewBox="-12 -12 24 24"><path class="place" d="M0-10 10 8H-10Z"/></symbol>'
        '<symbol id="s-office" viewBox="-12 -12 24 24"><path class="office" d="M0-11 11 0 0 11-11 0Z"/></symbol>'
        '<symbol id="s-sibling" viewBox="-12 -12 24 24"><path class="sibling" d="M0 0h0"/></symbol>'
        '<symbol id="s-unit" viewBox="-12 -12 24 24"><path class="unit" d="M-12 0H12"/></symbol></defs></svg>'
    )


def _known(scene: Scene) -> list[Position]:
    own = [scene.understood] if scene.understood else []
    return own + list(scene.candidates[:MAX_CANDIDATES]) + ([scene.around.office] if scene.around.office else [])


def _home(scene: Scene) -> list[Position]:
    """What is close together where the row belongs: its unit, the named place, the best candidate."""
    outline = [corner for ring in scene.outline for corner in _extent(ring)]
    place = [scene.around.place] if scene.around.place else []
    return outline + place + (list(scene.candidates[:1]) if outline or place or scene.understood else [])


def _extent(ring: NDArray[np.float64]) -> tuple[Position, Position]:
    """Two opposite corners of the box around a ring."""
    first = float(ring[0, 0])
    east = (ring[:, 0] - first + 180.0) % 360.0 - 180.0
    south, north = float(ring[:, 1].min()), float(ring[:, 1].max())
    return (first + float(east.min()), south), (first + float(east.max()), north)


def _fitted(found: Sequence[Position], footprints: Iterable[Footprint]) -> View:
    """The view that holds all positions and footprints, with a margin."""
    held = [*found, *(corner for one in footprints for corner in _corners(one))]
    base = held[0][0]
    east, north = [_turn(lon - base) for lon, _ in held], [lat for _, lat in held]
    middle = (_turn(base + (min(east) + max(east)) / 2), (min(north) + max(north)) / 2)
    wide = max((max(east) - min(east)) * _east(middle[1]) * DEGREE_M, 2 * LEAST_M)
    tall = max((max(north) - min(north)) * DEGREE_M, 2 * LEAST_M)
    return View(middle, min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / tall))


def _corners(footprint: Footprint) -> list[Position]:
    found = [position for _, position in positions(footprint)]
    radius = footprint.radius_m if isinstance(footprint, Circle | Point) else 0.0
    up, aside = radius / DEGREE_M, radius / DEGREE_M / _east(found[0][1])
    return found + ([(lon + x * aside, lat + y * up) for lon, lat in found for x, y in ((1, 1), (-1, -1))] if radius else [])


def _layers(scene: Scene, view: View) -> Iterator[str]:
    yield from _grid(view)
    yield from (_lines(ring, view, "unit", MAX_POINTS // len(scene.outline)) for ring in scene.outline)
    yield from (_footprint(one, view) for one in scene.footprints)
    yield _dots(_seen(scene.around.siblings[:MAX_SIBLINGS], view))
    for symbol, place in (("office", scene.around.office), ("place", scene.around.place), ("understood", scene.understood)):
        yield from (_used(symbol, at, 24) for at in _seen((place,) if place else (), view))
    for number, place in enumerate(scene.candidates[:MAX_CANDIDATES], 1):
        for x, y in _seen((place,), view):
            yield f'{_used("candidate", (x, y), 24)}<text class="number" x="{x:.1f}" y="{y + 4.5:.1f}">{number}</text>'


def _seen(found: Iterable[Position], view: View) -> Iterator[Pixel]:
    for position in found:
        x, y = view.pixel(position)
        if -12 < x < WIDTH + 12 and -12 < y < HEIGHT + 12:
            yield x, y


def _used(symbol: str, at: Pixel, size: int) -> str:
    return f'<use href="#s-{symbol}" x="{at[0] - size / 2:.1f}" y="{at[1] - size / 2:.1f}" width="{size}" height="{size}"/>'


def _dots(found: Iterable[Pixel]) -> str:
    """Dots as one path: lines without length have round ends."""
    d = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in found)
    return f'<path class="sibling" d="{d}"/>' if d else ""


def _footprint(footprint: Footprint, view: View) -> str:
    """A footprint at its true size, hatched; nothing where its symbol is larger than itself."""
    match footprint:
        case Circle(center=middle, radius_m=radius) | Point(coordinates=middle, radius_m=radius):
            x, y = view.pixel(middle)
            size = radius * view.scale
            return f'<circle class="area" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>' if 12 < size < 4 * WIDTH else ""
        case Corridor(coordinates=line):
            return _lines(np.array(line), view, "route")
        case _:
            return "".join(_lines(np.array(ring), view, "area") for _, ring in rings(footprint)[:MAX_RINGS])


def _lines(line: NDArray[np.float64], view: View, look: str, most: int = MAX_POINTS) -> str:
    """A line or ring, thinned out to what can be seen; nothing where it runs around the earth."""
    pixels = view.pixels(line)
    half_way = 180 * _east(view.middle[1]) * DEGREE_M * view.scale
    if len(pixels) < 2 or (np.abs(np.diff(pixels[:, 0])) > half_way).any():
        return ""
    tolerance = 1.0
    thin = _thinned(pixels, tolerance)
    while len(thin) > most:
        tolerance *= 1.3
        thin = _thinned(thin, tolerance)
    return f'<path class="{look}" d="M{" ".join(f"{x:.0f} {y:.0f}" for x, y in thin.tolist())}"/>'


def _thinned(pixels: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """The line without corners that are in the same square of that size as the one before; its ends stay."""
    squares = np.rint(pixels / size)
    moved = (np.diff(squares, axis=0) != 0).any(axis=1)
    kept = np.concatenate(([True], moved))
    kept[-1] = True
    return pixels[kept]


def _grid(view: View) -> Iterator[str]:
    """Meridians and parallels with their degrees, at a step that gives two to six of each."""
    tall = HEIGHT / view.scale / DEGREE_M
    step = _nice(tall / 2)
    wide = min(WIDTH / view.scale / DEGREE_M / _east(view.middle[1]), 360.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    for n in _steps(view.middle[1], tall, step):
        if abs(n * step) <= 90:
            y = view.pixel((view.middle[0], n * step))[1]
            yield f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>'
            yield f'<text class="degree" x="4" y="{y - 3:.1f}">{_degrees(n * step, decimals, "NS")}</text>'
    step = _nice(wide / 2.5)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    for n in _steps(view.middle[0], wide, step):
        x = view.pixel((n * step, view.middle[1]))[0]
        yield f'<path class="grid" d="M{x:.1f} 0V{HEIGHT}"/>'
        yield f'<text class="degree" x="{x + 3:.1f}" y="{HEIGHT - 5}">{_degrees(_turn(n * step), decimals, "EW")}</text>'


def _steps(middle: float, size: float, step: float) -> range:
    return range(math.ceil((middle - size / 2) / step), math.floor((middle + size / 2) / step) + 1)


def _degrees(value: float, decimals: int, sides: str) -> str:
    side = "" if round(value, decimals) == 0 else sides[0] if value > 0 else sides[1]
    return f"{abs(value):.{decimals}f}° {side}".strip()


def _scale_bar(view: View, words: Mapping[str, str]) -> str:
    metres = _nice(110 / view.scale)
    size = metres * view.scale
    label = f"{metres / 1000:g} {words['km']}" if metres >= 1000 else f"{metres:g} {words['m']}"
    x = WIDTH - 14 - size
    return (
        f'<path class="bar" d="M{x:.1f} {HEIGHT - 26}v7h{size:.1f}v-7"/>'
        f'<text class="scale" x="{x + size / 2:.1f}" y="{HEIGHT - 30}">{label}</text>'
    )


def _north(words: Mapping[str, str]) -> str:
    x = WIDTH - 20
    return f'<path class="north" d="M{x} 8l7 20-7-5-7 5Z"/><text class="scale" x="{x}" y="42">{words["north"]}</text>'


def _nice(most: float) -> float:
    """The largest of 1, 2, 5 x 10^n that is no more than ``most``."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _NICE if step * power <= most * (1 + 1e-9))


def _turn(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0


def _east(latitude: float) -> float:
    """How long a degree of longitude is beside one of latitude; never nothing, so that a pole is drawn too."""
    return max(math.cos(math.radians(latitude)), 0.02)
