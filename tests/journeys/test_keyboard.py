"""A whole report without a mouse: Tab, arrows, Space and Enter, and nothing that cannot be reached or left (T-74)."""

from datetime import UTC, date, datetime

import pytest

from .browsing import Window
from .report_steps import CALCULATOR, number_on

pytestmark = pytest.mark.browser

MOST_TABS = 60


class Keyboard:
    """Hands on the keyboard of one window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.keys = window.page.keyboard

    def reach(self, selector: str) -> None:
        """Tab until the focus is there; where it is, must be seen."""
        for _tab in range(MOST_TABS):
            if self.window.page.evaluate("s => document.activeElement.matches(s)", selector):
                assert self.shows_focus(), f"the focus on {selector} cannot be seen"
                return
            self.keys.press("Tab")
        raise AssertionError(f"{selector} is not reached by {MOST_TABS} tabs on {self.window.page.url}")

    def shows_focus(self) -> bool:
        """The element, or the label around it, has an outline or a ring."""
        return self.window.page.evaluate(
            """() => [document.activeElement, document.activeElement.closest("label, .option"),
                      document.querySelector(`label[for="${document.activeElement.id}"]`)].some((place) => {
                 const style = place && getComputedStyle(place);
                 return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                                  || style.boxShadow !== "none");
               })"""
        )

    def choose(self, name: str, value: str) -> None:
        """A radio button: Tab leads into its group, arrows go through it."""
        self.reach(f'[name="{name}"]')
        for _arrow in range(10):
            if self.window.page.evaluate("v => document.activeElement.value === v", value):
                break
            self.keys.press("ArrowDown")
        self.keys.press("Space")
        assert self.window.named(name, value).is_checked()

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.keys.press("Space")

    def write(self, name: str, text: str) -> None:
        self.reach(f'[name="{name}"]')
        self.keys.press("Control+a")
        self.keys.insert_text(text)

    def write_moment(self, name: str, day: date) -> None:
        """Date and time fields of the browser's own, part by part. Day and month are equal, as their order differs."""
        self.reach(f'[name="{name}_date"]')
        self.keys.type(f"{day:%d%m%Y}")
        self.reach(f'[name="{name}_time"]')
        self.keys.type("0930a")

    def go_on(self, button: str = "#typed .buttons button[type=submit]:not([name])") -> None:
        self.reach(button)
        with self.window.page.expect_navigation():
            self.keys.press("Enter")


def last_double_day(today: date) -> date:
    """The latest past date like 11 November or 9 September."""
    days = [date(year, month, month) for year in (today.year - 1, today.year) for month in range(1, 13)]
    return max(day for day in days if day < today)


def test_a_vulnerability_is_reported_by_keyboard_alone(house, window):
    sitting = window()
    hands = Keyboard(sitting)
    sitting.open("/report/")
    hands.write("login", house.people["sam"]["email"])
    hands.write("password", house.people["sam"]["password"])
    hands.go_on('form[action$="/accounts/login/"] button[type=submit]')
    hands.choose("category", "vulnerability")
    hands.go_on()
    hands.tick("[name=offers]")
    hands.tick("[name=versions]")
    hands.go_on()
    hands.choose("exploited", "no")
    hands.write_moment("aware", last_double_day(datetime.now(UTC).date()))
    hands.choose("accounts_compromised", "no")
    hands.go_on()
    hands.write("title", "Reported by keyboard")
    hands.write("problem", "Every key was pressed by hand.")
    hands.go_on()
    hands.write("vector", CALCULATOR)
    hands.go_on()
    hands.choose("mitigation", "no")
    hands.go_on()
    hands.choose("message", "no")
    hands.go_on()
    hands.go_on()  # no files
    hands.go_on()  # as it is shared by default
    hands.go_on('form[action$="/submission"] button')
    assert number_on(sitting).startswith("SE-")
    hands.keys.press("Tab")


def test_the_first_tab_offers_to_skip_to_the_content(window):
    sitting = window("sam")
    hands = Keyboard(sitting)
    sitting.open("/report/")
    hands.keys.press("Tab")
    assert sitting.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    hands.keys.press("Enter")
    assert sitting.page.evaluate("document.activeElement.id") == "main"


def test_a_vector_is_built_by_keyboard_without_knowing_its_letters(house, window):
    sitting = window("sam")
    hands = Keyboard(sitting)
    sitting.open("/report/")
    hands.choose("category", "vulnerability")
    hands.go_on()
    sitting.open(sitting.path.replace("/offers/", "/calculator/"))
    for metric, value in {"AV": "N", "AC": "L", "PR": "N", "UI": "N", "S": "U", "C": "H", "I": "H", "A": "N"}.items():
        hands.choose(f"v3_{metric}", value)
    hands.go_on()
    assert sitting.path.endswith("/score/")
    assert sitting.named("vector").input_value() == "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"
