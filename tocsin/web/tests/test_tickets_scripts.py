"""What the script of a ticket's page adds, in a real browser; without it every form says the same."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .look_site import CHROMIUM, Site, chromium, new_site

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]

SCRIPT = '<script defer src="/js/ticket.js"></script>'
ACKNOWLEDGEMENT = """
<form id="acknowledgement" data-severity="high" data-suggested="{} (suggested)"
  data-suggests='{"critical": "P1", "high": "P2", "low": "P4"}'>
  <select name="severity"><option value="critical">Critical</option><option value="high" selected>High</option>
    <option value="low">Low</option></select>
  <div data-differs="severity"><input name="severity_reason" value="@severity"></div>
  <select name="priority"><option value="P1">P1</option><option value="P2" selected>P2 (suggested)</option>
    <option value="P4">P4</option></select>
  <div data-differs="priority"><input name="priority_reason"></div>
</form>"""
THREAD = """<main><div id="ticket"><p>Which versions?</p><p>And since when?</p></div><p id="out">Elsewhere</p>
<form id="write-form" method="post" action="/answer"><input type="hidden" name="draft_key" value="k">
<textarea name="body">@text</textarea><button>Send</button></form>
<form id="outcome" method="post" action="/outcome"><input type="hidden" name="draft_key" value="k">
<input name="facts"></form><form id="other" method="post"><input name="q"></form></main>
<footer><form id="languages" method="post" action="/language"><button name="language" value="sv">Svenska</button></form>
</footer>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    with new_site(browser) as site:
        yield site


def reasons(page: Page) -> tuple[bool, bool]:
    """Whether the two reasons are asked for."""
    severity, priority = (page.locator(f"[data-differs={name}]").is_visible() for name in ("severity", "priority"))
    return severity, priority


def options(page: Page) -> list[str]:
    return page.locator("[name=priority] option").all_inner_texts()


def test_reasons_are_asked_for_only_where_a_choice_differs(site: Site) -> None:
    page = site.show(SCRIPT + ACKNOWLEDGEMENT.replace("@severity", ""))
    assert reasons(page) == (False, False)
    page.select_option("[name=severity]", "low")
    assert reasons(page) == (True, False)
    page.select_option("[name=severity]", "high")
    assert reasons(page) == (False, False)


def test_the_suggested_priority_follows_the_severity_until_one_is_chosen(site: Site) -> None:
    page = site.show(SCRIPT + ACKNOWLEDGEMENT.replace("@severity", ""))
    page.select_option("[name=severity]", "low")
    assert page.locator("[name=priority]").input_value() == "P4"
    assert options(page) == ["P1", "P2", "P4 (suggested)"]
    page.select_option("[name=priority]", "P2")
    assert reasons(page) == (True, True)
    page.select_option("[name=severity]", "critical")
    assert page.locator("[name=priority]").input_value() == "P2"
    assert options(page) == ["P1 (suggested)", "P2", "P4"]


def test_a_reason_that_was_typed_stays_in_sight(site: Site) -> None:
    page = site.show(SCRIPT + ACKNOWLEDGEMENT.replace("@severity", "Needs an account."))
    assert reasons(page) == (True, False)


def select(page: Page, place: str) -> None:
    page.evaluate("place => getSelection().selectAllChildren(document.querySelector(place))", place)


def test_r_quotes_what_is_selected_in_the_thread(site: Site) -> None:
    page = site.show(SCRIPT + THREAD.replace("@text", "Yes."))
    select(page, "#ticket")
    page.keyboard.press("r")
    assert page.locator("textarea").input_value() == "Yes.\n\n> Which versions?\n> \n> And since when?\n\n"
    assert page.evaluate("document.activeElement.name") == "body"
    page.keyboard.type("rrr")
    assert page.locator("textarea").input_value().endswith("\n\nrrr")


@pytest.mark.parametrize("keys", ["on", "off"])
def test_r_does_nothing_elsewhere_or_when_keys_are_off(site: Site, keys: str) -> None:
    page = site.show(SCRIPT + THREAD.replace("@text", ""), keys=keys)
    select(page, "#out" if keys == "on" else "#ticket")
    page.keyboard.press("r")
    assert page.locator("textarea").input_value() == ""


def test_the_language_buttons_send_the_form_that_was_typed_in_last(site: Site) -> None:
    site.answers["/outcome"] = lambda request: {"status": 204}
    page = site.show(SCRIPT + THREAD.replace("@text", ""))
    page.locator("[name=body]").fill("A message")
    page.locator("[name=facts]").fill("A finding")
    page.locator("#other [name=q]").fill("no draft of ours")
    page.get_by_role("button", name="Svenska").click()
    page.wait_for_timeout(200)
    assert site.posts("/outcome") == ["draft_key=k&facts=A+finding&language=sv"]
    assert site.posts("/answer") == []


def test_the_language_buttons_stay_their_own_where_nothing_was_typed(site: Site) -> None:
    site.answers["/language"] = lambda request: {"status": 204}
    page = site.show(SCRIPT + THREAD.replace("@text", ""))
    page.get_by_role("button", name="Svenska").click()
    page.wait_for_timeout(200)
    assert site.posts("/language") == ["language=sv"]
