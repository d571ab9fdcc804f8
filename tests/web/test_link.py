"""What a link reads comes to the node in portions: a long log holds up nobody."""

import random
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from detente.node import ahead, home, publish, sync
from detente.node.node import Node
from detente.node.receive import Taken
from detente.notice import Emergency, Site
from detente.peer.folder import FolderSource
from detente.testing import Town
from detente.volume import Circle, Volume4D
from detente.web.server import Served

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
    sizes: list[int] = []
    loans: list[Future[object]] = []
    whole = on_taking(lambda node, size: sizes.append(size))
    worker = world.served["russia"].worker
    submit = worker.submit

    def between(job: Callable[[Node], object]) -> Future[object]:
        """Whoever asks in the middle is lent the node, which is another when it comes back."""
        if len(sizes) == 2 and not loans:
            loans.append(Future())
            back = worker.lend()
            with Node.open(world.town.folder / "russia", clock=world.town.clock) as node:
                loans[0].set_result(node.store.size(world.log))
            back.set()
        return submit(job)

    worker.submit = between  # type: ignore[method-assign, assignment]
    world.begin()
    whole.result(WAIT_S)
    assert loans[0].result(WAIT_S) == 512
    assert sizes == [256, 512, 768, 1024, 1280, HELD + 1], "nothing is read twice"


def test_a_node_that_stops_meanwhile_stops_after_the_portion(world: World, on_taking: Callable[[Hook], Future[None]]) -> None:
    sizes: list[int] = []
    reached: Future[None] = Future()
    russia = world.served["russia"]

    def hook(node: Node, size: int) -> None:
        sizes.append(size)
        if len(sizes) == 2:
            for link in russia.links.values():
                link.stop()
            reached.set_result(None)

    on_taking(hook)
    world.begin()
    reached.result(WAIT_S)
    for link in russia.links.values():
        link.join(WAIT_S)
        assert not link.is_alive()
    assert sizes == [256, 512]
