"""Makes the pictures of the documents from a running demo: `python -m docs.screenshots var/demo.json`."""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking"]


def sign_in(page: Page, url: str, person: dict[str, str]) -> None:
    page.goto(f"{url}accounts/login/")
    page.fill("input[name=login]", person["email"])
    page.fill("input[name=password]", person["password"])
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def main(demo: Path) -> None:
    known = json.loads(demo.read_text(encoding="utf-8"))
    people = {person["email"].split("@")[0]: person for person in known["people"]}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for who, path, title, name in (
            ("carla", "tickets/", "Path traversal in the export of reports", "ticket.png"),
            ("ada", "desk/", "", "queue.png"),
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
            sign_in(page, known["url"], people[who])
            page.goto(f"{known['url']}{path}?locale=en")
            if title:
                page.get_by_text(title).first.click()
                page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
