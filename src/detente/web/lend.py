"""lend: a command of the same user borrows the node from the process that serves it, and gives it back when it ends.

The socket is a file of mode 0600 in the node's folder: who may read the node's keys may borrow the node, nobody else.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from pathlib import Path
from typing import Final

from detente.node.borrow import SOCKET, YOURS, short
from detente.web.worker import Worker

log: Final = logging.getLogger("detente.serve")


class Lender(threading.Thread):
    """Listens in a node's folder until `stop`."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        super().__init__(name="lend", daemon=True)
        self._path, self._worker = folder / SOCKET, worker
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            self._socket.bind(short(self._path))
        finally:
            os.umask(mask)
        self._socket.listen(16)

    def stop(self) -> None:
        """Listen no more."""
        self._path.unlink(missing_ok=True)
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def run(self) -> None:
        """The thread: one borrower after the other."""
        while True:
            try:
                borrower, _ = self._socket.accept()
            except OSError:
                return
            with borrower:
                loan = self._worker.lend()
                try:
                    borrower.sendall(YOURS)
                    borrower.recv(1)  # nothing comes but the end: of the command, or of its process
                except OSError as error:
                    log.warning("a command that borrowed the node went away: %s", error)
                finally:
                    loan.set()
