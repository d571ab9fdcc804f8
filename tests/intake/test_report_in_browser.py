"""The report in a real browser: nothing that axe finds, no sideways scrolling, nothing fetched, in every language and look."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.intake.page.report import html
from detente.standing import LANGUAGES, PRESUMPTION
from tests.intake.samples import report

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium: scripts/browser installs it")
NARROW, WIDE, ZOOMED = 320, 1280, 640
"""CSS pixels. A screen of 1280 at 200 % is one of 640 (WCAG 1.4.10 asks for 320)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Chromium refuses its own sandbox to root, who runs tests in a container.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for language in LANGUAGES:
        (folder / f"{language}.html").write_bytes(html(report(), language))
    return folder


@pytest.fixture
def opened(browser: Any, pages: Path) -> Iterator[Any]:
    """Opens the page of a language at a width and in a look; complains when it fetches anything or fails at anything."""
    contexts, fetched, said = [], list[str](), list[str]()

    def open_page(language: str, width: int, look: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=look, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: fetched.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((pages / f"{language}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in fetched if not url.startswith(pages.as_uri())] == []
    assert len(fetched) == len(contexts)
    assert said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(opened: Any, language: str) -> None:
    """WCAG 2.2 AA and axe's best practices, as far as rules that run by themselves can tell."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(language, WIDE)
    for width, look in ((WIDE, "light"), (WIDE, "dark"), (360, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=look)
        # The page lets no script run; axe's is evaluated by the driver, outside the page's policy.
        found = Axe().run(page).response
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == [], (width, look)
        assert len(found["passes"]) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_does_not_scroll_sideways(opened: Any, language: str) -> None:
    """Only a table may, in its own frame, which the keyboard reaches."""
    page = opened(language, WIDE)
    for width in (NARROW, 360, ZOOMED, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]") == [width, width]
    frames = page.evaluate("[...document.querySelectorAll('.scroll')].map(e => e.tabIndex)")
    assert frames
    assert set(frames) == {0}


def test_arabic_runs_from_the_right_and_coordinates_from_the_left(opened: Any) -> None:
    """A pair of numbers that is turned round is another place."""
    page = opened("ar", WIDE)
    heading = page.evaluate(
        "(e => [e.getBoundingClientRect().right, getComputedStyle(e).direction])(document.querySelector('h1'))"
    )
    assert heading[1] == "rtl"
    assert heading[0] > WIDE / 2
    for pair in ("36.65000, 35.93000", "35.93000, 36.65000", "13.97000, 44.18000"):
        first, second = page.evaluate(
            """pair => {
                const element = [...document.querySelectorAll('bdi')].find(e => e.textContent === pair);
                const at = (from, to) => {
                    const range = document.createRange();
                    range.setStart(element.firstChild, from);
                    range.setEnd(element.firstChild, to);
                    return range.getBoundingClientRect().left;
                };
                return [at(0, 8), at(10, pair.length)];
            }""",
            pair,
        )
        assert first < second, pair


def test_the_keyboard_skips_to_what_matters(opened: Any) -> None:
    page = opened("en", WIDE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the rows to look at"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#doubted').getBoundingClientRect().top") < 100


def test_symbols_and_hatches_are_drawn(opened: Any) -> None:
    """The policy of the page leaves its own style and patterns alone: a map that is blank would say nothing is doubtful."""
    page = opened("en", WIDE)
    drawn = page.evaluate(
        """[...document.querySelectorAll('svg.map')].map(map => {
            const box = map.querySelector('use').getBoundingClientRect();
            return [map.getBoundingClientRect().width > 300, box.width > 10];
        })"""
    )
    assert drawn
    assert all(one == [True, True] for one in drawn)
    assert page.evaluate("getComputedStyle(document.querySelector('symbol .understood')).fill") == 'url("#hatch")'
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).borderBlockEndStyle") == "solid"


def test_it_prints_on_white_with_all_its_parts(opened: Any) -> None:
    page = opened("ar", WIDE, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert PRESUMPTION["ar"] in page.inner_text("body")
    assert page.pdf(format="A4").startswith(b"%PDF")
