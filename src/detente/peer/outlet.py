"""Outlets: where an alarm goes beside the terminal: a webhook, e-mail. Each answers within seconds, or has failed."""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from detente.errors import InputError, PeerError
from detente.peer.address import is_loopback

TIMEOUT_S: Final = 4.0
"""An outlet that has not taken an alarm after so long has failed; the next contact is called on time all the same."""
MAX_ANSWER: Final = 4096


class OutletConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet, as detente.toml has it under ``[[outlets]]``.

    ``kind``: webhook (``url``) or mail (``host``, ``port``, ``sender``, ``to``). ``level``: the least that goes there.
    ``secret_file``: a file of mode 0600 with the token of a webhook, or ``user:password`` of the mail server. ``content`` false:
    it says that there is an alarm, and nothing of what it is about.
    """

    name: str
    kind: str
    level: str = "warning"
    url: str = ""
    host: str = ""
    port: int = 587
    tls: bool = True
    sender: str = ""
    to: tuple[str, ...] = ()
    secret_file: str = ""
    content: bool = True


def check(outlet: OutletConfig) -> None:
    """Refuse settings that cannot work (`InputError`)."""
    where = f"outlets.{outlet.name}"
    if outlet.kind not in SENDERS:
        raise InputError("bad-value", f"{outlet.kind!r} is no kind of outlet", where=f"{where}.kind", hint=", ".join(SENDERS))
    if outlet.level not in {"urgent", "warning"}:
        raise InputError("bad-value", f"{outlet.level!r} is no level", where=f"{where}.level", hint="urgent or warning")
    if outlet.kind == "webhook":
        parts = urlsplit(outlet.url)
        plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if not parts.hostname or not (parts.scheme == "https" or plain):
            raise InputError(
                "bad-value", f"{outlet.url!r} is no address", where=f"{where}.url", hint="https://…; http on loopback"
            )
    elif not (outlet.host and outlet.sender and outlet.to):
        raise InputError("bad-value", "a mail outlet needs host, sender and to", where=where)
    elif not outlet.tls and not is_loopback(outlet.host):
        raise InputError("bad-value", "mail leaves this machine over TLS only", where=f"{where}.tls", hint="tls = true")


def send(outlet: OutletConfig, folder: Path, subject: str, body: Mapping[str, str]) -> None:
    """Hand an alarm to an outlet; `PeerError` says why it did not take it. ``body``: its fields, the words among them."""
    given = body if outlet.content else {"words": "an alarm; look at the desk", "level": body.get("level", "")}
    words = subject if outlet.content else "Détente: an alarm"
    try:
        SENDERS[outlet.kind](outlet, _secret(folder, outlet), words, given)
    except (OSError, smtplib.SMTPException, http.client.HTTPException, ValueError) as error:
        raise PeerError("not-found", f"{type(error).__name__}: {error}"[:300], where=f"outlet {outlet.name}") from error


def _secret(folder: Path, outlet: OutletConfig) -> str:
    if not outlet.secret_file:
        return ""
    path = folder / outlet.secret_file
    if path.stat().st_mode & 0o077:
        raise OSError(f"others may read {path.name}: chmod 600")
    return path.read_text("utf-8").strip()


def _webhook(outlet: OutletConfig, secret: str, subject: str, body: Mapping[str, str]) -> None:
    parts = urlsplit(outlet.url)
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {secret}"} if secret else {})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, json.dumps({"subject": subject, **body}).encode(), headers)
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise http.client.HTTPException(f"answered {answer.status}")


def _mail(outlet: OutletConfig, secret: str, subject: str, body: Mapping[str, str]) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())[:200]
    message["From"], message["To"] = outlet.sender, ", ".join(outlet.to)
    message["X-Priority"], message["Auto-Submitted"] = "1", "auto-generated"
    message.set_content("\n".join(f"{name}: {value}" for name, value in body.items() if value) + "\n")
    with smtplib.SMTP(outlet.host, outlet.port, timeout=TIMEOUT_S) as server:
        if outlet.tls:
            server.starttls(context=ssl.create_default_context())
        if secret:
            user, _, password = secret.partition(":")
            server.login(user, password)
        server.send_message(message)


SENDERS: Final = {"webhook": _webhook, "mail": _mail}
