"""The line for radio: what it says, that it is read back as it was said, and that what was heard wrongly is noticed."""

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.forms.heard import decode
from detente.forms.radio import FIELDS, MAX_TEXT, encode, said_of
from detente.geometry import geod
from detente.line import check_words
from detente.notice import Emergency, Leg, Movement, Place, Site, Typed, Validity
from detente.testing import a_place, notices
from detente.volume import Circle, Corridor, Point, Polygon, Volume4D

REVIEW = Validity(datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC))
ID = "3f9a1c07" + "0" * 24
KUNDUZ = (68.862211, 36.718031)
GSM7 = re.compile(r"[A-Z0-9 ./,-]*")
SITE = Site(
    id=ID, validity=REVIEW, function="health", volumes=(Volume4D(Circle(KUNDUZ, 300.0)),),
    place=Place(name="Trauma Centre", typed=(Typed("36 43 04.91 N 68 51 43.96 E", KUNDUZ, "DMS", accuracy_m=10.0),)),
)  # fmt: skip
LINE = "SITE/3F9A1C07/36.7180N 068.8622E/18M/300M/HEALTH/2026-03-01 1234Z/RELIEF.EXAMPLE/CHECK "


def mutations(text: str, rng: random.Random, count: int) -> list[str]:
    """The text with one letter changed, dropped, put in or in another's place."""
    found = []
    for _ in range(count):
        at, letter = rng.randrange(len(text) - 1), rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./-")
        changed, dropped = text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1 :]
        swapped, added = text[:at] + text[at + 1] + text[at] + text[at + 2 :], text[:at] + letter + text[at:]
        found.append(rng.choice((changed, dropped, swapped, added)))
    return found


def test_a_site_is_said_in_one_line() -> None:
    text = encode(SITE, "relief.example")
    assert text.startswith(LINE)
    heard = decode(text)
    assert (heard.kind, heard.number, heard.version) == ("site", "3f9a1c07", 1)
    assert heard.position == (68.8622, 36.718)
    assert (heard.exact_m, heard.around_m, heard.what) == (18, 300, "health")
    assert heard.when == datetime(2026, 3, 1, 12, 34, tzinfo=UTC)
    assert heard.party == "relief.example"
    assert f"CHECK {heard.words.upper()}" in text
    assert heard.place_words == check_words(KUNDUZ)


def test_a_movement_says_its_start_and_a_grid_where_it_was_typed_so() -> None:
    leg = Leg("out", "a", "b", time_start=datetime(2026, 2, 1, 6, tzinfo=UTC))
    corridor = Volume4D(Corridor((KUNDUZ, (69.0, 36.9)), 500.0), accuracy_m=50.0)
    movement = Movement(id=ID, version=3, validity=REVIEW, purpose="food", legs=(leg,), volumes=(corridor,))
    assert encode(movement, "Relief.Example").startswith(
        "MOVEMENT/3F9A1C07-3/36.7180N 068.8622E/58M/500M/FOOD/2026-02-01 0600Z/RELIEF.EXAMPLE/CHECK "
    )
    typed = Place(typed=(Typed("42S VF 87694 63602", KUNDUZ, "MGRS"),))
    gridded = Movement(id=ID, validity=REVIEW, place=typed)
    text = encode(gridded, "relief.example")
    assert text.startswith("MOVEMENT/3F9A1C07/42SVF87696360/UNKNOWN/UNKNOWN/GENERAL/UNKNOWN/RELIEF.EXAMPLE/CHECK ")
    assert decode(text.replace("42SVF87696360", "42s vf 8769 636o")) == decode(text)
    assert "36.7180N" in encode(gridded, "relief.example", grid=False)


@pytest.mark.parametrize(
    ("changes", "kind", "ended"),
    [
        ({"relation": "supersede", "of": 1, "version": 2}, "MOVEMENT", ""),
        ({"relation": "withdraw", "of": 1, "version": 2}, "MOVEMENT WITHDRAWN", "withdrawn"),
        ({"status": "cancelled"}, "MOVEMENT CANCELLED", "cancelled"),
        ({"status": "completed"}, "MOVEMENT COMPLETED", "completed"),
        ({"status": "completed", "relation": "withdraw", "of": 1, "version": 2}, "MOVEMENT WITHDRAWN", "withdrawn"),
    ],
)
def test_what_no_longer_holds_says_so(changes: dict[str, Any], kind: str, ended: str) -> None:
    """G9: the line of a withdrawal must not be that of a notice that holds."""
    movement = Movement(id=ID, validity=REVIEW, purpose="food", volumes=(Volume4D(Circle(KUNDUZ, 300.0)),))
    text = encode(msgspec.structs.replace(movement, **changes), "relief.example")
    assert text.startswith(f"{kind}/3F9A1C07")
    assert decode(text).ended == ended
    assert decode(text.lower().replace("movement w", "movementw")).ended == ended
    assert decode(text.rpartition("/")[0], by_voice=True).ended == ended


def test_an_end_is_one_of_its_kind() -> None:
    gone = encode(msgspec.structs.replace(SITE, relation="withdraw", version=2, of=1), "relief.example")
    assert gone.startswith("SITE WITHDRAWN/3F9A1C07-2/")
    for wrong in ("SITE CANCELLED", "SITE WITHDRAW", "WITHDRAWN"):
        with pytest.raises(InputError, match="none of site, movement, emergency") as refused:
            decode(gone.replace("SITE WITHDRAWN", wrong))
        assert "field 1" in refused.value.where
    longest = Site(
        id=ID, version=1_000_000, of=999_999, relation="withdraw", validity=REVIEW, function="electricity",
        volumes=(Volume4D(Circle((-100.00005, -10.00005), 900_000.0), accuracy_m=900_000.0),),
    )  # fmt: skip
    assert len(encode(longest, "relief.example")) <= MAX_TEXT


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.floats(0, 500), st.booleans())
def test_a_position_that_was_rounded_makes_the_line_no_narrower(rng: random.Random, radius: float, grid: bool) -> None:
    """G10: where nothing else says so, what rounding moved is added around the position."""
    lon, lat = a_place(rng)
    assume(abs(lat) < 80)
    typed = Place(typed=(Typed("as typed", (lon, lat)),))
    try:
        heard = decode(
            encode(
                Site(id=ID, validity=REVIEW, place=typed, volumes=(Volume4D(Circle((lon, lat), radius or 1.0)),)),
                "relief.example",
                grid=grid,
            )
        )
    except InputError:
        assume(False)
    assert heard.exact_m is None
    assert heard.position is not None
    assert heard.around_m is not None
    assert geod().inv(lon, lat, *heard.position)[2] + radius <= heard.around_m + 1e-6


def test_a_position_between_two_figures_is_said_wider() -> None:
    place = (10.00005, 10.00005)
    site = Site(id=ID, validity=REVIEW, place=Place(typed=(Typed("x", place),)), volumes=(Volume4D(Circle(place, 10.0)),))
    assert "/UNKNOWN/18M/" in encode(site, "relief.example")


def test_metres_are_rounded_up() -> None:
    typed = Place(typed=(Typed("36.7, 68.9", KUNDUZ, accuracy_m=10.1),))
    text = encode(Site(id=ID, validity=REVIEW, place=typed, volumes=(Volume4D(Circle(KUNDUZ, 300.2)),)), "relief.example")
    assert "/19M/301M/" in text


@pytest.mark.parametrize("position", [(180.0, 0.0), (-180.0, 0.0), (5.9999844, -4e-08), (3.0, 84.0), (0.0, 90.0), (9.0, -90.0)])
def test_a_square_at_every_edge_is_read_again(position: tuple[float, float]) -> None:
    edge = Place(typed=(Typed("as typed", position, "MGRS"),))
    text = encode(Movement(id=ID, validity=REVIEW, place=edge), "relief.example")
    heard = decode(text)
    assert heard.grid
    assert heard.position is not None
    assert geod().inv(*position, *heard.position)[2] <= 8.0


def test_an_emergency_goes_out_without_a_place_and_nothing_else_does() -> None:
    since = datetime(2015, 10, 2, 21, 38, tzinfo=UTC)
    text = encode(Emergency(id=ID, validity=REVIEW, what="we are hit", since=since), "msf.example")
    assert text.startswith("EMERGENCY/3F9A1C07/UNKNOWN/UNKNOWN/UNKNOWN/CEASE/2015-10-02 2138Z/MSF.EXAMPLE/CHECK ")
    assert decode(text).position is None
    bow = Volume4D(Polygon((((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),)))
    assert "/UNKNOWN/" in encode(Emergency(id=ID, validity=REVIEW, what="we are hit", volumes=(bow,)), "msf.example")
    with pytest.raises(InputError, match="has no place"):
        encode(Site(id=ID, validity=REVIEW), "msf.example")


def test_a_line_that_would_be_too_long_asks_for_a_shorter_name() -> None:
    with pytest.raises(InputError, match="160") as refused:
        encode(SITE, "a" * 90)
    length = int(re.search(r"in (\d+) letters", refused.value.hint)[1])  # type: ignore[index]
    assert length >= 50
    assert len(encode(SITE, "a" * length)) <= MAX_TEXT


@settings(max_examples=150, deadline=None)
@given(notices({"site", "movement", "emergency"}), st.booleans(), st.randoms(use_true_random=False))
def test_what_is_said_is_read_again_and_never_narrower(
    notice: Site | Movement | Emergency, grid: bool, rng: random.Random
) -> None:
    try:
        text = encode(notice, "relief.example", grid=grid)
    except InputError:
        assume(False)
    assert len(text) <= MAX_TEXT
    assert GSM7.fullmatch(text)
    heard = decode(text)
    assert heard == said_of(notice, "relief.example", grid=grid)
    if notice.place.typed and heard.position:
        away = geod().inv(*notice.place.typed[0].understood, *heard.position)[2]
        assert away <= 8.0
        assert heard.exact_m is None or away + (notice.place.typed[0].accuracy_m or 0.0) <= heard.exact_m
    spaced = "".join(rng.choice((c, c + " ", c.lower())) if c not in "/" else c for c in text[: text.rindex("/")])
    assert decode(f"  {spaced}{text[text.rindex('/') :].lower()} ") == heard


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.floats(1, 50_000), st.booleans())
def test_around_holds_the_whole_footprint(rng: random.Random, size: float, grid: bool) -> None:
    lon, lat = a_place(rng)
    assume(abs(lat) < 80)
    spread = size / 111_000
    ring = tuple((round(max(-180.0, min(180.0, lon + x)), 7), round(lat + y, 7)) for x, y in (
        (0, 0), (spread, 0), (spread, spread), (0, spread), (0, 0),
    ))  # fmt: skip
    site = Site(id=ID, validity=REVIEW, volumes=(Volume4D(Polygon((ring,)), accuracy_m=20.0),))
    try:
        heard = decode(encode(site, "relief.example", grid=grid))
    except InputError:
        assume(False)
    assert heard.position is not None
    assert heard.around_m is not None
    assert heard.exact_m is not None
    farthest = max(geod().inv(*heard.position, *corner)[2] for corner in ring)
    assert farthest + 20.0 <= heard.around_m + heard.exact_m


def test_one_wrong_letter_is_noticed() -> None:
    """One in 456,976 lines with a wrong letter has the right check words all the same: 99.9998 % are noticed."""
    rng = random.Random(5)
    silent, wrong = 0, 0
    for number in range(120):
        place = a_place(rng)
        volume = Volume4D(Point(place, float(rng.randrange(0, 900))), time_start=REVIEW.review_by + timedelta(minutes=number))
        notice = Movement(id=f"{rng.getrandbits(128):032x}", validity=REVIEW, purpose="food", volumes=(volume,))
        text = encode(notice, "relief.example", grid=number % 2 == 0)
        said = decode(text)
        for heard in mutations(text, rng, 60):
            try:
                other = decode(heard)
            except InputError:
                wrong += 1
            else:
                silent += other != said
    assert silent == 0
    assert wrong > 5_000


@pytest.mark.parametrize(
    ("said", "heard", "where"),
    [
        ("36.7180N", "36.7810N", "field 3 (position)"),
        ("36.7180N", "36.7130N", "field 3 (position)"),
        ("/300M/", "/800M/", "field 5 (around)"),
        ("RELIEF", "RELIEV", "field 8 (party)"),
        ("HEALTH", "HAELTH", "field 6 (what)"),
        ("1234Z", "1264Z", "field 7 (when)"),
        ("N 068", "N 268", "field 3 (position)"),
        ("3F9A", "3G9A", "field 2 (number)"),
        ("SITE", "SIDE", "field 1 (kind)"),
        ("18M", "18N", "field 4 (exact)"),
        ("CHECK", "CHEK", "field 9 (check words)"),
    ],
)
def test_the_field_to_be_read_again_is_named(said: str, heard: str, where: str) -> None:
    with pytest.raises(InputError) as refused:
        decode(encode(SITE, "relief.example").replace(said, heard))
    assert where in refused.value.where
    assert "again" in refused.value.hint or "all of it" in refused.value.hint


def test_a_check_word_heard_wrongly_is_told_from_a_field() -> None:
    text = encode(SITE, "relief.example")
    *_, last = text.split()
    other = "ZULU" if last != "ZULU" else "ALFA"
    with pytest.raises(InputError, match="one check word is another") as refused:
        decode(text.removesuffix(last) + other)
    assert "field 9" in refused.value.where
    with pytest.raises(InputError, match="every field"):
        decode(text.replace("36.7180N", "35.0000N"))
    with pytest.raises(InputError, match="3 check words instead of 4"):
        decode(text.removesuffix(f" {last}"))


def test_a_line_is_read_however_it_was_written_down() -> None:
    text = encode(SITE, "relief.example")
    said = decode(text)
    assert decode(text.replace("36.7180N", "36,718ON")) == said
    assert decode(text.replace("068.8622E", "٠٦٨.٨٦٢٢E")) == said
    assert decode(text.lower().replace("/", " / ")) == said
    assert decode(text.rpartition("/")[0], by_voice=True) == said
    spelt = {"alfa": "alpha", "juliett": "juliet", "xray": "x-ray", "whiskey": "whisky"}
    words = " ".join(spelt.get(word, word) for word in said.words.split())
    assert decode(f"{text.rpartition('/')[0]}/check {words}") == said


def test_by_voice_a_space_in_a_name_is_asked_about() -> None:
    """Nothing would tell `RELIEF EXAMPLE` from another party whose name has no dot there."""
    line = encode(SITE, "relief.example").rpartition("/")[0]
    said = decode(line, by_voice=True)
    assert decode(line.replace("RELIEF.EXAMPLE", "relief . example"), by_voice=True) == said
    with pytest.raises(InputError, match="no name of a party") as refused:
        decode(line.replace("RELIEF.EXAMPLE", "RELIEF EXAMPLE"), by_voice=True)
    assert "field 8" in refused.value.where


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.lists(st.text("0123456789ABCNSEWMZ.,/- ", max_size=30), min_size=8, max_size=9).map("/".join))
def test_no_text_is_too_odd_to_be_refused(text: str) -> None:
    for by_voice in (False, True):
        with pytest.raises(InputError):
            decode(text, by_voice=by_voice)


def test_a_long_text_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="more than 1000"):
        decode("/" * 10_000_000)
    assert len(FIELDS) == 9
