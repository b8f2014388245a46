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


def unfold(window: Window) -> None:
    """What stands behind a fold is looked at as well."""
    window.page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")


def faults_of(window: Window, place: str) -> list[str]:
    """Of the page as it stands in the wide window: in light, in dark, and at 320 px."""
    unfold(window)
    faults = [f"{place}: {fault}" for fault in audit(window, ALL)]
    window.page.emulate_media(color_scheme="dark")
    faults += [f"{place} in dark: {fault}" for fault in audit(window, COLOURS)]
    window.page.set_viewport_size(NARROW)
    faults += [f"{place} at 320: {fault}" for fault in window.page.evaluate(TOO_WIDE)]
    window.page.set_viewport_size(WIDE)
    window.page.emulate_media(color_scheme="light")
    return faults


@pytest.mark.parametrize("side", SIDES)
def test_every_page_is_accessible_and_fits_a_small_screen_in_german(side, pages, window):
    looking, faults = opened(window, side, "de", WIDE), []
    for place in pages[side]:
        looking.open(place)
        assert looking.language == "de"
        faults += faults_of(looking, place)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("side", SIDES)
def test_every_page_fits_a_small_screen_in_russian(side, pages, window):
    looking, faults = opened(window, side, "ru", NARROW), []
    for place in pages[side]:
        looking.open(place)
        assert looking.language == "ru"
        unfold(looking)
        faults += [f"{place}: {fault}" for fault in looking.page.evaluate(TOO_WIDE)]
    assert not faults, "\n".join(faults)


def test_a_form_that_comes_back_with_mistakes_is_accessible_as_well(house, window):
    looking, faults = opened(window, "publisher", "de", WIDE), []
    for step in ("offers", "situation", "problem", "score", "remediation", "customers"):
        looking.open(places.of_step(house.sessions["carla"], step))
        looking.page.locator("#typed .buttons button[type=submit]:not([name])").click()
        looking.page.locator("[role=alert], .summary").first.wait_for()
        faults += faults_of(looking, f"{step} with mistakes")
    assert not faults, "\n".join(faults)


def test_a_page_that_is_not_there_is_accessible_as_well(house, window):
    for side in SIDES:
        looking = opened(window, side, "de", WIDE)
        looking.expected.add(404)
        looking.open("/legal/no-such-page/")
        assert faults_of(looking, f"404, {side}") == []


FAULTY = """() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/static/bell.svg"><p id="pale">pale</p>');
    const pale = document.getElementById("pale");
    Object.assign(pale.style, { color: "#eeeeee", backgroundColor: "#ffffff", minWidth: "900px" });
}"""


def test_what_would_be_wrong_is_found(window):
    looking = opened(window, "signed-out", "de", WIDE)
    looking.open("/legal/")
    looking.page.evaluate(FAULTY)
    found = "\n".join(faults_of(looking, "faulty"))
    assert "faulty: image-alt: img" in found
    assert "faulty: color-contrast: #pale" in found
    assert "faulty at 320: " in found


def test_every_page_that_there_is_has_been_looked_at(house, pages):
    walkers = [Walker(house.port), house.sessions["carla"], house.sessions["lena"]]
    assert places.unseen_pages([place for side in pages.values() for place in side], house, walkers) == set()
