"""The safety property on real nodes: whatever is said, read late, read twice or not at all, and whoever stops in between.

Hypothesis makes the schedules; the nodes are real, with stores on disk and folders between them (see also `tests/model`).
"""

import itertools
import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detente import picture
from detente.errors import DetenteError
from detente.node import answer, publish
from detente.node.node import Node
from detente.notice import Activity
from detente.statement import Ref
from detente.testing import Town
from detente.volume import Circle, Volume4D

NAMES = ("a", "b", "c")
PARTY, PLACE = st.sampled_from(NAMES), st.sampled_from([36.1, 37.0])


class Races(RuleBasedStateMachine):
    """Three parties plan in two places, each large enough to be busy."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.town = Town(Path(self.folder.name), *NAMES)
        self.agreement = self.town.agree(*NAMES).id
        self.town.settle()
        self.said: list[tuple[str, Ref]] = []

    def teardown(self) -> None:
        self.town.close()
        self.folder.cleanup()

    def _volume(self, lon: float) -> Volume4D:
        start = self.town.clock.now + timedelta(hours=1)
        return Volume4D(Circle((lon, 35.8), 3000.0), time_start=start, time_end=start + timedelta(days=30))

    @rule(party=PARTY, lon=PLACE)
    def plan(self, party: str, lon: float) -> None:
        made = publish.publish(self.town[party], self.agreement, self.town.notice(Activity, self._volume(lon)))
        self.said.append((party, made.ref))

    @rule(which=st.integers(0, 50), lon=PLACE)
    def move(self, which: int, lon: float) -> None:
        if self.said:
            party, ref = self.said[which % len(self.said)]
            told = msgspec.json.decode(self.town[party].entry(ref).contents["exact"])
            change = {"version": told["version"] + 1, "relation": "supersede", "of": told["version"]}
            moved = msgspec.json.encode({**told, **change, "volumes": [self._volume(lon)]})
            with suppress(DetenteError):  # that version was moved already
                self.said.append((party, publish.publish(self.town[party], self.agreement, moved).ref))

    @rule(which=st.integers(0, 50))
    def cancel(self, which: int) -> None:
        if self.said:
            party, ref = self.said[which % len(self.said)]
            with suppress(DetenteError):
                publish.withdraw(self.town[party], ref)

    @rule(party=PARTY)
    def put_out(self, party: str) -> None:
        self.town.put_out(party)

    @rule(reader=PARTY, author=PARTY)
    def read(self, reader: str, author: str) -> None:
        self.town.clock.tick(1)
        self.town.pull(reader, author)

    @rule(which=st.integers(0, 50))
    def judge(self, which: int) -> None:
        if self.said:
            party, ref = self.said[which % len(self.said)]
            node = self.town[party]
            for unread in answer.unread(node, ref):
                if unread in node.picture.entries:
                    answer.receipt(node, unread, "opened")
            with suppress(DetenteError):  # what it had not read is not here yet
                answer.register(node, ref)

    @rule(party=PARTY)
    def stop(self, party: str) -> None:
        self.town.reopen(party)

    @invariant()
    def nobody_is_shown_two_that_conflict_as_without_conflict(self) -> None:
        own: list[tuple[str, Ref, float]] = []
        for name in NAMES:
            good = standing(self.town[name])
            for (a, place), (b, there) in itertools.combinations(good, 2):
                assert place != there or same(self.town[name], a, b), (name, a, b)
            own += [(name, ref, place) for ref, place in good if ref.origin.startswith(f"{name}.example/")]
        for (one, a, place), (other, b, there) in itertools.combinations(own, 2):
            assert one == other or place != there, (a, b)


def standing(node: Node) -> list[tuple[Ref, float]]:
    """Activities that count in a node's picture and stand with `no known conflict`, with the longitude of their place."""
    found = []
    for ref in node.indexed:
        if picture.no_known_conflict(node.picture, ref):
            notice = node.entry(ref).statement
            assert isinstance(notice, Activity)
            footprint = notice.volumes[0].footprint
            assert isinstance(footprint, Circle)
            found.append((ref, footprint.center[0]))
    return found


def same(node: Node, a: Ref, b: Ref) -> bool:
    """Two versions of one activity are no conflict."""
    return node.entry(a).subject == node.entry(b).subject


def test_a_verdict_lapses_with_others_once_they_hold_the_withdrawal(tmp_path: Path) -> None:
    """It counts there until all are known to hold that; its author, who knows it sooner, plans in its place."""
    with Town(tmp_path, *NAMES) as town:
        agreement, start = town.agree(*NAMES).id, town.clock.now + timedelta(hours=1)
        volume = Volume4D(Circle((36.1, 35.8), 3000.0), time_start=start, time_end=start + timedelta(days=30))

        def judged() -> Ref:
            ref = publish.publish(town["c"], agreement, town.notice(Activity, volume)).ref
            for reader, author in ("ac", "bc", "ca", "cb"):
                town.put_out(author)
                town.pull(reader, author)
            assert answer.register(town["c"], ref).verdict == "no known conflict"
            town.put_out("c")
            town.pull("b", "c")
            return ref

        town.settle()
        first = judged()
        assert [ref for ref, _ in standing(town["b"])] == [first]
        publish.withdraw(town["c"], first)
        second = judged()
        assert first in town["b"].indexed
        assert [ref for ref, _ in standing(town["b"])] == [second]


EXAMPLES = int(os.environ.get("DETENTE_RACES", "25"))
CHECKS = list(HealthCheck)
Races.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS, derandomize=True
)
TestRaces = Races.TestCase
