"""Alarms leave a node that is served: to a webhook, by e-mail, to terminals, as events; each on a real port."""

import http.client
import json
import os
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from detente.errors import InputError
from detente.node import answer, home, ring
from detente.node.alarms import Alarm
from detente.peer.outlet import OutletConfig, check
from detente.web import worker
from detente.web.events import TOKEN
from detente.web.server import Served
from tests.web.pair import Pair
from tests.web.test_serve import until


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted to it; hangs, or fails, as its server says."""

    def do_POST(self) -> None:
        server: Hooks = self.server  # type: ignore[assignment]
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server.hang.wait()
        server.got.append((self.headers.get("authorization", ""), body))
        self.send_response(server.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Hooks(ThreadingHTTPServer):
    """A webhook's server."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.got: list[tuple[str, dict[str, str]]] = []
        self.status = 204
        self.hang = threading.Event()
        self.hang.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/alarm"


class Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a message needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.got.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Post(socketserver.ThreadingTCPServer):
    """A mail server."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Smtp)
        self.got: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def outside() -> Iterator[tuple[Hooks, Post]]:
    hooks, post = Hooks(), Post()
    yield hooks, post
    hooks.hang.set()
    for server in (hooks, post):
        server.shutdown()
        server.server_close()


@pytest.fixture
def pair(tmp_path: Path, outside: tuple[Hooks, Post]) -> Iterator[Pair]:
    hooks, post = outside
    (tmp_path / "hq").mkdir()
    (tmp_path / "hq" / "token").write_text("secret\n")
    (tmp_path / "hq" / "token").chmod(0o600)
    made = Pair(
        tmp_path,
        OutletConfig(name="pager", kind="webhook", url=hooks.url, level="urgent", secret_file="token"),
        OutletConfig(
            name="mail", kind="mail", host="127.0.0.1", port=post.server_address[1], tls=False, sender="node@hq.example",
            to=("duty@hq.example",), level="urgent",
        ),
    )  # fmt: skip
    yield made
    made.stop()


def calls(hooks: Hooks) -> list[str]:
    return [body["post"] for _, body in hooks.got]


def test_an_emergency_reaches_every_outlet_and_the_next_contact_after_thirty_seconds(
    pair: Pair, outside: tuple[Hooks, Post]
) -> None:
    hooks, post = outside
    ref = pair.raise_()
    until(lambda: len(hooks.got) == 1 and len(post.got) == 1)
    authorization, body = hooks.got[0]
    assert authorization == "Bearer secret"
    assert (body["level"], body["post"], body["contact"]) == ("urgent", "duty desk", "line 1")
    assert "shells on us" in post.got[0]
    assert "Auto-Submitted: auto-generated" in post.got[0]
    pair.ahead(31)
    until(lambda: len(calls(hooks)) == 2)
    assert calls(hooks) == ["duty desk", "night desk"]
    pair.at("hq", lambda node: answer.receipt(node, ref, "opened"))
    pair.ahead(95)
    pair.raise_("again")
    until(lambda: any("again" in body["words"] for _, body in hooks.got))
    assert sum("shells" in body["words"] for _, body in hooks.got) == 2
    journal = [line for line in ring.read(pair.folder / "hq") if line.outlet and "shells" in line.alarm.words]
    assert {(line.outlet, line.error) for line in journal} == {("pager", ""), ("mail", "")}


def test_an_outlet_that_hangs_delays_no_other_and_one_that_fails_is_tried_again(pair: Pair, outside: tuple[Hooks, Post]) -> None:
    hooks, post = outside
    hooks.hang.clear()
    pair.raise_()
    until(lambda: len(post.got) == 1)
    until(lambda: any(line.outlet == "pager" and line.error for line in ring.read(pair.folder / "hq")))
    hooks.hang.set()
    hooks.got.clear()
    hooks.status = 500
    pair.raise_("second")
    until(lambda: any("answered 500" in line.error for line in ring.read(pair.folder / "hq")))
    hooks.status = 204
    pair.ahead(20)
    known = [line for line in ring.read(pair.folder / "hq") if not line.outlet]
    pair.ahead(60)
    until(lambda: any(line.outlet == "pager" and not line.error for line in ring.read(pair.folder / "hq")))
    assert known


def test_what_rings_is_heard_as_events_and_goes_on_where_a_reader_was(pair: Pair) -> None:
    def listen(**headers: str) -> http.client.HTTPResponse:
        import ssl

        served = pair.served["hq"]
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", served.port, context=context, timeout=60)
        connection.request("GET", "/v1/events", headers=headers)
        opened.append(connection)
        return connection.getresponse()

    opened: list[http.client.HTTPSConnection] = []

    token = (pair.folder / "hq" / TOKEN).read_text().strip()
    assert (pair.folder / "hq" / TOKEN).stat().st_mode & 0o777 == 0o600
    assert listen().status == 401
    assert listen(Authorization="Bearer " + "0" * 64).status == 401
    stream = listen(Authorization=f"Bearer {token}")
    assert stream.headers["content-type"].startswith("text/event-stream")
    pair.raise_()
    seen = [event for event in events(stream, 3) if "shells" in event["data"]]
    assert seen
    first = seen[0]
    again = listen(Authorization=f"Bearer {token}", **{"Last-Event-ID": "0"})
    assert first in events(again, 4)
    for response in (stream, again):
        response.close()
    for connection in opened:
        connection.close()


def events(stream: http.client.HTTPResponse, count: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    event: dict[str, str] = {}
    while len(found) < count:
        line = stream.readline().decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        else:
            found += [event] if "data" in event else []
            event = {}
    return found


def test_those_who_relied_on_it_hear_before_all_others(tmp_path: Path) -> None:
    told: list[str] = []

    class Told:
        def __init__(self, party: str) -> None:
            self.party = party

        def tell(self) -> None:
            told.append(self.party)

    home.create(tmp_path, home.Config("hq.example", "hq", desks=(home.DeskConfig("duty", "duty"),)), os.urandom)
    served = Served(tmp_path)
    served.links = {party: Told(party) for party in ("a", "b", "c")}  # type: ignore[misc]
    served._tell({"a", "b", "c"}, {"c"})
    until(lambda: len(told) == 3)
    served._tell({"a"}, set())
    served._tell({"b"}, {"x"})
    assert told[0] == "c"
    assert told[3:] == ["a", "b"]


def test_what_has_rung_does_not_ring_again_after_a_restart(tmp_path: Path, outside: tuple[Hooks, Post]) -> None:
    hooks, _ = outside
    outlet = OutletConfig(name="pager", kind="webhook", url=hooks.url)
    one = Alarm(key="a", level="urgent", kind="emergency", at="", words="words")
    now = datetime.now(UTC)
    for expected in ([one], []):
        ringer = ring.Ringer(tmp_path, (outlet,))
        assert ringer.ring([one], now) == expected
        until(lambda: len(hooks.got) == 1)
        ringer.close()
    with (tmp_path / ring.JOURNAL).open("ab") as file:
        file.write(b'{"at": "cut in the mid')
    assert len(ring.read(tmp_path)) == 2
    assert (tmp_path / ring.JOURNAL).stat().st_mode & 0o777 == 0o600


def alarm(key: str, kind: str = "line-test", level: str = "warning", ref: str = "") -> Alarm:
    return Alarm(key=key, level=level, kind=kind, at="", words=key, ref=ref)  # type: ignore[arg-type]


def test_a_flood_of_warnings_keeps_no_emergency_waiting(tmp_path: Path, outside: tuple[Hooks, Post]) -> None:
    hooks, _ = outside
    hooks.hang.clear()
    ringer = ring.Ringer(tmp_path, (OutletConfig(name="pager", kind="webhook", url=hooks.url),))
    now = datetime.now(UTC)
    ringer.ring([alarm("first")], now)
    until(lambda: not ringer._bells[0]._waiting)  # it is under way, and hangs there
    ringer.ring([alarm(f"w{n}") for n in range(ring.WAITING + 50)], now)
    ringer.ring([alarm(f"e/call/{n}", "emergency", "urgent", "e") for n in range(3)], now)
    ringer.ring([alarm("u", "reach", "urgent")], now)
    assert len(ringer._bells[0]._waiting) <= ring.WAITING
    hooks.hang.set()
    until(lambda: len(hooks.got) > 3)
    ringer.close()
    assert [body["words"] for _, body in hooks.got][1:3] == ["e/call/2", "u"]
    assert any("too many" in line.error for line in ring.read(tmp_path))


def test_an_outlet_that_drips_has_failed_and_the_next_alarm_goes_there(
    tmp_path: Path, outside: tuple[Hooks, Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "SEND_S", 0.2)
    hooks, _ = outside
    hooks.hang.clear()
    ringer = ring.Ringer(tmp_path, (OutletConfig(name="pager", kind="webhook", url=hooks.url),))
    now = datetime.now(UTC)
    ringer.ring([alarm("first")], now)
    until(lambda: any("has not taken it within" in line.error for line in ring.read(tmp_path)))
    hooks.hang.set()
    ringer.ring([alarm("second")], now)
    until(lambda: any(line.alarm.key == "second" and line.outlet and not line.error for line in ring.read(tmp_path)))
    ringer.close()


def test_what_an_outlet_did_not_take_is_sent_to_it_after_a_restart(tmp_path: Path, outside: tuple[Hooks, Post]) -> None:
    hooks, _ = outside
    outlet = OutletConfig(name="pager", kind="webhook", url=hooks.url)
    hooks.status = 500
    ringer = ring.Ringer(tmp_path, (outlet,))
    ringer.ring([alarm("a")], datetime.now(UTC))
    until(lambda: any(line.error for line in ring.read(tmp_path)))
    ringer.close()
    hooks.status = 204
    ringer = ring.Ringer(tmp_path, (outlet,))
    assert ringer.ring([alarm("a")], datetime.now(UTC)) == []  # at the terminal it has rung
    until(lambda: any(line.outlet and not line.error for line in ring.read(tmp_path)))
    ringer.close()
    ringer = ring.Ringer(tmp_path, (outlet,))
    ringer.ring([alarm("a")], datetime.now(UTC))
    ringer.close()
    assert len(hooks.got) == 2


def test_a_command_that_keeps_the_node_is_an_alarm_itself(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LENT_S", 0.05)
    back = pair.served["hq"].worker.lend()
    until(lambda: any(line.alarm.kind == "lent" for line in ring.read(pair.folder / "hq")))
    back.set()
    pair.at("hq", lambda node: node.now())


def test_a_fault_of_ours_in_a_look_makes_the_node_deaf_to_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(node: object, held: object = None) -> None:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(worker, "tick", broken)
    monkeypatch.setattr(worker, "DUE_S", 0.01)
    pair.raise_()
    until(lambda: any("shells" in line.alarm.words for line in ring.read(pair.folder / "hq")))
    assert pair.at("hq", lambda node: node.party) == "hq.example"


def test_an_outlet_without_content_says_that_there_is_an_alarm_and_nothing_of_it(
    tmp_path: Path, outside: tuple[Hooks, Post]
) -> None:
    hooks, _ = outside
    ringer = ring.Ringer(tmp_path, (OutletConfig(name="pager", kind="webhook", url=hooks.url, content=False),))
    ringer.ring([Alarm(key="a", level="urgent", kind="emergency", at="", words="ZZSECRET", ref="r")], datetime.now(UTC))
    until(lambda: len(hooks.got) == 1)
    ringer.close()
    assert "ZZSECRET" not in json.dumps(hooks.got[0][1])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "pigeon"}, "kind"),
        ({"level": "mild"}, "level"),
        ({"url": "http://10.0.0.1/x"}, "url"),
        ({"url": "ftp://127.0.0.1/x"}, "url"),
        ({"kind": "mail"}, "outlets.x"),
        ({"kind": "mail", "host": "mail.example", "sender": "a", "to": ("b",), "tls": False}, "tls"),
    ],
)
def test_an_outlet_that_cannot_work_is_refused_when_the_node_starts(change: dict[str, object], where: str) -> None:
    good = OutletConfig(name="x", kind="webhook", url="https://pager.example/x")
    check(good)
    with pytest.raises(InputError) as error:
        check(msgspec.structs.replace(good, **change))
    assert where in error.value.where
