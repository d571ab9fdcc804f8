"""Attack 12: a stranger, and a member gone bad, send what is too large, too slow, too much; an honest peer is served on."""

import gzip
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detente.node import home
from detente.peer.fetch import HINT, INDEX
from detente.peer.https import Client, Us

DETENTE = [sys.executable, "-c", "from detente.cli import main; main()"]
MEMORY_MB = 300
ROUNDS = 40
"""Honest requests that must be answered while the attack goes on."""


def run(folder: Path, *words: str) -> None:
    subprocess.run([*DETENTE, *words], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[bytes], int]]:
    folder = tmp_path_factory.mktemp("flood")
    for party in ("victim", "honest"):
        run(folder, "-C", party, "init", "--party", f"{party}.example", "--name", party, "--contact", "line 1")
        run(folder, "-C", party, "party", "card", "-o", f"{party}.card")
    run(folder, "agreement", "draft", "--title", "Pair", "--card", "victim.card", "--card", "honest.card", "-o", "pair")
    for party in ("victim", "honest", "victim"):
        run(folder, "-C", party, "agreement", "sign", "pair")
    log = (folder / "log").open("wb")
    process = subprocess.Popen([*DETENTE, "-C", "victim", "serve", "--port", "0"], cwd=folder, stdout=log, stderr=log)
    end = time.monotonic() + 60
    while "serves at" not in (text := (folder / "log").read_text()):
        assert time.monotonic() < end, text
    yield folder, process, int(text.split("serves at https://127.0.0.1:")[1].split(";")[0])
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    log.close()
    assert "Traceback" not in (folder / "log").read_text()


def honest(folder: Path, port: int) -> Client:
    config = home.read(folder / "honest")
    us = Us(home.key(folder / "honest", config, "node"), lambda: datetime.now(UTC), os.urandom, timedelta(seconds=60))
    return Client(f"https://127.0.0.1:{port}", home.key(folder / "victim", home.read(folder / "victim"), "node").verifier, us)


def connect(port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10), server_hostname="x")


def send(port: int, *pieces: bytes) -> bytes:
    """Send pieces over one connection, and give what comes back first; the node may hang up at any moment."""
    try:
        with connect(port) as connection:
            for piece in pieces:
                connection.sendall(piece)
            return connection.recv(4096)
    except OSError:
        return b""


def head(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


CHUNK = b"10000\r\n" + bytes(65536) + b"\r\n"
BOMB = gzip.compress(bytes(20 << 20))
ATTACKS: dict[str, Callable[[int], bytes]] = {
    "20 MB that are announced": lambda port: send(port, head(HINT, f"Content-Length: {20 << 20}"), bytes(1 << 20)),
    "20 MB in chunks": lambda port: send(port, head(HINT, "Transfer-Encoding: chunked"), *[CHUNK] * 320),
    "a packed bomb": lambda port: send(port, head(HINT, "Content-Encoding: gzip", f"Content-Length: {len(BOMB)}"), BOMB),
    "a million signatures": lambda port: send(port, head(INDEX, *["Signature: sig1=:AA==:"] * 3000)),
    "lines of 64 KiB": lambda port: send(port, head(INDEX, "X: " + "x" * 65536)),
    "bytes that are no HTTP": lambda port: send(port, bytes(range(256)) * 40),
    "a header without end": lambda port: send(port, b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 5000),
    "nothing signed": lambda port: send(port, head(HINT, "Content-Length: 0")),
    "digits of another script": lambda port: send(port, "GET /v1/files/agr/١/x/0 HTTP/1.1\r\nHost: x\r\n\r\n".encode()),
    "a length that is none": lambda port: send(port, head(HINT, "Content-Length: -1")),
    "a path that leads away": lambda port: send(port, b"GET /v1/files/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
}


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """The most that a process has held."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_and_an_honest_peer_is_served_meanwhile(
    served: tuple[Path, subprocess.Popen[bytes], int], name: str
) -> None:
    folder, process, port = served
    stop = threading.Event()
    answers: list[bytes] = []

    def attack() -> None:
        while not stop.is_set():
            answers.append(ATTACKS[name](port)[:12])

    attackers = [threading.Thread(target=attack, daemon=True) for _ in range(4)]
    for thread in attackers:
        thread.start()
    client = honest(folder, port)
    try:
        statuses = [client.get(INDEX, 1 << 20).status for _ in range(ROUNDS)]
    finally:
        stop.set()
        for thread in attackers:
            thread.join(60)
        client.close()
    assert statuses == [200] * ROUNDS
    assert {a for a in answers if a and not a.startswith((b"HTTP/1.1 4", b"HTTP/1.1 503"))} == set()
    assert process.poll() is None
    assert memory_mb(process) < MEMORY_MB


def test_slow_senders_hold_no_place(served: tuple[Path, subprocess.Popen[bytes], int]) -> None:
    folder, process, port = served
    slow = []
    for _ in range(100):
        try:
            connection = connect(port)
            connection.sendall(b"GET /v1/index HTTP/1.1\r\nX: ")
            slow.append(connection)
        except OSError:
            continue  # one address has its share of the connections
    gone: set[ssl.SSLSocket] = set()
    end = time.monotonic() + 9  # before they are let go for being slow
    while len(gone) + 64 < len(slow) and time.monotonic() < end:
        gone |= set(select.select(slow, [], [], 0.1)[0])
    assert len(gone) + 64 >= len(slow)
    for connection in slow[32:]:
        connection.close()
    client = honest(folder, port)
    assert client.get(INDEX, 1 << 20).status == 200
    client.close()
    for connection in slow[:32]:
        connection.close()
    assert memory_mb(process) < MEMORY_MB
    assert json.loads((folder / "honest.card").read_text())["party"] == "honest.example"
