"""Limits on what stands around a table: size of a file, archives, XML. Not a format; the readers of formats build on it.

An archive is looked at before it is opened (members, sizes, encryption), and what comes out of it is counted while it comes, so
that sizes which its headers give wrongly do not matter. XML may declare no entities and nest no deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal
from xml.parsers import expat

from detente.errors import InputError
from detente.formats import MAX_FILE

Progress = Callable[[int, int], None]
"""Told how much is done, of how much; in rows or bytes."""
Event = tuple[Literal["start", "end", "text"], str, dict[str, str]]

MAX_MEMBERS: Final = 10_000
MAX_UNPACKED: Final = 512 << 20
"""Bytes that all members of an archive may have, unpacked."""
MAX_RATIO: Final = 250
"""How much larger than packed a member may be; `FREE` bytes are always allowed. Sheets of blank rows reach about 100."""
FREE: Final = 8 << 20
MAX_DEPTH: Final = 100
MAX_ELEMENTS: Final = 30_000_000
MAX_OBJECTS: Final = 2_000_000
MAX_ARRAYS: Final = 4_000_000
MAX_COMMAS: Final = 10_000_000
"""Parts of a JSON text."""
CHUNK: Final = 1 << 16
_NAMED: Final = 10
_ENTRY: Final = b"PK\x01\x02"
_ANEW: Final = "open it in the program that made it, save it anew and try again"
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError)


def silent(done: int, total: int) -> None:
    """A `Progress` that tells nobody."""


def check_size(data: bytes, file: str) -> None:
    """`InputError` for a file larger than `MAX_FILE`, and for an empty one."""
    if len(data) > MAX_FILE:
        raise InputError("too-large", f"{len(data)} bytes; at most {MAX_FILE}", where=file, hint="split the file")
    if not data:
        raise InputError("bad-value", "the file is empty", where=file, hint="send it again: it may not have arrived whole")


def some(places: Sequence[object]) -> str:
    """The first of many places, and how many more."""
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return ", ".join(map(str, places[:_NAMED])) + more


def check_json(data: bytes, file: str) -> None:
    """`InputError` for JSON of so many small parts that reading it would take far more memory than the file."""
    if data.count(b"{") > MAX_OBJECTS or data.count(b"[") > MAX_ARRAYS or data.count(b",") > MAX_COMMAS:
        raise InputError("too-large", "JSON of too many parts", where=file, hint="split the file")


class Archive:
    """A zip archive whose members come out counted. ``names``: the files in it, in its order."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file, self._left = file, MAX_UNPACKED
        if data.count(_ENTRY) > MAX_MEMBERS:
            raise InputError("too-large", f"an archive of more than {MAX_MEMBERS} files", where=file)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise _broken(file) from error
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.filename.endswith("/")}
        for info in self._infos.values():
            self._check(info)
        if sum(info.file_size for info in self._infos.values()) > MAX_UNPACKED:
            raise _too_much(file)
        self.names = tuple(self._infos)

    def _check(self, info: zipfile.ZipInfo) -> None:
        name = f"{self.file} {info.filename[:80]!r}"
        if info.flag_bits & 1:
            raise InputError("bad-value", "protected by a password", where=name, hint="save it without a password")
        if info.file_size > FREE and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _too_much(name)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise InputError("bad-value", "packed in a way that is not read", where=name, hint="pack it as an ordinary zip file")

    def size(self, name: str) -> int:
        """Bytes of a member, unpacked, as the archive says."""
        return self._infos[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, piece by piece; `InputError` where it is damaged, or where too much comes out of the archive.

        A workbook may name one part as many sheets: what counts is what comes out, each time.
        """
        info = self._infos[name]
        try:
            with self._zip.open(info) as member:
                while piece := member.read(CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise _too_much(f"{self.file} {name[:80]!r}")
                    yield piece
        except _DAMAGED as error:
            raise _broken(f"{self.file} {name[:80]!r}") from error

    def read(self, name: str, limit: int = MAX_FILE) -> bytes:
        """A member as a whole, of no more than ``limit`` bytes."""
        out = bytearray()
        for piece in self.chunks(name):
            out += piece
            if len(out) > limit:
                raise InputError("too-large", f"more than {limit} bytes", where=f"{self.file} {name[:80]!r}")
        return bytes(out)


def _broken(where: str) -> InputError:
    return InputError("bad-value", "the archive is damaged or cut off", where=where, hint=f"{_ANEW}, or have it sent again")


def _too_much(where: str) -> InputError:
    return InputError("too-large", "far more comes out of the archive than a table needs", where=where, hint=_ANEW)


def pieces(data: bytes) -> Iterator[bytes]:
    """Bytes that are held as a whole, piece by piece."""
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))


def watched(chunks: Iterable[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    """The same pieces, told of as they are asked for."""
    done = 0
    for piece in chunks:
        done += len(piece)
        progress(min(done, total), total)
        yield piece


def parser(where: str) -> expat.XMLParserType:
    """A parser of XML that refuses entities; the names it gives are ``namespace local`` (see `local`)."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True

    def refuse(*given: object) -> None:
        raise InputError("bad-value", "XML that declares entities", where=where, hint=_ANEW)

    made.EntityDeclHandler = refuse
    made.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    return made


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def feed(made: expat.XMLParserType, chunks: Iterable[bytes], where: str) -> Iterator[None]:
    """Give a parser its bytes; a step for each piece, so that who asks can take out what was found."""
    try:
        for piece in chunks:
            made.Parse(piece, False)
            yield
        made.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        place = f"{where} line {error.lineno}"
        raise InputError("bad-value", f"XML that is broken: {expat.ErrorString(error.code)}", where=place, hint=_ANEW) from error
    except (ValueError, LookupError) as error:
        raise InputError("bad-encoding", "an encoding that is not known", where=where, hint="save it as UTF-8") from error


def events(chunks: Iterable[bytes], where: str, limit: int = MAX_ELEMENTS) -> Iterator[Event]:
    """The elements of an XML text as they open, say something and close, by their local names; attributes too."""
    made, found, names = parser(where), list[Event](), dict[str, str]()
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > limit:
            raise InputError("too-large", "XML that is nested too deep or has too many elements", where=where)
        tag = names.setdefault(name, local(name))
        found.append(("start", tag, {local(key): value for key, value in attributes.items()} if attributes else {}))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(("end", names[name], {}))

    made.StartElementHandler, made.EndElementHandler = start, end
    made.CharacterDataHandler = lambda text: found.append(("text", text, {}))
    for _ in feed(made, chunks, where):
        yield from found
        found.clear()
