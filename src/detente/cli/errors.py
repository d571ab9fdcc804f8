"""Errors at the shell: where, what, what to do next, whose fault; and an exit code for each kind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from detente.cli.common import tell
from detente.errors import DetenteError, InputError, OurError, PeerError, StoreError

EXIT: Final[dict[type[DetenteError], int]] = {InputError: 3, PeerError: 4, OurError: 5, StoreError: 6}

WHOSE: Final = {"ours": "our"}


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Show an error of ours as words (or JSON) on the error stream and leave with its code."""
    try:
        with _disk():
            yield
    except DetenteError as error:
        said = f"error ({WHOSE.get(error.whose, error.whose)} fault): {error}"
        tell(msgspec.json.encode(error.as_dict()).decode() if as_json else said, err=True)
        sys.exit(EXIT[type(error)])


@contextmanager
def _disk() -> Iterator[None]:
    """What a disk refuses anywhere below is the store's error. A closed pipe is none: the reader has seen enough."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        hint = "check the folder, its rights and the space left, then do it again"
        raise StoreError("disk", error.strerror or str(error), where=str(error.filename or ""), hint=hint) from error
