"""The request as a person fills it in, with and without JavaScript: fields by their names, buttons by their forms."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from .browsing import Window

CALCULATOR = "https://www.first.org/cvss/calculator/3.0#CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
STEPS = ["offers", "situation", "problem", "score", "remediation", "customers", "files", "sharing", "check"]


def start_request(window: Window, category: str) -> None:
    window.open("/report/")
    window.choose("category", category)
    window.go_on()


def choose_versions(window: Window, offer: int = 0, versions: int = 2) -> None:
    """The newest versions of one of the offers; with JavaScript they appear when the offer is ticked."""
    window.tick(window.named("offers").nth(offer))
    shelf = window.page.locator(".shelf").nth(offer)
    for number in range(versions):
        window.tick(shelf.locator("[name=versions]").nth(number))
    window.go_on()


def tell_situation(window: Window, exploited: str = "no") -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    window.choose("exploited", exploited)
    window.named("aware_date").fill(yesterday.isoformat())
    window.named("aware_time").fill("09:30")
    window.choose("accounts_compromised", "no")
    window.go_on()


def describe(window: Window, title: str, problem: str) -> None:
    window.named("title").fill(title)
    window.named("problem").fill(problem)
    window.go_on()


def paste_score(window: Window, *, javascript: bool, score: str) -> None:
    """The page shows what it makes of the pasted address, at once or when asked."""
    window.named("vector").fill(CALCULATOR)
    if not javascript:
        with window.page.expect_navigation():
            window.page.locator("noscript button[name=stay], button[name=stay]").click()
        assert window.named("vector").input_value() == CALCULATOR
    window.page.locator("#understood").get_by_text(score).wait_for()
    window.go_on()


def add_file(window: Window, file: Path) -> None:
    """Kept at once, and shown with the draft."""
    window.page.locator("#id_files").set_input_files(file)
    with window.page.expect_navigation():
        window.page.locator("#typed button[name=stay]").click()
    window.page.get_by_role("link", name=file.name).wait_for()
    window.go_on()


def report_vulnerability(window: Window, title: str, problem: str, file: Path, *, javascript: bool, score: str) -> None:
    """From the landing of a signed-in person to the page where answers are checked."""
    start_request(window, "vulnerability")
    choose_versions(window)
    tell_situation(window)
    describe(window, title, problem)
    paste_score(window, javascript=javascript, score=score)
    window.choose("mitigation", "yes")
    window.named("remediation").fill("Install 2.4, then restart the service.")
    window.go_on()
    window.choose("message", "no")
    window.go_on()
    add_file(window, file)
    window.go_on()
    assert window.path.endswith("/check/")


def submit(window: Window) -> str:
    """Sends the report; the number that the confirmation shows."""
    window.press("/submission")
    assert window.path.endswith("/confirmation/")
    return number_on(window)


def number_on(window: Window) -> str:
    text = window.page.locator(".confirmation").inner_text()
    return text.split()[0]
