"""Copying, following changes and the keys of lists, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .look_site import CHROMIUM, Site, chromium, new_site

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    with new_site(browser) as site:
        yield site


def test_a_copy_button_shows_itself_copies_and_says_so(site: Site) -> None:
    site.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = site.show('<button type="button" hidden data-copy="SE-7K3M9-Q2XVR" data-copied="Copied">Copy</button>')
    page.evaluate("document.addEventListener('copy', () => { window.kept = document.activeElement.value })")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("window.kept") == "SE-7K3M9-Q2XVR"


def poll_page(site: Site) -> Page:
    return site.show(
        '<div id="d" data-poll="/changes" data-poll-every="50" data-refresh="/part">old<textarea></textarea></div>'
    )


def test_a_changed_etag_fetches_the_fragment(site: Site) -> None:
    tags = ['"1"', '"1"', '"2"']
    site.answers["/changes"] = lambda request: {"headers": {"ETag": tags.pop(0) if len(tags) > 1 else tags[0]}}
    site.answers["/part"] = lambda request: {"body": "fresh"}
    page = poll_page(site)
    page.get_by_text("fresh").wait_for()
    page.wait_for_timeout(200)
    assert site.count("/part") == 1
    asked_with = [r.headers.get("if-none-match") for r in site.asked if r.url.endswith("/changes")]
    assert asked_with[:3] == [None, '"1"', '"1"']


def test_what_is_being_typed_is_not_swept_away_by_a_change(site: Site) -> None:
    tags = ['"1"', '"2"']
    site.answers["/changes"] = lambda request: {"headers": {"ETag": tags.pop(0) if len(tags) > 1 else tags[0]}}
    site.answers["/part"] = lambda request: {"body": "fresh"}
    page = poll_page(site)
    page.locator("textarea").fill("half a sentence")
    page.wait_for_timeout(400)
    assert page.locator("textarea").input_value() == "half a sentence"
    page.evaluate("document.activeElement.blur()")
    page.get_by_text("fresh").wait_for()


@pytest.mark.parametrize("status", [401, 403, 404])
def test_asking_ends_when_the_answer_is_no(site: Site, status: int) -> None:
    site.answers["/changes"] = lambda request: {"status": status}
    page = poll_page(site)
    page.wait_for_timeout(400)
    assert site.count("/changes") == 1


def test_a_failed_fragment_is_said(site: Site) -> None:
    site.answers["/part"] = lambda request: {"status": 500}
    page = site.show('<button hx-get="/part">Load</button>')
    page.get_by_role("button").click()
    page.get_by_text("It failed.").wait_for()


LIST = (
    '<input data-search id="s"><table data-keys><tr><td><a data-row href="#one" id="a">1</a></td></tr>'
    '<tr><td><a data-row href="#two" id="b">2</a></td></tr></table><button data-key="1" id="do">Do</button>'
    '<a href="#queue" data-key="gq">Queue</a><dialog data-keys-help><button data-close>Close</button></dialog>'
)


def focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_list_is_walked_by_keys(site: Site) -> None:
    page = site.show(LIST)
    places = []
    for key in ["j", "j", "j", "k", "/"]:
        page.keyboard.press(key)
        places.append(focus(page))
    assert places == ["a", "b", "b", "a", "s"]
    page.keyboard.type("jk1?")
    assert page.locator("#s").input_value() == "jk1?"  # none fires in a text field


def test_keys_press_go_and_help(site: Site) -> None:
    page = site.show(LIST)
    page.evaluate("document.querySelector('#do').addEventListener('click', () => { document.title = 'done' })")
    page.keyboard.press("1")
    assert page.title() == "done"
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/page#queue")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert not page.locator("dialog").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page#one")


def test_keys_can_be_switched_off(site: Site) -> None:
    page = site.show(LIST, keys="off")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert focus(page) == ""
    assert not page.locator("dialog").is_visible()
