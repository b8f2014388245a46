"""Chromium once for all journeys, and windows that tell at the end what went wrong in them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.house import House
from tests.walking import Walker

from .browsing import ARGUMENTS, CHROMIUM, Window

OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"journeys need Debian’s Chromium: {CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, house: House) -> Iterator[OpenWindow]:
    """`window(person="carla", javascript=False, locale="de-DE", …)`: a window, signed in if somebody is named."""
    opened: list[Window] = []

    def make(person: str = "", *, javascript: bool = True, locale: str = "en-GB", **options: Any) -> Window:
        context = chromium.new_context(java_script_enabled=javascript, locale=locale, base_url=house.url, **options)
        if person:
            context.add_cookies(signed_in(house, person))
        opened.append(Window(context, house.url))
        return opened[-1]

    yield make
    trouble = [line for one in opened for line in one.trouble]
    for one in opened:
        one.context.close()
    assert not trouble, "\n".join(dict.fromkeys(trouble))


def signed_in(house: House, person: str) -> list[Any]:
    """The cookies of a session that began on the sign-in page; one for all windows of a person."""
    known = house.sessions.get(person)
    if known is None:
        known = house.sessions[person] = Walker(house.port)
        known.sign_in(house.people[person])
    return [{"name": name, "value": value, "url": house.url} for name, value in known.cookies.items()]
