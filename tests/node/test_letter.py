"""Parties that have nothing but e-mail: each letter is what the other has not got yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente import picture
from detente.errors import DetenteError
from detente.node import answer, letter, publish
from detente.node.reach import Reaches
from detente.notice import Activity, Notice, Site
from detente.statement import Ref
from detente.testing import Town
from detente.volume import Circle, Volume4D

HERE = Volume4D(Circle((36.1, 35.8), 500.0))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path, "clinic", "france", "ocha") as made:
        made.agree("clinic", "france")
        made.agree("clinic", "ocha")
        yield made


def say(town: Town, name: str, cls: type[Notice], **fields: object) -> Ref:
    node = town[name]
    return publish.publish(node, next(iter(node.picture.terms)), town.notice(cls, HERE, **fields)).ref


def carry(town: Town, author: str, reader: str) -> tuple[Ref, ...]:
    town.clock.tick(60)
    return letter.open_letter(town[reader], letter.write(town[author], f"{reader}.example")).new


def test_two_parties_agree_answer_and_confirm_by_letters_alone(town: Town) -> None:
    site = say(town, "clinic", Site, title="clinic")
    assert site in carry(town, "clinic", "france")
    plan = say(town, "france", Activity, title="flight")
    carry(town, "france", "clinic")
    carry(town, "clinic", "france")
    assert picture.answers(town["france"].picture, plan)["clinic.example"].answer == "conflict"
    assert answer.register(town["france"], plan).verdict == "conflict"
    found = Reaches(town["clinic"]).of(site)
    assert found.complete  # the mirror of france has cosigned it, and that came with the letter


def test_what_is_known_to_be_held_is_not_sent_again_and_what_was_lost_is(town: Town) -> None:
    say(town, "clinic", Site, title="first")
    first = letter.write(town["clinic"], "france.example")
    letter.open_letter(town["france"], first)
    carry(town, "france", "clinic")
    ref = say(town, "clinic", Site, title="second")
    lost = letter.write(town["clinic"], "france.example")
    assert len(lost) < len(first) + 4096
    again = letter.write(town["clinic"], "france.example")
    assert ref in letter.open_letter(town["france"], again).new
    carry(town, "france", "clinic")
    with pytest.raises(DetenteError, match="known to hold all"):
        letter.write(town["clinic"], "france.example")
    assert letter.open_letter(town["france"], letter.write(town["clinic"], "france.example", everything=True)).new == ()


def test_a_letter_survives_what_mail_programs_do_to_it(town: Town) -> None:
    ref = say(town, "clinic", Site)
    data = b"Dear colleague,\n\nplease find:\n\n" + letter.write(town["clinic"], "france.example")
    assert max(map(len, data.splitlines())) < 998  # RFC 5322, 2.1.1
    assert ref in letter.open_letter(town["france"], data.replace(b"\n", b"\r\n")).new


def test_a_letter_for_another_of_a_stranger_or_changed_is_refused(town: Town) -> None:
    say(town, "clinic", Site)
    data = letter.write(town["clinic"], "france.example")
    with pytest.raises(DetenteError, match="a letter to france"):
        letter.open_letter(town["ocha"], data)
    with pytest.raises(DetenteError):  # by the key of another
        letter.open_letter(town["france"], data.replace(b"clinic.example/node", b"france.example/node"))
    folder = town.folder / "france" / "letters"
    for at in (at for at in range(0, len(data), 97) if data[at] != 10):  # between lines of base64 there may be any space
        with pytest.raises(DetenteError):
            letter.open_letter(town["france"], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for cut in (0, 10, len(data) // 2, len(data) - 40):
        with pytest.raises(DetenteError):
            letter.open_letter(town["france"], data[:cut])
    assert not folder.exists()


def test_a_letter_holds_nothing_of_another_agreement(town: Town) -> None:
    """A2."""
    other = list(town["clinic"].picture.terms)[1]
    publish.publish(town["clinic"], other, town.notice(Site, HERE, title="ZZFORTHEUN"))
    say(town, "clinic", Site)
    first, second = (letter.write(town["clinic"], f"{reader}.example") for reader in ("france", "ocha"))
    assert other.encode() not in first
    assert other.encode() in second
