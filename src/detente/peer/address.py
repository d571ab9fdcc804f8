"""The address of a node: https with a host and a port; plain http on loopback only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from detente.errors import InputError


def check_url(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a node's address; `InputError` for anything but https, or http on loopback."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not host or port is None or parts.scheme not in {"https", "http"} or parts.path not in {"", "/"} or parts.query:
        raise InputError(
            "bad-value", f"{url[:200]!r} is not the address of a node", where="url", hint="like https://10.0.0.7:4747"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InputError("bad-value", "plain HTTP is for loopback only", where="url", hint="write https://")
    return parts.scheme, host, port


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its written address: no name is looked up."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
