"""KML (OGC 12-007r2) and KMZ to a table: a placemark a row, its extended data the columns, its folder one of them.

Nothing is fetched: what a file only links to is said in the notes, and so is what it draws but no row can hold.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from detente.errors import InputError
from detente.formats.features import Layer, Text, degrees, line, point, polygon, position
from detente.formats.guard import Archive, Progress, check_size, events, pieces, silent, watched
from detente.formats.table import Position, Shape, Table

MAX_ELEMENTS: Final = 5_000_000
MAX_TEXT: Final = 16 << 20
"""Characters of one text, as of the positions of a line."""
_CONTAINERS: Final = {"Document", "Folder"}
_FIELDS: Final = {
    "name": "name", "description": "description", "address": "address", "phoneNumber": "phone", "Snippet": "snippet",
    "snippet": "snippet", "begin": "begin", "end": "end", "visibility": "visibility", "styleUrl": "style",
}  # fmt: skip
_VIEWS: Final = {"LookAt", "Camera"}
_SHAPES: Final = {"Point", "LineString", "LinearRing", "Polygon", "Track"}
_NOT_TAKEN: Final = {
    "NetworkLink": "links to other files, which are not followed",
    "GroundOverlay": "images laid over the map",
    "ScreenOverlay": "images laid over the screen",
    "PhotoOverlay": "photographs",
    "Model": "three-dimensional models",
    "Tour": "tours",
    "Region": "regions of display",
    "SimpleArrayData": "lists of what was measured along a track",
}


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The placemarks of a file, numbered from 1 in its order. Of a KMZ, its first KML file at the top is read.

    ``folder`` is the path of folders around a placemark. Where the program looks from (LookAt, Camera) is not read.

    `InputError` where the file as a whole is not usable.
    """
    check_size(data, file)
    chunks, total, notes = pieces(data), len(data), list[str]()
    if data.startswith(b"PK"):
        archive = Archive(data, file)
        inside = sorted(
            (name for name in archive.names if name.lower().endswith(".kml")), key=lambda n: (n.count("/"), n != "doc.kml")
        )
        if not inside:
            raise InputError("bad-value", "the archive holds no KML file", where=file, hint="save it as KML")
        chunks, total = archive.chunks(inside[0]), archive.size(inside[0])
        notes += [f"{name[:80]} inside it was not read" for name in inside[1:10]]
    reader = _Reader(file)
    for what, tag, attributes in events(watched(chunks, total, progress), file, MAX_ELEMENTS):
        if what == "start":
            reader.start(tag, attributes)
        elif what == "text":
            reader.text(tag)
        else:
            reader.end(tag)
    return Table(file, "kml", (reader.layer.sheet("placemarks", notes + reader.notes()),))


class _Reader:
    """The placemarks of a file while its elements come by."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.layer = Layer(file)
        self._path: list[str] = []
        self._folders: list[str] = []
        self._text = Text(MAX_TEXT, file)
        self._left: Counter[str] = Counter()
        self._whole = 0
        self._clear()

    def _clear(self) -> None:
        self._values: dict[str, str] = {}
        self._shapes: list[Shape] = []
        self._rings: list[list[Position]] = []
        self._track: list[Position] = []
        self._whens: list[str] = []
        self._problem = self._key = ""
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if not self._path and tag not in {"kml", *_CONTAINERS, "Placemark"}:
            raise InputError("bad-value", f"a {tag[:40]!r} is no KML", where=self._file, hint="save it as KML 2.2")
        self._path.append(tag)
        if self._whole:
            self._whole += 1
            return
        if tag in {"description", "name"}:
            self._whole = 1
        self._text.begin()
        if tag in _CONTAINERS:
            self._folders.append("")
        elif tag == "Placemark":
            self._clear()
            self._inside = True
            if "id" in attributes:
                self._values["id"] = attributes["id"]
        elif tag in {"Data", "SimpleData", "SimpleArrayData"}:
            self._key = attributes.get("name", "")[:200]
        elif tag in _NOT_TAKEN:
            self._left[tag] += 1

    def text(self, text: str) -> None:
        """Something is said in the innermost element; HTML that was not quoted belongs to the description around it."""
        self._text.add(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        self._path.pop()
        if self._whole:
            self._whole -= 1
            if self._whole:
                return
        said = self._text.take()
        parent = self._path[-1] if self._path else ""
        if tag in _CONTAINERS:
            self._folders.pop()
        elif tag == "name" and (parent == "Folder" or (parent == "Document" and len(self._folders) > 1)):
            self._folders[-1] = said[:200]
        elif tag == "Placemark":
            self._add()
        elif self._inside:
            self._take(tag, parent, said)

    def _take(self, tag: str, parent: str, said: str) -> None:
        if _VIEWS & set(self._path):
            return
        if tag in _FIELDS and parent in {"Placemark", "TimeSpan"}:
            self._values[_FIELDS[tag]] = said
        elif tag == "when":
            self._whens.append(said)
        elif (tag == "value" and parent == "Data") or tag == "SimpleData":
            self._values[self._key or "data"] = said
        elif parent == "ExtendedData" and tag not in {"Data", "SchemaData"}:
            self._values[tag] = said
        elif tag in {"coordinates", "coord"} or tag in _SHAPES or tag.endswith("BoundaryIs"):
            try:
                self._geometry(tag, parent, said)
            except InputError as error:
                self._problem = self._problem or error.message

    def _geometry(self, tag: str, parent: str, said: str) -> None:
        if tag == "coord":
            self._track.append(_position(said.split()))
        elif tag == "Track":
            track, self._track = self._track, []
            self._shapes.append(line(track))
        elif tag == "Polygon":
            rings, self._rings = self._rings, []
            self._shapes.append(polygon(rings))
        elif tag == "coordinates":
            found = [_position(item.split(",")) for item in said.split()]
            if parent == "LinearRing" and "Polygon" in self._path:
                self._rings.append(found)
            elif parent == "LinearRing":
                self._shapes.append(polygon([found]))
            elif parent == "Point" and len(found) == 1:
                self._shapes.append(point(*found[0]))
            elif parent == "LineString":
                self._shapes.append(line(found))
            else:
                raise InputError("bad-geometry", f"{len(found)} positions in a {parent[:40]}: {said[:60]!r}")

    def _add(self) -> None:
        values: dict[str, str] = {
            "name": "",
            "folder": "/".join(filter(None, self._folders)),
            **self._values,
        }
        if len(self._whens) == 1 and "begin" not in values:
            values["time"] = self._whens[0]
        elif self._whens:
            values |= {"begin": self._whens[0], "end": self._whens[-1]}
        # A shape that lacks a part is another shape: what is left of it would be taken for all of it.
        self.layer.add(len(self.layer) + 1, values, () if self._problem else tuple(self._shapes), self._problem)
        self._clear()

    def notes(self) -> list[str]:
        """What the file has and the table has not."""
        return [f"not taken over: {_NOT_TAKEN[tag]} ({count})" for tag, count in sorted(self._left.items())]


def _position(given: list[str]) -> Position:
    if not 2 <= len(given) <= 3:
        raise InputError("bad-geometry", f"{','.join(given)[:60]!r} is not longitude,latitude")
    try:
        return position(degrees(given[0].strip()), degrees(given[1].strip()))
    except InputError as error:
        raise InputError("bad-geometry", f"{','.join(given)[:60]!r} is not longitude,latitude") from error
