"""Plays a scenario on real nodes with SQLite stores in a folder, and checks every outcome that the file states.

Time comes from the file, keys and salts from a seed, so that a scenario always tells the same story. Everything is an exercise
(G18): the keys, the logs and the agreements say so in their names.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from detente import agreement as agreements
from detente import border, evidence, incident, picture
from detente.conflict import Answer, explain
from detente.errors import DetenteError, InputError
from detente.node import alternatives, answer, check, found, home, prove, publish, sync
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.notice import Incident
from detente.peer.folder import FolderSource
from detente.scenario.line import LineSteps
from detente.scenario.model import Scenario, Step
from detente.statement import Ref, Suspend
from detente.terms import Agreement, Level
from detente.volume import Volume4D

if TYPE_CHECKING:
    from detente.scenario.network import Station

Tell = Callable[[str], None]
Over = Literal["folders", "https"]


class Failed(msgspec.Struct, frozen=True):
    """An outcome that is not what the file states."""

    step: int
    what: str
    expected: str
    found: str


class Player(LineSteps):
    """One run of one scenario."""

    def __init__(
        self, scenario: Scenario, folder: Path, tell: Tell, *, shuffle: random.Random | None = None, over: Over = "folders"
    ) -> None:
        self.scenario = scenario
        self.folder = folder
        self.tell = tell
        self.shuffle = shuffle
        self.over = over
        self.stations: dict[str, Station] = {}
        self.now = scenario.start
        self.chance = random.Random(scenario.title)
        self.nodes: dict[str, Node] = {}
        self.terms: dict[str, Agreement] = {}
        self.names: dict[str, Ref] = {}
        self.ids: dict[str, str] = {}
        self.failed: list[Failed] = []

    def play(self) -> list[Failed]:
        """Play every step; returns what did not come out as stated."""
        self.tell(f"{self.scenario.title}   [EXERCISE]")
        for line in self.scenario.summary.splitlines():
            self.tell(line)
        self._found()
        self.tell("Agreements, each signed by all its parties: " + ", ".join(a.title for a in self.scenario.agreements))
        for number, step in enumerate(self.scenario.steps, 1):
            self.now = max(self.now, step.at)
            self._step(number, step)
        self._prove()
        self.close()
        return self.failed

    def close(self) -> None:
        """Let go of ports and stores."""
        for station in self.stations.values():
            station.hang_up()
        for station in self.stations.values():
            station.close()
        for node in self.nodes.values():
            node.close()

    # --- parties and agreements --------------------------------------------------------------------------------------

    def _found(self) -> None:
        for party in self.scenario.parties:
            place = self.folder / party.id
            desk = home.DeskConfig("duty", party.desk, party.contact)
            config = home.Config(f"{party.id}.example", party.name, exercise=True, desks=(desk,))
            home.create(place, config, self.chance.randbytes)
            self.nodes[party.id] = Node.open(place, clock=lambda: self.now, entropy=self.chance.randbytes)
        for terms in self.scenario.agreements:
            members = tuple(home.card(self.nodes[p].folder, self.nodes[p].config) for p in terms.between)
            document = agreements.encode(
                Agreement(
                    self.chance.randbytes(16).hex(), 1, terms.title, members, terms.clauses, self.now, exercise=True,
                    max_silence_s=terms.max_silence_s,
                )
            )  # fmt: skip
            signers = [self.nodes[name] for name in terms.between]
            for node in signers:
                document = found.sign_terms(node, document)
            for node in signers:
                self.terms[terms.id] = found.open_log(node, document)
        if self.over == "https":
            from detente.scenario.network import Station

            self.stations = {name: Station(node, lambda: self.now) for name, node in self.nodes.items()}
            self.tell("Every node on a port of its own: " + ", ".join(f"{n} {s.url}" for n, s in self.stations.items()))

    def _sync(self, offline: tuple[str, ...]) -> None:
        """Everybody who is on line reads everybody, twice: statements, then what was answered to them."""
        online = [name for name in self.nodes if name not in offline]
        links = [(r, a) for r in online for a in online if r != a]
        if self.shuffle is not None:
            for _ in range(2):  # some links carry nothing yet: what they would have carried comes late
                self._carry(online, self.shuffle.sample(links, self.shuffle.randrange(len(links) + 1)))
        for _ in range(3):
            self._carry(online, links)

    def _carry(self, online: list[str], links: list[tuple[str, str]]) -> None:
        for name in self._order(online):
            if self.stations:
                self.stations[name].put_out()
            else:
                put_out(self.nodes[name], self.folder / name / "outbox")
        for reader, author in self._order(links):
            if self.stations:
                self.stations[reader].read(f"{author}.example", self.stations[author].url)
                continue
            source = self.folder / author / "outbox" / f"{reader}.example"
            if source.exists():
                sync.pull(self.nodes[reader], FolderSource(source))

    def _order(self, items: list[Any]) -> Iterator[Any]:
        """As listed; for the tests of delivery shuffled, and some twice."""
        if self.shuffle is None:
            return iter(items)
        shuffled = [item for item in items for _ in range(self.shuffle.choice([1, 1, 2]))]
        self.shuffle.shuffle(shuffled)
        return iter(shuffled)

    # --- steps -------------------------------------------------------------------------------------------------------

    def _step(self, number: int, step: Step) -> None:
        if step.tell:
            self.tell(f"{step.at:{'%d %b %H:%M:%SZ' if step.at.second else '%d %b %H:%MZ'}}  {step.tell}")
        try:
            getattr(self, f"_{step.do.replace('-', '_')}_step")(number, step)
        except DetenteError as error:
            self._compare(number, "refused", step.expect.refused or "nothing refused", error.message)
            self.tell(f"    refused: {error.message}")
        else:
            if step.expect.refused:
                self._compare(number, "refused", step.expect.refused, "nothing refused")
        if step.do != "sync":
            self.now += timedelta(seconds=1)
            self._sync(step.offline)

    def _publish_step(self, number: int, step: Step) -> None:
        node = self.nodes[step.by]
        to: dict[str, Level] | None = None if step.to is None else {f"{p}.example": level for p, level in step.to.items()}
        identity = self.ids.setdefault(step.of or step.name, self.chance.randbytes(16).hex())
        fields = {"id": identity, "validity": {"review_by": self.now + timedelta(days=30)}, "title": step.name} | step.notice
        done = publish.publish(node, self.terms[step.agreement].id, msgspec.json.encode(fields), to=to)
        self.names[step.name] = done.ref
        if done.answer is not None:
            self._judge(number, step, done.answer, always=step.notice.get("kind") == "activity")
        statement = node.entry(done.ref).statement
        for line in incident.explain(statement.claims) if isinstance(statement, Incident) else ():
            self.tell(f"    {line}")

    def _check_step(self, number: int, step: Step) -> None:
        volume = msgspec.convert(step.volume, Volume4D)
        self._judge(number, step, check.check(self.nodes[step.by], [volume]), always=True)

    def _alternatives_step(self, number: int, step: Step) -> None:
        given = alternatives.for_activity(self.nodes[step.by], self._ref(step))
        for a in given.found[:3]:
            self.tell(f"    {a.words}: {a.answer.answer}")
        nearest = given.found[0].direction if given.found else "none"
        self._compare(number, "nearest", step.expect.nearest, nearest)

    def _take_step(self, number: int, step: Step) -> None:
        node, ref = self.nodes[step.by], self._ref(step)
        best = alternatives.for_activity(node, ref).found[0]
        done = publish.publish(node, node.entry(ref).leaf.agreement, alternatives.next_version(node, ref, best.volumes))
        self.names[step.name] = done.ref
        self.tell(f"    taken: {best.words}; the old plan counts until all have received the new one")
        if done.answer is not None:
            self._judge(number, step, done.answer, always=True)

    def _border_step(self, number: int, step: Step) -> None:
        line = next((b for b in self.scenario.borders if step.of in (b.left, b.right)), None)
        if line is None or step.position is None:
            raise InputError("not-found", f"no border of the file has a side {step.of!r}, or no position", where="steps.of")
        found_ = border.side(line, step.position, step.of)
        self.tell(f"    {border.explain(found_)}")
        if step.tell:
            self.tell(f"    {found_.disclaimer}")
        self._compare(number, "side", step.expect.side, found_.word)

    def _register_step(self, number: int, step: Step) -> None:
        node, ref = self.nodes[step.by], self._ref(step)
        if step.expect.unaware is not None:
            unread = sorted(str(r) for r in answer.unread(node, ref))
            self._compare(number, "unaware", str(sorted(str(self.names[n]) for n in step.expect.unaware)), str(unread))
            for name in step.expect.unaware:
                self.tell(f"    unaware: the others say this planner had not read “{name}”")
        done = answer.register(node, ref)
        silent = f" by {', '.join(done.unconfirmed_by)}" if done.unconfirmed_by else ""
        self.tell(f"    verdict: {done.verdict}{silent}")
        self._compare(number, "verdict", step.expect.verdict, done.verdict)
        if step.expect.answer is not None:
            self._judge(number, step, done.answer)

    def _open_step(self, number: int, step: Step) -> None:
        answer.receipt(self.nodes[step.by], self._ref(step), "opened")

    def _contest_step(self, number: int, step: Step) -> None:
        answer.receipt(self.nodes[step.by], self._ref(step), "contests", text=step.tell)

    def _suspend_step(self, number: int, step: Step) -> None:
        publish.act(self.nodes[step.by], self.terms[step.agreement].id, Suspend(clauses=step.clauses, because="incident"))

    def _sync_step(self, number: int, step: Step) -> None:
        self._sync(step.offline)

    def _look_step(self, number: int, step: Step) -> None:
        """What a party holds of a statement: its state, or nothing at all, not one byte of it."""
        node, ref = self.nodes[step.by], self._ref(step)
        held = ref in node.picture.entries
        if held:
            word = picture.state(node.picture, ref, self.now)
            self.tell(f"    {step.by} holds “{step.of}”: {word}")
            self._compare(number, "state", step.expect.state, word)
        else:
            origin = ref.origin.split("/")[2].encode()
            readable = [
                p for n in self.nodes for p in (self.folder / n / "outbox" / f"{step.by}.example").rglob("*") if p.is_file()
            ]
            leaks = [p for p in readable if origin in p.read_bytes() or step.of.encode() in p.read_bytes()]
            self.tell(f"    {step.by} holds nothing of it: searched {len(readable)} files it can read, found it in {len(leaks)}")
            self._compare(number, "leaks", "0", str(len(leaks)))
        self._compare(number, "held", step.expect.held, held)

    def _ref(self, step: Step) -> Ref:
        if step.of not in self.names:
            raise InputError("not-found", f"no notice is named “{step.of}” before this step", where="steps.of")
        return self.names[step.of]

    def _prove(self) -> None:
        """At the end: evidence of the first statement by whoever made it, verified alone, then with one byte flipped."""
        first = next(step for step in self.scenario.steps if step.do == "publish")
        data = prove.prove(self.nodes[first.by], self.names[first.name])
        path = self.folder / "evidence.zip"
        path.write_bytes(data)
        verdict = evidence.verify(path.read_bytes())
        self.tell(f"Evidence of “{first.name}”: {path.name}, {len(data)} bytes, verified with public keys alone:")
        self.tell(f"    {verdict.proven[1]}")
        at = len(data) // 2
        try:
            evidence.verify(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            self._compare(0, "flipped byte", "detected", "not detected")
        except DetenteError as error:
            self.tell(f"    one byte flipped: detected ({error})")

    # --- outcomes ----------------------------------------------------------------------------------------------------

    def _judge(self, number: int, step: Step, given: Answer, *, always: bool = False) -> None:
        if always or given.count:
            lines = explain(given)
            basis = next(i for i, line in enumerate(lines) if line.startswith("basis:"))
            for line in _paired(lines[:basis]):
                if not (given.count and line.startswith("  nearby")):
                    self.tell(f"    {line}")
            whose = ", ".join(sorted({source.party for source in given.sources}))
            self.tell(f"    {lines[basis]}, from {whose or 'ourselves'}. {lines[-1]}")
            if given.reasons:
                more = f" (and {len(given.reasons) - 1} more)" if given.reasons[1:] else ""
                self.tell(f"      because {given.reasons[0]}{more}")
        self._compare(number, "answer", step.expect.answer, given.answer)
        self._compare(number, "conflicts", step.expect.conflicts, given.count)
        self._compare(number, "basis", step.expect.basis, given.basis)

    def _compare(self, number: int, what: str, expected: object, found_: object) -> None:
        same = str(expected) in str(found_) if what == "refused" else expected is None or str(expected) == str(found_)
        if not same:
            self.failed.append(Failed(number, what, str(expected), str(found_)))


def _paired(lines: Sequence[str]) -> Iterator[str]:
    """The details of a conflict two in a line: a story has less room than a desk."""
    waiting = ""
    for line in lines:
        detail = line.startswith("    ")
        if waiting and detail:
            yield f"{waiting}; {line.strip()}"
            waiting = ""
            continue
        if waiting:
            yield waiting
        waiting = line if detail else ""
        if not detail:
            yield line
    if waiting:
        yield waiting
