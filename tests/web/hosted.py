"""A town with a host on a port, a clinic without a server that is its guest, and readers of two agreements that never meet."""

from datetime import timedelta
from pathlib import Path

from detente.node import exchange, home, host, publish
from detente.node.exchange import Exchanged, Round
from detente.notice import Site
from detente.peer.https import Client, Us
from detente.peer.space import Host, SpaceClient
from detente.statement import Ref
from detente.terms import Member
from detente.testing import Town
from detente.volume import Circle, Volume4D
from detente.web.server import Served

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


class Hosted:
    """``terms``: the clinic's agreement with France, the one with Russia, and those with other ``members``."""

    def __init__(self, folder: Path, *members: str, quota_mb: int = 64) -> None:
        self.clients: list[Client] = []
        self.town = Town(folder, "clinic", "france", "russia", "host", "mars")
        self.terms = {other: self.town.agree("clinic", other) for other in ("france", "russia", *members)}
        self.folder = self.town["host"].folder
        self.town.nodes.pop("host").close()
        settings = self.folder / home.CONFIG
        settings.write_text(settings.read_text().replace("port = 4747", "port = 0"))
        host.add_guest(self.folder, self.card("clinic"), quota_mb, "clinic.card")
        self.served = Served(self.folder, clock=self.town.clock, entropy=self.town.entropy)
        self.url = self.served.start()
        self.key = home.key(self.folder, home.read(self.folder), "node")
        host.set_host(self.folder.parent / "clinic", self.url, self.key.vkey)
        for reader in ("france", "russia"):
            home.set_peer(folder / reader, home.PeerConfig("clinic.example", via=self.url, via_key=self.key.vkey))
        for name in list(self.town.nodes):
            self.town.reopen(name)

    def restart(self) -> None:
        """The host comes back with whatever lies in its folders now."""
        self.let_go()
        self.served.end()
        self.served = Served(self.folder, port=self.served.port, clock=self.town.clock, entropy=self.town.entropy)
        assert self.served.start() == self.url

    def let_go(self) -> None:
        """Close what was opened by hand."""
        for client in self.clients:
            client.close()

    def close(self) -> None:
        self.let_go()
        self.served.end()
        self.town.close()

    def card(self, name: str) -> Member:
        return home.card(self.town.folder / name, home.read(self.town.folder / name))

    def say(self, reader: str, title: str) -> Ref:
        content = self.town.notice(Site, HERE, title=title)
        return publish.publish(self.town["clinic"], self.terms[reader].id, content).ref

    def sync(self, name: str) -> Round:
        self.town.clock.tick(10)
        return exchange.exchange(self.town[name])

    def read(self, name: str) -> Exchanged:
        (done,) = self.sync(name).peers
        return done

    def us(self, name: str) -> Us:
        return Us(self.town[name].key("node"), self.town.clock, self.town.entropy, timedelta(seconds=60))

    def space(self, name: str, guest: str = "clinic.example") -> SpaceClient:
        client = SpaceClient(self.url, self.key.verifier, self.us(name), guest)
        self.clients.append(client)
        return client

    def writer(self, name: str, guest: str = "clinic.example") -> Host:
        """Whoever it is, writing as if into that guest's space."""
        client = Host(self.url, self.key.verifier, self.us(name))
        client._space = f"/v1/guests/{guest}/"
        self.clients.append(client)
        return client

    def stands(self, reader: str) -> Path:
        """What stands at the host for a reader."""
        return self.folder / host.GUESTS / "clinic.example" / f"{reader}.example"

    def titles(self, name: str) -> list[str]:
        entries = self.town[name].picture.entries.values()
        return sorted(e.statement.title for e in entries if isinstance(e.statement, Site))
