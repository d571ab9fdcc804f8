"""The page for the sender: every row counted, nothing of a file becomes markup, nothing is fetched, whatever the list holds."""

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import standing
from detente.intake.model import Item
from detente.intake.page.report import MAX_DETAILED, MAX_LISTED, MAX_MAPS, counts, html
from detente.intake.page.sketch import Drawing, Scene, View, outlined, views
from detente.volume import Circle, Point, Polygon
from tests.intake.samples import HARM, accepted, coarse, items, report, several, swapped, unreadable

LANGUAGES = sorted(standing.LANGUAGES)
VOID = {"meta", "br", "img", "link", "hr", "input", "rect", "path", "circle", "use"}


class Page(HTMLParser):
    """What a page holds; complains about tags that do not match."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag not in {"bdi", "b", "span", "a"}:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    @property
    def said(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.text).replace("\u2068", "").replace("\u2069", ""))

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]


ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "section", "article", "div", "span", "p",
    "br", "b", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "figure",
    "figcaption", "svg", "defs", "pattern", "symbol", "use", "path", "rect", "circle", "text", "desc",
}  # fmt: skip


def check(data: bytes) -> Page:
    """Whatever a page must be, however hostile its rows."""
    page = Page(data)
    for tag, attrs in page.tags:
        assert tag in ALLOWED, tag
        assert not [name for name in attrs if name.startswith("on") or name in {"style", "src", "srcset", "action"}]
        assert (attrs.get("href") or "#").startswith("#")
        assert "url(" not in " ".join(value or "" for value in attrs.values())
    assert len(page.ids()) == len(set(page.ids()))
    named = {ref for _, attrs in page.tags for key in ("aria-labelledby",) for ref in (attrs.get(key) or "").split()}
    linked = {(attrs.get("href") or "#")[1:] for _, attrs in page.tags} - {""}
    assert named | linked <= set(page.ids())
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_counted_and_named(language: str) -> None:
    """R05: rows in = accepted + doubted + rejected; none is lost."""
    page = check(html(report(), language))
    assert counts(items()) == {"accepted": 12, "doubted": 3, "rejected": 1}
    for row in range(2, 18):
        assert re.search(rf"(row|ligne|السطر|строка) {row}\b", page.said), row
    for number in ("16", "12", "3", "1"):
        assert number in page.said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standing_sentences_stand_in_it(language: str) -> None:
    """G4, G5 above and below; G14 with the named source and its error."""
    said = check(html(report(), language)).said
    for sentence in (standing.PRESUMPTION[language], standing.VOLUNTARY[language]):
        assert said.count(sentence) == 2
    assert standing.BORDERS[language] in said
    assert "OCHA 2020" in said
    assert re.search(r"56\s(m|م|м)\b", said)


def test_language_and_direction() -> None:
    """R25: unknown languages are answered in English; Arabic runs from the right, numbers in it from the left."""
    arabic = check(html(report(), "ar-SY"))
    assert arabic.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert ("bdi", {"dir": "ltr", "class": "n"}) in arabic.tags
    assert not re.search("[٠-٩]", arabic.said)
    assert check(html(report(), "xx")).tags[0] == ("html", {"lang": "en", "dir": "ltr"})


def test_nothing_of_a_file_becomes_markup() -> None:
    """Names, headings, sources, changes: each place in which a text of the file is shown holds a text that tries."""
    data = html(report(), "en")
    assert check(data).said.count("<script>alert(1)</script>") >= 8
    assert b"<script" not in data
    assert "\u202e" not in data.decode()
    assert b"\x1b" not in data
    assert "\\u202egnp.exe" in data.decode()


def test_the_policy_of_the_page_names_its_own_style_and_nothing_else() -> None:
    data = html(report(), "en").decode()
    style = re.search(r"<style>(.*?)</style>", data, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', data)
    assert style
    assert policy
    digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
    assert policy[1].replace("&#x27;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "@import" not in style[1]
    assert re.findall(r"url\(([^)]*)\)", style[1]) == ["#hatch"] * 2


def test_a_doubted_row_says_what_was_typed_and_what_may_have_been_meant() -> None:
    said = check(html(report(swapped(14)), "en")).said
    for words in (
        "36.65, 35.93", "36.65000, 35.93000", "35.93000, 36.65000", "37S", "58.9 km outside", "Hatay", "سوريا › إدلب",
        "latitude and longitude the other way round; 102 km from the position as typed", "WGS 84, not stated", "decimal degrees",
        "2 other rows of the list", "outline of the unit that the row states",
    ):  # fmt: skip
        assert words in said, words


def test_a_coarse_position_is_an_area() -> None:
    said = check(html(report(coarse(17)), "en")).said
    assert "an area: circle of radius 5 km, 78.5 km²" in said
    assert "a route, 500 m to each side" in said
    assert "village or town" in said
    assert re.search(r"37S [A-Z]{2} \d \d\b", said), "a grid reference with more digits than are known"


def test_maps_have_a_text_alternative() -> None:
    page = check(html(report(swapped(14), several(16)), "en"))
    maps = [attrs for tag, attrs in page.tags if tag == "svg" and attrs.get("role") == "img"]
    assert len(maps) == 2
    assert all(attrs["aria-labelledby"] for attrs in maps)
    assert "as understood: 36.65000, 35.93000; numbers: what may have been meant" in page.said


def test_what_is_far_off_gets_a_close_up() -> None:
    """A unit beside a point 6,000 km away would be a dot."""
    item = msgspec.structs.replace(swapped(14), position=(-36.65, 35.93))
    around = Drawing(outline=(((36.5, 35.8), (36.9, 35.8), (36.7, 36.1), (36.5, 35.8)),), unit="Idleb")
    page = check(html(report(item, drawings={item.origin: around}), "en"))
    assert len([attrs for tag, attrs in page.tags if tag == "svg" and attrs.get("role") == "img"]) == 2
    assert "Close-up" in page.said


def test_nothing_in_particular() -> None:
    """No rows, no columns, no sources: a page all the same, and it says so."""
    said = check(html(report(layouts={}, items=(), unchecked=(), sources=(), difference=None, drawings={}), "en")).said
    assert "0 rows were read: 0 taken + 0 to look at + 0 not taken." in said
    assert said.count("There are none.") == 3


def test_the_same_report_gives_the_same_bytes() -> None:
    assert html(report(), "fr") == html(report(), "fr")


def test_large_lists_are_cut_and_say_so() -> None:
    """Two hundred doubted rows with outlines of thousands of corners fit in 2 MB."""
    ring = tuple((36.5 + (n % 90) / 300 + n / 1e5, 35.8 + n / 2e4) for n in range(5_000))
    around = Drawing(outline=(ring, ring, ring), unit="إدلب", siblings=ring[:900], place=(36.6, 35.9), place_name="x" * 500)
    rows = [swapped(n, "n" * 2_000) for n in range(2, 202)]
    data = html(report(*rows, drawings={item.origin: around for item in rows}), "ar")
    assert len(data) < 2_000_000
    many = [swapped(n) for n in range(MAX_DETAILED + 5)] + [accepted(n) for n in range(1_000, 1_001 + MAX_LISTED)]
    many += [unreadable(n) for n in range(10_000, 10_002 + MAX_LISTED)]
    page = check(html(report(*many), "en"))
    assert f"The first {MAX_DETAILED} of {MAX_DETAILED + 5} rows are shown in full. The workbook with remarks holds" in page.said
    assert f"The first {MAX_MAPS} of {MAX_DETAILED} rows that are shown in full have a map." in page.said
    assert f"{MAX_LISTED} of {MAX_LISTED + 1} are shown here." in page.said
    assert f"{MAX_LISTED} of {MAX_LISTED + 2} are shown here." in page.said


def test_what_most_rows_share_is_said_once() -> None:
    said = check(html(report(), "en")).said
    assert said.count("No datum is given; WGS 84 was taken.") == 1
    assert "13 rows: No datum is given" in said


TEXTS = st.text(max_size=40) | st.sampled_from([HARM, "‮", "]]>", "<!--", "</style>", "&lt;", "\x00", "\ud800", "=1+1"])


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=7, max_size=7), st.sampled_from(LANGUAGES))
def test_any_text_of_a_file_is_only_text(texts: list[str], language: str) -> None:
    name, unit, typed, sheet, heading, arg, file = texts
    item = msgspec.structs.replace(
        swapped(3), said={"name": name, "admin1": unit}, reading=msgspec.structs.replace(swapped(3).reading, text=typed),
        origin=msgspec.structs.replace(swapped(3).origin, sheet=sheet),
        doubts=tuple(msgspec.structs.replace(doubt, args={"unit": arg, "datum": arg}) for doubt in swapped(3).doubts),
    )  # fmt: skip
    layouts = {sheet: msgspec.structs.replace(report().layouts["Sites"], headings=(heading,) * 4)}
    check(html(report(item, unreadable(4, typed), layouts=layouts, file=file), language))


@pytest.mark.parametrize(
    ("position", "meant"), [((179.99, -17.0), (-179.98, -17.1)), ((10.0, 89.999), (-170.0, 89.99)), ((0.0, -90.0), (0.0, 90.0))]
)
def test_maps_at_the_antimeridian_and_the_poles(position: tuple[float, float], meant: tuple[float, float]) -> None:
    """Both are on the map, however their longitudes are written."""
    for view in views(Scene(understood=position, candidates=(meant,)))[:1]:
        for place in (position, meant):
            x, y = view.pixel(place)
            assert 0 <= x <= 480
            assert 0 <= y <= 320


Degrees = tuple[float, float]
degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=150, deadline=None)
@given(degrees, st.lists(degrees, max_size=9), st.lists(degrees, min_size=4, max_size=30), st.none() | degrees, st.floats(0, 1e6))
def test_any_scene_is_drawn_within_its_frame(
    at: Degrees, meant: list[Degrees], corners: list[Degrees], place: Degrees | None, radius_m: float
) -> None:
    """What was understood, and every candidate, is on the first map; north is up."""
    ring = tuple(corners)
    around = Drawing(outline=(ring,), unit="u", place=place, place_name="p", siblings=ring)
    footprints = (Circle(at, radius_m), Polygon((ring,)), Point(at))
    scene = Scene(
        understood=at, footprints=footprints, candidates=tuple(meant), around=around, outline=outlined(around)
    )  # fmt: skip
    wide = views(scene)[0]
    for drawn, one in zip(wide.pixels(np.array([at, *meant])), (at, *meant), strict=True):
        assert drawn == pytest.approx(wide.pixel(one), abs=1e-6)
    for one in (at, *meant):
        x, y = wide.pixel(one)
        assert -1e-6 <= x <= 480 + 1e-6
        assert -1e-6 <= y <= 320 + 1e-6
    assert wide.pixel((at[0], 90.0))[1] <= wide.pixel((at[0], -90.0))[1]
    item = msgspec.structs.replace(swapped(3), position=at, footprints=footprints)
    check(html(report(item, drawings={item.origin: around}), "en"))


def test_a_view_is_about_its_middle() -> None:
    assert View((10.0, 50.0), 0.01).pixel((10.0, 50.0)) == (240.0, 160.0)


def test_an_item_without_any_doubt_says_its_reason() -> None:
    bare = Item(origin=swapped(3).origin, key="k", original={}, said={}, state="rejected", reason="position-missing")
    said = check(html(report(bare), "en")).said
    assert "The row gives no position." in said
