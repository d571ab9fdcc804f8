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
SEND_S: Final = 6.0
"""An outlet that has not taken an alarm after so long, however it drips, has failed."""
MOST_HANGING: Final = 8
FIRST: Final = frozenset({"emergency", "unanswered"})
Note = Callable[[OutletConfig, Alarm, datetime, str], None]
log: Final = logging.getLogger("detente.alarms")


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the journal: an alarm that rang at the terminals, or what an outlet made of it."""

    at: str
    alarm: Alarm
    outlet: str = ""
    error: str = ""


class Ringer:
    """Rings alarms. ``ring`` never waits for an outlet.

    At a terminal each rings once; at an outlet until it has taken it, for as long as it stands: after a restart as well.
    """

    def __init__(self, folder: Path, given: Sequence[OutletConfig]) -> None:
        for one in given:
            outlets.check(one)
        self._folder, self._path = folder, folder / JOURNAL
        self._writing = threading.Lock()
        before = read(folder)
        self._rung = dict.fromkeys(line.alarm.key for line in before if not line.outlet)
        self._told = {(line.outlet, line.alarm.key) for line in before if line.outlet and not line.error}
        self._tried: dict[tuple[str, str], datetime] = {}
        self._bells = [_Bell(one, folder, self._note) for one in given]
        for bell in self._bells:
            bell.start()

    def ring(self, alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
        """Ring what has not rung; returns what is new."""
        fresh = []
        for alarm in alarms:
            if alarm.key not in self._rung:
                self._rung[alarm.key] = None
                fresh.append(alarm)
                self._write(Rung(at=_rfc(now), alarm=alarm))
                log.warning("%s", alarm.words)
            for bell in self._bells:
                self._to(bell, alarm, now)
        while len(self._rung) > REMEMBERED:
            self._rung.pop(next(iter(self._rung)))
        return fresh

    def _to(self, bell: _Bell, alarm: Alarm, now: datetime) -> None:
        place = (bell.outlet.name, alarm.key)
        tried = self._tried.get(place)
        if place in self._told or not bell.wants(alarm) or (tried is not None and abs(now - tried) < AGAIN):
            return
        self._tried[place] = now
        bell.put(alarm, now)
        while len(self._tried) > REMEMBERED:
            self._tried.pop(next(iter(self._tried)))

    def _note(self, outlet: OutletConfig, alarm: Alarm, now: datetime, error: str) -> None:
        if error:
            log.error("outlet %s: %s", outlet.name, error)
        else:
            self._told.add((outlet.name, alarm.key))
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
    """One outlet: the emergencies first, then what is urgent, then the rest; of calls about one emergency the newest alone."""

    def __init__(self, outlet: OutletConfig, folder: Path, note: Note) -> None:
        super().__init__(name=f"outlet {outlet.name}", daemon=True)
        self.outlet, self._folder, self._note = outlet, folder, note
        self._more = threading.Condition()
        self._waiting: dict[str, tuple[int, Alarm, datetime]] = {}
        self._ending = False
        self._hanging: list[threading.Thread] = []

    def wants(self, alarm: Alarm) -> bool:
        """Whether alarms of this level go there."""
        return self.outlet.level == "warning" or alarm.level == "urgent"

    def put(self, alarm: Alarm, now: datetime) -> None:
        """Hand it over; where too many wait, what matters least gives way, and that is told."""
        rank = 0 if alarm.kind in FIRST else 1 if alarm.level == "urgent" else 2
        place = f"{alarm.ref}/{alarm.kind}" if alarm.kind in FIRST else alarm.key
        with self._more:
            self._waiting[place] = (rank, alarm, now)
            least = max(self._waiting, key=lambda name: self._waiting[name][0]) if len(self._waiting) > WAITING else ""
            _, lost, since = self._waiting.pop(least) if least else (0, None, now)
            self._more.notify()
        if lost is not None:
            self._note(self.outlet, lost, since, "too many alarms wait for it")

    def run(self) -> None:
        """Hand on one after the other."""
        while (given := self._next()) is not None:
            alarm, now = given
            try:
                error = self._send(alarm)
            except Exception as failed:  # whatever one alarm does to an outlet, the next one goes there
                log.exception("outlet %s", self.outlet.name)
                error = f"our own fault: {type(failed).__name__}"
            self._note(self.outlet, alarm, now, error)

    def _next(self) -> tuple[Alarm, datetime] | None:
        with self._more:
            while not self._waiting and not self._ending:
                self._more.wait()
            if self._ending:
                return None
            first = min(self._waiting, key=lambda name: self._waiting[name][0])
            _, alarm, now = self._waiting.pop(first)
            return alarm, now

    def _send(self, alarm: Alarm) -> str:
        """Hand an alarm to the outlet; why it was not taken. One that does not come to an end is left behind."""
        self._hanging = [thread for thread in self._hanging if thread.is_alive()]
        if len(self._hanging) >= MOST_HANGING:
            return "it has taken nothing for a while: earlier attempts still hang"
        found: list[str] = []
        thread = threading.Thread(target=self._attempt, args=(alarm, found), daemon=True)
        thread.start()
        thread.join(SEND_S)
        if thread.is_alive():
            self._hanging.append(thread)
            return f"it has not taken it within {SEND_S:.0f} s"
        return found[0] if found else "our own fault: nothing came of it"

    def _attempt(self, alarm: Alarm, found: list[str]) -> None:
        body = {name: str(value) for name, value in msgspec.to_builtins(alarm).items()}
        subject = f"{'URGENT: ' if alarm.level == 'urgent' else ''}{alarm.words}"
        try:
            outlets.send(self.outlet, self._folder, subject, body)
            found.append("")
        except PeerError as failed:
            found.append(str(failed))

    def stop(self) -> None:
        """End after what is under way; what waits is sent after the next start, as long as it stands."""
        with self._more:
            self._ending = True
            self._more.notify()
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
