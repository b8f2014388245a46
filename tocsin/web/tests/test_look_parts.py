"""Steps, messages and lists."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

AT = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)


def shown(template: str, **context: Any) -> SafeString:
    return engines["django"].from_string(template).render(context)


# -- steps and messages -----------------------------------------------------------------------------------------
STEPS = [
    {"label": "Submitted", "state": "done", "when": AT, "note": ""},
    {"label": "Acknowledged", "state": "now", "when": None, "note": "by Tue 24 Nov, 09:00"},
    {"label": "Assessing", "state": "next", "when": None, "note": ""},
]


def test_the_stepper_says_what_is_done_what_is_now_and_what_is_promised() -> None:
    html = shown('{% include "parts/_stepper.html" %}', steps=STEPS)
    items = re.findall(r'<li class="(\w+)"( aria-current="step")?>(.*?)</li>', html, re.S)
    assert [(state, bool(here)) for state, here, _ in items] == [("done", False), ("now", True), ("next", False)]
    assert "2026-11-20T16:05:00Z" in items[0][2]
    assert "· done" in items[0][2]  # not by colour alone
    assert "· now" in items[1][2]
    assert "by Tue 24 Nov, 09:00" in items[1][2]
    assert "<time" not in items[1][2] + items[2][2]


def message(**given: Any) -> str:
    given = {"author": "Ada", "house": "", "at": AT, "body": mark_safe("<p>Text</p>"), **given}
    arguments = " ".join(f"{name}={name}" for name in given)
    return shown('{% include "parts/_message.html" with ' + arguments + " only %}", **given)


def test_an_internal_note_says_so_in_words_and_looks_otherwise() -> None:
    html = message(internal=True)
    assert '<article class="message internal">' in html
    assert "internal, desk only" in html
    assert "⚑" in html
    for other in (message(), message(question=True), message(unread=True)):
        assert "internal" not in other


def test_a_message_names_its_author_and_house_and_way() -> None:
    html = message(house="Contoso", route="by mail", quoted="Old <text>", unread=True)
    assert "Ada, Contoso</span>" in html
    assert "· by mail" in html
    assert "Old &lt;text&gt;" in html
    assert ">new</span>" in html


def test_a_body_is_escaped_unless_it_was_rendered() -> None:
    assert "&lt;b&gt;" in message(body="<b>")
    assert "<p>Text</p>" in message()


def test_a_redacted_text_is_gone() -> None:
    html = message(redacted=True)
    assert "Text" not in html
    assert "held a secret" in html


def test_attachments_are_downloads() -> None:
    html = message(attached=[{"url": "/attachments/1", "name": "<trace>.txt", "size": 2048}])
    assert '<a href="/attachments/1" download>&lt;trace&gt;.txt</a>' in html


# -- lists ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("context", "relations"),
    [({"next": "?after=9"}, ["next"]), ({"previous": "?before=1", "next": "?after=9"}, ["prev", "next"]), ({}, [])],
)
def test_the_pager_offers_what_there_is(context: dict[str, str], relations: list[str]) -> None:
    html = shown('{% include "parts/_pager.html" %}', **context)
    assert re.findall(r'rel="(\w+)"', html) == relations
    assert ("<nav" in html) is bool(relations)


def test_an_empty_list_says_what_to_do_next() -> None:
    html = shown(
        '{% include "parts/_empty.html" %}',
        heading="No tickets yet",
        sentence="Report one.",
        href="/report/",
        action="Report",
    )
    assert "<h2>No tickets yet</h2>" in html
    assert '<a class="button" href="/report/">Report</a>' in html
    assert "<a" not in shown('{% include "parts/_empty.html" with heading="Nothing" %}')
