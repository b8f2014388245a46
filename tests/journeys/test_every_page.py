"""Every page of both sides: WCAG 2.2 A and AA by axe in light and dark, and no sideways scrolling at 320 px."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import House
from tests.walking import Walker

from . import places
from .browsing import Window
from .conftest import signed_in

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
ALL = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
    "preload": False,
}
RUN = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${(e.innerText || "").slice(0, 40)}`).slice(0, 6)"""
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
SIDES = {"signed-out": "", "publisher": "carla", "desk": "lena"}


@pytest.fixture(scope="module")
def pages(house: House) -> dict[str, list[str]]:
    for name in ("carla", "lena"):
        signed_in(house, name)
    return {
        "signed-out": places.signed_out(house),
        "publisher": places.of_publisher(house, house.sessions["carla"]),
        "desk": places.of_desk(house, house.sessions["lena"]),
    }


def opened(window: Callable[..., Window], side: str, language: str, viewport: dict[str, int]) -> Window:
    made = window(SIDES[side], locale=language, viewport=viewport, reduced_motion="reduce")
    made.context.add_cookies([{"name": "tocsin_language", "value": language, "url": made.url}])
    return made


def audit(window: Window, options: object) -> list[str]:
    """What axe finds. What the browser says meanwhile is of axe's own doing: it sets styles while it measures."""
    before = len(window.trouble)
    window.page.evaluate(AXE)
    found = window.page.evaluate(RUN, options)
    del window.trouble[before:]
    return found


@pytest.mark.parametrize("side", SIDES)
def test_every_page_is_accessible_and_fits_a_small_screen_in_german(side, pages, window):
    looking, faults = opened(window, side, "de", WIDE), []
    for place in pages[side]:
        looking.open(place)
        faults += [f"{place}: {fault}" for fault in audit(looking, ALL)]
        looking.page.emulate_media(color_scheme="dark")
        faults += [f"{place} in dark: {fault}" for fault in audit(looking, COLOURS)]
        looking.page.set_viewport_size(NARROW)
        faults += [f"{place} at 320: {fault}" for fault in looking.page.evaluate(TOO_WIDE)]
        looking.page.set_viewport_size(WIDE)
        looking.page.emulate_media(color_scheme="light")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("side", SIDES)
def test_every_page_fits_a_small_screen_in_russian(side, pages, window):
    looking, faults = opened(window, side, "ru", NARROW), []
    for place in pages[side]:
        looking.open(place)
        faults += [f"{place}: {fault}" for fault in looking.page.evaluate(TOO_WIDE)]
    assert not faults, "\n".join(faults)


def test_every_page_that_there_is_has_been_looked_at(house, pages):
    walkers = [Walker(house.port), house.sessions["carla"], house.sessions["lena"]]
    assert places.unseen_pages([place for side in pages.values() for place in side], house, walkers) == set()
