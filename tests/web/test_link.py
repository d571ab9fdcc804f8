"""What a link reads comes to the node in portions: a long log holds up nobody."""

import random
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Thread

import pytest

from detente.errors import PeerError
from detente.node import ahead, home, publish, sync
from detente.node.node import Node
from detente.node.receive import Taken
from detente.notice import Emergency, Site
from detente.peer import fetch
from detente.peer.folder import FolderSource, place
from detente.peer.https import Client
from detente.testing import Town
from detente.volume import Circle, Volume4D
from detente.web import link
from detente.web.server import Served
from detente.web.worker import _Loan

HELD = 1500
WAIT_S = 60.0
HERE = Volume4D(Circle((36.1, 35.8), 500.0))
Hook = Callable[[Node, int], None]


class World:
    """France has a long log and ocha an emergency; russia has read neither. France and russia are served."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.long = town.agree("france", "russia")
        line = town.agree("ocha", "russia", "france")
        rng = random.Random(3)
        places = [Volume4D(Circle((round(30 + 9 * rng.random(), 5), 35.0), 50.0)) for _ in range(HELD)]
        publish.publish_many(town["france"], self.long.id, [publish.Wish(town.notice(Site, place)) for place in places])
        said = publish.publish(town["ocha"], line.id, town.notice(Emergency, HERE, what="shells"))
        town.put_out()
        self.emergency, self.log = said.ref, town["france"].origin(self.long.id)
        self.of_ocha = FolderSource(town.outbox("ocha", "russia"))
        town.close()
        self.served: dict[str, Served] = {}
        ports = {name: free_port() for name in ("france", "russia")}
        for name, other in (("france", "russia"), ("russia", "france")):
            address = f"https://127.0.0.1:{ports[other]}"
            home.set_peer(town.folder / name, home.PeerConfig(f"{other}.example", "", address))
            self.served[name] = Served(town.folder / name, port=ports[name], clock=town.clock)

    def begin(self) -> None:
        for one in self.served.values():
            one.start()

    def end(self) -> None:
        for one in self.served.values():
            one.end()

    def submit(self, job: Callable[[Node], object]) -> Future[object]:
        return self.served["russia"].worker.submit(job)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(sync, "BATCH", 256)
    monkeypatch.setattr(ahead, "spare", lambda: 0)
    with Town(tmp_path, "france", "russia", "ocha") as town:
        made = World(town)
        yield made
        made.end()


@pytest.fixture
def on_taking(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[Hook], Future[None]]:
    """Has something done in the node's thread whenever a part of the long log was taken; the future is done at its end."""

    def watch(hook: Hook) -> Future[None]:
        take, whole = sync.take, Future[None]()

        def watched(node: Node, origin: str, *rest: object) -> Taken:
            taken = take(node, origin, *rest)  # type: ignore[arg-type]
            if origin == world.log:
                hook(node, node.store.size(origin))
                if node.store.size(origin) > HELD:
                    whole.set_result(None)
            return taken

        monkeypatch.setattr(sync, "take", watched)
        return whole

    return watch


def test_an_emergency_is_taken_while_a_long_log_is_read(world: World, on_taking: Callable[[Hook], Future[None]]) -> None:
    found: list[Future[object]] = []

    def other_peer(node: Node) -> object:
        sync.pull(node, world.of_ocha)
        return node.store.size(world.log), world.emergency in node.picture.entries

    def hook(node: Node, size: int) -> None:
        if not found:
            found.append(world.submit(other_peer))

    whole = on_taking(hook)
    world.begin()
    whole.result(WAIT_S)
    assert found[0].result(WAIT_S) == (256, True), "it waits for one portion, not for the log"
    assert world.submit(lambda node: node.store.size(world.log)).result(WAIT_S) == HELD + 1


def test_a_command_that_borrows_the_node_meanwhile_has_it_and_the_log_is_read_on(
    world: World, on_taking: Callable[[Hook], Future[None]]
) -> None:
    sizes, found, worker = list[int](), Future[int](), world.served["russia"].worker

    def borrow(loan: _Loan) -> None:
        loan.closed.result(WAIT_S)
        with Node.open(world.town.folder / "russia", clock=world.town.clock) as node:
            found.set_result(node.store.size(world.log))
        loan.back.set()

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        if size == 512:
            loan = _Loan(Future(), Event())
            worker._jobs.put(loan)  # as `lend` does, which waits for it
            Thread(target=borrow, args=(loan,)).start()

    whole = on_taking(hook)
    world.begin()
    whole.result(WAIT_S)
    assert found.result(WAIT_S) == 512
    assert sizes == [256, 512, 768, 1024, 1280, HELD + 1], "nothing is read twice"


def asked_for(monkeypatch: pytest.MonkeyPatch, last: Callable[[], None]) -> None:
    """Do something before the last contents of the long log are asked for."""
    get = fetch._get

    def watched(client: Client, origin: str, name: str, limit: int) -> bytes:
        if name == f"content/{HELD // 256}":
            last()
        return get(client, origin, name, limit)

    monkeypatch.setattr(fetch, "_get", watched)


def test_what_is_here_is_taken_while_the_rest_is_fetched(
    world: World, on_taking: Callable[[Hook], Future[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, sizes = Event(), list[int]()

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        begun.set()

    whole = on_taking(hook)
    asked_for(monkeypatch, lambda: sizes.append(-begun.wait(WAIT_S)))
    world.begin()
    whole.result(WAIT_S)
    assert -1 in sizes, "the first were taken before the last were fetched"
    assert [size for size in sizes if size > 0] == [256, 512, 768, 1024, 1280, HELD + 1]


def test_a_fetch_that_breaks_off_is_gone_on_with(
    world: World, on_taking: Callable[[Hook], Future[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, sizes, tries = Event(), list[int](), list[bool]()
    checkpoint = world.town.folder / "russia" / "inbox" / "france.example" / place(world.log) / "checkpoint"

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        begun.set()

    def last() -> None:
        tries.append(checkpoint.exists())
        begun.wait(WAIT_S)
        if len(tries) == 1:
            raise PeerError("not-found", "the line is cut")

    whole = on_taking(hook)
    asked_for(monkeypatch, last)
    world.begin()
    whole.result(WAIT_S)
    assert tries == [False, False], "the checkpoint comes last"
    assert sizes == [256, 512, 768, 1024, 1280, HELD + 1]
    held = world.submit(lambda node: node.store.checkpoint(world.log)).result(WAIT_S)
    assert held is None or held.size == HELD + 1  # type: ignore[attr-defined]


def test_what_was_fetched_and_not_taken_is_taken_when_nothing_more_is_to_be_fetched(
    world: World, on_taking: Callable[[Hook], Future[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched, sizes, put = Event(), list[int](), fetch.put

    def watched(path: Path, data: bytes, **how: bool) -> None:
        put(path, data, **how)
        if path.name == "checkpoint" and path.parent.match(f"*/{place(world.log)}"):
            fetched.set()

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        if len(sizes) == 3:
            fetched.wait(WAIT_S)
            raise PeerError("bad-content", "for once")

    monkeypatch.setattr(fetch, "put", watched)
    monkeypatch.setattr(link, "FIRST_S", 0.01)
    whole = on_taking(hook)
    world.begin()
    whole.result(WAIT_S)
    assert fetched.is_set()
    assert sizes == [256, 512, 768, 1024, 1280, HELD + 1]


def test_a_node_that_stops_meanwhile_stops_after_the_portion(world: World, on_taking: Callable[[Hook], Future[None]]) -> None:
    sizes: list[int] = []
    reached: Future[None] = Future()
    russia = world.served["russia"]

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        if len(sizes) == 2:
            for one in russia.links.values():
                one.stop()
            reached.set_result(None)

    on_taking(hook)
    world.begin()
    reached.result(WAIT_S)
    for one in russia.links.values():
        one.join(WAIT_S)
        assert not one.is_alive()
    assert sizes == [256, 512]
