"""Attack 1: whoever carries the files changes one byte, or forges an entry together with the tile over it."""

from pathlib import Path

import msgspec
import pytest
from attacker import log_of, say, shell, verdict

from detente.node import prove
from detente.peer.folder import place
from detente.testing import Town
from detente.tlog.merkle import Tree
from detente.tlog.tiles import decode_bundle, encode_bundle, tile_data, tiles


def carried(town: Town) -> Path:
    say(town, town["liar"], "clinic")
    say(town, town["liar"], "school")
    town.put_out()
    return town.outbox("liar", "france")


@pytest.mark.parametrize("name", ["checkpoint", "tile/entries/000.p/3", "tile/0/000.p/3", "content/0", "seen/russia.example"])
def test_one_changed_byte_is_found_and_named(town: Town, name: str) -> None:
    folder = carried(town)
    path = folder / place(log_of(town, "liar")) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, output = shell(town["france"], "verify", str(folder), "--json")
    assert code != 0
    told = msgspec.json.decode(output)
    assert told["whose"] == "the peer's"
    assert told["error"] in {"bad-signature", "bad-note", "bad-proof", "bad-leaf", "bad-content", "not-json"}
    assert log_of(town, "liar") in told["where"]


def test_an_entry_forged_together_with_its_tile_does_not_give_the_signed_root(town: Town) -> None:
    """The tiles are never trusted: the root is made from the entries (CVE-2026-56865)."""
    folder = carried(town)
    base = folder / place(log_of(town, "liar"))
    bundle = base / "tile/entries/000.p/3"
    entries = decode_bundle(bundle.read_bytes())
    entries[1] = entries[1].replace(b"site", b"area")
    bundle.write_bytes(encode_bundle(entries))
    tree = Tree.from_entries(entries)
    for tile in tiles(3):
        (base / tile.path).write_bytes(tile_data(tree, tile))
    code, output = shell(town["france"], "verify", str(folder))
    assert (code, "VERIFIED" in output) == (4, False)
    taken, whose, words = verdict(lambda: town.pull("france", "liar"))
    assert (taken, whose) == ("bad-proof", "the peer's")
    assert "liar.example" in words


def test_a_changed_byte_of_evidence_proves_nothing(town: Town) -> None:
    carried(town)
    town.pull("france", "liar")
    france = town["france"]
    evidence = prove.prove(france, next(r for r in france.picture.entries if r.origin == log_of(town, "liar")))
    path = france.folder / "evidence.zip"
    for at in (0, len(evidence) // 3, len(evidence) // 2, len(evidence) - 1):
        path.write_bytes(evidence[:at] + bytes([evidence[at] ^ 1]) + evidence[at + 1 :])
        code, output = shell(france, "verify", str(path))
        assert code == 1
        assert "NOT VERIFIED" in output
