"""What idle peers cost a node: CPU time of ``detente serve`` with 100 peers that read it, and that it reads, and nothing to say.

``python -m bench.idle`` measures that alone. The peers are served as a node is (`detente.web.server.Served`), all in one other
process, each in an agreement with the node: signed requests over TLS 1.3 both ways, asked every 30 s, the default of
``serve.poll_s``. Only the node's process is measured. Its peers come from addresses of their own, as they would.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bench.machine import describe
from bench.network import CLAUSES, DETENTE, free_port, notice, now, until
from bench.write import Row
from detente import agreement as agreements
from detente.node import found, home, publish
from detente.node.node import Node
from detente.notice import Site
from detente.terms import Agreement
from detente.web import port as ports
from detente.web.server import Served

GOAL = 0.05
HELD = 10
"""Sites that the node has told every peer."""


def settle(folder: Path, count: int) -> None:
    """Node ``hub`` and as many peers, each in an agreement with it, with addresses for both."""
    names = [f"p{n}" for n in range(count)]
    rng = random.Random(5)
    for name in ("hub", *names):
        home.create(folder / name, home.Config(f"{name}.example", name, desks=(home.DeskConfig("ops", "ops"),)), os.urandom)
    free = dict(zip(("hub", *names), several_ports(count + 1), strict=True))
    with Node.open(folder / "hub", clock=now) as hub:
        for name in names:
            with Node.open(folder / name, clock=now) as peer:
                members = tuple(home.card(node.folder, node.config) for node in (hub, peer))
                terms = Agreement(os.urandom(16).hex(), 1, name, members, CLAUSES, now().replace(microsecond=0))
                document = found.sign_terms(peer, found.sign_terms(hub, agreements.encode(terms)))
                for node in (hub, peer):
                    found.open_log(node, document)
                publish.publish_many(hub, terms.id, [publish.Wish(notice(Site, rng)) for _ in range(HELD)])
            for one, other in ((name, "hub"), ("hub", name)):
                address = home.PeerConfig(f"{other}.example", "", f"https://127.0.0.1:{free[other]}")
                home.set_peer(folder / one, address)
    (folder / "ports.json").write_bytes(msgspec.json.encode(free))


def several_ports(count: int) -> list[int]:
    """Ports that are free, no two alike."""
    found: set[int] = set()
    while len(found) < count:
        found.add(free_port())
    return sorted(found)


def serve_peers(folder: Path) -> None:
    """The other process: every peer, until a signal comes."""
    free = msgspec.json.decode((folder / "ports.json").read_bytes(), type=dict[str, int])
    ports.PER_ADDRESS = len(free) * 2  # type: ignore[misc]  # the node comes to all of them, which share this process, from one
    connect = socket.create_connection
    sources: dict[int, str] = {}

    def from_its_own(address: tuple[str, int], timeout: float | None = None, *_: object) -> socket.socket:
        number = len(sources) + 1
        source = sources.setdefault(threading.get_ident(), f"127.1.{number // 250}.{number % 250 + 1}")
        return connect(address, timeout, (source, 0))

    socket.create_connection = from_its_own  # type: ignore[assignment]
    served = [Served(folder / name, port=port, clock=now) for name, port in free.items() if name != "hub"]
    for one in served:
        one.start()
    print("serves", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    os._exit(0)  # a hundred nodes that have nothing to finish


@contextmanager
def running(folder: Path, command: list[str], log: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that serves, once it says so, until the end."""
    with (folder / log).open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            until(lambda: "serves" in (folder / log).read_text(), 120.0)
            yield process
        finally:
            process.terminate()


def cpu_s(pid: int) -> float:
    """The CPU time that a process has taken, all of its threads together (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def trusted(folder: Path) -> int:
    """How many peers the node has read."""
    try:
        states = msgspec.json.decode((folder / home.LINKS).read_bytes(), type=dict[str, home.LinkState])
    except OSError:
        return 0
    return sum(state.word == "trusted" for state in states.values())


def idle(folder: Path, peers: int = 100, seconds: float = 60.0, warm_s: float = 45.0) -> Row:
    """The share of a core that the node takes, over ``seconds``, once everybody has read everybody and ``warm_s`` have passed."""
    settle(folder, peers)
    port = msgspec.json.decode((folder / "ports.json").read_bytes(), type=dict[str, int])["hub"]
    with (
        running(folder, [sys.executable, "-m", "bench.idle", str(folder)], "peers.log"),
        running(folder, [*DETENTE, "-C", str(folder / "hub"), "serve", "--port", str(port)], "hub.log") as hub,
    ):
        until(lambda: trusted(folder / "hub") == peers, 300.0)
        time.sleep(warm_s)
        start, began = cpu_s(hub.pid), time.monotonic()
        time.sleep(seconds)
        share = (cpu_s(hub.pid) - start) / (time.monotonic() - began)
        still = trusted(folder / "hub")
    what = f"{still} of {peers} idle peers: share of a core over {seconds:.0f} s (goal: {GOAL})"
    return Row(what=what, ours=share, other=GOAL, ratio=share / GOAL)


def main(arguments: list[str]) -> None:
    """Measure; or with a folder, be the peers there."""
    if arguments:
        serve_peers(Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print("  ".join(f"{key} {value}" for key, value in describe(folder).items()), flush=True)
        row = idle(folder)
        print(f"{row['what']:92}{row['ours']:14.4f}{row['other']:14.3f}{row['ratio']:8.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
