"""A site in memory for a real browser: pages under the house's own security policy, with its scripts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

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


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def new_site(browser: Browser) -> Iterator[Site]:
    """A fresh profile; a script's error or a breach of the policy fails the test at its end."""
    context = browser.new_context()
    site = Site(context.new_page())
    yield site
    context.close()
    assert site.problems == []
