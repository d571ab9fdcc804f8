"""Errors at the shell: where, what, what to do next, whose fault; and an exit code for each kind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
import msgspec

from detente.errors import DetenteError, InputError, OurError, PeerError, StoreError

EXIT: Final[dict[type[DetenteError], int]] = {InputError: 3, PeerError: 4, OurError: 5, StoreError: 6}

WHOSE: Final = {"ours": "our"}


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Show an error of ours as words (or JSON) on the error stream and leave with its code."""
    try:
        yield
    except DetenteError as error:
        words = (
            msgspec.json.encode(error.as_dict()).decode()
            if as_json
            else f"error ({WHOSE.get(error.whose, error.whose)} fault): {error}"
        )
        click.echo(words, err=True)
        sys.exit(EXIT[type(error)])
