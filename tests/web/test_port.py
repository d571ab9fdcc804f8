"""A port gives nobody more than its share: not who is slow, not who opens many connections, not who sends much."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from detente.errors import StoreError
from detente.web import port as ports
from detente.web.port import Port


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def large(request: Request) -> PlainTextResponse:
    request.scope[ports.WAIT]()
    BEGAN.set()
    return PlainTextResponse(str(len(await request.body())))


BEGAN = threading.Event()


def made(port: int = 0) -> Port:
    return Port(Starlette(routes=[Route("/", hello), Route("/large", large, methods=["POST"])]), "127.0.0.1", port, None)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(ports, "HEAD_S", 0.2)
    monkeypatch.setattr(ports, "PER_ADDRESS", 5)
    port = made()
    yield port.start()
    port.stop()


def connect(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.settimeout(10)
    return made


def rest(connection: socket.socket) -> bytes:
    """What still comes, until the other side ends it."""
    data = b""
    with connection, suppress(ConnectionResetError):
        while got := connection.recv(65536):
            data += got
    return data


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_a_request_is_answered(opened: int) -> None:
    connection = connect(opened)
    connection.sendall(GET)
    assert rest(connection).endswith(b"hello")


@pytest.mark.parametrize("start", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_who_does_not_send_a_whole_request_is_let_go(opened: int, start: bytes) -> None:
    connection = connect(opened)
    connection.sendall(start)
    assert b"hello" not in rest(connection)
    test_a_request_is_answered(opened)


def test_who_trickles_is_let_go_as_well(opened: int) -> None:
    connection = connect(opened)
    sent = 0
    with connection, suppress(BrokenPipeError, ConnectionResetError):
        connection.settimeout(0.05)
        while sent < 1000:  # a byte every twentieth of a second: fifty seconds
            connection.sendall(b"GET / HTTP/1.1\r\nX: "[sent : sent + 1] or b"x")
            sent += 1
            with suppress(TimeoutError):
                if connection.recv(1) == b"":
                    break
    assert 1 < sent < 100


def test_a_kept_connection_may_ask_again(opened: int) -> None:
    with connect(opened) as connection:
        for _ in range(3):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            data = b""
            while not data.endswith(b"hello"):
                data += connection.recv(1000)
            with suppress(TimeoutError):  # longer than a request may take
                connection.settimeout(0.3)
                assert connection.recv(1) == b"x"
            connection.settimeout(10)


def test_one_address_has_a_share_of_the_connections(opened: int) -> None:
    idle = [connect(opened) for _ in range(5)]
    over = connect(opened)
    assert rest(over) == b""
    for connection in idle:
        assert rest(connection) == b""  # they sent nothing in time
    test_a_request_is_answered(opened)


def test_headers_without_end_are_refused(opened: int) -> None:
    connection = connect(opened)
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000)
    assert b"hello" not in rest(connection)


def test_a_port_that_is_taken_is_told_with_the_way_out(opened: int) -> None:
    found: list[StoreError] = []

    def run() -> None:
        try:
            made(opened).run(lambda port: None)
        except StoreError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert [(e.code, "--port" in e.hint) for e in found] == [("locked", True)]


def test_who_may_send_much_may_take_its_time(opened: int) -> None:
    slow = connect(opened)
    slow.sendall(b"POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabc")
    assert BEGAN.wait(10)
    rest(connect(opened))  # the time of others is over
    slow.sendall(b"def")
    assert rest(slow).endswith(b"6")
