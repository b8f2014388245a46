"""The whole path, from the report to the end of the ticket: in English with JavaScript, in Russian without."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as Folder

import pytest

from tests.house import ROOT, House, environment
from tests.processes import free_port
from tests.sink import Mail, Sink

from .browsing import Window
from .report_steps import number_on, report_vulnerability, submit

pytestmark = pytest.mark.browser

TITLE = "Path traversal in the export of 2.2"
PROBLEM = "## What it is\n\nA made-up address reads **every** file of the host."
QUESTION = "Which configuration is affected: all, or only the hosted one?"
GROUND = "Marketplace rules, section 4."
ANSWER = "Only the hosted one; the attached log shows it."


@dataclass(frozen=True)
class Cast:
    """Who walks the path, in what language, and how that language shows."""

    publisher: str
    triager: str
    assessor: str
    language: str
    javascript: bool
    score: str
    letters: str  # a character class of the language's alphabet


ENGLISH = Cast("sam", "ada", "bo", "en", True, "9.8", "A-Za-z")
RUSSIAN = Cast("dmitri", "lena", "lena", "ru", False, "9,8", "А-Яа-яЁё")


def written_in(cast: Cast, text: str) -> bool:
    """Whether most letters are of the language's alphabet; addresses and what is never translated do not count."""
    plain = re.sub(r"https?://\S+|\S+@\S+|SE-\S+", "", text)
    own = re.findall(f"[{cast.letters}]", plain)
    return len(own) > 0.7 * len(re.findall(r"[^\W\d_]", plain))


@dataclass
class Path:
    """The windows of those who walk it, and the ticket's number once there is one."""

    cast: Cast
    house: House
    sink: Sink
    window: Callable[..., Window]
    folder: Folder
    number: str = ""
    told: int = 0  # mails about it that the publisher's reporter has had

    def __post_init__(self) -> None:
        self.options = {
            "javascript": self.cast.javascript,
            "locale": {"en": "en-GB", "ru": "ru-RU"}[self.cast.language],
        }
        self.evidence = self.folder / "evidence.log"
        self.evidence.write_text("GET /export?file=../../etc/passwd 200\n")
        self.queue = self.window(self.cast.triager)  # stays open all the while and is never reloaded by hand
        self.publisher = self.window(**self.options)
        self.desk = self.window(**self.options)

    @property
    def address(self) -> str:
        return f"/tickets/{self.number}/"

    def the_reporter_is_told(self) -> Mail:
        """One more mail came: in the reporter's language, with number and link, without details."""
        self.told += 1
        mail = self.sink.await_mail(self.number, self.house.people[self.cast.publisher]["email"], self.told)
        assert written_in(self.cast, mail.subject)
        assert written_in(self.cast, mail.text)
        assert self.house.url + self.address in mail.text
        assert "traversal" not in str(mail.message).lower()
        return mail

    def the_reporter_sees(self, selector: str) -> None:
        """On the open page, which follows by itself; without JavaScript it is loaded anew."""
        if not self.cast.javascript:
            self.publisher.page.reload()
        self.publisher.page.locator(selector).first.wait_for(timeout=6000)

    # -- the five stages -----------------------------------------------------------------------------------------------
    def reports(self) -> None:
        self.queue.open("/desk/")
        self.publisher.open("/")
        self.publisher.page.locator('a[href^="/accounts/login/"]').first.click()
        self.publisher.sign_in(self.house.people[self.cast.publisher])
        assert self.publisher.language == self.cast.language
        report_vulnerability(
            self.publisher, TITLE, PROBLEM, self.evidence, javascript=self.cast.javascript, score=self.cast.score
        )
        self.number = submit(self.publisher)
        self.queue.page.locator("tr", has_text=self.number).wait_for(timeout=3000)
        self.publisher.page.reload()
        assert number_on(self.publisher) == self.number
        receipt = self.the_reporter_is_told()
        assert receipt.message["Auto-Submitted"] == "auto-generated"
        self.publisher.page.locator(f'a[href="{self.address}"]').first.click()
        assert self.publisher.steps()[0] in {"done", "now"}
        assert set(self.publisher.steps()[2:]) == {"next"}

    def is_acknowledged(self) -> None:
        self.desk.open(self.address)
        self.desk.sign_in(self.house.people[self.cast.triager])
        assert self.desk.path == self.address  # a link in a mail leads there through sign-in
        self.desk.open("/desk/")
        self.desk.page.locator(f'a[href="{self.address}"]').click()
        assert TITLE in self.desk.page.locator("h1").inner_text()
        assert self.desk.named("severity").first.input_value() == "critical"
        assert self.desk.named("priority").first.input_value() == "P1"
        self.desk.press("acknowledgement")
        self.the_reporter_is_told()
        self.the_reporter_sees("ol.stepper > li:nth-child(2):not(.next)")

    def is_asked_and_answers(self) -> None:
        self.desk.press("assessment")
        self.desk.named("body").first.fill(QUESTION)
        with self.desk.page.expect_navigation():
            self.desk.page.locator('button[formaction="question"]').click()
        self.the_reporter_is_told()
        self.the_reporter_sees(f'article:has-text("{QUESTION}")')
        self.publisher.page.locator("#ticket .now").first.wait_for()  # "we are waiting for you"
        self.publisher.named("body").first.fill(ANSWER)
        self.publisher.page.locator("#write-form [type=file]").set_input_files(self.evidence)
        self.publisher.press("answer")
        assert ANSWER in self.publisher.page.locator("#ticket").inner_text()
        self.sink.await_mail(self.number, self.house.people[self.cast.triager]["email"])

    def is_decided(self) -> None:
        if self.cast.assessor != self.cast.triager:
            self.desk = self.window(self.cast.assessor, **self.options)
        self.desk.open(self.address)
        assert ANSWER in self.desk.page.locator("#ticket").inner_text()
        with self.desk.page.expect_download() as download:
            self.desk.page.locator("article a[href*='/attachments/']").last.click()
        assert Folder(download.value.path()).read_text() == self.evidence.read_text()
        outcome = self.desk.page.locator('form[action$="outcome"]')
        self.desk.unfold(outcome)
        self.desk.tick(outcome.locator('[name=kind][value="no_action"]'))
        outcome.locator("[name=facts]").fill("The hosted version is fixed since this morning.")
        outcome.locator("[name=ground]").fill(GROUND)
        self.desk.press("outcome")
        self.the_reporter_is_told()
        self.the_reporter_sees(f'#ticket :text("{GROUND}")')

    def is_closed(self) -> None:
        closure = self.desk.page.locator('form[action$="closure"]')
        self.desk.unfold(closure)
        self.desk.tick(closure.locator('[name=reason][value="resolved"]'))
        self.desk.press("closure")
        self.the_reporter_is_told()
        self.the_reporter_sees("ol.stepper > li:nth-child(5):not(.next)")
        assert "next" not in self.publisher.steps()

    def proves_itself(self) -> None:
        """What one click exports verifies where nothing else is known of this installation."""
        with self.desk.page.expect_download() as download:
            self.desk.page.locator('form[action$="export"] button').click()
        archive = self.folder / "ticket.zip"
        download.value.save_as(archive)
        run = subprocess.run(
            [sys.executable, "-m", "tocsin", "ledger", "verify", str(archive)],
            cwd=ROOT, env=environment(self.folder / "elsewhere", free_port()), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("cast", [ENGLISH, RUSSIAN], ids=["english-with-javascript", "russian-without"])
def test_from_the_report_to_the_end(cast, house, sink, window, tmp_path):
    path = Path(cast, house, sink, window, tmp_path)
    path.reports()
    path.is_acknowledged()
    path.is_asked_and_answers()
    path.is_decided()
    path.is_closed()
    path.proves_itself()
    assert "The ledger is sound." in house.command("ledger", "verify")
    assert "Traceback" not in house.log("serve") + house.log("work")
