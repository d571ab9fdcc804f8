"""GPX 1.0 and 1.1 to a table: waypoints, routes and tracks, a sheet each; a track a row, its line the shape.

Times stand as the file gives them, the first and the last of a route or track. Heights are not taken into shapes.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from detente.errors import InputError
from detente.formats.features import Layer, Text, degrees, line, point, position
from detente.formats.guard import Progress, check_size, events, pieces, silent, watched
from detente.formats.table import Position, Shape, Table

MAX_ELEMENTS: Final = 10_000_000
MAX_TEXT: Final = 1 << 20
_SHEETS: Final = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
_POINTS: Final = {"rtept", "trkpt"}
_GROUPS: Final = {"extensions", "link", "trkseg", "metadata", "gpx"}


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The waypoints, routes and tracks of a file, each numbered from 1 among its kind.

    ``points`` is the number of positions of a route or track; each unbroken piece of a track is a shape. `InputError` where the
    file as a whole is not usable.
    """
    check_size(data, file)
    reader = _Reader(file)
    for what, tag, attributes in events(watched(pieces(data), len(data), progress), file, MAX_ELEMENTS):
        if what == "start":
            reader.start(tag, attributes)
        elif what == "text":
            reader.text(tag)
        else:
            reader.end(tag)
    sheets = tuple(layer.sheet(_SHEETS[tag]) for tag, layer in reader.layers.items() if len(layer))
    return Table(file, "gpx", sheets, reader.notes())


class _Reader:
    """What a file holds while its elements come by."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.layers = {tag: Layer(f"{file} {name}") for tag, name in _SHEETS.items()}
        self._path: list[str] = []
        self._text = Text(MAX_TEXT, file)
        self._points: Counter[str] = Counter()
        self._open("")

    def _open(self, kind: str) -> None:
        self._kind = kind
        self._values: dict[str, object] = {"name": ""}
        self._shapes: list[Shape] = []
        self._line: list[Position] = []
        self._problem = ""
        self._times = self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if not self._path and tag != "gpx":
            raise InputError("bad-value", f"a {tag[:40]!r} is no GPX", where=self._file, hint="save it as GPX 1.1")
        self._path.append(tag)
        self._text.begin()
        if tag in _SHEETS and len(self._path) == 2:
            self._open(tag)
        if tag == "wpt" or tag in _POINTS:
            self._place(tag, attributes)
        elif self._kind and tag == "link" and attributes.get("href") and self._path[-2] == self._kind:
            self._values["link"] = attributes["href"]

    def _place(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        try:
            place = position(degrees(attributes["lon"].strip()), degrees(attributes["lat"].strip()))
        except (KeyError, InputError):
            given = f"lat {attributes.get('lat', '')[:30]!r} lon {attributes.get('lon', '')[:30]!r}"
            self._problem = self._problem or f"point {self._count}: {given} is no position"
            return
        if tag == "wpt":
            self._shapes.append(point(*place))
        else:
            self._line.append(place)

    def text(self, text: str) -> None:
        """Something is said in the innermost element."""
        self._text.add(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        self._path.pop()
        said = self._text.take()
        parent = self._path[-1] if self._path else ""
        if tag == self._kind and len(self._path) == 1:
            self._close()
        elif tag in {"trkseg", "rte"}:
            self._end_line()
        elif self._kind and said and tag not in _GROUPS:
            self._say(tag, parent, said)

    def _say(self, tag: str, parent: str, said: str) -> None:
        if parent in _POINTS:
            if tag == "time":
                self._values |= {"last time": said} if self._times else {"first time": said, "last time": said}
                self._times += 1
            elif tag not in {"ele", "extensions"}:
                self._points[tag] += 1
        elif _POINTS & set(self._path):
            self._points[tag] += 1
        else:
            key = f"{parent} {tag}" if parent in {"link", "author"} else tag
            self._values[key] = self._values.get(key) or said

    def _end_line(self) -> None:
        if self._line:
            self._shapes.append(line(self._line))
            self._line = []

    def _close(self) -> None:
        self._end_line()
        if self._kind != "wpt":
            self._values["points"] = self._count
        layer = self.layers[self._kind]
        layer.add(len(layer) + 1, self._values, () if self._problem else tuple(self._shapes), self._problem)
        self._open("")

    def notes(self) -> tuple[str, ...]:
        """What the file has and the table has not."""
        named = ", ".join(sorted(self._points)[:20])
        return (f"not taken over: what is said of single points of routes and tracks ({named})",) if named else ()
