"""Times as people write them: zones, orders of day and month, clocks set back, cells that a program turned."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.table import Value
from detente.intake.cells.times import date_order, excel_date, mixed_order, read_time, zone_doubt, zones_at

GAZA = "Asia/Gaza"


def codes(value: Value, zone: str | None = None, **more: str) -> list[str]:
    return [doubt.code for doubt in read_time(value, zone=zone, **more)[1]]  # type: ignore[arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2024-04-01 14:30Z", "2024-04-01T14:30:00Z", "2024-04-01 14:30 UTC", "2024-04-01 14:30 GMT", "2024-04-01 17:30+03:00",
        "2024-04-01T17:30:00+0300", "2024-04-01 17:30 UTC+3", "2024-04-01 17:30 (UTC+03:00)", "2024-04-01 10:30 −04:00",
        "2024-04-01 16:30 Asia/Gaza", "2024-04-01 17:30 asia/jerusalem", "2024-04-01 17:30 IDT", "2024-04-01 17:30 MSK",
        "2024-04-01 17:30 Moscow time", "1 April 2024, 14:30 UTC", "1st April 2024 at 14:30 hrs UTC", "April 1, 2024 2:30 pm UTC",
        "Mon 1 Apr 2024 14:30 GMT", "01-Apr-2024 14:30Z", "1er avril 2024 à 14h30 UTC", "le 1 avr. 2024 14h30 TU",
        "1 апреля 2024 г. 17:30 МСК", "1 апреля 2024, в 17:30 по московскому времени", "1 квітня 2024 р. 17:30 за києвом",
        "١ أبريل ٢٠٢٤ ١٤:٣٠ UTC", "1 نيسان 2024 الساعة 14:30 UTC",
        "يوم الإثنين 1 أفريل 2024 14:30 UTC", "٢٠٢٤/٠٤/٠١ ١٧:٣٠ بتوقيت دمشق",
        "1 أبريل 2024 2:30 م UTC", "011430Z APR 24", "011430ZAPR2024", "011730C APR 24", "2024/4/1 14:30 zulu",
        "1430 hrs 2024-04-01 UTC",
        "20240401T1430Z", "2024-04-01T10:30:00-04:00", "2024-04-01 10:30 -04:00",
    ],
)  # fmt: skip
def test_one_moment_in_many_spellings(text: str) -> None:
    window, doubts = read_time(text, zone=None)
    assert doubts == ()
    assert window.start == window.end == utc(2024, 4, 1, 14, 30)
    assert window.stated
    assert window.text == text


@pytest.mark.parametrize(
    "text", ["2024-04-01 14:30", "2024-04-01 14:30 local time", "1/13/2024 2:30pm", "1 avril 2024 14h30 heure locale"]
)
def test_a_time_without_a_zone_is_no_time(text: str) -> None:
    window, doubts = read_time(text, zone=None)
    assert window.start is None
    assert [doubt.code for doubt in doubts] == ["zone-missing"]
    assert not doubts[0].note
    window, doubts = read_time(text, zone="+02:00")
    assert doubts == ()
    assert window.start is not None
    assert (window.start.tzinfo, window.zone, window.stated) == (UTC, "+02:00", False)


def test_a_time_of_day_alone() -> None:
    assert codes("14:30") == ["zone-missing", "date-missing"]
    assert codes(time(14, 30), "UTC") == ["date-missing"]


@pytest.mark.parametrize(
    ("zone", "start"),
    [("Asia/Gaza", 12), ("Asia/Jerusalem", 11), ("+03:00", 11), ("UTC+2", 12), ("utc", 14), ("MSK", 11), ("بتوقيت دمشق", 11)],
)
def test_the_zone_of_who_imports(zone: str, start: int) -> None:
    window, doubts = read_time(datetime(2024, 4, 1, 14), zone=zone)
    assert doubts == ()
    assert window.start == utc(2024, 4, 1, start)


def test_zones_that_are_not_known_or_may_be_several() -> None:
    assert codes("2024-04-01 14:30", "Gazastan") == ["zone-unknown"]
    assert codes("2024-04-01 14:30", "local") == ["zone-missing"]
    for text in ("2024-04-01 14:30 AST", "2024-04-01 14:30 IST", "2024-07-01 14:30 EET"):
        window, doubts = read_time(text, zone=None)
        assert window.start is None
        assert [doubt.code for doubt in doubts] == ["zone-ambiguous"]
    _, (doubt,) = read_time("2024-07-01 14:30 EET", zone=None)
    assert doubt.args["readings"] == (
        "2024-07-01T12:30Z (Eastern Europe, winter +02:00); 2024-07-01T11:30Z (Eastern Europe, summer +03:00)"
    )
    assert read_time("2024-01-01 14:30 EET", zone=None)[0].start == utc(2024, 1, 1, 12, 30)
    assert read_time("2024-01-01 14:30 Z", zone="Asia/Gaza")[0].start == utc(2024, 1, 1, 14, 30)


def test_a_date_alone_is_a_day() -> None:
    window, doubts = read_time("2024-04-01", zone=GAZA)
    assert doubts == ()
    assert (window.start, window.end) == (utc(2024, 3, 31, 22), utc(2024, 4, 1, 22))
    window, _ = read_time(date(2024, 4, 1), zone=GAZA, end=True)
    assert window.start == window.end == utc(2024, 4, 1, 22)
    window, doubts = read_time(datetime(2024, 4, 1), zone=None)
    assert (window.start, window.end) == (utc(2024, 3, 31, 10), utc(2024, 4, 2, 12))
    assert [(doubt.code, doubt.note) for doubt in doubts] == [("zone-missing", True)]
    window, _ = read_time("February 2024", zone="UTC")
    assert (window.start, window.end) == (utc(2024, 2, 1), utc(2024, 3, 1))


def test_spans_and_midnight() -> None:
    window, _ = read_time("2024-04-01 06:00-18:30 UTC", zone=None)
    assert (window.start, window.end) == (utc(2024, 4, 1, 6), utc(2024, 4, 1, 18, 30))
    window, _ = read_time("2024-04-01 22:00 – 02:00 UTC", zone=None)
    assert (window.start, window.end) == (utc(2024, 4, 1, 22), utc(2024, 4, 2, 2))
    assert codes("2024-04-01 10:30-04:00", "UTC") == ["span-or-offset"]
    assert codes("2024-04-01 10:30-04:00 UTC") == []
    assert codes("2024-04-01 12:00-18:00", "UTC") == []
    assert read_time("2024-04-01 24:00 UTC", zone=None)[0].start == utc(2024, 4, 2)
    assert read_time("2024-04-01 12:00 am UTC", zone=None)[0].start == utc(2024, 4, 1)
    assert codes("2024-04-01 24:01 UTC") == ["time-unreadable"]
    assert codes("2024-04-01 13:00 pm UTC") == ["time-unreadable"]


def test_day_first_or_month_first() -> None:
    window, doubts = read_time("03/04/2024 08:00 UTC", zone=None)
    assert window.start is None
    assert [(doubt.code, doubt.args["first"], doubt.args["second"]) for doubt in doubts] == [
        ("date-order", "2024-04-03", "2024-03-04")
    ]
    assert read_time("03/04/2024 08:00 UTC", zone=None, order="dmy")[0].start == utc(2024, 4, 3, 8)
    assert read_time("03/04/2024 08:00 UTC", zone=None, order="mdy")[0].start == utc(2024, 3, 4, 8)
    assert read_time("13.04.24 08:00 UTC", zone=None)[0].start == utc(2024, 4, 13, 8)
    assert read_time("04/04/2024 08:00 UTC", zone=None)[1] == ()


def test_the_order_of_a_column() -> None:
    assert date_order(["03/04/2024", "13/04/2024 08:00", None, 7]) == "dmy"
    assert date_order(["03-04-2024", "04-13-24"]) == "mdy"
    assert date_order(["03.04.2024", "2024-04-13", date(2024, 4, 13)]) is None
    assert date_order(["13/04/2024", "04/13/2024"]) is None
    found = mixed_order([datetime(2024, 4, 3), "13/04/2024", datetime(2024, 12, 1)])
    assert found is not None
    assert (found.code, found.args["count"]) == ("date-order-turned", "2")
    assert mixed_order([datetime(2024, 4, 13), "13/04/2024"]) is None
    assert mixed_order([datetime(2024, 4, 3), "03/04/2024"]) is None


def test_dates_that_a_program_made() -> None:
    column: list[Value] = ["3-14", "3-15", "A-1", date(2024, 4, 3)]
    found = excel_date(date(2024, 4, 3), column)
    assert found is not None
    assert (found.code, found.args["typed"]) == ("excel-date", "3-4, 4-3, 4.24, 24.4")
    found = excel_date(datetime(1936, 5, 1), [36.4, 36.7, datetime(1936, 5, 1)])
    assert found is not None
    assert "5.36" in found.args["typed"]
    assert "36.5" in found.args["typed"]
    assert excel_date(date(2024, 4, 3), [date(2024, 4, 3), date(2024, 4, 4)]) is None
    assert excel_date("3-4", column) is None
    window, doubts = read_time(45383.604166666664, zone="UTC")
    assert window.start == utc(2024, 4, 1, 14, 30)
    assert [(doubt.code, doubt.note) for doubt in doubts] == [("excel-serial", True)]


@pytest.mark.parametrize(
    "text",
    [
        "1445-09-22",
        "22/09/1445",
        "22 رمضان 1445",
        "٢٢ رمضان ١٤٤٥ هـ",
        "15 Ramadan 1445",
        "1403/01/13",
        "13 حمل 1403",
        "22/9/1445 14:30",
    ],
)
def test_other_calendars_are_refused_with_words(text: str) -> None:
    window, doubts = read_time(text, zone="UTC")
    assert window.start is None
    assert [doubt.code for doubt in doubts] == ["calendar"]
    assert "Gregorian" in doubts[0].args["words"]


@pytest.mark.parametrize("text", ["soon", "2024-02-30", "32/01/2024", "2024-04-01 25:00",
                                  "after 2024-04-01 14:30", "not before 14:30",
                                  "2024-04-01 14:30 14:45 UTC", "1/2", "x" * 5000, "9999-12-31", "0000-01-01", "??"])  # fmt: skip
def test_what_cannot_be_read_says_so(text: str) -> None:
    window, doubts = read_time(text, zone="UTC")
    assert window.start is None
    assert [doubt.code for doubt in doubts] == ["time-unreadable"]
    assert doubts[0].args["words"]


def test_nothing_and_not_known() -> None:
    for blank in (None, "", "  "):
        assert read_time(blank, zone=None) == (read_time("", zone=None)[0], ())
    for text in ("Time Unknown", "unknown", "غير معروف"):
        assert [(doubt.code, doubt.note) for doubt in read_time(text, zone=None)[1]] == [("time-unknown", True)]


def test_clocks_set_back_and_forward() -> None:
    window, doubts = read_time("2024-10-27 01:30", zone="Europe/London")
    assert [doubt.code for doubt in doubts] == ["dst-fold"]
    assert (window.start, window.end) == (utc(2024, 10, 27, 0, 30), utc(2024, 10, 27, 1, 30))
    window, doubts = read_time("2024-03-31 01:30", zone="Europe/London")
    assert [doubt.code for doubt in doubts] == ["dst-gap"]
    assert (window.start, window.end) == (utc(2024, 3, 31, 0, 30), utc(2024, 3, 31, 1, 30))


def test_two_zones_that_a_place_may_mean() -> None:
    found = zones_at(31.42, 34.34, datetime(2024, 4, 1, 22, 52))
    assert [(str(zone)) for zone in found] == ["Asia/Gaza +02:00", "Asia/Jerusalem +03:00"]
    doubt = zone_doubt("2024-04-01 22:52", 31.42, 34.34)
    assert doubt is not None
    assert doubt.code == "zone-ambiguous"
    assert doubt.args["readings"] == "2024-04-01T20:52Z (Asia/Gaza); 2024-04-01T19:52Z (Asia/Jerusalem)"
    assert zone_doubt("2024-07-01 22:52", 31.42, 34.34) is None
    assert zone_doubt("2024-04-01 22:52Z", 31.42, 34.34) is None
    assert zone_doubt("2024-04-01", 31.42, 34.34) is None
    assert zone_doubt("2024-04-01 22:52", 33.51, 36.29) is None
    assert [zone.name for zone in zones_at(0.0, -30.0, utc(2024, 4, 1))] == ["Etc/GMT+2"]


def test_a_place_across_the_antimeridian_and_at_the_pole() -> None:
    assert zones_at(-16.8, 179.999, utc(2024, 4, 1))
    assert zones_at(90.0, 0.0, utc(2024, 4, 1))


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)),
    st.sampled_from(["UTC", GAZA, "Europe/Kyiv", "Asia/Kabul", "America/Caracas"]),
)
@settings(max_examples=200)
def test_what_is_written_is_read_back(moment: datetime, zone: str) -> None:
    wall = moment.replace(microsecond=0)
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    for text in (aware.isoformat(), f"{wall:%d %b %Y %H:%M:%S} {aware:%z}", f"{wall:%Y/%m/%d %H:%M:%S} UTC{aware:%z}"):
        window, doubts = read_time(text, zone=None)
        assert doubts == ()
        assert window.start == aware.astimezone(UTC)
    window, doubts = read_time(f"{wall:%Y-%m-%d %H:%M:%S}", zone=zone)
    assert window.start is not None
    assert window.end is not None
    assert window.start <= aware.astimezone(UTC) <= window.end
    assert (window.start != window.end) == bool(doubts)


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.datetimes(), st.dates(), st.times()),
    st.sampled_from([None, "UTC", GAZA, "x"]),
)
@settings(max_examples=400)
def test_any_cell_gives_a_window_or_a_doubt(value: Value, zone: str | None) -> None:
    window, doubts = read_time(value, zone=zone)
    assert window.start is not None or doubts or not str(value).strip()
    if window.start is not None:
        assert window.end is not None
        assert window.start.utcoffset() == timedelta()
        assert window.start <= window.end
    assert window.zone or window.start is None or any(doubt.code == "zone-missing" for doubt in doubts)


def test_an_aware_cell_keeps_its_offset() -> None:
    window, doubts = read_time(datetime(2024, 4, 1, 17, 30, tzinfo=timezone(timedelta(hours=3))), zone="UTC")
    assert (window.start, doubts, window.stated) == (utc(2024, 4, 1, 14, 30), (), True)
