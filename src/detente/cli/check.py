"""``detente check``: a point, a file of points, a volume."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from detente.cli.common import COUNT, instant, json_option, place, progress, read_file, say, tell
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.conflict import Answer
    from detente.formats import Broken, Item
    from detente.node.check import View
    from detente.node.device import Device
    from detente.node.plan import Screened, Summary, Window
    from detente.volume import Altitude

EXIT: Final = {"not checked": 3, "conflict": 10, "notice nearby": 11, "no notice found": 0}
INCOMPLETE: Final = 12
_NUMBER: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?"
_POINT: Final = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})\s*")
_ALTITUDE: Final = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]+)?)(M|FT|FL)(?:-(W84|AMSL|AGL|STD|UNKNOWN))?", re.I)

_WINDOW: Final = (
    click.option("--from", "start", default="", metavar="TIME", help="From when, RFC 3339 UTC (default: always)."),
    click.option("--until", default="", metavar="TIME", help="Until when (default: always)."),
    click.option("--lower", default="", metavar="ALTITUDE", help="Lower altitude, like 1000M-AMSL or 85FL-STD (default: none)."),
    click.option("--upper", default="", metavar="ALTITUDE", help="Upper altitude (default: none)."),
    click.option("--radius", default=0.0, metavar="METRES", help="Distance to be kept around it."),
)


def window_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that complete what a file does not state."""
    for option in reversed(_WINDOW):
        command = option(command)
    return command


@click.command(
    epilog="Example: detente -C france check 35.834,36.135 --radius 500 --from 2026-01-31T06:00:00Z --until 2026-01-31T09:00:00Z",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("where")
@window_options
@click.option(
    "--first", default=20, type=COUNT, show_default=True, help="How many conflicts to measure and list; all are counted."
)
@click.option(
    "--pack", "device", type=click.Path(path_type=Path), default=None, help="Ask the list on a device; the answer is kept there."
)
@json_option
@click.pass_context
def check(
    ctx: click.Context, where: str, start: str, until: str, lower: str, upper: str, radius: float, first: int,
    device: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask what is known about WHERE, in all our agreements.

    \b
    WHERE is
      LATITUDE,LONGITUDE      decimal degrees, WGS 84; latitude first, as people say it
      FILE.csv                rows with columns lat and lon (and name, radius_m)
      FILE.geojson            features (see `detente plan --help`)
      FILE.json               a Volume4D (see `detente schema`)

    With --pack the list on a device is asked, without a node; an expired list never answers no notice found.

    The answer is conflict, notice nearby or no notice found, and always says on whose information it rests and how old
    that is. Exit codes: 10, 11 and 0; 12 for no notice found on an incomplete basis; 3 where a row could not be checked.
    """
    from detente.node import plan

    with reported(as_json=as_json), _listed(device) if device else viewed(ctx) as held:
        items = _items(where)
        window = window_of(start, until, lower, upper, radius)
        with progress(len(items), "checking") as done:
            found = list(plan.screen(held, items, window, kind="check", k=first, progress=done))
        summary = plan.summary(found)
        words = [_open(device).basis()] if device else []
        if len(found) == 1 and found[0].answer is not None:
            say(found[0].answer, as_json, lambda: [*words, *describe(found[0])])
        else:
            report(found, summary, as_json)
        if device:
            _keep(device, items, window)
    ctx.exit(exit_code(summary))


@contextmanager
def _listed(device: Path) -> Iterator[View]:
    """What the list on a device holds."""
    yield _open(device).view()


def _open(device: Path) -> Device:
    from detente.cli.pack import open_device

    return open_device(device)


def _keep(device: Path, items: list[Item | Broken], window: Window) -> None:
    """Keep what the desk was told, signed, in the queue of its device: after it was told, as nothing may keep that back."""
    from detente.errors import DetenteError
    from detente.formats import Item
    from detente.node.plan import completed
    from detente.notice import MAX_VOLUMES

    volumes = [completed(volume, window) for item in items if isinstance(item, Item) for volume in item.volumes]
    try:
        held = _open(device)
        for start in range(0, len(volumes), MAX_VOLUMES):
            held.answered(volumes[start : start + MAX_VOLUMES])
    except (DetenteError, OSError) as error:
        tell(f"NOT KEPT: that you asked, and what the answer was, is not in the queue of this device: {error}", err=True)


@contextmanager
def viewed(ctx: click.Context) -> Iterator[View]:
    """What the node holds: from the snapshot where there is one of this state; else from the logs, and a snapshot is made."""
    from detente.node import quick

    with quick.viewed(place(ctx)) as held:
        yield held


def exit_code(summary: Summary) -> int:
    """The exit code for the worst answer."""
    code = EXIT[summary.worst]
    return INCOMPLETE if code == 0 and not summary.complete else code


def window_of(start: str, until: str, lower: str, upper: str, radius: float) -> Window:
    """The window that the options state."""
    from detente.node.plan import Window
    from detente.volume import MAX_RADIUS_M

    if not 0 <= radius <= MAX_RADIUS_M:
        raise InputError("bad-value", f"{radius} m is outside 0..{MAX_RADIUS_M:.0f} m", where="--radius", hint="say it in metres")
    return Window(
        instant(start, "--from") if start else None, instant(until, "--until") if until else None,
        _altitude(lower, "--lower"), _altitude(upper, "--upper"), radius,
    )  # fmt: skip


def _altitude(text: str, where: str) -> Altitude | None:
    import msgspec

    from detente.volume import Altitude

    if not text:
        return None
    found = _ALTITUDE.fullmatch(text)
    if not found:
        hint = "value, unit (M, FT, FL) and reference (W84, AMSL, AGL, STD), like 3000M-AMSL"
        raise InputError("bad-value", f"{text[:40]!r} is not an altitude", where=where, hint=hint)
    reference = (found[3] or ("STD" if found[2].upper() == "FL" else "UNKNOWN")).upper()
    return msgspec.convert({"value": float(found[1]), "units": found[2].upper(), "reference": reference}, Altitude)


def _items(where: str) -> list[Item | Broken]:
    point = _POINT.fullmatch(where)
    if point:
        return _point(float(point[1]), float(point[2]))
    return read_items(Path(where))


def _point(lat: float, lon: float) -> list[Item | Broken]:
    from detente.formats import ROUNDING_M, Item
    from detente.volume import DECIMALS, Point, Volume4D, validate

    rounded = (round(lon, DECIMALS), round(lat, DECIMALS))
    volume = Volume4D(Point(rounded), accuracy_m=0.0 if rounded == (lon, lat) else ROUNDING_M)
    validate(volume, "LATITUDE,LONGITUDE")
    return [Item(1, "", (volume,), {})]


def read_items(path: Path) -> list[Item | Broken]:
    """The features, rows or the one volume of a file, by its ending."""
    from detente.formats import MAX_FILE, geojson, points, volumes

    readers = {".csv": points.read, ".geojson": geojson.read, ".json": volumes.read}
    if path.suffix.lower() not in readers:
        hint = "LATITUDE,LONGITUDE like 35.834,36.135, or a file ending in " + ", ".join(readers)
        raise InputError("usage", f"{str(path)[:80]!r} is neither a point nor a file of a known kind", where="WHERE", hint=hint)
    return readers[path.suffix.lower()](read_file(path, MAX_FILE), str(path))


def describe(one: Screened) -> list[str]:
    """One answer in words, or why there is none; and the alternatives, where they were asked for."""
    from detente.conflict import explain
    from detente.node import alternatives

    if one.broken is not None:
        hint = f" ({one.broken.hint})" if one.broken.hint else ""
        return [f"NOT CHECKED: {one.broken.where}: {one.broken.problem}{hint}"]
    lines = [*(explain(one.answer) if one.answer else ()), *(f"note: {note}" for note in one.notes)]
    return (
        lines + [f"alternative: {words}" for words in alternatives.explain(one.alternatives)[:-1]] if one.alternatives else lines
    )


def report(found: list[Screened], summary: Summary, as_json: bool) -> None:
    """Many answers: what needs a look in full, the rest counted; as JSON one line each, then the summary."""
    import msgspec

    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(one))
        click.echo(msgspec.json.encode({"summary": summary, "presumption": PRESUMPTION}))
        return
    for one in found:
        name = f" “{one.name}”" if one.name else ""
        tell(f"{one.number}{name}: {one.word.upper() if one.answer else ''}".rstrip(": "))
        for line in _in_list(one) if one.word in {"conflict", "not checked"} else ():
            tell(f"  {line}")
    words = ", ".join(f"{count} {word}" for word, count in summary.counts.items() if count)
    rest = next((one.answer for one in found if one.answer), None)
    for line in _basis(rest) if rest else ():
        tell(line)
    tell(f"{len(found)} checked: {words or 'nothing, the file holds none'}. {PRESUMPTION}")


def _in_list(one: Screened) -> list[str]:
    """One answer among many: without its basis, which is that of all of them and stands at the end."""
    shared = {PRESUMPTION, *(_basis(one.answer) if one.answer else ())}
    return [line for line in describe(one)[1 if one.answer else 0 :] if line not in shared]


def _basis(given: Answer) -> list[str]:
    from detente.conflict import explain

    lines = explain(given)
    return list(lines[next(i for i, line in enumerate(lines) if line.startswith("basis:")) : -1])
