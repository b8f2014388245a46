"""Requests that no browser sends: other character sets, NULs where no form puts them, too much of everything."""

from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from tocsin.accounts.models import Person, Publisher
from tocsin.tickets.models import Parked
from tocsin.web.plain_request import PlainRequest

from .people_site import signed_in, text

pytestmark = pytest.mark.django_db
# Python's codecs that make lone surrogates of ASCII, and those that are none for text.
CODECS = ["unicode_escape", "raw_unicode_escape", "utf-7", "hex", "rot13", "idna", "undefined"]


def request(query: str, body: bytes = b"", content_type: str = "", cookie: str = "") -> PlainRequest:
    """As the server makes one of what arrives."""
    return PlainRequest(
        {
            "REQUEST_METHOD": "POST" if body else "GET",
            "QUERY_STRING": query,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": cookie,
            "wsgi.input": BytesIO(body),
        }
    )


@pytest.mark.parametrize("codec", CODECS)
def test_text_is_read_as_utf_8_whatever_the_request_says(codec: str) -> None:
    body = '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nK\\ud800 +2AA- Ä\r\n--b--\r\n'.encode()
    made = request("q=%5Cud800+%C3%84", body, f"multipart/form-data; boundary=b; charset={codec}")
    assert made.GET["q"] == "\\ud800 Ä"
    assert made.POST["name"] == "K\\ud800 +2AA- Ä"
    assert made.encoding == "utf-8"


@pytest.mark.parametrize("codec", CODECS)
def test_a_plain_form_is_read_as_utf_8_whatever_the_request_says(codec: str) -> None:
    made = request("", b"name=%C3%84", f"application/x-www-form-urlencoded; charset={codec}")
    assert made.POST["name"] == "Ä"


def test_a_cookie_with_a_nul_is_none() -> None:
    assert request("", cookie='sessionid="\\000abcdefgh"; tocsin_theme=dark').COOKIES == {"tocsin_theme": "dark"}


@pytest.mark.filterwarnings("ignore:No directory at")  # static files are collected before the server starts, not here
def test_the_server_makes_its_requests_so() -> None:
    assert import_module("tocsin.wsgi").application.request_class is PlainRequest


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x" * 2_200_000},
        {f"field{number}": "x" for number in range(2001)},
    ],
)
def test_what_is_too_much_is_told_in_the_readers_language(carla: Person, body: Any) -> None:
    client = signed_in(carla)
    client.cookies["tocsin_language"] = "sv"
    response = client.post("/preferences/", body)
    assert response.status_code == 413
    assert response.headers["Content-Language"] == "sv"
    assert response.templates[0].name == "errors/413.html"
    fragment = client.post("/preferences/", body, headers={"hx-request": "true"})
    assert (fragment.status_code, "<html" in text(fragment)) == (413, False)


def test_what_cannot_be_read_is_told_on_a_page_of_ours(carla: Person) -> None:
    response = signed_in(carla).post("/preferences/", data=b"x", content_type="multipart/form-data")
    assert response.status_code == 400
    assert "Nothing was changed." in text(response)


def test_another_hosts_name_gets_an_empty_answer(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert (response.status_code, response.content) == (400, b"")


def test_the_page_of_contacts_parks_under_an_address_of_its_own(contoso: Publisher, carla: Person) -> None:
    client = signed_in(carla)
    address = f"/team/contacts?publisher={contoso.pk}&x={'a' * 400}"  # longer than a parked form's address may be
    key = client.get(address).context["draft_key"]
    response = client.post(address, {"draft_key": key, "security_contact": "Per", "language": "sv"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/team/contacts?publisher={contoso.pk}")
    assert Parked.objects.get(person=carla).answers == {"security_contact": ["Per"]}


def test_a_nul_in_a_cursor_begins_at_the_first_page(lena: Person) -> None:
    assert signed_in(lena).get("/desk/cves/?after=%00").status_code == 200
