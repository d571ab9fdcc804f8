"""A party without a server takes part through a host: its readers get all that is theirs, the host and others nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hosted import Hosted


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    made = Hosted(tmp_path)
    try:
        yield made
    finally:
        made.close()


def test_what_a_guest_publishes_its_reader_finds_at_the_host(hosted: Hosted) -> None:
    hosted.say("france", "clinic")
    assert hosted.read("france").error is not None  # the host has not been told of France yet
    sent = hosted.sync("clinic").host
    assert sent is not None
    assert (sent.error, sent.dropped) == (None, 0)
    assert sent.sent > 0
    assert hosted.read("france").error is None
    assert hosted.titles("france") == ["clinic"]
    assert hosted.read("russia").error is None
    assert hosted.titles("russia") == []
