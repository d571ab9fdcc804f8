"""expose: a log that contradicts itself is proved to do so, and nothing more is read from it until the operator lifts that."""

from __future__ import annotations

from detente.errors import InputError, PeerError, StoreError
from detente.node.node import Node
from detente.terms import parse_origin
from detente.tlog.fork import format_fork
from detente.tlog.keys import VerifierKey
from detente.tlog.merkle import Tree

FORKS = "forks"


def exposed(node: Node, origin: str) -> str:
    """The file that proves that a log contradicts itself; empty where it stands in good faith."""
    return node.store.cursor(f"exposed {origin}") or ""


def refuse_exposed(node: Node, origin: str) -> None:
    """Read nothing of a log that was exposed: every new byte of it could be made for us alone."""
    proof = exposed(node, origin)
    if proof:
        hint = (
            f"show {proof} to the other members; after they have settled it: `detente party trust {parse_origin(origin).party}`"
        )
        raise PeerError("split-view", "this log contradicted itself; nothing more is read from it", where=origin, hint=hint)


def expose(
    node: Node,
    origin: str,
    keys: tuple[VerifierKey, VerifierKey],
    first: bytes,
    second: bytes,
    grown: Tree,
    sizes: tuple[int, int],
) -> PeerError:
    """Write the fork proof, remember it, and give the error to raise.

    ``first``, ``second``: the notes, the smaller first, of ``sizes``; ``keys``: the log's key under each; ``grown``: the tree
    under the second.
    """
    smaller, larger = sizes
    data = format_fork(keys[0], first, second, grown.root(smaller), grown.consistency(smaller, larger), keys[1])
    party = parse_origin(origin).party
    path = node.folder / FORKS / f"{party}-{smaller}-{larger}.fork"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StoreError("disk", error.strerror or str(error), where=str(path)) from error
    node.commit([], cursors=[(f"exposed {origin}", f"{FORKS}/{path.name}")])
    hint = f"the proof is {path}; verify it with `detente verify`, show it to the other members, read nothing more from this log"
    return PeerError("split-view", f"{party} showed two histories of this log", where=origin, hint=hint)


def trust(node: Node, party: str) -> list[str]:
    """Read the logs of a party again that was exposed; the proofs stay. `InputError` where there is nothing to lift."""
    origins = [o for o in node.store.origins() if parse_origin(o).party == party and exposed(node, o)]
    if not origins:
        raise InputError("not-found", f"{party} is not exposed here", where="party")
    node.commit([], cursors=[(f"exposed {origin}", "") for origin in origins])
    return origins
