"""HTML for people that needs nothing else: no script, no network, one inline style that the page's own policy names by its hash.

Whatever comes from a file passes `text` (escaped, controls written out) and stands in a `<bdi>`, so that it neither becomes
markup nor turns the words around it.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from detente.intake.page.style import CSS
from detente.intake.page.words import MAX_ARGUMENT, shown
from detente.standing import RIGHT_TO_LEFT

POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(CSS.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)


def text(value: str, limit: int = MAX_ARGUMENT) -> str:
    """A text from a file as HTML text or the value of a quoted attribute."""
    return html.escape(shown(value, limit))


def given(value: str, limit: int = MAX_ARGUMENT) -> str:
    """A text from a file: isolated, in the direction of its own script."""
    return f"<bdi>{text(value, limit)}</bdi>" if value else ""


def exact(value: str) -> str:
    """Coordinates, grid references, numbers: always left to right."""
    return f'<bdi dir="ltr" class="n">{text(value)}</bdi>'


def sentence(pieces: Iterable[tuple[str, bool]]) -> str:
    """A sentence of `detente.intake.page.words.parts`: its arguments are isolated."""
    return "".join(given(piece) if argument else html.escape(piece) for piece, argument in pieces)


def plainly(pieces: Iterable[tuple[str, bool]]) -> str:
    """The same for places that hold no markup (titles, labels, texts of a drawing): arguments isolated by characters (UAX 9)."""
    return "".join(f"\u2068{text(piece)}\u2069" if argument else html.escape(piece) for piece, argument in pieces)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table with a row of headings; the first cell of every row heads it. All texts are HTML already."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    said = f"<caption>{caption}</caption>" if caption else ""
    return f"<table>{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A table of two columns: what, and what is said of it; pairs without a value are left out. All texts are HTML already."""
    rows = "".join(f'<tr><th scope="row">{what}</th><td>{value}</td></tr>' for what, value in pairs if value)
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def scroll(inner: str, label: str) -> str:
    """A table that scrolls by itself where it is wider than the screen; reachable by keyboard (WCAG 2.1.1)."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{inner}</div>'


def section(name: str, heading: str, *inner: str) -> str:
    """A part of the page with its heading."""
    return f'<section><h2 id="{name}">{heading}</h2>{"".join(inner)}</section>'


def page(language: str, title: str, *inner: str) -> bytes:
    """The whole page, UTF-8."""
    way = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    head = (
        f'<!doctype html>\n<html lang="{language}" dir="{way}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title><style>{CSS}</style></head><body>'
    )
    return "\n".join([head, *inner, "</body></html>", ""]).encode()
