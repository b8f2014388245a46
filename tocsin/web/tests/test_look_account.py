"""Signing in and its neighbours, in the house's look; error pages; the first page's weight."""

import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from tocsin.accounts.models import Person

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
STATUSES = sorted(path.stem for path in (TEMPLATES / "errors").glob("4*.html"))


def in_our_look(html: str) -> bool:
    return '<header class="house">' in html and '<footer class="house">' in html


def heading(html: str) -> str:
    found = re.findall(r"<h1>(.*?)</h1>", html)
    assert len(found) == 1  # one page, one heading
    return str(found[0])


def page(client: Client, name: str, *args: str) -> str:
    response = client.get(reverse(name, args=args), follow=True)
    assert response.status_code == 200
    html = response.content.decode()
    assert in_our_look(html)
    return html


# -- signed out -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Sign in"),
        ("account_signup", "Create an account"),
        ("account_reset_password", "Reset your password"),
        ("account_reset_password_done", "Look into your mailbox"),
        ("account_reset_password_from_key_done", "Your password is changed"),
        ("account_email_verification_sent", "Look into your mailbox"),
        ("account_inactive", "This account is closed"),
    ],
)
def test_a_signed_out_page_of_accounts_is_ours(client: Client, name: str, title: str) -> None:
    html = page(client, name)
    assert heading(html) == title
    assert f"<title>{title} · Tocsin</title>" in html


def test_a_wrong_password_is_a_problem_that_is_said(client: Client, carla: Person) -> None:
    response = client.post(reverse("account_login"), {"login": carla.email, "password": "not-this-one"})
    html = response.content.decode()
    assert "There is a problem" in html
    assert "<title>Error: Sign in" in html
    assert f'value="{carla.email}"' in html  # nothing typed is lost, but the password
    assert "not-this-one" not in html


def test_where_to_go_afterwards_survives_signing_in(client: Client, db: None) -> None:
    html = client.get(reverse("account_login") + "?next=/report/%3Fpesid%3D7").content.decode()
    assert 'name="next" value="/report/?pesid=7"' in html


def test_an_address_is_confirmed_by_a_button(client: Client, db: None) -> None:
    person = Person.objects.create(email="nils@contoso.example", name="Nils")
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    html = page(client, "account_confirm_email", EmailConfirmationHMAC(address).key)
    assert heading(html) == "Confirm your e-mail address"
    assert "Confirm the address</button>" in html
    address.refresh_from_db()
    assert not address.verified


def test_a_spent_confirmation_says_so(client: Client, db: None) -> None:
    html = page(client, "account_confirm_email", "spent")
    assert "This link no longer works" in html
    assert "Confirm the address</button>" not in html


def test_a_spent_reset_link_offers_a_new_one(client: Client, db: None) -> None:
    html = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"})).content.decode()
    assert heading(html) == "This link no longer works"
    assert f'href="{reverse("account_reset_password")}"' in html


# -- signed in --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Sign out"),
        ("account_change_password", "Change your password"),
        ("account_email", "Your e-mail addresses"),
    ],
)
def test_a_signed_in_page_of_accounts_is_ours(client: Client, carla: Person, name: str, title: str) -> None:
    client.force_login(carla)
    assert heading(page(client, name)) == title


def test_an_address_says_whether_it_is_confirmed(client: Client, carla: Person) -> None:
    EmailAddress.objects.create(user=carla, email="second@contoso.example")
    client.force_login(carla)
    html = page(client, "account_email")
    assert re.search(rf"{carla.email}.*?main address.*?confirmed<", html, re.S)
    assert re.search(r"second@contoso\.example.*?not confirmed yet<", html, re.S)


def test_a_template_of_allauth_that_is_not_ours_stands_in_our_frame() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = render_to_string("account/confirm_login_code.html", {"verify_form": None}, request)
    assert in_our_look(html)


# -- errors -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_page_says_what_happened_and_where_to_go(status: str) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = {"sentence": "Somebody <else> was here.", "status": status, "incident": "ab12cd34"}
    html = render_to_string(f"errors/{status}.html", context, request)
    assert in_our_look(html)
    assert heading(html)
    assert f"Error {status}" in html
    assert "Somebody &lt;else&gt; was here." in html
    assert "ab12cd34" in html
    assert 'href="/"' in html


def test_the_statuses_that_the_house_answers_have_pages() -> None:
    assert {"403", "404", "409", "413", "422", "429"} <= set(STATUSES)


def test_the_fragment_of_an_error_has_the_sentence_and_no_page() -> None:
    html = render_to_string("errors/_error.html", {"sentence": "Your role does not allow this."})
    assert "Your role does not allow this." in html
    assert 'role="alert"' in html
    assert "<html" not in html


def test_the_page_for_our_own_faults_needs_nothing_but_its_id() -> None:
    html = render_to_string("errors/500.html", {"incident": "ab12cd34"})
    assert "<strong>ab12cd34</strong>" in html
    assert "<script" not in html
    assert "<form" not in html


# -- the first page ---------------------------------------------------------------------------------------------
def landing(**context: Any) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return render_to_string("landing.html", context, request)


def test_the_landing_page_says_the_promise_the_telephone_and_the_other_routes(settings: Any) -> None:
    settings.EMERGENCY_TELEPHONE = "+46 8 123 45 67"
    settings.ELSEWHERE_URL = "https://market.example/support"
    settings.DESK_ADDRESS = "desk@market.example"
    html = landing()
    assert "Within one business day" in html
    assert '<span class="telephone">+46 8 123 45 67</span>' in html
    assert 'href="https://market.example/support"' in html
    assert 'href="mailto:desk@market.example"' in html


def test_without_a_telephone_none_is_promised(settings: Any) -> None:
    settings.EMERGENCY_TELEPHONE = ""
    assert "day and night" not in landing()


def test_a_bookmark_survives_the_landing_page() -> None:
    html = landing(bookmark="pesid=7&locale=sv-se")
    assert 'href="/accounts/login/?next=/report/%3Fpesid%3D7%26locale%3Dsv-se"' in html


def test_the_first_page_weighs_at_most_sixty_kilobytes() -> None:
    html = landing()
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    assert "vendor/pico.fluid.classless.min.css" in names
    files = [Path(str(finders.find(name))).read_bytes() for name in names]
    weight = sum(len(brotli.compress(body)) for body in [html.encode(), *files])
    assert weight <= 60_000
