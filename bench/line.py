"""The emergency line on loopback: how long until an emergency is at every outlet, and when the next contact is called.

Outlets are a webhook, an SMTP server and `detente desk watch` in a terminal; nobody answers. The other node and the terminal
are processes of their own.
"""

from __future__ import annotations

import json
import socketserver
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles
from typing import Final

from bench.network import DETENTE, pair, until
from bench.write import Row
from detente.node import emergency
from detente.notice import Typed
from detente.peer.outlet import OutletConfig

TYPED: Final = Typed("31.425, 34.333", (34.333, 31.425), "DD", accuracy_m=10.0)
OUTLETS: Final = ("webhook", "mail", "terminal")
Heard = dict[tuple[str, str], list[float]]


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.heard.setdefault(("webhook", body["ref"]), []).append(time.time())  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    if line.startswith(b"ref: "):
                        key = ("mail", line[5:].decode().strip())
                        self.server.heard.setdefault(key, []).append(time.time())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


def follow(terminal: subprocess.Popen[bytes], heard: Heard) -> None:
    for line in terminal.stdout or ():
        rung = json.loads(line)
        if rung["alarm"]["kind"] == "emergency" and not rung.get("outlet"):
            heard.setdefault(("terminal", rung["alarm"]["ref"]), []).append(time.time())


def line(folder: Path, count: int = 20) -> list[Row]:
    """Raise emergencies a second apart; wait for all outlets, and for the second call about the first."""
    heard: Heard = {}
    hook, post = ThreadingHTTPServer(("127.0.0.1", 0), Hook), socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp)
    for server in (hook, post):
        server.daemon_threads = True
        server.heard = heard  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    mail = {"host": "127.0.0.1", "port": post.server_address[1], "tls": False, "sender": "a@b.example", "to": ("c@b.example",)}
    outlets = (
        OutletConfig(name="hook", kind="webhook", url=f"http://127.0.0.1:{hook.server_port}/", level="urgent"),
        OutletConfig(name="mail", kind="mail", level="urgent", **mail),
    )
    with pair(folder, outlets=outlets) as (served, _):
        terminal = subprocess.Popen([*DETENTE, "-C", "b", "desk", "watch", "--json"], cwd=folder, stdout=subprocess.PIPE)
        threading.Thread(target=follow, args=(terminal, heard), daemon=True).start()
        began: dict[str, float] = {}
        for _ in range(count):
            at = time.time()
            said = emergency.Call(what="they are hitting us", place="coastal road", typed=TYPED)
            done = served.worker.submit(lambda node, said=said: emergency.raise_(node, said))
            began[str(done.result().refs[0])] = at
            time.sleep(1.0)
        until(lambda: all(heard.get((outlet, ref)) for outlet in OUTLETS for ref in began))
        first = next(iter(began))
        until(lambda: all(len(heard[outlet, first]) > 1 for outlet in OUTLETS))
        terminal.terminate()
        terminal.wait()
    hook.shutdown()
    post.shutdown()
    last = sorted(max(heard[outlet, ref][0] for outlet in OUTLETS) - at for ref, at in began.items())
    again = max(heard[outlet, first][1] for outlet in OUTLETS) - began[first]
    half = quantiles(last, n=2)[0]
    given = {
        f"emergency to the last of webhook, mail and terminal, {count} of them: half within, s; 5 s": (half, 5.0),
        "emergency to the last of webhook, mail and terminal: the slowest, s; 5 s": (last[-1], 5.0),
        "emergency to the next contact called at all three, s; 30 s": (again, 30.0),
    }
    return [Row(what=what, ours=ours, other=other, ratio=ours / other) for what, (ours, other) in given.items()]
