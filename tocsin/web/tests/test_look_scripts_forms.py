"""Forms in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .look_site import CHROMIUM, HOST, Site, chromium, new_site

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    with new_site(browser) as site:
        yield site


def test_a_second_click_is_swallowed_and_the_buttons_name_is_kept(site: Site) -> None:
    page = site.show('<form method="post" action="/send"><button name="kind" value="note">Save</button></form>')
    page.evaluate("window.stop = true; document.querySelector('form').addEventListener('submit', () => {})")
    page.evaluate("const b = document.querySelector('button'); b.click(); b.click(); b.click();")
    page.wait_for_timeout(300)
    assert site.posts("/send") == ["kind=note"]


def test_what_is_typed_is_saved_after_a_pause_and_the_answer_is_shown(site: Site) -> None:
    site.answers["/save"] = lambda request: {"body": "Saved <b>10:42</b>"}
    page = site.show('<form method="post" data-autosave="/save"><input name="title"><p data-saved></p></form>')
    page.locator("input").press_sequentially("Tar", delay=20)
    assert site.posts("/save") == []
    page.get_by_text("Saved 10:42").wait_for()
    assert len(site.posts("/save")) == 1
    assert 'name="title"\r\n\r\nTar' in site.posts("/save")[0]


def test_what_could_not_be_saved_is_said(site: Site) -> None:
    site.answers["/save"] = lambda request: {"status": 500}
    page = site.show('<form data-autosave="/save"><input name="t"><p data-saved data-failed="Not saved"></p></form>')
    page.locator("input").fill("x")
    page.get_by_text("Not saved").wait_for()


def test_leaving_with_unsaved_text_asks_and_sending_does_not(site: Site) -> None:
    site.answers["/send"] = lambda request: {"body": "sent"}
    page = site.show(
        '<form method="post" action="/send" data-unsaved><textarea name="a"></textarea><button>Go</button></form>'
    )
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("textarea").fill("x")
    page.goto(f"{HOST}/page")
    assert asked == ["beforeunload"]
    page.locator("textarea").fill("x")
    page.get_by_role("button").click()
    page.get_by_text("sent").wait_for()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_control_and_enter_send_with_the_named_button(site: Site, keys: str) -> None:
    page = site.show(
        '<form method="post" action="/send" data-ctrl-enter="say"><textarea name="a"></textarea>'
        '<button name="kind" value="note">N</button><button id="say" name="kind" value="message">M</button></form>'
    )
    page.locator("textarea").fill("x")
    page.locator("textarea").press(keys)
    page.wait_for_timeout(200)
    assert site.posts("/send") == ["a=x&kind=message"]


def test_a_conditional_question_appears_when_needed_and_is_announced(site: Site) -> None:
    page = site.show(
        '<form><input type="radio" name="x" value="yes" id="y"><input type="radio" name="x" value="no" id="n">'
        '<div data-shown-when="x=yes|unknown" data-announce="A question was added."><input id="q"></div></form>'
    )
    assert not page.locator("#q").is_visible()
    page.locator("#y").check()
    assert page.locator("#q").is_visible()
    page.get_by_role("status").get_by_text("A question was added.").wait_for()
    page.locator("#n").check()
    assert not page.locator("#q").is_visible()


def test_files_chosen_in_turn_stay_together_and_can_be_taken_away(site: Site) -> None:
    page = site.show(
        '<form><div data-drop><input type="file" id="f" multiple></div><ul data-files-of="f" data-remove="Remove" '
        'data-max-bytes="3" data-too-large="This file is too large."></ul></form>'
    )
    one = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}
    page.locator("#f").set_input_files([one])
    page.locator("#f").set_input_files([{"name": "b.txt", "mimeType": "text/plain", "buffer": b"bbbb"}])
    names = "[...document.querySelector('#f').files].map((file) => file.name)"
    assert page.evaluate(names) == ["a.txt", "b.txt"]
    assert page.get_by_text("This file is too large.").count() == 1
    page.get_by_role("button", name="Remove: a.txt").click()
    assert page.evaluate(names) == ["b.txt"]


def test_a_pasted_picture_becomes_an_attachment(site: Site) -> None:
    page = site.show('<form><textarea></textarea><div data-drop><input type="file" id="f" multiple></div></form>')
    page.evaluate(
        "const data = new DataTransfer(); data.items.add(new File(['x'], 'shot.png', {type: 'image/png'}));"
        "document.querySelector('textarea').dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))"
    )
    assert page.evaluate("document.querySelector('#f').files[0].name") == "shot.png"


def test_a_counter_counts_characters_as_people_do_and_never_blocks(site: Site) -> None:
    page = site.show(
        '<input id="t"><span data-counter="Characters: {count} of {limit}" data-counter-of="t" data-limit="3"></span>'
    )
    page.locator("#t").fill("añ😀bc")
    page.get_by_text("Characters: 5 of 3").wait_for()
    assert page.locator("#t").input_value() == "añ😀bc"


def test_the_error_summary_has_the_focus(site: Site) -> None:
    page = site.show('<div id="s" tabindex="-1" data-focus>Errors</div>')
    assert page.evaluate("document.activeElement.id") == "s"
