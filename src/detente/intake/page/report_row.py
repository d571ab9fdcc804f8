"""One doubted row of the report: what was typed, what was understood, the doubts, what may have been meant, and a map."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from detente.intake.model import Doubt, Item
from detente.intake.page import shown, sketch
from detente.intake.page.amounts import UNITS, count, length, surface
from detente.intake.page.markup import exact, facts, given, plainly, sentence
from detente.intake.page.sketch import Drawing, Scene, View
from detente.intake.page.words import parts, say
from detente.volume import Circle, Corridor, Footprint, Point

Parts = list[tuple[str, bool]]
MAX_DOUBTS: Final = 12
MAX_ALTERNATIVES: Final = 9
_SHAPES: Final[tuple[tuple[type[Footprint], str], ...]] = ((Circle, "shape-circle"), (Corridor, "shape-route"), (Point, ""))


def detail(item: Item, number: int, around: Drawing | None, common: Container[str], language: str) -> str:
    """A row in full, HTML. ``number`` makes its ids unique in the page; no map without ``around``; notes that are ``common`` are
    said elsewhere."""
    own = sorted((doubt for doubt in item.doubts if doubt.code not in common or not doubt.note), key=lambda d: d.note)
    doubts = "".join(_doubt(doubt, language) for doubt in own[:MAX_DOUBTS])
    figure = _figure(item, number, around, language) if around else ""
    left = f"<div>{facts(_facts(item, language))}{_candidates(item, language)}</div>"
    return (
        f'<article class="row" id="r{number}" aria-labelledby="h{number}">'
        f'<h3 id="h{number}">{where(item, language)}: {given(item.name, 200)}</h3>'
        f'<ul class="doubts">{doubts or f"<li>{sentence(shown.reason(item, language))}</li>"}</ul>'
        f'<div class="pair">{left}{figure}</div></article>'
    )


def where(item: Item, language: str) -> str:
    """Where the row stands in its file, HTML."""
    return sentence(_where(item, language))


def place(item: Item) -> str:
    """The position as understood, in degrees and as a grid reference, HTML."""
    if item.position is None:
        return ""
    longitude, latitude = item.position
    grid = shown.mgrs(latitude, longitude, shown.accuracy_m(item) or 1.0)
    return f"{exact(shown.dd(latitude, longitude))}<br>{exact(grid)}"


def known(item: Item, language: str) -> str:
    """How well the place is known: its class, and the area that it is, HTML."""
    metres = shown.accuracy_m(item)
    told = sentence(parts(item.precision.code, {}, language, "precision")) if item.precision else ""
    shapes = [_shape(one, language) for one in item.footprints[:3]]
    if not any(shapes) and metres is not None:
        shapes = [sentence(parts("within", {"metres": length(metres, language)}, language, "report"))]
    return "<br>".join(line for line in (told, *shapes) if line)


def _where(item: Item, language: str) -> Parts:
    args = {"row": str(item.origin.row), "sheet": item.origin.sheet}
    return parts("where", args, language, "report")


def _shape(footprint: Footprint, language: str) -> str:
    code = next((code for kind, code in _SHAPES if isinstance(footprint, kind)), "shape-area")
    radius = footprint.radius_m if isinstance(footprint, Circle) else getattr(footprint, "half_width_m", 0.0)
    args = {"radius": length(radius, language), "area": surface(radius, language)}
    return sentence(parts(code, args, language, "report")) if code else ""


def _doubt(doubt: Doubt, language: str) -> str:
    look = ' class="note"' if doubt.note else ""
    return f"<li{look}>{sentence(shown.told(doubt, language))}</li>"


def _facts(item: Item, language: str) -> Iterator[tuple[str, str]]:
    name = {code: say(code, {}, language, "report") for code in ("typed", "understood", "known", "datum", "format", "stated")}
    found = item.reading.only if item.reading else None
    yield name["stated"], " › ".join(given(unit, 120) for _, unit in item.admin)
    yield name["typed"], f'<span class="typed">{given(item.reading.text)}</span>' if item.reading else ""
    yield name["understood"], place(item)
    yield name["known"], known(item, language)
    if found:
        yield name["format"], sentence(parts(found.format, {}, language, "format"))
        said = "datum-stated" if found.datum_stated else "datum-taken"
        yield name["datum"], sentence(parts(said, {"datum": found.datum}, language, "report"))
    if item.window:
        times = [exact(f"{at:%Y-%m-%d %H:%M}\u00a0UTC") for at in (item.window.start, item.window.end) if at]
        yield say("time", {}, language, "field"), "<br>".join([f'<span class="typed">{given(item.window.text)}</span>', *times])


def _candidates(item: Item, language: str) -> str:
    found = shown.alternatives(item)
    if not found:
        return ""
    lines = "".join(
        f"<li>{exact(shown.dd(one.latitude, one.longitude))} · {exact(shown.mgrs(one.latitude, one.longitude))}<br>"
        f'<span class="soft">{sentence(shown.meant(one, language))}</span></li>'
        for one in found[:MAX_ALTERNATIVES]
    )
    heading = say("candidates", {}, language, "report")
    left = len(found) - MAX_ALTERNATIVES
    more = f"<p>{sentence(parts('more', {'count': str(left)}, language, 'report'))}</p>" if left > 0 else ""
    return f"<h4>{heading}</h4><ol>{lines}</ol>{more}"


def _figure(item: Item, number: int, around: Drawing, language: str) -> str:
    candidates = tuple((one.longitude, one.latitude) for one in shown.alternatives(item)[:MAX_ALTERNATIVES])
    scene = Scene(
        understood=item.position, footprints=item.footprints, candidates=candidates, around=around,
        outline=sketch.outlined(around),
    )  # fmt: skip
    found = sketch.views(scene)
    if not found:
        return ""
    key = list(_key(item, around, len(candidates), language))
    maps = "".join(
        _map(scene, view, f"m{number}{'ab'[n]}", _title(item, n, language), key, language) for n, view in enumerate(found)
    )
    legend = "".join(
        f'<li><svg class="key" aria-hidden="true" viewBox="0 0 24 24"><use href="#s-{symbol}" width="24" height="24"/></svg> '
        f"{sentence(told)}</li>"
        for symbol, told in key
    )
    return f'<figure>{maps}<figcaption><ul class="legend">{legend}</ul></figcaption></figure>'


def _map(scene: Scene, view: View, name: str, title: Parts, key: list[tuple[str, Parts]], language: str) -> str:
    desc = "; ".join(plainly(told) for _, told in key)
    words = {"north": say("north", {}, language, "report"), "m": UNITS[language][0], "km": UNITS[language][1]}
    close = f'<p class="soft">{say("map-close", {}, language, "report")}</p>' if name.endswith("b") else ""
    return close + sketch.svg(scene, view, {"title": plainly(title), "desc": desc, **words}, name)


def _title(item: Item, number: int, language: str) -> Parts:
    return [*parts("map-close" if number else "map", {}, language, "report"), (": ", False), *_where(item, language)]


def _key(item: Item, around: Drawing, candidates: int, language: str) -> Iterator[tuple[str, Parts]]:
    """The symbols that are on the maps of a row, with what each stands for."""
    args = {
        "position": shown.dd(item.position[1], item.position[0]) if item.position else "",
        "count": str(candidates), "unit": around.unit, "place": around.place_name,
        "rows": count(min(len(around.siblings), sketch.MAX_SIBLINGS), language),
    }  # fmt: skip
    there = (
        ("understood", item.position), ("candidate", candidates), ("unit", around.outline), ("place", around.place),
        ("sibling", around.siblings), ("office", around.office),
    )  # fmt: skip
    for symbol, present in there:
        if present:
            yield symbol, parts(f"key-{symbol}", args, language, "report")
