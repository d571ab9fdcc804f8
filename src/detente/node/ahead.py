"""ahead: the leaves of a long log are read, and their signatures judged, by helper processes while ours takes those before.

A signature is most of what a leaf costs, and the library that verifies it lets no second thread work. A helper's word is taken
for exactly the bytes and the key that it was asked about. Whatever it does not vouch for, and everything once it is gone, slow or
wrong, is verified here: with helpers or without, the same leaves are accepted and the same are refused.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Final

import msgspec

import detente
from detente import sign
from detente.node import helper
from detente.sign import Leaf, VerifierKey

LONG: Final = 512
"""Leaves from which on starting a process pays."""
PIECE: Final = 256
WINDOW: Final = 8
"""Pieces that are asked for ahead of the one that is taken: keys can change on the way."""
MOST: Final = 3
"""Helpers: beyond them, ours is what takes the time."""
PATIENCE_S: Final = 60.0
START: Final = "import sys; sys.path[:0] = sys.argv[1:]; from detente.node.helper import main; main()"
log: Final = logging.getLogger("detente")

Keys = Mapping[str, VerifierKey]


class Ahead:
    """Reads leaves ``start``, ``start + 1``, … in this order; a context, at whose end the helpers are gone."""

    def __init__(self, start: int, leaves: Sequence[bytes], helpers: int | None = None) -> None:
        self._start, self._leaves = start, leaves
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._jobs: dict[int, Future[_Piece]] = {}
        self._asked = 0
        self._held: tuple[int, _Piece | None] = (-1, None)
        wanted = (spare() if helpers is None else helpers) if len(leaves) > LONG else 0
        if wanted:
            self._begin(wanted)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def read(self, index: int, data: bytes, keys: Keys) -> Leaf:
        """As `sign.verify_leaf`, for the leaf at an index."""
        number, place = divmod(index - self._start, PIECE)
        if number != self._held[0]:
            self._held = (number, self._piece(number, keys))
        piece = self._held[1]
        leaf = piece.vouched(place, data, keys) if piece else None
        return leaf or sign.verify_leaf(data, keys)

    def close(self) -> None:
        """Let the helpers go."""
        for process in self._helpers:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None
        for process in self._helpers:
            _close(process)
        self._helpers.clear()
        self._jobs.clear()

    def _begin(self, wanted: int) -> None:
        with suppress(OSError):  # without helpers it takes longer, and that is all
            for _ in range(wanted):
                self._helpers.append(_start())
                self._free.put(self._helpers[-1])
        if self._helpers:
            self._threads = ThreadPoolExecutor(len(self._helpers), "ahead")

    def _piece(self, number: int, keys: Keys) -> _Piece | None:
        """What helpers say of a piece; None where none was asked, or it could not answer."""
        self._ask(number, keys)
        job = self._jobs.pop(number, None)
        if job is None or job.cancelled():
            return None
        if not job.done() and (next_ := self._jobs.get(number + 1)) is not None:
            next_.cancel()  # they are slower than we: that one we read ourselves, while they are at those behind it
        try:
            return job.result(PATIENCE_S)
        except (OSError, EOFError, ValueError, TimeoutError, msgspec.MsgspecError) as error:
            log.warning("a helper is gone (%s): signatures are verified by the node itself", error or type(error).__name__)
            self.close()
            return None

    def _ask(self, number: int, keys: Keys) -> None:
        """Ask for the pieces behind this one, which is read here where nobody was asked in time."""
        first = max(self._asked, number + 1)
        for later in range(first, number + 1 + WINDOW):
            leaves = tuple(self._leaves[later * PIECE : (later + 1) * PIECE])
            if self._threads is not None and leaves:
                self._jobs[later] = self._threads.submit(self._answered, leaves, dict(keys))
        self._asked = max(first, number + 1 + WINDOW)

    def _answered(self, leaves: tuple[bytes, ...], keys: Keys) -> _Piece:
        process = self._free.get()
        try:
            frame = helper.ask(helper.Asked(tuple(key.vkey for key in keys.values()), leaves))
            helper.send(_pipe(process.stdin), frame)
            found = helper.answered(helper.receive(_pipe(process.stdout)))
        finally:
            self._free.put(process)
        if found.of != sha256(frame).digest() or len(found.leaves) != len(leaves):
            raise ValueError("it answered something else")
        return _Piece(leaves, keys, found.leaves)


class _Piece:
    """What a helper has said of some leaves under some keys."""

    def __init__(self, leaves: Sequence[bytes], keys: Keys, found: Sequence[Leaf | None]) -> None:
        self._leaves, self._keys, self._found = leaves, keys, found

    def vouched(self, place: int, data: bytes, keys: Keys) -> Leaf | None:
        """The leaf at a place, if it was these bytes that were verified, under the key that may sign now."""
        leaf = self._found[place]
        if leaf is None or data != self._leaves[place]:
            return None
        key = keys.get(leaf.signer)
        return leaf if key is not None and key.name == leaf.signer and key == self._keys.get(leaf.signer) else None


def spare() -> int:
    """How many processors are there besides ours, as far as helpers have a use for them."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    frozen = getattr(sys, "frozen", False) or not sys.executable  # there is no interpreter to start
    return 0 if frozen else max(0, min(MOST, usable - 1))


def _start() -> subprocess.Popen[bytes]:
    """An interpreter that takes nothing from the folder it is started in, nor from the environment."""
    ours = str(Path(detente.__file__).resolve().parent.parent)
    paths = dict.fromkeys([ours, *(path for path in sys.path if os.path.isabs(path))])
    return subprocess.Popen([sys.executable, "-I", "-c", START, *paths], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was to be written has nobody to read it
            _pipe(pipe).close()
    process.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("no pipe")
    return pipe
