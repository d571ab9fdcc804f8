"""probe: why a link with a peer fails, seen from both sides: what we have and reach, and what the peer's node says of us."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from typing import Final

import msgspec

from detente.errors import DetenteError, InputError, PeerError
from detente.node import home
from detente.node.doctor import Finding
from detente.node.exchange import node_key
from detente.node.host import space, via_key
from detente.node.node import Node
from detente.peer.fetch import INDEX, MAX_INDEX, YOU, Index, read_you
from detente.peer.https import Answer, Client, Us

_decode: Final = msgspec.json.Decoder(Index).decode
CLOCKS_S: Final = 5.0
"""Clocks that differ by more are worth knowing, long before requests are refused for it."""


def probe(node: Node, party: str) -> list[Finding]:
    """What is wrong with the link to a party, in the order in which it has to work; the last finding says how far it works."""
    peer = next((p for p in node.config.peers if p.party == party), None)
    if peer is not None and peer.via:
        return _probe_via(node, peer)
    if peer is None or not peer.url:
        what = "we have no address of its node" if peer else "it is not said where this party is read from"
        return [Finding("wrong", party, what, f"`detente party add {party} --url https://HOST:PORT`")]
    try:
        key = node_key(node, party)
    except InputError as error:
        return [Finding("wrong", party, error.message, error.hint)]
    us = Us(node.key("node"), node.clock, os.urandom, timedelta(seconds=node.config.serve.skew_s))
    client = Client(peer.url, key, us)
    try:
        answer = client.get(YOU, 64 << 10)
    except DetenteError as error:
        return [Finding("wrong", peer.url, error.message, error.hint or _hint(error))]
    finally:
        client.close()
    return _compare(node, peer, answer)


def _probe_via(node: Node, peer: home.PeerConfig) -> list[Finding]:
    """The same for a peer that is read at its host: what the host answers us, and whether it has anything for us."""
    us = Us(node.key("node"), node.clock, os.urandom, timedelta(seconds=node.config.serve.skew_s))
    try:
        client = space(peer, via_key(node.config, peer, partial(node_key, node)), us)
        try:
            logs = _decode(client.get(INDEX, MAX_INDEX).body).logs
        finally:
            client.close()
    except msgspec.MsgspecError:
        return [Finding("wrong", peer.via, "it answers, and not as a host does", "is it another program's port?")]
    except DetenteError as error:
        return [Finding("wrong", peer.via, error.message, error.hint or _hint(error))]
    if not logs:
        return [Finding("note", peer.via, f"nothing of {peer.party} for us stands there yet", "ask it to run `detente sync`")]
    return [Finding("note", peer.via, f"the host of {peer.party} knows our key, and shows {len(logs)} logs for us", "nothing")]


def _compare(node: Node, peer: home.PeerConfig, answer: Answer) -> list[Finding]:
    try:
        you = read_you(answer.body)
    except PeerError:
        return [
            Finding("wrong", peer.url, f"it answers {answer.status}, and not as a node does", "is it another program's port?")
        ]
    found = []
    apart = abs((you.now - node.now()).total_seconds())
    if apart > CLOCKS_S:
        found.append(Finding("note", "clock", f"its clock and ours differ by {apart:.0f} s", "set both by a time server"))
    if you.reads_you != "trusted":
        what = f"its node does not read ours: {you.reads_you}{f', {you.error}' if you.error else ''}"
        found.append(Finding("wrong", peer.party, what, f"there: `detente party add {node.party} --url` with our address"))
    words = "it knows our key, and answers by the key that the agreement names"
    return [*found, Finding("note", peer.url, words, "nothing")]


def _hint(error: DetenteError) -> str:
    if error.code == "bad-signature":
        return "compare the two clocks, and the node key in the agreement with the one there (`detente party card`)"
    return "look at the terminal of its `detente serve`"
