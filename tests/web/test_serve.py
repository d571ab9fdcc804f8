"""Two nodes on real ports, each a process of its own, as two users run them."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detente.errors import PeerError
from detente.node import home
from detente.peer.fetch import INDEX
from detente.peer.https import Client, Us

SITE = {"kind": "site", "volumes": [{"footprint": {"type": "Circle", "center": [36.1, 35.8], "radius_m": 500}}]}
DETENTE = [sys.executable, "-c", "from detente.cli import main; main()"]
WAIT_S = 60.0


class Nodes:
    """France and OCHA, each with an address of the other."""

    def __init__(self, folder: Path, *, tls: bool) -> None:
        self.folder, self.served = folder, dict[str, subprocess.Popen[bytes]]()
        for party in ("france", "ocha"):
            self.run(party, "init", "--party", f"{party}.example", "--name", party, "--contact", "line 1")
            self.run(party, "party", "card", "-o", f"{party}.card")
        self.run("france", "agreement", "draft", "--title", "Pair", "--card", "france.card", "--card", "ocha.card", "-o", "pair")
        for party in ("france", "ocha", "france"):
            self.run(party, "agreement", "sign", "pair")
        self.ports = {party: free_port() for party in ("france", "ocha")}
        scheme = "https" if tls else "http"
        self.urls = {party: f"{scheme}://127.0.0.1:{port}" for party, port in self.ports.items()}
        for party, other in (("france", "ocha"), ("ocha", "france")):
            self.run(party, "party", "add", f"{other}.example", "--url", self.urls[other])
            settings = folder / party / "detente.toml"
            text = settings.read_text().replace("poll_s = 30.0", "poll_s = 1.0")
            text = text.replace("tls = true", f"tls = {str(tls).lower()}")
            settings.write_text(text)

    def run(self, party: str, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [*DETENTE, "-C", party, *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
        )
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def serve(self, party: str) -> None:
        before = self.log(party).count("serves at")
        log = (self.folder / f"{party}.log").open("ab")
        words = [*DETENTE, "-C", party, "serve", "--port", str(self.ports[party])]
        self.served[party] = subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log)
        log.close()
        until(lambda: self.log(party).count("serves at") > before, lambda: self.log(party))

    def stop(self, party: str, sig: signal.Signals = signal.SIGINT) -> int:
        process = self.served.pop(party)
        process.send_signal(sig)
        return process.wait(WAIT_S)

    def log(self, party: str) -> str:
        path = self.folder / f"{party}.log"
        return path.read_text() if path.exists() else ""

    def titles(self, party: str) -> list[str]:
        return [notice["title"] for notice in json.loads(self.run(party, "show", "--json"))["notices"]]

    def publish(self, party: str, title: str) -> None:
        path = self.folder / f"{title}.json"
        path.write_text(json.dumps(SITE | {"title": title}))
        self.run(party, "publish", path.name)

    def client(self, of: str, who: str, key: str = "") -> Client:
        """A client of one node in the name of the other party."""
        folder = self.folder / (key or who)
        us = Us(home.key(folder, home.read(folder), "node"), lambda: datetime.now(UTC), os.urandom, timedelta(seconds=60))
        node = self.folder / of
        return Client(self.urls[of], home.key(node, home.read(node), "node").verifier, us)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], what: Callable[[], str] = lambda: "") -> None:
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end, f"not within {WAIT_S:.0f} s: {what()}"


@pytest.fixture(params=[True, False], ids=["https", "http"])
def nodes(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Nodes]:
    made = Nodes(tmp_path, tls=request.param)
    try:
        made.serve("france")
        made.serve("ocha")
        yield made
    finally:
        for party in list(made.served):
            made.stop(party, signal.SIGKILL)


def test_what_one_publishes_the_other_finds_and_answers(nodes: Nodes) -> None:
    nodes.publish("ocha", "clinic")
    until(lambda: nodes.titles("france") == ["clinic"], lambda: nodes.log("france"))
    nodes.run("france", "check", "35.8,36.1", code=10)
    nodes.run("france", "answer", "ocha.example#1", "accounted-for")
    until(lambda: "accounted-for" in nodes.run("ocha", "show", "ocha.example#1"), lambda: nodes.log("ocha"))
    for party, sig in (("france", signal.SIGINT), ("ocha", signal.SIGTERM)):
        assert nodes.run(party, "doctor").count("WRONG") == 0
        assert nodes.stop(party, sig) == 0
        assert "stopped: what was acknowledged is in the log" in nodes.log(party)
        assert "Traceback" not in nodes.log(party)
        assert not (nodes.folder / party / "serve.sock").exists()


def test_a_node_that_was_killed_goes_on_where_it_stood(nodes: Nodes) -> None:
    nodes.publish("ocha", "clinic")
    until(lambda: nodes.titles("france") == ["clinic"])
    nodes.stop("france", signal.SIGKILL)
    nodes.publish("ocha", "school")
    until(lambda: "suspected since 20" in nodes.run("ocha", "party", "list"))
    until(lambda: "suspected" in nodes.log("ocha"))  # it is said in words, with what to do
    assert "is its node running" in nodes.log("ocha")
    assert nodes.titles("france") == ["clinic"]  # the socket that was left behind hinders nobody
    nodes.serve("france")
    until(lambda: nodes.titles("france") == ["clinic", "school"], lambda: nodes.log("france"))


def test_only_members_are_answered_and_each_reads_its_own(nodes: Nodes) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for path, code in ((INDEX, 401), ("/v1/files/agr/x", 401), ("/v1/hint", 405), ("/detente.toml", 404)):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(nodes.urls["france"] + path, context=context)
        assert error.value.code == code
        error.value.close()
    nodes.run("mars", "init", "--party", "mars.example", "--name", "Mars", "--contact", "none")
    with pytest.raises(PeerError) as refused:
        nodes.client("france", "ocha", key="mars").get(INDEX, 1 << 20)
    assert refused.value.code == "not-entitled"
    assert "says, unsigned:" in refused.value.message
    client = nodes.client("france", "ocha")
    assert client.get(INDEX, 1 << 20).status == 200
    assert client.get("/v1/files/agr/../../detente.toml", 1 << 20).status == 404
    assert client.get("/v1/files/agr/0/france.example/0/checkpoint", 1 << 20).status == 404
    client.close()


def test_a_node_with_another_key_is_not_spoken_to(nodes: Nodes) -> None:
    client = nodes.client("france", "ocha")
    client._peer = home.key(nodes.folder / "ocha", home.read(nodes.folder / "ocha"), "node").verifier
    with pytest.raises(PeerError) as error:
        client.get(INDEX, 1 << 20)
    assert error.value.code in {"bad-key", "bad-signature"}
    client.close()


def test_metrics_and_health(nodes: Nodes) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # a monitor on the machine itself
    found = {}
    for path in ("/metrics", "/v1/health"):
        with urllib.request.urlopen(nodes.urls["france"] + path, context=context) as answer:
            found[path] = answer.read().decode()
    assert found["/metrics"].endswith("# EOF\n")
    assert re.search(r'detente_peers\{state="trusted"\} [01]', found["/metrics"])
    assert json.loads(found["/v1/health"]) == {"status": "up"}


def test_the_doctor_looks_at_a_link_from_both_sides(nodes: Nodes) -> None:
    until(lambda: "trusted" in nodes.log("ocha") and "trusted" in nodes.log("france"))
    assert "it knows our key" in nodes.run("ocha", "doctor", "--peer", "france.example")
    # the other side reads us no more: it is said here, with what to do there
    nodes.run("france", "party", "add", "ocha.example", "--url", "https://127.0.0.1:1")
    nodes.stop("france")
    nodes.serve("france")
    said = nodes.run("ocha", "doctor", "--peer", "france.example", code=1)
    assert "its node does not read ours: suspected" in said
    assert "there: `detente party add ocha.example --url`" in said
    nodes.stop("france")
    assert "not reached: Connection refused" in nodes.run("ocha", "doctor", "--peer", "france.example", code=1)
    assert "it is not said where this party is read from" in nodes.run("ocha", "doctor", "--peer", "mars.example", code=1)
    # another node has taken its place
    nodes.run("mars", "init", "--party", "mars.example", "--name", "Mars", "--contact", "none")
    settings = nodes.folder / "mars" / "detente.toml"
    settings.write_text(
        settings.read_text().replace("tls = true", f"tls = {str(nodes.urls['france'].startswith('https')).lower()}")
    )
    nodes.ports["mars"] = nodes.ports["france"]
    nodes.serve("mars")
    said = nodes.run("ocha", "doctor", "--peer", "france.example", code=1)
    assert "another key than the agreement names" in said or "refuses our request" in said


def test_who_does_not_serve_still_reads_those_who_do(nodes: Nodes) -> None:
    nodes.stop("ocha")
    nodes.publish("france", "clinic")
    until(lambda: "france.example: 2 new" in (said := nodes.run("ocha", "sync")) or "france.example: 1 new" in said)
    assert nodes.titles("ocha") == ["clinic"]
    nodes.stop("france")
    assert "NOT READ: https" in nodes.run("ocha", "sync", code=4).replace("http:", "https:")
