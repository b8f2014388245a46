"""The scripts in a real browser: every page here is answered from memory, under the house's own security policy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "static"
CHROMIUM = which("chromium")
HOST = "http://desk.test"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
BASE = (STATIC.parent / "templates/base.html").read_text()
CONFIG = next(line for line in BASE.splitlines() if "htmx-config" in line)
FRAME = (
    '<!doctype html><html lang="en"><head>{config}'
    '<script defer src="/vendor/htmx.min.js"></script><script defer src="/js/forms.js"></script>'
    '<script defer src="/js/page.js"></script></head><body data-shortcuts="{keys}"><div id="flashes" '
    'data-failed="It failed."></div>{body}</body></html>'
)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]


class Site:
    """Pages and answers by path; remembers what was asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Request] = []
        self.answers: dict[str, Callable[[Request], dict[str, Any]]] = {}
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda said: self.problems.append(said.text) if "Content Security" in said.text else None)
        page.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path.startswith(("/js/", "/vendor/")):
            route.fulfill(body=(STATIC / path[1:]).read_text(), content_type="text/javascript")
            return
        self.asked.append(route.request)
        made = self.answers.get(path, lambda request: {"status": 404})(route.request)
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html", **made.pop("headers", {})}
        route.fulfill(headers=headers, **made)

    def show(self, body: str, keys: str = "on") -> Page:
        self.answers["/page"] = lambda request: {"body": FRAME.format(body=body, keys=keys, config=CONFIG)}
        self.page.goto(f"{HOST}/page")
        self.asked.clear()
        return self.page

    def posts(self, path: str) -> list[str]:
        return [r.post_data or "" for r in self.asked if r.method == "POST" and r.url == HOST + path]

    def count(self, path: str) -> int:
        return len([r for r in self.asked if r.url == HOST + path])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    context = browser.new_context()
    site = Site(context.new_page())
    yield site
    context.close()
    assert site.problems == []


# -- forms ------------------------------------------------------------------------------------------------------
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


# -- the page ---------------------------------------------------------------------------------------------------
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
    assert page.url.endswith("#queue")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert not page.locator("dialog").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.url.endswith("#one")


def test_keys_can_be_switched_off(site: Site) -> None:
    page = site.show(LIST, keys="off")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert focus(page) == ""
    assert not page.locator("dialog").is_visible()
