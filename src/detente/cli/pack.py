"""``detente pack``: lists for the devices of those who decide."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from detente.cli.common import json_option, opened, say
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION

if TYPE_CHECKING:
    from detente.node.device import Device

_LENGTH: Final = re.compile(r"([0-9]{1,4})(m|h|d)")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
BROKEN: Final = 3
LONGEST: Final = timedelta(days=31)


@click.group(epilog="Example: detente -C hq pack make usb/cell --desk cell --valid 12h")
def pack() -> None:
    """Lists for devices: a signed list with an expiry, checked offline; what the desk says there comes back to its node."""


@pack.command(epilog="Example: detente -C hq pack make usb/cell --desk cell --valid 12h")
@click.argument("device", type=click.Path(path_type=Path))
@click.option("--desk", required=True, help="The desk it is for.")
@click.option("--valid", default="12h", show_default=True, help="How long it holds: 30m, 12h, 2d.")
@json_option
@click.pass_context
def make(ctx: click.Context, device: Path, desk: str, valid: str, as_json: bool) -> None:
    """Write the list for a desk into the folder DEVICE, with the desk's key where it is not there yet.

    It holds what is known here, as finely as our party may know it. *No objection* areas are left out.
    """
    from detente.node import pack as flow

    with reported(as_json=as_json), opened(ctx, readonly=True) as node:
        label = flow.make(node, device, desk, _length(valid))
        words = f"{label.statements} notices for {label.desk}, until {label.expires:%Y-%m-%dT%H:%M:%SZ}, in {device}"
        hint = f"on the device: `detente pack load {device}`, then `detente check LAT,LON --pack {device}`"
        say(label, as_json, lambda: [words, hint, PRESUMPTION])


def _length(words: str) -> timedelta:
    found = _LENGTH.fullmatch(words)
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < length <= LONGEST:
        raise InputError("bad-value", f"{words[:20]!r} is not up to 31 days", where="--valid", hint="30m, 12h, 2d")
    return length


@pack.command(epilog="Example: detente pack load usb/cell")
@click.argument("device", type=click.Path(path_type=Path))
@json_option
def load(device: Path, as_json: bool) -> None:
    """On the device: verify the list in DEVICE, and say, signed by its desk, that it is loaded."""
    with reported(as_json=as_json):
        held = open_device(device)
        said = held.load()
        hint = "its node takes them in with `detente pack collect`: until then others do not know of it"
        lines = [held.basis(), f"loaded: {len(said)} statements signed, into {device / 'queue'}", hint, PRESUMPTION]
        say({"label": held.pack.label, "queued": [path.name for path in said]}, as_json, lambda: lines)


@pack.command(epilog="Example: detente pack show usb/cell")
@click.argument("device", type=click.Path(path_type=Path))
@json_option
def show(device: Path, as_json: bool) -> None:
    """What list is in DEVICE, how old it is, what waits there for the node."""
    with reported(as_json=as_json):
        held = open_device(device)
        waiting = len(list((device / "queue").glob("*.json")))
        lines = [held.basis(), *([f"EXPIRED: {held.expired}"] if held.expired else []), f"{waiting} statements wait for the node"]
        value = {"label": held.pack.label, "expired": held.expired, "waiting": waiting}
        say(value, as_json, lambda: [*lines, PRESUMPTION])


@pack.command(epilog="Example: detente -C hq pack collect usb/cell")
@click.argument("device", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def collect(ctx: click.Context, device: Path, as_json: bool) -> None:
    """Take what the desk said on DEVICE into our logs. What could not be taken stays there, and is named."""
    from detente.node import pack as flow

    with reported(as_json=as_json), opened(ctx) as node:
        done = flow.collect(node, device)
        lines = [f"logged as {ref}" for ref in done.refs] or ["nothing new on it"]
        say(done, as_json, lambda: [*lines, *(f"NOT TAKEN: {words}" for words in done.refused)])
    ctx.exit(BROKEN if done.refused else 0)


def open_device(folder: Path) -> Device:
    """The device in a folder, with its list verified."""
    from detente.node.device import Device
    from detente.node.node import utc_now

    return Device(folder, utc_now)
