"""worker: the one thread that has the node. Everything that reads or writes the node comes to it as a job, one after the other.

On its tick it puts out what has changed and says so: receipts leave in batches, so that work for one agreement does not show as
delay in another. It lends the node to a command of the same user, and takes it back when that command has ended.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple, TypeVar

from detente.errors import DetenteError, StoreError
from detente.node.alarms import Alarm, Open, alarms, urgent
from detente.node.exchange import OUTBOX
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.node.relied import relying
from detente.node.ring import Pace, Ringer
from detente.node.tick import tick
from detente.statement import Ref
from detente.web.shelf import EMPTY, Keeper, Shelf

T = TypeVar("T")
IDLE_S: Final = 1.0
TRIES: Final = 100
LOOK_S: Final = 2.0
"""How often everything but emergencies is looked at for alarms, at most."""
LENT_S: Final = 10.0
"""A command that has the node for longer is told of."""
DUE_S: Final = 10.0
"""How often time is looked at: windows that open, notices past their review date."""
log: Final = logging.getLogger("detente.serve")


class _Job(NamedTuple):
    run: Callable[[Node], None]
    cancel: Callable[[], bool]


class _Loan(NamedTuple):
    closed: Future[None]
    back: threading.Event


class Worker(threading.Thread):
    """Owns a node until `stop`. ``changed`` hears, after every tick that put something out, the parties for whom it was, and
    those of them that relied on what was taken away: they are told first (R19, R33).
    """

    def __init__(
        self, open_node: Callable[[], Node], tick_s: float, changed: Callable[[set[str], set[str]], None], ringer: Ringer
    ) -> None:
        super().__init__(name="node", daemon=True)
        self._open, self._tick_s, self._changed, self._ringer = open_node, tick_s, changed, ringer
        self._held = Open()
        self._told: dict[str, int] = {}
        self._urgent, self._all = Pace(1.0), Pace(LOOK_S)
        self._jobs: queue.SimpleQueue[_Job | _Loan | None] = queue.SimpleQueue()
        self._up: Future[None] = Future()
        self._next_put = 0.0
        self._over = threading.Event()
        self.shelf: Shelf = EMPTY
        self.failed: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Start, and wait until the node is open and what it serves stands ready; raises what keeps it from opening."""
        self.start()
        self._up.result()

    def submit(self, job: Callable[[Node], T]) -> Future[T]:
        """Let the node's thread do something; its result, or what it raised; cancelled where the node is closed before."""
        done: Future[T] = Future()

        def run(node: Node) -> None:
            try:
                done.set_result(job(node))
            except BaseException as error:
                done.set_exception(error)

        self._jobs.put(_Job(run, done.cancel))
        if self._over.is_set():
            self._cancel()
        return done

    def lend(self) -> threading.Event:
        """Close the node for somebody else to open. It is opened again when the event that is returned is set."""
        loan = _Loan(Future(), threading.Event())
        self._jobs.put(loan)
        loan.closed.result()
        return loan.back

    def stop(self) -> None:
        """Finish what was begun, put it out, close the node."""
        self._jobs.put(None)
        self.join()

    def run(self) -> None:
        """The thread: jobs as they come, and on the tick whatever has to leave."""
        try:
            node, keeper = self._ready()
        except BaseException as error:
            self._up.set_exception(error)
            return
        self._up.set_result(None)
        try:
            self._serve(node, keeper)
        except BaseException:
            log.critical("our own fault: the node's thread has ended", exc_info=True)
            self._over.set()
            self._cancel()
            self.failed()

    def _serve(self, node: Node, keeper: Keeper) -> None:
        due = Pace(DUE_S)
        due.took(time.monotonic())
        while True:
            job = self._next(node)
            if job is None:
                break
            if isinstance(job, _Loan):
                node, keeper = self._lend(node, job)
            else:
                job.run(node)
            if due.due():
                begun = time.monotonic()
                self._guard(partial(tick, node, self._held))
                due.took(begun)
            self._guard(partial(self._look, node))
            self._guard(partial(self._put_out, node, keeper))
        node.close()
        self._over.set()
        self._cancel()

    def _cancel(self) -> None:
        """Let nobody wait for what is not done any more."""
        with suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if isinstance(job, _Job):
                    job.cancel()

    def _look(self, node: Node) -> None:
        """Ring what calls for a person: emergencies within a second, all else within a few."""
        for pace, source in ((self._urgent, urgent), (self._all, partial(alarms, held=self._held))):
            if pace.due():
                begun = time.monotonic()
                self._guard(partial(self._ring, node, source))
                pace.took(begun)

    def _ring(self, node: Node, source: Callable[[Node], list[Alarm]]) -> None:
        self._ringer.ring(source(node), node.now())

    def _next(self, node: Node) -> _Job | _Loan | None:
        """The next job, or in time for the next tick nothing to do but to look at the clock."""
        wait = max(0.001, self._next_put - time.monotonic()) if node.changed else IDLE_S
        try:
            return self._jobs.get(timeout=wait)
        except queue.Empty:
            return _NOTHING

    def _ready(self) -> tuple[Node, Keeper]:
        node = self._open()
        put_out(node, node.folder / OUTBOX)
        keeper = Keeper(node, node.folder / OUTBOX)
        self.shelf = keeper.shelf()
        self._next_put = time.monotonic() + self._tick_s
        node.changed = False
        return node, keeper

    def _put_out(self, node: Node, keeper: Keeper) -> None:
        if not node.changed or time.monotonic() < self._next_put:
            return
        node.changed = False
        self._next_put = time.monotonic() + self._tick_s
        readers = {reader for reader, _ in put_out(node, node.folder / OUTBOX)}
        self.shelf = keeper.shelf()
        first = self._relying(node)
        if readers:
            self._changed(readers, first)

    def _relying(self, node: Node) -> set[str]:
        """Who relied on what our newest statements take away."""
        ends = {origin: node.store.size(origin) for origin in map(node.origin, node.picture.terms)}
        fresh = [Ref(o, i) for o, end in ends.items() for i in range(self._told.get(o, end), end)]
        self._told = ends
        return {party for ref in fresh if ref in node.picture.entries for party in relying(node, ref)}

    def _lend(self, node: Node, loan: _Loan) -> tuple[Node, Keeper]:
        node.close()
        loan.closed.set_result(None)
        self._wait(loan)
        before = self.shelf
        node, keeper = self._reopened()
        readers = {party for party, index in self.shelf.indexes.items() if before.indexes.get(party) != index}
        self._changed(readers, self._relying(node))
        return node, keeper

    def _wait(self, loan: _Loan) -> None:
        """While a command has the node nothing is heard here: one that keeps it is an alarm itself."""
        since = datetime.now(UTC)
        while not loan.back.wait(LENT_S):
            lasted = (datetime.now(UTC) - since).total_seconds()
            words = f"a command has had the node for {lasted:.0f} s: nothing is heard meanwhile, no emergency either; end it"
            key = f"lent/{since:%Y-%m-%dT%H:%M:%SZ}/{int(lasted / LENT_S).bit_length()}"
            alarm = Alarm(key=key, level="urgent", kind="lent", at=f"{since:%Y-%m-%dT%H:%M:%SZ}", words=words)
            self._guard(partial(self._ringer.ring, [alarm], datetime.now(UTC)))

    def _reopened(self) -> tuple[Node, Keeper]:
        """The node again; a command that was killed lets go of the store a moment later than of its socket."""
        for _ in range(TRIES):
            try:
                return self._ready()
            except StoreError as error:
                if error.code != "locked":
                    raise
                time.sleep(0.05)
        return self._ready()

    def _guard(self, work: Callable[[], object]) -> None:
        try:
            work()
        except DetenteError as error:
            log.error("%s", error)  # it is tried again on the next tick; what was acknowledged is in the log
        except Exception:
            log.exception("our own fault")  # one statement that we cannot bear must not make the node deaf to all others


_NOTHING: Final = _Job(lambda node: None, lambda: False)
"""No job came within a tick."""
