"""What the built-in tags and filters write."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString

AT = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)


def shown(template: str, request: HttpRequest | None = None, **context: Any) -> str:
    return engines["django"].from_string(template).render(context, request)


def request_in(zone: str, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.reader_zone = ZoneInfo(zone)  # type: ignore[attr-defined]
    return request


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


# -- times ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Stockholm", "17:05"), ("Asia/Vladivostok", "02:05"), ("UTC", "16:05")]
)
def test_a_moment_stands_in_the_readers_zone_and_exact_in_utc(zone: str, hour: str) -> None:
    html = shown("{% moment at %}", request_in(zone), at=AT)
    assert html.startswith('<time datetime="2026-11-20T16:05:00Z" title="')
    assert hour in words(html)


def test_a_moment_in_mail_stands_in_the_zone_that_the_mail_names() -> None:
    assert "11:05" in shown("{% moment at %}", at=AT, zone=ZoneInfo("America/New_York"))


def test_without_a_reader_the_houses_zone_holds(settings: Any) -> None:
    settings.DEFAULT_TIME_ZONE = "Europe/Moscow"
    assert "19:05" in shown("{% moment at %}", at=AT)


def test_a_moment_keeps_its_zone_inside_an_include_that_hides_the_page() -> None:
    template = '{% include "parts/_message.html" with author="Ada" at=at body="x" only %}'
    assert "02:05" in shown(template, request_in("Asia/Vladivostok"), at=AT)


@pytest.mark.parametrize("tag", ["moment", "day", "relative", "clock"])
def test_no_moment_is_nothing(tag: str) -> None:
    assert shown("{% " + tag + " at %}", at=None) == ""


def test_a_day_has_no_hour() -> None:
    html = shown("{% day at %}", request_in("Europe/Stockholm"), at=AT)
    assert "17:05" not in words(html)
    assert "20" in words(html)


def test_a_clock_has_no_day() -> None:
    assert words(shown("{% clock at %}", request_in("Europe/Stockholm"), at=AT)) == "17:05"


def test_the_exact_moment_names_its_zone() -> None:
    title = re.search(r'title="([^"]+)"', shown("{% relative at %}", request_in("Europe/Stockholm"), at=AT))
    assert title
    assert "17:05" in title[1]


# -- words ------------------------------------------------------------------------------------------------------
def test_a_confirmation_number_never_breaks_and_has_a_plain_form() -> None:
    assert shown("{{ n|number }}", n="7K3M9Q2XVR") == '<span class="number">SE-7K3M9-Q2XVR</span>'
    assert shown("{{ n|plain_number }}", n="7K3M9Q2XVR") == "SE-7K3M9-Q2XVR"


def test_a_number_cannot_bring_markup() -> None:
    assert "<b>" not in shown("{{ n|number }}", n="<b>aaa</b>")


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [("en", 1204, "1,204"), ("de", 1204, "1.204"), ("sv", 1204, "1\u00a0204"), ("en", 0, "0"), ("en", None, "")],
)
def test_a_count_is_written_as_the_language_does(language: str, value: int | None, expected: str) -> None:
    with translation.override(language):
        assert shown("{{ n|count }}", n=value) == expected


def test_markdown_is_rendered_and_cannot_bring_scripts() -> None:
    html = shown("{{ text|markdown }}", text="**bold** <script>alert(1)</script>")
    assert "<strong>bold</strong>" in html
    assert "<script" not in html
    assert shown("{{ text|markdown }}", text=None).strip() == ""


@pytest.mark.parametrize(
    ("value", "shape", "word"),
    [
        ("critical", "▲", "Critical"),
        ("high", "◆", "High"),
        ("medium", "■", "Medium"),
        ("low", "●", "Low"),
        ("none", "○", "None"),
    ],
)
def test_a_severity_is_word_and_shape_and_colour(value: str, shape: str, word: str) -> None:
    html = shown("{% severity value %}", value=value)
    assert f'class="severity severity-{value}"' in html
    assert f'<span class="shape" aria-hidden="true">{shape}</span>{word}<' in html


@pytest.mark.parametrize("value", ["", None, "unheard of"])
def test_a_severity_that_is_not_set_is_said(value: str | None) -> None:
    assert words(shown("{% severity value %}", value=value)).strip() == "not set"


@pytest.mark.parametrize(("value", "expected"), [("P1", "P1"), ("", "not set"), (None, "not set")])
def test_a_priority_is_a_word(value: str | None, expected: str) -> None:
    assert words(shown("{% priority value %}", value=value)).strip() == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("amber", "TLP:AMBER"), ("amber+strict", "TLP:AMBER+STRICT"), ("", ""), (None, "")]
)
def test_a_tlp_label_is_first_s_own(value: str | None, expected: str) -> None:
    assert words(shown("{% tlp value %}", value=value)).strip() == expected


# -- bars -------------------------------------------------------------------------------------------------------
def test_bars_stand_in_a_table_that_says_their_numbers() -> None:
    html = shown(
        '{% bar_chart rows "Customers affected" "Customers" %}', rows=[("2.3", 1204), ("2.2", 255), ("2.0", 1)]
    )
    assert re.findall(r'<th scope="row">([^<]+)</th>', html) == ["2.3", "2.2", "2.0"]
    assert re.findall(r'<td class="amount">([^<]+)</td>', html) == ["1,204", "255", "1"]
    assert re.findall(r'<rect width="(\d+)%"', html) == ["100", "21", "1"]  # what is not nothing stays visible
    assert "<caption>Customers affected</caption>" in html


@pytest.mark.parametrize("rows", [[], [("2.3", 0)]])
def test_bars_of_nothing_have_no_length(rows: list[tuple[str, int]]) -> None:
    assert re.findall(r'<rect width="(\d+)%"', shown("{% bar_chart rows %}", rows=rows)) == ["0"] * len(rows)


# -- getting about ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "tag", "is_current"),
    [
        ("/team/", '{% nav_link "/team/" "Team" %}', True),
        ("/team/invite/", '{% nav_link "/team/" "Team" %}', True),
        ("/team/invite/", '{% nav_link "/team/" "Team" exact=True %}', False),
        ("/tickets/", '{% nav_link "/team/" "Team" %}', False),
        ("/tickets/", '{% nav_link "/" "Start" %}', False),
    ],
)
def test_a_link_to_this_page_says_so(path: str, tag: str, is_current: bool) -> None:
    html = shown(tag, request_in("UTC", path))
    assert ('aria-current="page"' in html) is is_current


def test_a_links_label_is_escaped() -> None:
    assert shown('{% nav_link "/x/" label %}', label="A & B") == '<a href="/x/">A &amp; B</a>'


@pytest.mark.parametrize(
    ("query", "tag", "expected"),
    [
        ("?q=tar&after=5", "{% querystring_with after=9 %}", "?q=tar&amp;after=9"),
        ("?q=tar&after=5", "{% querystring_with after=None %}", "?q=tar"),
        ("?after=5", "{% querystring_with after=None %}", "?"),
        ("?q=a%26b", "{% querystring_with after=9 %}", "?q=a%26b&amp;after=9"),
        ("?state=open&state=closed", "{% querystring_with after=1 %}", "?state=open&amp;state=closed&amp;after=1"),
    ],
)
def test_a_pages_query_can_be_changed(query: str, tag: str, expected: str) -> None:
    assert shown(tag, request_in("UTC", f"/desk/{query}")) == expected


def test_changing_the_query_leaves_the_requests_own_alone() -> None:
    request = request_in("UTC", "/desk/?after=5")
    shown("{% querystring_with after=9 %}", request)
    assert request.GET["after"] == "5"


def test_tags_give_safe_text_only_where_they_escaped() -> None:
    assert isinstance(engines["django"].from_string("{{ n|number }}").render({"n": "7K3M9Q2XVR"}), SafeString)
    assert "&lt;i&gt;" in shown("{% bar_chart rows %}", rows=[("<i>", 1)])
