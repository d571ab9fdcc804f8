"""``detente forms``: templates for those who notify, and one line for radio, SMS and satellite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from detente.cli.common import json_option, opened, read_file, say, write_file
from detente.cli.errors import reported
from detente.errors import InputError
from detente.notice import PRESUMPTION, Notice
from detente.standing import LANGUAGES, VOLUNTARY, standing

if TYPE_CHECKING:
    from detente.forms.radio import Heard

ENDINGS: Final = {"xlsx": ".xlsx", "xlsform": ".xlsx", "text": ".txt"}
OPEN: Final = "open radio: who hears it cannot be chosen; say what all who may hear it may know"
SENTENCES: Final = (VOLUNTARY["en"], PRESUMPTION)
"""For people, below the line; they are no part of its characters (G4, G5)."""
_language = click.option(
    "--language", "-l", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language of the form."
)
_out = click.option("--out", "-o", type=click.Path(path_type=Path), help="Where to; `-` is standard output.")
_as = click.option(
    "--as", "form", default="xlsx", show_default=True, type=click.Choice(list(ENDINGS)),
    help="A workbook, a form for ODK and Kobo in all languages, or a page for radio and telephone.",
)  # fmt: skip


@click.group(epilog="Example: detente forms site --language fr --out sites.xlsx")
def forms() -> None:
    """Forms for those who notify: workbooks, ODK and Kobo, a page on paper; and a notice as one line with check words.

    Notification is voluntary and informs; it is no request for permission. No form asks about armed persons near a site.
    """


@forms.command(epilog="Example: detente forms site --language ar --out sites.xlsx")
@_as
@_language
@_out
@json_option
def site(form: str, language: str, out: Path | None, as_json: bool) -> None:
    """Write a form for sites. Filled in, `detente intake` reads it without being told what its columns are."""
    _write("site", form, language, out, as_json)


@forms.command(epilog="Example: detente forms movement --as xlsform --out movement.xlsx")
@_as
@_language
@_out
@json_option
def movement(form: str, language: str, out: Path | None, as_json: bool) -> None:
    """Write a form for movements, one leg in each row."""
    _write("movement", form, language, out, as_json)


@forms.command(epilog="Example: detente forms emergency --language fr")
@_language
@_out
@json_option
def emergency(language: str, out: Path | None, as_json: bool) -> None:
    """Write the page for an emergency that is read by radio or telephone."""
    _write("emergency", "text", language, out, as_json)


def _write(kind: str, form: str, language: str, out: Path | None, as_json: bool) -> None:
    with reported(as_json=as_json):
        if out is None and form != "text":
            out = Path(f"{kind}-{form}-{language}{ENDINGS[form]}")
        data = _made(kind, form, language)
        write_file(out or Path("-"), data)
        if out is None or str(out) == "-":
            return
        value = {"form": form, "kind": kind, "language": language, "file": str(out), "presumption": PRESUMPTION}
        say(value, as_json, lambda: [f"{form} for {kind}, {language}: {out}", *standing(language)])


def _made(kind: str, form: str, language: str) -> bytes:
    from detente.node.node import utc_now

    if form == "text":
        from detente.forms.page import page

        return page(kind, language).encode()
    if form == "xlsform":
        from detente.forms.xlsform import xlsform as make
    else:
        from detente.forms.workbook import workbook as make
    # The bytes are the same all day, so that two copies of a form can be told to be one.
    return make(kind, language, utc_now().replace(hour=0, minute=0, second=0, microsecond=0))


@forms.command(
    epilog="Example: detente -C ocha forms text ocha.example#3;  detente forms text --file site.json --party ocha.example"
)
@click.argument("statement", required=False)
@click.option("--file", "-f", "file", type=click.Path(path_type=Path), help="A file with one notice as JSON, instead.")
@click.option("--party", default="", help="Who notifies, as both sides call it (default: the author of STATEMENT).")
@click.option("--grid/--degrees", default=None, help="Position as MGRS or in degrees (default: as it was typed).")
@json_option
@click.pass_context
def text(ctx: click.Context, statement: str | None, file: Path | None, party: str, grid: bool | None, as_json: bool) -> None:
    """A site, movement or emergency as one line of at most 160 characters, with check words over all of it."""
    if (statement is None) == (file is None):
        raise click.UsageError("name a STATEMENT held here, or a --file with a notice: one of them")
    with reported(as_json=as_json):
        from detente.forms.heard import decode
        from detente.forms.radio import encode

        notice, author = _held(ctx, statement) if statement else (_read(file), "")
        if not (party or author):
            raise InputError("usage", "nobody is named", where="--party", hint="say who notifies, like --party ocha.example")
        line = encode(notice, party or author, grid=grid)
        heard = decode(line)
        value = {"text": line, "characters": len(line), "words": heard.words, "presumption": PRESUMPTION}
        say(value, as_json, lambda: [line, f"{len(line)} characters; {OPEN}", *_place_words(heard), *_ended(heard), *SENTENCES])


def _held(ctx: click.Context, name: str) -> tuple[Notice, str]:
    with opened(ctx, readonly=True) as node:
        entry = node.entry(node.ref(name))
        if not isinstance(entry.statement, Notice):
            hint = "name a site, a movement or an emergency whose content is held here"
            raise InputError("usage", "no notice that can be read out", where=name, hint=hint)
        return entry.statement, entry.author


def _read(file: Path | None) -> Notice:
    from detente.statement import MAX_CONTENT, decode

    where = str(file)
    found = decode(read_file(Path(where), MAX_CONTENT), where)
    if not isinstance(found, Notice):
        raise InputError("usage", "not a notice", where=where, hint="one site, movement or emergency, see `detente schema`")
    return found


@forms.command(
    epilog='Example: detente forms read "SITE/3F9A1C07/36.7180N 068.8622E/18M/300M/HEALTH/…/CHECK LIMA KILO ECHO PAPA"'
)
@click.argument("line")
@click.option("--by-voice", is_flag=True, help="The line has no check words: they are made here, to be said back.")
@json_option
def read(line: str, by_voice: bool, as_json: bool) -> None:
    """Read a LINE that was received, or written down as it was heard (`-`: standard input).

    What was heard wrongly is never mended: the field that has to be read again is named, and the exit code is 3.
    """
    with reported(as_json=as_json):
        from detente.forms.heard import MAX_HEARD, decode

        if line == "-":
            line = _decoded(read_file(Path("-"), 4 * MAX_HEARD))
        heard = decode(line, by_voice=by_voice)
        value = {**_value(heard), "checked": not by_voice, "place_words": heard.place_words, "presumption": PRESUMPTION}
        say(value, as_json, lambda: _words(heard, by_voice=by_voice))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise InputError("bad-encoding", f"not UTF-8 at byte {error.start}", where="line") from error


def _value(heard: Heard) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.to_builtins(heard)
    return value


def _words(heard: Heard, *, by_voice: bool) -> list[str]:
    from detente.forms.radio import FIELDS, body

    fields = zip(FIELDS, body(heard).split("/"), strict=False)
    lines = [f"{number}  {name}: {said}" for number, (name, said) in enumerate(fields, 1)]
    verdict = f"say back: {heard.words}" if by_voice else f"the check words are those of this text: {heard.words}"
    return [*lines, verdict, *_place_words(heard), *_ended(heard), *SENTENCES]


def _ended(heard: Heard) -> list[str]:
    return [f"{heard.ended}: the notice no longer holds, and that changes no protection"] if heard.ended else []


def _place_words(heard: Heard) -> list[str]:
    """An emergency has read-back words of its place too, as screens show them: both sides must know which ones they compare."""
    wanted = heard.kind == "emergency" and heard.place_words
    return [f"on screens, the read-back words of its place are: {heard.place_words}"] if wanted else []
