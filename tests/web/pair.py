"""Two nodes that are served in one process, each with a clock of its own: the kitchen and headquarters."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from detente import agreement as agreements
from detente.node import emergency, found, home
from detente.node.node import Node
from detente.notice import Typed
from detente.peer.outlet import OutletConfig
from detente.statement import Ref
from detente.terms import Agreement, Clause
from detente.web.server import Served
from tests.web.test_serve import free_port

T = TypeVar("T")
TYPED = Typed("31.425, 34.333", (34.333, 31.425), "DD", accuracy_m=10.0)


class Now:
    """A clock that runs, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Pair:
    """The kitchen, which has a command line, and headquarters, which is served, in one process."""

    def __init__(self, folder: Path, *outlets: OutletConfig) -> None:
        self.folder = folder
        self.clocks = {"kitchen": Now(), "hq": Now()}
        for name, given in (("kitchen", ()), ("hq", outlets)):
            desks = (home.DeskConfig("duty", "duty desk", "line 1"), home.DeskConfig("night", "night desk", "line 2"))
            peer = "hq" if name == "kitchen" else "kitchen"
            config = home.Config(f"{name}.example", name, desks=desks, outlets=given)
            home.create(folder / name, config, os.urandom)
            home.set_peer(folder / name, home.PeerConfig(f"{peer}.example", url=f"https://127.0.0.1:{free_port()}"))
        nodes = [Node.open(folder / name) for name in ("kitchen", "hq")]
        cards = tuple(home.card(node.folder, node.config) for node in nodes)
        clauses = (Clause("line", ("emergency",)), Clause("plans", ("activity",)))
        document = agreements.encode(
            Agreement("ab" * 16, 1, "Line", cards, clauses, datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
        )
        for node in nodes:
            document = found.sign_terms(node, document)
        for node in nodes:
            found.open_log(node, document)
            node.close()
        self.served: dict[str, Served] = {}
        for name in self.clocks:
            self.serve(name)

    def serve(self, name: str) -> None:
        """Put a node on its port."""
        other = "hq" if name == "kitchen" else "kitchen"
        port = int(home.read(self.folder / other).peers[0].url.rpartition(":")[2])
        self.served[name] = Served(self.folder / name, port=port, clock=self.clocks[name])
        self.served[name].start()

    def ahead(self, seconds: float, *names: str) -> None:
        """Put clocks (all where none is named) so far ahead."""
        for name in names or self.clocks:
            self.clocks[name].ahead = timedelta(seconds=seconds)

    def at(self, name: str, job: Callable[[Node], T]) -> T:
        """Let a node's thread do something."""
        return self.served[name].worker.submit(job).result()

    def raise_(self, what: str = "shells on us") -> Ref:
        said = emergency.Call(what=what, place="coastal road", typed=TYPED)
        return self.at("kitchen", lambda node: emergency.raise_(node, said).refs[0])

    def stop(self, *names: str) -> None:
        """Take nodes (all where none is named) off their ports."""
        links = [link for name in names or self.served for link in self.served[name].links.values()]
        for link in links:  # who speaks with a port hangs up before it is closed
            link.stop()
        for link in links:
            link.join()
        for name in names or list(self.served):
            self.served.pop(name).end()
