"""Two nodes on loopback: how long until a plan's receipt is back and verified, how fast a log is caught up.

The other node is a process of its own; both run what `detente serve` runs.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import msgspec

from bench.write import Row
from detente import agreement as agreements
from detente.node import found, home, publish
from detente.node.node import Node
from detente.notice import Activity, Site, Validity
from detente.peer.outlet import OutletConfig
from detente.picture import receipts
from detente.sign import ED25519, SigningKey
from detente.statement import Ref
from detente.store.sqlite import SqliteStore
from detente.terms import Agreement, Clause
from detente.volume import Circle, Volume4D
from detente.web.server import Served

CLAUSES = (Clause("protect", ("site",)), Clause("plans", ("activity",), separation_m=2000.0))
DETENTE = [sys.executable, "-c", "from detente.cli import main; main()"]


def now() -> datetime:
    """Finer than nodes write it."""
    return datetime.now(UTC)


def notice(cls: type[Site] | type[Activity], rng: random.Random) -> bytes:
    start = now().replace(microsecond=0) + timedelta(hours=1)
    place = Circle((round(rng.uniform(30, 45), 5), round(rng.uniform(28, 40), 5)), 1000.0)
    times = (start, start + timedelta(hours=6)) if cls is Activity else (None, None)
    volume = Volume4D(place, time_start=times[0], time_end=times[1])
    made = cls(id=rng.randbytes(16).hex(), volumes=(volume,), validity=Validity(start + timedelta(days=30)))
    return msgspec.json.encode(made)


def made(folder: Path, held: int = 0, outlets: tuple[OutletConfig, ...] = ()) -> tuple[dict[str, int], Agreement]:
    """The two nodes on disk, in one agreement, each with the address of the other; and their ports."""
    for name in ("a", "b"):
        desks = (home.DeskConfig("ops", "ops"),)
        home.create(folder / name, home.Config(f"{name}.example", name, desks=desks, outlets=outlets), os.urandom)
    nodes = {name: Node.open(folder / name, clock=now) for name in ("a", "b")}
    members = tuple(home.card(node.folder, node.config) for node in nodes.values())
    document = agreements.encode(Agreement(os.urandom(16).hex(), 1, "pair", members, CLAUSES, now().replace(microsecond=0)))
    for node in nodes.values():
        document = found.sign_terms(node, document)
    for node in nodes.values():
        agreement = found.open_log(node, document)
    rng = random.Random(7)
    for start in range(0, held, 1000):
        wishes = [publish.Wish(notice(Site, rng)) for _ in range(min(1000, held - start))]
        publish.publish_many(nodes["a"], agreement.id, wishes)
    for node in nodes.values():
        node.close()
    ports = {name: free_port() for name in ("a", "b")}
    for name, other in (("a", "b"), ("b", "a")):
        home.set_peer(folder / name, home.PeerConfig(f"{other}.example", "", f"https://127.0.0.1:{ports[other]}"))
    return ports, agreement


@contextmanager
def pair(folder: Path, held: int = 0, outlets: tuple[OutletConfig, ...] = ()) -> Iterator[tuple[Served, Agreement]]:
    """Node a in this process and node b in another, in one agreement; a has published ``held`` sites before b reads it.

    ``outlets``: where both ring.
    """
    ports, agreement = made(folder, held, outlets)
    served = Served(folder / "a", port=ports["a"], clock=now)
    served.start()
    log = (folder / "b.log").open("wb")
    process = subprocess.Popen([*DETENTE, "-C", "b", "serve", "--port", str(ports["b"])], cwd=folder, stdout=log, stderr=log)
    try:
        until(lambda: "serves at" in (folder / "b.log").read_text())
        yield served, agreement
    finally:
        process.terminate()
        process.wait()
        log.close()
        served.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def latency(folder: Path, rate: float = 50.0, seconds: float = 20.0) -> tuple[float, float, int]:
    """p50 and p95, in seconds, from the beginning of publishing a plan until b's receipt for it is verified and held by a."""
    with pair(folder) as (served, agreement):
        rng = random.Random(3)
        began: dict[Ref, float] = {}
        start = time.time()
        for n in range(int(rate * seconds)):
            time.sleep(max(0.0, start + n / rate - time.time()))
            at = time.time()
            content = notice(Activity, rng)
            done = served.worker.submit(lambda node, content=content: publish.publish(node, agreement.id, content).ref)
            began[done.result()] = at
        until(lambda: served.worker.submit(lambda node: len(answered(node, began))).result() == len(began))
        back = served.worker.submit(lambda node: answered(node, began)).result()
    took = sorted(back[ref] - at for ref, at in began.items())
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[94], len(took)


def answered(node: Node, refs: dict[Ref, float]) -> dict[Ref, float]:
    """When the receipt for each was held."""
    found = {ref: [entry.received_at for entry, _ in receipts(node.picture, ref)] for ref in refs}
    return {ref: min(times) for ref, times in found.items() if times}


def catch_up(folder: Path, held: int) -> tuple[float, float]:
    """Statements a second that b takes of a log it has never read, over HTTPS; and bare signature verifications a second."""
    with pair(folder, held) as (_, agreement):
        origin = agreements.origin(agreement, "a.example")
        start = time.perf_counter()
        until(lambda: size_at(folder / "b", origin) > held, 600.0)
        rate = held / (time.perf_counter() - start)
    return rate, bare()


def bare(count: int = 20_000) -> float:
    key = SigningKey.from_seed("x.example/log", ED25519, bytes(32))
    message = b"x" * 400
    signature = key.sign_bytes(message)
    start = time.perf_counter()
    for _ in range(count):
        assert key.verifier.verify(message, signature)
    return count / (time.perf_counter() - start)


def size_at(folder: Path, origin: str) -> int:
    store = SqliteStore.open(folder / "store.sqlite", readonly=True)
    try:
        return store.size(origin)
    finally:
        store.close()


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def network(folder: Path, *, quick: bool) -> list[Row]:
    """The rows of the table: each against what it is measured by."""
    (folder / "plans").mkdir()
    p50, p95, count = latency(folder / "plans", seconds=2.0 if quick else 20.0)
    (folder / "log").mkdir()
    rate, other = catch_up(folder / "log", 1000 if quick else 100_000)
    return [
        Row(
            what=f"plan to verified receipt between two nodes, {count} at 50/s: p50 and p95, s",
            ours=p50,
            other=p95,
            ratio=p50 / p95,
        ),
        Row(
            what="statements/s caught up over HTTPS; bare verifications of a signature/s",
            ours=rate,
            other=other,
            ratio=rate / other,
        ),
    ]
