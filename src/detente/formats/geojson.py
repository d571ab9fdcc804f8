"""GeoJSON (RFC 7946) to volumes: every feature for itself, so that a broken one costs only itself and is named.

Members of ``properties`` that are understood have the words of F3548 and InterUSS: ``altitude_lower``, ``altitude_upper``
(``{"value": 3000, "units": "M", "reference": "AMSL"}``), ``time_start``, ``time_end`` (RFC 3339, UTC), ``radius_m`` of points,
``half_width_m`` of lines, ``accuracy_m``, ``buffer_m``, ``edges`` (``lonlat`` unless stated). All others are kept and named.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from detente.errors import DetenteError, InputError
from detente.formats import MAX_FILE, MAX_ITEMS, ROUNDING_M, Broken, Item
from detente.formats.features import Collection, Feature
from detente.geometry import parts
from detente.volume import DECIMALS, Volume4D

_FIELDS: Final = ("altitude_lower", "altitude_upper", "time_start", "time_end", "edges", "accuracy_m", "buffer_m")
_SIZES: Final = {"radius_m": ("Point", "MultiPoint"), "half_width_m": ("LineString", "MultiLineString")}
_NAMES: Final = ("title", "name", "Name", "id")
_CRS84: Final = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84")
_DEPTHS: Final = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def read(data: bytes, where: str) -> list[Item | Broken]:
    """The features of a file, in its order; `InputError` where the file as a whole is not usable."""
    if len(data) > MAX_FILE:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_FILE}", where=where, hint="split the file")
    try:
        data.decode("utf-8")
        top = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Collection)
    except UnicodeDecodeError as error:
        hint = "save the file as UTF-8"
        raise InputError("bad-encoding", f"not UTF-8 at byte {error.start}", where=where, hint=hint) from error
    except (msgspec.MsgspecError, RecursionError) as error:
        raise InputError("not-json", str(error)[:300], where=where) from error
    _check_crs(top.crs, where)
    raws = [msgspec.Raw(data)] if top.type == "Feature" else top.features
    if top.type not in {"Feature", "FeatureCollection"} or raws is None:
        raise InputError("not-json", f"a {top.type[:40]!r} is neither a Feature nor a FeatureCollection", where=f"{where} $.type")
    if len(raws) > MAX_ITEMS:
        raise InputError("too-large", f"{len(raws)} features; at most {MAX_ITEMS}", where=where, hint="split the file")
    return [_feature(number, raw, where) for number, raw in enumerate(raws, 1)]


def _check_crs(crs: dict[str, Any] | None, where: str) -> None:
    # RFC 7946 §4: WGS 84 only. An older file that names another system would be read at the wrong place.
    name = crs.get("properties") if crs else None
    if crs and (not isinstance(name, dict) or name.get("name") not in _CRS84):
        hint = "convert it to WGS 84 longitude and latitude (RFC 7946 §4)"
        raise InputError("bad-value", "another coordinate system than WGS 84", where=f"{where} $.crs", hint=hint)


def _feature(number: int, raw: msgspec.Raw, where: str) -> Item | Broken:
    place, name = f"{where} feature {number}", ""
    try:
        given = msgspec.json.decode(raw, type=Feature)
        name = _name(given)
        if given.type != "Feature" or given.geometry is None:
            raise InputError("bad-geometry", "no geometry", where="$.geometry")
        volumes, notes = _volumes(given.geometry, given.properties or {})
        for volume in volumes:
            parts(volume, "$")
        return Item(number, name, volumes, given.properties or {}, notes)
    except DetenteError as error:
        return Broken(number, name, error.message, f"{place} {error.where}".strip(), error.hint)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Broken(number, name, str(error)[:300], place)
    except OverflowError:
        return Broken(number, name, "a number that no length or place can have", place)


def _name(feature: Feature) -> str:
    words = [(feature.properties or {}).get(key) for key in _NAMES] + [feature.id]
    return next((str(word)[:200] for word in words if isinstance(word, str | int | float) and str(word).strip()), "")


def _volumes(geometry: dict[str, Any], properties: dict[str, Any]) -> tuple[tuple[Volume4D, ...], tuple[str, ...]]:
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        members = geometry.get("geometries")
        if not isinstance(members, list) or not all(isinstance(m, dict) for m in members) or not members:
            raise InputError("bad-geometry", "an empty collection", where="$.geometry.geometries")
        if any(m.get("type") == "GeometryCollection" for m in members):
            raise InputError("bad-geometry", "collections inside a collection", where="$.geometry", hint="RFC 7946 §3.1.8")
        found = [_volumes(m, properties) for m in members]
        return tuple(v for vs, _ in found for v in vs), tuple(sorted({n for _, ns in found for n in ns}))
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise InputError("bad-geometry", f"{str(kind)[:40]!r} is not a geometry", where="$.geometry.type")
    doubts: set[str] = set()
    coordinates = _positions(geometry.get("coordinates"), _DEPTHS[kind], doubts, "$.geometry.coordinates")
    rest, notes = _rest(kind, properties, doubts)
    footprints = [coordinates] if kind in {"Point", "LineString", "Polygon", "MultiPolygon"} else coordinates
    sizes = {name: properties[name] for name, kinds in _SIZES.items() if kind in kinds and name in properties}
    if "LineString" in kind:
        sizes.setdefault("half_width_m", 0.0)
    type_ = {"MultiPoint": "Point", "LineString": "Corridor", "MultiLineString": "Corridor"}.get(kind, kind)
    try:
        made = [{"footprint": {"type": type_, "coordinates": c, **sizes}, **rest} for c in footprints]
        return tuple(msgspec.convert(m, Volume4D) for m in made), notes
    except msgspec.ValidationError as error:
        raise InputError("bad-value", str(error)[:300], where="$.properties") from error


def _rest(kind: str, properties: dict[str, Any], doubts: set[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    rest = {"edges": "lonlat"} | {k: properties[k] for k in _FIELDS if properties.get(k) is not None}
    if "rounded" in doubts and isinstance(rest.get("accuracy_m", 0.0), int | float):
        rest["accuracy_m"] = rest.get("accuracy_m", 0.0) + ROUNDING_M
    known = {*_FIELDS, *_NAMES, *(name for name, kinds in _SIZES.items() if kind in kinds)}
    notes = [f"{name} is not understood" for name in sorted(properties) if name not in known]
    notes += ["heights of positions are not used: state altitude_lower and altitude_upper"] if "height" in doubts else []
    notes += [f"positions rounded to {DECIMALS} decimals; {ROUNDING_M} m added to the accuracy"] if "rounded" in doubts else []
    return rest, tuple(notes)


def _positions(given: Any, depth: int, doubts: set[str], where: str) -> Any:
    if not isinstance(given, list):
        raise InputError("bad-geometry", "coordinates are missing or nested wrongly", where=where)
    if depth:
        return [_positions(item, depth - 1, doubts, f"{where}[{i}]") for i, item in enumerate(given)]
    if len(given) < 2 or any(isinstance(x, bool) or not isinstance(x, int | float) for x in given):
        raise InputError("bad-geometry", "not a position [longitude, latitude]", where=where)
    if len(given) > 2:
        doubts.add("height")
    rounded = [round(float(x), DECIMALS) for x in given[:2]]
    if rounded != given[:2]:
        doubts.add("rounded")
    return rounded
