"""Steps of a scenario about reach and the emergency line."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from detente import line, reach
from detente.node import alarms, emergency, home, pack
from detente.node.device import Device
from detente.node.node import Node
from detente.node.reach import Reaches, publish_roster
from detente.statement import Ref
from detente.terms import Agreement

if TYPE_CHECKING:
    from detente.scenario.model import Step

LIST_HOURS = 12


class LineSteps:
    """What a `Player` does in these steps."""

    folder: Path
    nodes: dict[str, Node]
    terms: dict[str, Agreement]
    names: dict[str, Ref]
    chance: random.Random
    now: datetime
    tell: Callable[[str], None]
    _ref: Callable[[Step], Ref]
    _compare: Callable[[int, str, object, object], None]

    def _roster_step(self, number: int, step: Step) -> None:
        node = self.nodes[step.by]
        posts = [post | {"desk": home.desk_key_name(node.config, post["desk"])} for post in step.notice["posts"]]
        content = msgspec.json.encode({"kind": "roster"} | step.notice | {"posts": posts})
        publish_roster(node, self.terms[step.agreement].id, content, where="steps.notice")

    def _load_step(self, number: int, step: Step) -> None:
        """A list leaves the node for a device; the device signs that it is loaded; the node takes that into its log."""
        node, place = self.nodes[step.by], self.folder / step.by / "device"
        pack.make(node, place, node.config.desks[0].id, timedelta(hours=LIST_HOURS))
        device = Device(place, lambda: self.now, self.chance.randbytes)
        device.load()
        done = pack.collect(node, place)
        self._compare(number, "refused", "()", str(done.refused))
        self.tell(f"    loaded: {device.basis()}")

    def _reach_step(self, number: int, step: Step) -> None:
        found = Reaches(self.nodes[step.by]).of(self._ref(step))
        for words in reach.explain(found):
            if words.startswith("reach") or "MISSING" in words:
                self.tell(f"    {words}")
        self._compare(number, "reach", step.expect.reach, found.percent)
        self._compare(number, "complete", step.expect.complete, found.complete)
        missing = tuple(dict.fromkeys(need.name or need.party for need in found.missing))
        self._compare(number, "missing", step.expect.missing, missing)

    def _emergency_step(self, number: int, step: Step) -> None:
        done = emergency.raise_(self.nodes[step.by], msgspec.convert(step.notice, emergency.Call))
        self.names[step.name] = done.refs[0]
        self.tell(f"    logged, given to {', '.join(done.given)}; check words: {done.words or 'none, it is unlocated'}")

    def _read_back_step(self, number: int, step: Step) -> None:
        node = self.nodes[step.by]
        words = line.check_words(step.position or (0.0, 0.0))
        _, agrees = emergency.read_back(node, self._ref(step), words)
        self.tell(f"    heard: {words}: {'the words of the place' if agrees else 'NOT the words of the place'}")
        self._compare(number, "agrees", step.expect.agrees, agrees)

    def _watch_step(self, number: int, step: Step) -> None:
        found = alarms.alarms(self.nodes[step.by])
        for alarm in (alarm for alarm in found if alarm.kind != "line-test"):
            self.tell(f"    {alarm.level.upper()} {alarm.words}{f'; call {alarm.post}' if alarm.post else ''}")
        kinds = tuple(dict.fromkeys(alarm.kind for alarm in found if alarm.kind != "line-test"))
        self._compare(number, "alarms", step.expect.alarms, kinds)
        self._compare(number, "calls", step.expect.calls, tuple(alarm.post for alarm in found if alarm.level == "urgent"))
