"""compare: before a node that is started writes anything: do its peers know more of our own logs than stands here?

An old copy of a store would else write a second history of ours. Peers are asked all at once, and for a few seconds:
who does not answer keeps no node from starting; what they have seen is compared again in every exchange.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from detente.errors import DetenteError, OurError
from detente.node.gossip import heed_head
from detente.node.home import PeerConfig
from detente.node.node import Node
from detente.peer.fetch import FILES
from detente.peer.folder import MAX_CHECKPOINT, place
from detente.peer.https import Client, Us
from detente.terms import parse_origin
from detente.web.shelf import Shelf

WAIT_S: Final = 5.0


def seen(peers: Sequence[PeerConfig], shelf: Shelf, us: Us, party: str, wait_s: float = WAIT_S) -> list[tuple[str, bytes]]:
    """The newest heads of our own logs that our peers' nodes have seen, each with its agreement; nothing of it is believed."""
    found: list[tuple[str, bytes]] = []
    asked = [peer for peer in peers if peer.url and peer.party in shelf.nodes]
    threads = [threading.Thread(target=_ask, args=(peer, shelf, us, party, wait_s, found), daemon=True) for peer in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(wait_s)
    return list(found)


def _ask(peer: PeerConfig, shelf: Shelf, us: Us, party: str, wait_s: float, found: list[tuple[str, bytes]]) -> None:
    client = Client(peer.url, shelf.nodes[peer.party], us, wait_s)
    try:
        for origin in shelf.held.get(peer.party, {}):
            answer = client.get(f"{FILES}{place(origin).as_posix()}/seen/{party}", MAX_CHECKPOINT)
            if answer.status == 200:
                found.append((parse_origin(origin).agreement, answer.body))
    except DetenteError:
        return  # its link says what is wrong
    finally:
        client.close()


def heed(node: Node, heads: Sequence[tuple[str, bytes]]) -> list[str]:
    """Compare them with what stands here; nothing is written any more to a log that others know to be longer. Why, in words."""
    problems = []
    for agreement, note in heads:
        try:
            heed_head(node, agreement, note)
        except OurError as error:
            problems.append(str(error))
    return list(dict.fromkeys(problems))
