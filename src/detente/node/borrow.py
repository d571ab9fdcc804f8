"""borrow: a command takes the node over from the process that serves it (`detente.web.lend`), for as long as it runs."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from detente.errors import StoreError

SOCKET: Final = "serve.sock"
YOURS: Final = b"yours\n"
WAIT_S: Final = 60.0


def short(path: Path) -> str:
    """A path that fits into a socket's address (108 bytes): relative to here where that is shorter."""
    relative = os.path.relpath(path)
    return min(str(path), relative, key=len)


@contextmanager
def borrowed(folder: Path) -> Iterator[bool]:
    """Borrow the node in a folder from the process that serves it; false where none does."""
    if not (folder / SOCKET).exists():
        yield False
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as lender:
        lender.settimeout(WAIT_S)
        try:
            lender.connect(short(folder / SOCKET))
            got = lender.recv(len(YOURS))
        except (ConnectionRefusedError, FileNotFoundError):
            yield False  # left behind by a process that was killed
            return
        except OSError as error:
            hint = "it is busy, or it hangs: look at its terminal, or stop it"
            raise StoreError("locked", f"`serve` does not lend the node: {error}", where=str(folder), hint=hint) from error
        yield got == YOURS
