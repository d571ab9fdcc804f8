"""GeoJSON (RFC 7946) to a table: a feature a row, its properties the columns, everything kept as it stands.

`formats/geojson.py` reads the same files as volumes that are meant so; this reads lists that somebody keeps in GeoJSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from detente.errors import InputError
from detente.formats.features import Collection, Feature, Layer, line, point, polygon, position
from detente.formats.guard import Progress, check_json, check_size, silent
from detente.formats.table import MAX_ROWS, Position, Shape, Table

_CRS84: Final = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84"}
_EPSG_4326: Final = {"urn:ogc:def:crs:EPSG::4326", "EPSG:4326"}
_PULSE: Final = 5_000
_GEOMETRIES: Final = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def read(data: bytes, file: str, *, progress: Progress = silent) -> Table:
    """The features of a file, in its order, numbered from 1. `InputError` where the file as a whole is not usable.

    A feature that cannot be read is a row all the same: without a shape, with what is wrong in its last column.
    """
    check_size(data, file)
    check_json(data, file)
    try:
        data.decode("utf-8")
        data = data.removeprefix(b"\xef\xbb\xbf")
        top = msgspec.json.decode(data, type=Collection)
    except UnicodeDecodeError as error:
        hint = "save the file as UTF-8"
        raise InputError("bad-encoding", f"not UTF-8 at byte {error.start}", where=file, hint=hint) from error
    except (msgspec.MsgspecError, RecursionError) as error:
        hint = "have the file sent again, or write it anew from the program that made it"
        raise InputError("not-json", str(error)[:300], where=file, hint=hint) from error
    notes = _system(top.crs, file)
    layer = Layer(file)
    raws = _features(top, data, file)
    for number, raw in enumerate(raws, 1):
        _add(layer, number, raw)
        if not number % _PULSE:
            progress(number, len(raws))
    return Table(file, "geojson", (layer.sheet("features", notes),))


def _features(top: Collection, data: bytes, file: str) -> list[msgspec.Raw]:
    if top.type == "Feature":
        return [msgspec.Raw(data)]
    if top.type in _GEOMETRIES:
        return [msgspec.Raw(b'{"type":"Feature","geometry":' + data + b"}")]
    if top.type != "FeatureCollection" or top.features is None:
        what = f"a {top.type[:40]!r} is neither a Feature nor a FeatureCollection"
        raise InputError("not-json", what, where=f"{file} $.type", hint="write it as a FeatureCollection")
    if len(top.features) > MAX_ROWS:
        raise InputError("too-large", f"{len(top.features)} features; at most {MAX_ROWS}", where=file, hint="split the file")
    return top.features


def _system(crs: dict[str, Any] | None, file: str) -> list[str]:
    # RFC 7946 §4: WGS 84 only. An older file that names another system would be read at the wrong place.
    properties = crs.get("properties") if crs else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not crs or (isinstance(name, str) and name in _CRS84):
        return []
    if isinstance(name, str) and name in _EPSG_4326:
        return ["positions are read as longitude, latitude, although the file names EPSG:4326"]
    hint = "convert it to longitude and latitude: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"
    raise InputError("bad-value", "another coordinate system than WGS 84", where=f"{file} $.crs", hint=hint)


def _add(layer: Layer, number: int, raw: msgspec.Raw) -> None:
    values: dict[str, Any] = {}
    try:
        feature = msgspec.json.decode(raw, type=Feature)
        values = dict(feature.properties or {})
        if feature.id is not None:
            values.setdefault("id", feature.id)
        shapes = tuple(_shapes(feature.geometry, 0)) if feature.geometry is not None else ()
    except InputError as error:
        layer.add(number, values, problem=error.message)
    except (msgspec.MsgspecError, RecursionError) as error:
        layer.add(number, values or _what_it_says(raw), problem=str(error))
    else:
        layer.add(number, values, shapes)


def _what_it_says(raw: msgspec.Raw) -> dict[str, Any]:
    """What can be saved of an item that is no feature."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        return {"text": bytes(raw).decode("utf-8", "replace")[:300]}
    properties = found.get("properties")
    return properties if isinstance(properties, dict) else {key: value for key, value in found.items() if key != "type"}


def _shapes(geometry: dict[str, Any], depth: int) -> Iterator[Shape]:
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        members = geometry.get("geometries")
        if not isinstance(members, list) or depth > 3:
            raise InputError("bad-geometry", "a collection that holds no geometries, or is nested too deep")
        for member in members:
            if not isinstance(member, dict):
                raise InputError("bad-geometry", "a collection of what are no geometries")
            yield from _shapes(member, depth + 1)
    elif kind == "Point":
        yield point(*_position(given))
    elif kind == "MultiPoint":
        yield from (point(*_position(item)) for item in _list(given))
    elif kind == "LineString":
        yield line(_line(given))
    elif kind == "MultiLineString":
        yield from (line(_line(item)) for item in _list(given))
    elif kind == "Polygon":
        yield polygon([_line(ring) for ring in _list(given)])
    elif kind == "MultiPolygon":
        yield from (polygon([_line(ring) for ring in _list(item)]) for item in _list(given))
    else:
        raise InputError("bad-geometry", f"{str(kind)[:40]!r} is not a geometry")


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise InputError("bad-geometry", "coordinates are missing or nested wrongly")
    return given


def _line(given: Any) -> list[Position]:
    return [_position(item) for item in _list(given)]


def _position(given: Any) -> Position:
    if not isinstance(given, list) or len(given) < 2 or any(type(x) not in (int, float) for x in given[:2]):
        raise InputError("bad-geometry", "not a position [longitude, latitude]")
    try:
        return position(float(given[0]), float(given[1]))
    except OverflowError as error:
        raise InputError("bad-geometry", "a number that no place can have") from error
