"""The request filled in by HTTP, step by step, up to the page where answers are checked."""

from datetime import UTC, datetime, timedelta

from .walking import Form, Page, Walker

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def yesterday() -> str:
    return (datetime.now(UTC) - timedelta(days=1)).date().isoformat()


def step_form(page: Page) -> Form:
    """The form of the step that the page shows: it goes to the page's own address."""
    assert page.status == 200, f"{page.path}: {page.status} {page.words[:800]}"
    return page.form(page.path.partition("?")[0])


def begin(walker: Walker, category: str) -> Page:
    """Start request; the first step."""
    page = walker.open("/report/")
    return walker.follow(walker.send(page.form(having="csrfmiddlewaretoken", action="/report/"), category=category))


def write_report(walker: Walker, title: str, *, offers: int = 1) -> str:
    """A vulnerability in the first offers of the person's publisher; returns the address of the draft's check."""
    page = begin(walker, "vulnerability")
    ids = step_form(page).offered["offers"][:offers]
    for answers in (
        {"offers": ids, "unknown": ids},
        {"exploited": "no", "aware_date": yesterday(), "aware_time": "09:30", "accounts_compromised": "no"},
        {"title": title, "problem": "A made-up address reads every file of the host."},
        {"cves": "cve-2021-44228", "vector": VECTOR},
        {"mitigation": "yes", "remediation": "Install the next version."},
        {"message": "no"},
        {},
        {},
    ):
        page = walker.follow(walker.send(step_form(page), **answers))
    assert page.path.endswith("/check/"), f"{page.path}: {page.words[:800]}"
    return page.path
