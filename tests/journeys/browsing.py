"""A window of Debian's Chromium, and what nobody may do in it unseen: reach another host, break the page's policy."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass
class Window:
    """One person's browser window in one house, with what went wrong in it."""

    context: BrowserContext
    url: str
    trouble: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=lambda: {422})  # answers that are no trouble; browsers complain of each

    def __post_init__(self) -> None:
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error on {self.page.url}: {error}"))
        self.context.on("request", self.see)
        self.context.on("response", self.judge)

    def hear(self, message: ConsoleMessage) -> None:
        """What the browser complains of, violations of the content security policy among it."""
        expected = any(f"status of {status} " in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not expected:
            self.trouble.append(f"{message.type} on {self.page.url}: {message.text}")

    def see(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.url):
            self.trouble.append(f"{self.page.url} asked {request.url}")

    def judge(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.trouble.append(f"{response.request.method} {response.url}: {response.status}")

    # -- doing -------------------------------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def named(self, name: str, value: str | None = None) -> Locator:
        """The field of this name, or the one of its radio buttons or checkboxes with this value."""
        of_value = "" if value is None else f'[value="{value}"]'
        return self.page.locator(f'[name="{name}"]:not([type=hidden]){of_value}')

    def tick(self, box: Locator) -> None:
        """A radio button or checkbox, by its label as people do: on some pages the label is a card around it."""
        if not box.is_checked():
            self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
        assert box.is_checked()

    def choose(self, name: str, value: str) -> None:
        self.tick(self.named(name, value))

    def press(self, action: str, *, button: str = "button[type=submit]") -> None:
        """The button of the form that goes to this address; a fold that hides it is opened first."""
        form = self.page.locator(f'form[action$="{action}"]')
        self.unfold(form)
        with self.page.expect_navigation():
            form.locator(button).click()

    def unfold(self, place: Locator) -> None:
        fold = place.locator("xpath=ancestor::details[not(@open)]/summary")
        if fold.count():
            fold.first.click()

    def go_on(self) -> None:
        """The filled button of the page's typed form."""
        with self.page.expect_navigation():
            self.page.locator("#typed .buttons button[type=submit]:not([name])").click()

    def sign_in(self, person: dict[str, str]) -> None:
        """On the sign-in page, wherever it leads afterwards."""
        self.named("login").fill(person["email"])
        self.named("password").fill(person["password"])
        with self.page.expect_navigation():
            self.page.locator('form[action$="/accounts/login/"] button[type=submit]').click()

    # -- seeing ------------------------------------------------------------------------------------------------------
    @property
    def language(self) -> str:
        return self.page.locator("html").get_attribute("lang") or ""

    def steps(self) -> list[str]:
        """The stepper's five steps, each as its class says: done, now or next."""
        return [step.get_attribute("class") or "" for step in self.page.locator("ol.stepper > li").all()]
