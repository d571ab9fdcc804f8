"""ring: alarms to outlets, each once; and the journal of what has rung, which terminals follow.

One thread for each outlet: one that hangs delays no other, and none delays the node. An outlet that failed is tried again until
the alarm is over.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, Full, Queue
from typing import Final

import msgspec

from detente.errors import PeerError
from detente.node.alarms import Alarm
from detente.peer import outlet as outlets
from detente.peer.outlet import OutletConfig

JOURNAL: Final = "alarms.jsonl"
LONGEST: Final = 8 << 20
"""Bytes after which the journal begins anew; the one before it is kept."""
REMEMBERED: Final = 20_000
WAITING: Final = 1000
AGAIN: Final = timedelta(seconds=30)
CLOSE_S: Final = 1.0
Note = Callable[[OutletConfig, Alarm, datetime, str], None]
log: Final = logging.getLogger("detente.alarms")


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the journal: an alarm that rang at the terminals, or what an outlet made of it."""

    at: str
    alarm: Alarm
    outlet: str = ""
    error: str = ""


class Ringer:
    """Rings alarms. ``ring`` never waits for an outlet."""

    def __init__(self, folder: Path, given: Sequence[OutletConfig]) -> None:
        for one in given:
            outlets.check(one)
        self._folder, self._path = folder, folder / JOURNAL
        self._writing = threading.Lock()
        self._rung = {line.alarm.key for line in read(folder) if not line.outlet}
        self._failed: dict[tuple[str, str], datetime] = {}
        self._bells = [_Bell(one, folder, self._note) for one in given]
        for bell in self._bells:
            bell.start()

    def ring(self, alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
        """Ring what has not rung, and again at outlets that failed; returns what is new."""
        fresh = []
        for alarm in alarms:
            if alarm.key not in self._rung:
                self._rung.add(alarm.key)
                fresh.append(alarm)
                self._write(Rung(at=_rfc(now), alarm=alarm))
                log.warning("%s", alarm.words)
            for bell in self._bells:
                self._to(bell, alarm, now, alarm in fresh)
        return fresh

    def _to(self, bell: _Bell, alarm: Alarm, now: datetime, fresh: bool) -> None:
        place = (bell.outlet.name, alarm.key)
        again = self._failed.get(place)
        if fresh or (again is not None and now - again >= AGAIN):
            self._failed.pop(place, None)
            bell.put(alarm, now)

    def _note(self, outlet: OutletConfig, alarm: Alarm, now: datetime, error: str) -> None:
        if error:
            self._failed[outlet.name, alarm.key] = now
            log.error("outlet %s: %s", outlet.name, error)
        self._write(Rung(at=_rfc(now), alarm=alarm, outlet=outlet.name, error=error))

    def _write(self, line: Rung) -> None:
        with self._writing:
            try:
                if self._path.exists() and self._path.stat().st_size > LONGEST:
                    self._path.replace(self._path.with_suffix(".old"))
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(descriptor, "ab") as file:
                    file.write(msgspec.json.encode(line) + b"\n")
            except OSError as error:
                log.error("%s: %s", self._path.name, error)  # on a full disk the outlets still ring

    def close(self) -> None:
        """Let the outlets finish what they have begun, for a moment."""
        for bell in self._bells:
            bell.stop()


class _Bell(threading.Thread):
    """One outlet."""

    def __init__(self, outlet: OutletConfig, folder: Path, note: Note) -> None:
        super().__init__(name=f"outlet {outlet.name}", daemon=True)
        self.outlet, self._folder, self._note = outlet, folder, note
        self._queue: Queue[tuple[Alarm, datetime] | None] = Queue(WAITING)

    def put(self, alarm: Alarm, now: datetime) -> None:
        """Hand it over, unless the outlet does not want this level; one that cannot keep up is told of as failed."""
        if self.outlet.level == "urgent" and alarm.level != "urgent":
            return
        try:
            self._queue.put_nowait((alarm, now))
        except Full:
            self._note(self.outlet, alarm, now, "too many alarms wait for it")

    def run(self) -> None:
        """Hand on one after the other."""
        while (given := self._queue.get()) is not None:
            alarm, now = given
            body = {name: str(value) for name, value in msgspec.to_builtins(alarm).items()}
            subject = f"{'URGENT: ' if alarm.level == 'urgent' else ''}{alarm.words}"
            try:
                outlets.send(self.outlet, self._folder, subject, body)
                error = ""
            except PeerError as failed:
                error = str(failed)
            self._note(self.outlet, alarm, now, error)

    def stop(self) -> None:
        """End after what is under way."""
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            self._queue.put(None)
        self.join(CLOSE_S)


def read(folder: Path) -> list[Rung]:
    """The journal's last lines; lines that cannot be read (a crash in the middle of one) are passed over."""
    found: deque[Rung] = deque(maxlen=REMEMBERED)
    for path in ((folder / JOURNAL).with_suffix(".old"), folder / JOURNAL):
        try:
            with path.open("rb") as file:
                for line in file:
                    try:
                        found.append(msgspec.json.decode(line, type=Rung))
                    except msgspec.MsgspecError:
                        continue
        except OSError:
            continue
    return list(found)


def follow(folder: Path, offset: int) -> tuple[list[tuple[int, Rung]], int]:
    """Lines of the journal from a byte on, each with the byte after it, and where to go on; from 0 where it began anew."""
    path = folder / JOURNAL
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            at = offset if offset <= size else 0
            file.seek(at)
            found = []
            for line in file:
                if not line.endswith(b"\n"):
                    break
                at += len(line)
                try:
                    found.append((at, msgspec.json.decode(line, type=Rung)))
                except msgspec.MsgspecError:
                    continue
            return found, at
    except OSError:
        return [], 0


def end(folder: Path) -> int:
    """Where the journal ends now."""
    try:
        return (folder / JOURNAL).stat().st_size
    except OSError:
        return 0


def _rfc(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"


class Pace:
    """When to look next: as often as wished, and never for more than a twentieth of the time."""

    def __init__(self, every_s: float) -> None:
        self._every, self._next = every_s, 0.0

    def due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._next

    def took(self, begun: float) -> None:
        """Say when the last look began; it has ended now."""
        now = time.monotonic()
        self._next = now + max(self._every, 20 * (now - begun))
