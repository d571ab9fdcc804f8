"""link: one peer's node, read again and again by a thread of its own: on its hint, on a clock, later and later while it fails."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from detente.errors import DetenteError, InputError, OurError
from detente.node import sync
from detente.node.home import LinkState, PeerConfig
from detente.node.node import Node
from detente.peer.fetch import HINT, Arriving, doubt, fetch
from detente.peer.https import Client, Us
from detente.web.worker import Worker

NOT_READ: Final = {"not-found", "not-entitled", "bad-key", "not-member"}
"""What went wrong is not with the files that came."""
FIRST_S: Final = 0.5
LONGEST_S: Final = 300.0
log: Final = logging.getLogger("detente.serve")


class Link(threading.Thread):
    """Reads one peer until `stop`."""

    def __init__(self, peer: PeerConfig, us: Us, inbox: Path, worker: Worker, poll_s: float, changed: Callable[[], None]) -> None:
        super().__init__(name=f"link {peer.party}", daemon=True)
        self._peer, self._us, self._inbox, self._worker, self._poll_s, self._changed = peer, us, inbox, worker, poll_s, changed
        self._wake = threading.Condition()
        self._read, self._tell, self._ending = True, False, False
        self._etag = ""
        self._behind = True  # what was fetched before a node died, or a disk refused, waits in the inbox
        self._fails = 0
        self.state = LinkState(since=time.time())

    def hinted(self) -> None:
        """The peer said that something is new there."""
        self._set(read=True)

    def tell(self) -> None:
        """Something is new here for the peer."""
        self._set(tell=True)

    def stop(self) -> None:
        """End after what is being done."""
        self._set(stop=True)

    def _set(self, *, read: bool = False, tell: bool = False, stop: bool = False) -> None:
        with self._wake:
            self._read, self._tell, self._ending = self._read or read, self._tell or tell, self._ending or stop
            self._wake.notify()

    def run(self) -> None:
        """The thread."""
        client: Client | None = None
        while True:
            read, tell, stop = self._wait()
            if stop:
                break
            try:
                client = client or self._client()
                if tell:
                    client.post(HINT, b"")
                if read:
                    self._once(client)
                self._settle("trusted")
            except CancelledError:
                break  # the node is closed
            except DetenteError as error:
                self._settle("exposed" if error.code == "split-view" else "suspected", str(error))
                client = _closed(client)
        _closed(client)

    def _wait(self) -> tuple[bool, bool, bool]:
        """What to do next: on a hint or our own news at once, else by the clock; while it fails, not before its time."""
        until = time.monotonic() + (self._back_off() if self._fails else self._poll_s * random.uniform(0.8, 1.2))
        with self._wake:
            while not self._ending and time.monotonic() < until and (self._fails or not (self._read or self._tell)):
                self._wake.wait(until - time.monotonic())
            due = self._read or self._fails > 0 or time.monotonic() >= until
            found = due, self._tell, self._ending
            self._read = self._tell = False
            return found

    def _back_off(self) -> float:
        return float(min(LONGEST_S, FIRST_S * 2**self._fails) * random.uniform(0.5, 1.0))

    def _client(self) -> Client:
        key = self._worker.shelf.nodes.get(self._peer.party)
        if key is None:
            hint = "agree with it first: its node key stands in the agreement"
            raise InputError("not-member", "no agreement names its node key", where=self._peer.party, hint=hint)
        return Client(self._peer.url, key, self._us)

    def _once(self, client: Client) -> None:
        """Read the peer once. What came and cannot be right is fetched anew next time: it may have been damaged on the way."""
        held = self._worker.shelf.held.get(self._peer.party, {})
        try:
            self._fetch(client, held)
        except DetenteError as error:
            if error.code not in NOT_READ and not isinstance(error, OurError):  # a line that breaks leaves what has come as it is
                doubt(self._inbox, held)
            raise

    def _fetch(self, client: Client, held: Mapping[str, int]) -> None:
        source = Arriving(self._inbox)
        with closing(_Taking(self._worker, sync.Pull(source, log.info, source.arrived), lambda: self._ending)) as taking:

            def fetched(done: int, total: int) -> None:
                if total > 50 and done % 50 == 0:
                    log.info("%s: %d of %d files fetched", self._peer.party, done, total)
                if source.shown and not self._ending:
                    taking.go_on()

            changed, etag = fetch(client, self._inbox, held, self._etag, fetched, source)
            self._behind = self._behind or bool(changed)
            while self._behind and not self._ending and not taking.ended():
                taking.go_on()
        self._etag, self._behind = etag, self._ending

    def _settle(self, word: str, error: str = "") -> None:
        self._fails = 0 if word == "trusted" else self._fails + 1
        if (word, error) != (self.state.word, self.state.error):
            (log.info if word == "trusted" else log.warning)("%s: %s %s", self._peer.party, word, error)
            self.state = LinkState(word, time.time(), error)
            self._changed()


class _Taking:
    """Has the node take what has been fetched, while more is. Each step is a job: what others want of the node comes between."""

    def __init__(self, worker: Worker, work: sync.Pull, ending: Callable[[], bool]) -> None:
        self._worker, self._work, self._ending = worker, work, ending
        self._job: Future[sync.Step] | None = None

    def go_on(self) -> None:
        """More has been fetched: begin, or go on where what was there had come to an end."""
        job = self._job
        if job is None or (job.done() and not job.cancelled() and not job.exception() and job.result() == "waits"):
            self._job = self._worker.submit(self._step)

    def ended(self) -> bool:
        """Wait until no more can be done; whether that was all. Raises what went wrong."""
        while (job := self._job) is not None and job.result() == "more" and job is not self._job:
            pass
        return job is not None and job.result() == "done"

    def close(self) -> None:
        """Do no more; what was taken stays."""
        self._ending = lambda: True
        with suppress(Exception):  # whoever asked how it ended was told
            self.ended()
        self._work.close()

    def _step(self, node: Node) -> sync.Step:
        node.changed = True  # what we cosign is put out, too, though nothing of it is a statement
        left = self._work.step(node)
        if left == "more" and not self._ending():
            self._job = self._worker.submit(self._step)
        return left


def _closed(client: Client | None) -> Client | None:
    """No client: the next attempt makes a fresh one."""
    if client is not None:
        client.close()
    return None
