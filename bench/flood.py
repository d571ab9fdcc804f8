"""A malicious peer: how an honest peer's requests fare while another process floods the node, and what memory that costs.

The honest peer asks for the index, signed, one request after the other. The flood is a process of its own: unsigned requests as
fast as they are answered, on ever new connections, bodies of 20 MB, packed bombs, connections that send a byte now and then.
It has a lower priority than the node and the honest peer, as it runs beside them.
"""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Final

from bench.network import DETENTE, made, now, until
from bench.write import Row
from detente.node import home
from detente.peer.fetch import HINT, INDEX
from detente.peer.https import Client, Us

UNSIGNED: Final = b"GET /v1/index HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 16
BOMB: Final = gzip.compress(bytes(20 << 20))
HEAD: Final = f"POST {HINT} HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def connect(port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10), server_hostname="x")


def unsigned(port: int) -> Iterator[int]:
    """Requests on one connection, sixteen at a time, as fast as they are answered."""
    with connect(port) as connection:
        while True:
            connection.sendall(UNSIGNED)
            data = b""
            while data.count(b"HTTP/1.1 ") < 16:
                if not (more := connection.recv(65536)):
                    return
                data += more
            yield 16


def fresh(port: int) -> Iterator[int]:
    """Requests that nobody waits for, each on a connection of its own: what costs the node most is to shake hands."""
    with connect(port) as connection:
        connection.sendall(UNSIGNED)
    yield 16


def large(port: int) -> Iterator[int]:
    with connect(port) as connection:
        connection.sendall(f"{HEAD}Content-Length: {20 << 20}\r\n\r\n".encode())
        for _ in range(320):
            connection.sendall(bytes(65536))
    yield 1


def bomb(port: int) -> Iterator[int]:
    with connect(port) as connection:
        connection.sendall(f"{HEAD}Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n".encode() + BOMB)
        connection.recv(4096)
    yield 1


def slow(port: int) -> Iterator[int]:
    with connect(port) as connection:
        for byte in HEAD.encode():
            connection.sendall(bytes([byte]))
            time.sleep(0.5)
    yield 1


def flood(port: int) -> None:
    """Run every kind of attack on threads of its own until this process is ended; say now and then how many were made."""
    os.nice(10)  # on the same machine it would take the honest peer's time, which a stranger elsewhere cannot
    counts: list[int] = []

    def again(attack: Callable[[int], Iterator[int]]) -> None:
        while True:
            with suppress(OSError):
                counts.extend(attack(port))

    for attack in (unsigned, unsigned, fresh, fresh, large, bomb, *[slow] * 20):
        threading.Thread(target=again, args=(attack,), daemon=True).start()
    while True:
        time.sleep(0.5)
        print(sum(counts), flush=True)


def measured(client: Client, seconds: float) -> list[float]:
    """How long each honest request takes."""
    took = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        at = time.perf_counter()
        if client.get(INDEX, 1 << 20).status == 200:
            took.append(time.perf_counter() - at)
        time.sleep(0.02)
    return took


def under_flood(folder: Path, seconds: float = 20.0) -> list[Row]:
    """The honest peer's p95 with and without the flood, and the node's memory."""
    port = made(folder)[0]["a"]
    with (folder / "a.log").open("wb") as log:
        node = subprocess.Popen([*DETENTE, "-C", "a", "serve", "--port", str(port)], cwd=folder, stdout=log, stderr=log)
        until(lambda: "serves at" in (folder / "a.log").read_text())
        config = home.read(folder / "b")
        us = Us(home.key(folder / "b", config, "node"), now, os.urandom, timedelta(seconds=60))
        key = home.key(folder / "a", home.read(folder / "a"), "node").verifier
        client = Client(f"https://127.0.0.1:{port}", key, us)
        measured(client, 1.0)
        quiet = quantiles(measured(client, seconds / 2), n=20)[18]
        words = [sys.executable, "-c", f"from bench.flood import flood; flood({port})"]
        attacker = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        time.sleep(1.0)
        loud = quantiles(measured(client, seconds), n=20)[18]
        attacker.terminate()
        counts = [int(line) for line in (attacker.communicate()[0] or "").split()]
        memory = int(Path(f"/proc/{node.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
        client.close()
        node.terminate()
        node.wait()
    what = f"an honest peer's p95 under {max(counts, default=0) / (seconds + 1):.0f} hostile requests/s sent, and without them, s"
    return [
        Row(what=what, ours=loud, other=quiet, ratio=loud / quiet),
        Row(what="memory of the node under that flood, MB; 300", ours=memory, other=300.0, ratio=memory / 300),
    ]
