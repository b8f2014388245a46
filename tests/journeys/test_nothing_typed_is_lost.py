"""While a report is being written: the session ends, the language changes, the button is clicked twice."""

import re
from collections.abc import Callable

import pytest

from tests.house import House
from tests.reporting import begin, write_report
from tests.walking import Walker

from .browsing import Window
from .conftest import signed_in
from .report_steps import number_on

pytestmark = pytest.mark.browser

WORDS = "Всё, что набрано, остаётся: “quoted”, <b>not bold</b>, & 100 %."
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])


@pytest.fixture
def sam(house: House) -> Walker:
    """A contributor, whose session the windows share."""
    signed_in(house, "sam")
    return house.sessions["sam"]


def problem_step(sam: Walker) -> str:
    """The address of the step where a draft asks for title and problem."""
    page = begin(sam, "vulnerability")
    return re.sub(r"/offers/$", "/problem/", page.path)


@WITH_AND_WITHOUT
def test_a_session_that_ends_in_the_middle_keeps_what_was_typed(house, window: Callable[..., Window], javascript):
    place = problem_step(fresh_session(house))
    typing = window(javascript=javascript)
    typing.open(place)
    typing.sign_in(house.people["sam"])
    assert typing.path == place
    typing.named("title").fill("Typed before the session ended")
    typing.named("problem").fill(WORDS)
    typing.context.clear_cookies(name="sessionid")
    typing.go_on()
    assert typing.path == "/accounts/login/"
    typing.sign_in(house.people["sam"])
    assert typing.path == place
    with typing.page.expect_navigation():
        typing.page.locator('form[action$="/parked"] button[name=use]').click()
    assert typing.named("title").input_value() == "Typed before the session ended"
    assert typing.named("problem").input_value() == WORDS


def fresh_session(house: House) -> Walker:
    walker = Walker(house.port)
    walker.sign_in(house.people["sam"])
    return walker


@WITH_AND_WITHOUT
def test_a_double_click_makes_one_ticket(house, sam, window, javascript):
    title = f"Clicked twice, javascript {javascript}"
    place = write_report(sam, title)
    clicking = window("sam", javascript=javascript)
    clicking.open(place)
    with clicking.page.expect_navigation(url=re.compile("/confirmation/$")):
        clicking.page.locator('form[action$="/submission"] button').dblclick()
    number = number_on(clicking)
    clicking.page.go_back()
    clicking.open(place)
    assert number_on(clicking) == number  # the draft leads to its confirmation for ever
    assert house.rows("SELECT count(*) FROM tickets_ticket WHERE title = ?", title) == [(1,)]


@WITH_AND_WITHOUT
def test_a_switch_of_language_keeps_the_page_and_what_is_typed(sam, window, javascript):
    place = problem_step(sam)
    typing = window("sam", javascript=javascript)
    typing.open(place)
    typing.named("problem").fill(WORDS)
    for language in ("ru", "en"):
        with typing.page.expect_navigation():
            typing.page.locator(f'footer button[name=language][value="{language}"]').click()
        assert (typing.path, typing.language) == (place, language)
        assert typing.named("problem").input_value() == WORDS


def test_what_is_typed_is_saved_by_itself_and_found_on_another_device(sam, window):
    place = problem_step(sam)
    here = window("sam")
    here.open(place)
    here.named("title").press_sequentially("Typed, and never sent")
    here.page.locator("[data-saved] time, [data-saved]:not(:empty)").first.wait_for(timeout=5000)
    elsewhere = window("sam", javascript=False)
    elsewhere.open(place)
    assert elsewhere.named("title").input_value() == "Typed, and never sent"


def test_a_mistake_is_told_on_top_and_at_the_field_and_loses_nothing(sam, window):
    place = problem_step(sam)
    typing = window("sam")
    typing.open(place)
    typing.named("problem").fill(WORDS)
    typing.named("title").fill("")
    typing.page.locator("#typed .buttons button[type=submit]:not([name])").click()
    summary = typing.page.locator("[role=alert], .summary").first
    summary.wait_for()
    assert typing.named("problem").input_value() == WORDS
    assert typing.page.title().startswith("Error:")
    summary.locator("a").first.click()
    assert typing.page.evaluate("document.activeElement.name") == "title"
