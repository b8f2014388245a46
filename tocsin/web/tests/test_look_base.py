"""The page around every page: header, footer, languages, theme, titles, messages."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db import connection
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tocsin.accounts.models import Person
from tocsin.web.context import house

PAGE = '{% extends "base.html" %}{% block title %}The page{% endblock %}{% block content %}<h1>Here</h1>{% endblock %}'
TYPED = PAGE + "{% block typed_form %}typed{% endblock %}"


def request_for(person: Any, path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = person
    request.reader_zone = ZoneInfo("Europe/Stockholm")  # type: ignore[attr-defined]
    return request


def shown(request: HttpRequest, template: str = PAGE, **context: Any) -> str:
    return engines["django"].from_string(template).render(context, request)


def links(html: str, label: str) -> list[str]:
    nav = re.search(rf'<nav aria-label="{label}">(.*?)</nav>', html, re.S)
    return re.findall(r'<a href="([^"]+)"', nav[1]) if nav else []


def current(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" aria-current="page"', html)


def test_a_publishers_member_gets_the_publishers_places(carla: Person) -> None:
    html = shown(request_for(carla, "/report/"))
    assert links(html, "Main") == ["/report/", "/tickets/", "/team/", "/help/"]
    assert current(html) == ["/report/"]
    assert "Carla Nyström · Contoso" in html


def test_a_responder_gets_the_desks_places(ada: Person) -> None:
    html = shown(request_for(ada, "/desk/cves/CVE-2026-31337/"))
    assert links(html, "Main") == ["/desk/", "/desk/cves/", "/desk/publishers/", "/desk/deliveries/", "/desk/team/"]
    assert current(html) == ["/desk/cves/"]
    assert "Ada Lindqvist · response desk" in html


@pytest.mark.parametrize(
    ("path", "nav", "expected"),
    [
        ("/desk/", "", ["/desk/"]),
        ("/desk/SE-7K3M9-Q2XVR/", "", ["/desk/"]),
        ("/desk/team/", "", ["/desk/team/"]),
        ("/tickets/SE-7K3M9-Q2XVR/", "", ["/desk/"]),
        ("/preferences/", "", []),
        ("/search/", "/desk/cves/", ["/desk/cves/"]),
    ],
)
def test_the_deepest_place_above_a_page_is_current(ada: Person, path: str, nav: str, expected: list[str]) -> None:
    assert current(shown(request_for(ada, path), nav=nav)) == expected


def test_who_has_no_publisher_yet_is_told_so(db: None) -> None:
    newcomer = Person.objects.create(email="nils@contoso.example", name="Nils")
    assert "Nils · no publisher yet" in shown(request_for(newcomer))


def test_a_signed_out_reader_gets_the_way_in_and_nothing_else() -> None:
    html = shown(request_for(AnonymousUser()))
    assert links(html, "Main") == []
    assert 'href="/accounts/login/"' in html
    assert "/search/" not in html
    assert "/preferences/" not in html.replace('action="/preferences/language/"', "")


def test_signing_out_is_a_post(carla: Person) -> None:
    html = shown(request_for(carla))
    assert '<form method="post" action="/accounts/logout/">' in html
    assert 'href="/accounts/logout/"' not in html


def test_the_publishers_are_asked_for_once_and_only_when_shown(carla: Person) -> None:
    request = request_for(carla)
    with CaptureQueriesContext(connection) as asked:
        context = house(request)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert [p.name for p in context["publishers"]] == ["Contoso"]
        assert [p.name for p in context["publishers"]] == ["Contoso"]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><b>', ""), ("", "")]
)
def test_the_theme_is_the_readers_or_the_systems(cookie: str, attribute: str) -> None:
    html = shown(request_for(AnonymousUser(), tocsin_theme=cookie))
    assert f'<html lang="en"{attribute}>' in html


@pytest.mark.parametrize(("cookie", "said"), [("off", "off"), ("on", "on"), ("", "on"), ("x", "on")])
def test_shortcuts_can_be_switched_off(cookie: str, said: str) -> None:
    assert f'data-shortcuts="{said}"' in shown(request_for(AnonymousUser(), tocsin_keys=cookie))


def test_each_language_stands_in_its_own_name() -> None:
    with translation.override("sv"):
        html = shown(request_for(AnonymousUser(), "/legal/?a=1"))
    buttons = re.findall(r'name="language" value="(\w+)" lang="(\w+)"( aria-current="true")?>([^<]+)<', html)
    assert [(value, words) for value, _, _, words in buttons] == [
        ("en", "English"), ("nl", "Nederlands"), ("sv", "Svenska"),
        ("de", "Deutsch"), ("fr", "Français"), ("ru", "Русский"),
    ]  # fmt: skip
    assert all(value == lang for value, lang, _, _ in buttons)
    assert [value for value, _, is_current, _ in buttons if is_current] == ["sv"]
    assert '<html lang="sv">' in html


def test_a_language_is_chosen_on_a_form_of_its_own() -> None:
    html = shown(request_for(AnonymousUser(), "/legal/?a=1&b=2"))
    form = re.search(r'<form method="post" action="/preferences/language/">.*?</form>', html, re.S)
    assert form
    assert 'name="csrfmiddlewaretoken"' in form[0]
    assert '<input type="hidden" name="next" value="/legal/?a=1&amp;b=2">' in form[0]


def test_a_language_chosen_while_typing_posts_what_is_typed() -> None:
    html = shown(request_for(AnonymousUser()), TYPED)
    assert "/preferences/language/" not in html
    assert html.count('form="typed" formnovalidate name="language"') == 6


@pytest.mark.parametrize(
    ("context", "title"),
    [
        ({}, "The page · Tocsin"),
        ({"errors": ["wrong"]}, "Error: The page · Tocsin"),
        ({"errors": []}, "The page · Tocsin"),
        ({"failed": "closure"}, "Error: The page · Tocsin"),
    ],
)
def test_a_page_with_errors_says_so_in_its_title(context: dict[str, Any], title: str) -> None:
    assert re.search(r"<title>(.*?)</title>", shown(request_for(AnonymousUser()), **context))[1] == title  # type: ignore[index]


def test_the_content_can_be_skipped_to() -> None:
    html = shown(request_for(AnonymousUser()))
    assert html.index('<a class="skip" href="#main">') < html.index('<header class="house">')
    assert '<main id="main"' in html


def test_messages_are_said_politely() -> None:
    html = shown(request_for(AnonymousUser()), messages=[Message(constants.SUCCESS, "Saved <now>.")])
    assert re.search(r'role="status"[^>]*>\s*<p class="flash success">Saved &lt;now&gt;\.</p>', html)


def test_the_zone_of_the_times_is_named(carla: Person) -> None:
    assert "Times in Europe/Stockholm" in shown(request_for(carla))


def test_htmx_is_kept_from_styles_eval_and_history() -> None:
    html = shown(request_for(AnonymousUser()))
    config = re.search(r"<meta name=\"htmx-config\" content='([^']+)'>", html)
    assert config
    assert '"includeIndicatorStyles":false' in config[1]
    assert '"allowEval":false' in config[1]
    assert '"historyCacheSize":0' in config[1]  # no ticket stays in the browser after signing out
    assert '{"code":"(403|409|422)","swap":true,"error":false}' in config[1]
