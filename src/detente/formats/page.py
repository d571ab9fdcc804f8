"""A page (HTML, self-contained, no scripts) that says in words what an evidence file proves, by whose keys, and what it does not.

The page proves nothing: the file does. The page names the file by its SHA-256 and says how to verify it.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Final

import msgspec

from detente.evidence import Shown, Verdict
from detente.tlog.text import encode64, plain

MAX_SHOWN: Final = 20_000
"""Characters of one content on the page; the file holds it whole."""

STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #999}"
    "li{margin:.35rem 0}code,pre{font:.85rem/1.4 ui-monospace,monospace}code{overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;padding:.75rem;border-left:3px solid #999}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;vertical-align:top;padding:.25rem .5rem;border:1px solid #999}"
    ".standing{font-weight:600;border:2px solid #111;padding:.75rem}bdi{unicode-bidi:isolate}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}li,tr{break-inside:avoid}}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#111}pre{background:#222}.standing{border-color:#eee}}"
)
HEAD: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<style>{style}</style>
</head>
<body>
<main>"""
KEYS: Final = (
    ("root", "signs agreements; kept apart from the machines of its party"),
    ("log", "signs the heads of its party's log: nothing can be taken out of what it signed"),
    ("desk", "signs what an officer's desk says"),
    ("mirror", "signs that its party held everything addressed to it"),
)


HOW: Final = (
    "This page explains an evidence file in words. The page proves nothing by itself; the file does, to anybody, without us.",
    "Whoever doubts the page verifies the file, offline, with the small verifier of Détente:",
)
RESTS: Final = (
    "All of it rests on these public keys. Compare them with the ones that the parties agreed, by a way that you trust."
)
NOTHING: Final = "No content is in this file: that its statements were made is proved, what they say is not shown."
CLAIMS: Final = "A claim stands here as a claim. This software interprets no law, and everybody's duties stay as they were."


def render(verdict: Verdict, data: bytes, name: str) -> bytes:
    """The page about the evidence file ``data``, called ``name``, whose verification gave ``verdict``. UTF-8."""
    title = f"What “{name}” proves"
    body = [
        *(_tag("h1", title), *(_tag("p", line) for line in HOW), _tag("pre", f"python -m detente.evidence {name}")),
        _table((("File", name), ("Size", f"{len(data)} bytes"), ("SHA-256", sha256(data).hexdigest()))),
        *(_tag("h2", "What is proved"), _list((_tag("bdi", line) for line in verdict.proven), "ol")),
        *(_tag("h2", "By whose keys"), _tag("p", RESTS), *_keys(verdict.keys)),
        *(_tag("h2", "What was written"), *(part for shown in verdict.shown for part in _shown(shown))),
        *([] if verdict.shown else [_tag("p", NOTHING)]),
        *(_tag("h2", "What is not proved"), _tag("p", "No file of this kind proves:"), _list(map(_text, verdict.not_proven))),
        *(_tag("p", CLAIMS), _tag("p", verdict.presumption, "standing")),
    ]
    return "\n".join(
        [
            HEAD.format(title=_text(title), style=STYLE, digest=encode64(sha256(STYLE.encode()).digest())),
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    ).encode()


def _text(text: str) -> str:
    """Words of others, which can neither become markup nor turn the direction of what stands around them."""
    return escape(plain(text))


def _tag(tag: str, text: str, css: str = "") -> str:
    attribute = f' class="{css}"' if css else ""
    return f"<{tag}{attribute}>{_text(text)}</{tag}>"


def _list(items: Iterable[str], tag: str = "ul") -> str:
    return f"<{tag}>\n" + "\n".join(f"<li>{item}</li>" for item in items) + f"\n</{tag}>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f'<tr><th scope="row">{_text(name)}</th><td><code>{_text(value)}</code></td></tr>' for name, value in rows)
    return "<table>\n" + "\n".join(cells) + "\n</table>"


def _keys(keys: Iterable[str]) -> Iterable[str]:
    named = [key.partition(": ") for key in keys]
    for role, what in KEYS:
        vkeys = [vkey for found, _, vkey in named if found == role]
        if vkeys:
            yield _tag("p", f"{role.capitalize()} keys: each {what}.")
            yield _list(_tag("code", vkey) for vkey in vkeys)


def _shown(shown: Shown) -> Iterable[str]:
    try:
        laid_out = msgspec.json.format(shown.text, indent=2)
    except msgspec.DecodeError:
        laid_out = shown.text
    yield _tag("p", f"Content of {shown.of}, laid out for reading; the exact bytes are in the file:")
    cut = "" if len(laid_out) <= MAX_SHOWN else f"\n… {len(laid_out) - MAX_SHOWN} more characters in the file"
    yield "<pre>" + "\n".join(map(_text, (laid_out[:MAX_SHOWN] + cut).split("\n"))) + "</pre>"
