"""Accounts: made open to everybody, belonging nowhere, led nowhere else, and telling nobody who has one."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conftest import PASSWORD
from tocsin.accounts.models import Membership, Person
from tocsin.ledger.models import Entry
from tocsin.web.people.adapter import MAILS, Adapter
from tocsin.web.people.letters import LETTERS, public

pytestmark = pytest.mark.django_db
HOUSE = "https://desk.market.example"
NEW = {"name": "Vera Holm", "email": "vera@contoso.example", "password1": "correct-horse-battery"}


@pytest.fixture(autouse=True)
def house(settings) -> Iterator[None]:
    """A public address that differs from the host of every request here; limits of others' tests forgotten."""
    settings.PUBLIC_URL = HOUSE
    cache.clear()
    yield
    cache.clear()


def link(message) -> str:
    """The one link of a mail, the same in text and HTML."""
    found = re.findall(r"^https?://\S+$", message.body, re.M)
    assert len(found) == 1
    html = message.alternatives[0].content
    assert set(re.findall(r'href="([^"]+)"', html)) == {found[0]}
    return str(found[0])


def path(address: str) -> str:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == HOUSE
    return parts.path


def confirm(client: Client) -> str:
    """Open the newest mail's link and press its button; where that leads."""
    response = client.post(path(link(mail.outbox[-1])))
    assert response.status_code == 302
    return response.url


# -- signing up -------------------------------------------------------------------------------------------------
def test_a_new_account_keeps_name_and_language_and_belongs_nowhere(client, contoso):
    response = client.post(reverse("account_signup") + "?locale=sv", NEW)

    assert response.url == reverse("account_email_verification_sent")
    vera = Person.objects.get(email="vera@contoso.example")
    assert (vera.name, vera.language, vera.time_zone, vera.desk_role) == ("Vera Holm", "sv", "", "")
    assert not Membership.objects.filter(person=vera).exists()
    told = [(entry.kind, entry.facts) for entry in Entry.objects.of(vera.key)]
    assert told == [("person.name_chosen", {}), ("person.language_chosen", {"language": "sv"})]


def test_an_address_at_the_publishers_domain_gives_nothing(client, contoso, carla):
    client.post(reverse("account_signup"), NEW)
    client.post(reverse("account_login"), {"login": NEW["email"], "password": NEW["password1"]})
    assert client.get("/team/").status_code == 302  # not confirmed: not signed in

    assert confirm(client) == reverse("account_login")
    client.post(reverse("account_login"), {"login": NEW["email"], "password": NEW["password1"]})
    assert client.get("/home/").url == "/team/"
    page = client.get("/team/").content.decode()
    assert "You do not belong to a publisher yet" in page
    assert "Contoso" not in page


def test_an_address_that_was_changed_gives_nothing_either(client, contoso, carla, eve):
    """T-40: what the ledger or a membership knows of an address never makes somebody a member."""
    client.force_login(eve)
    client.post(reverse("account_email"), {"action_add": "", "email": "ceo@contoso.example"})
    address = EmailAddress.objects.get(user=eve, email="ceo@contoso.example")
    address.verified = True
    address.save()
    client.post(reverse("account_email"), {"action_primary": "", "email": address.email})
    eve.refresh_from_db()
    assert eve.email == "ceo@contoso.example"
    assert "Contoso" not in client.get("/team/").content.decode()


def test_a_known_address_takes_as_long_to_sign_up_as_a_new_one(client, carla, monkeypatch):
    """The hash of the password is what takes time: one is made either way."""
    hashed = []
    hasher = get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda *args, **more: hashed.append(1) or encode(*args, **more))
    client.post(reverse("account_signup"), NEW)
    for_new = len(hashed)
    client.post(reverse("account_signup"), {**NEW, "email": carla.email})
    assert (for_new, len(hashed) - for_new) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter your name."),
        ({"name": "x" * 121}, "Shorten this to 120 characters"),
        ({"name": "Vera \u202etegdaG"}, "cannot be seen"),
        ({"email": "vera at contoso"}, "Enter a valid email address."),
        ({"password1": "vera"}, "too short"),
    ],
)
def test_a_sign_up_that_is_refused_says_why_and_keeps_what_was_typed(client, db, typed, sentence):
    response = client.post(reverse("account_signup"), {**NEW, **typed})
    page = response.content.decode()
    assert sentence in page
    assert "<title>Error:" in page
    assert {**NEW, **typed}["email"] in page
    assert not Person.objects.exists()
    assert mail.outbox == []


def test_the_sign_up_page_says_why_the_name_is_asked(client):
    page = client.get(reverse("account_signup")).content.decode()
    assert "So that your colleagues and the response desk know who writes to them." in page
    assert page.index('name="name"') < page.index('name="email"') < page.index('name="password1"')


# -- telling nobody ---------------------------------------------------------------------------------------------
def test_a_known_address_gets_the_same_answer_and_only_its_owner_a_word(client, carla):
    known = Client().post(reverse("account_signup"), {**NEW, "email": carla.email}, follow=True)
    unknown = Client().post(reverse("account_signup"), NEW, follow=True)

    assert known.redirect_chain == unknown.redirect_chain == [(reverse("account_email_verification_sent"), 302)]
    pages = [answer.content.decode().replace(a, "…") for answer, a in ((known, carla.email), (unknown, NEW["email"]))]
    token = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+')
    assert token.sub("", pages[0]) == token.sub("", pages[1])
    told = mail.outbox[0]
    assert told.to == [carla.email]
    assert told.subject == "You have an account already"
    assert path(link(told)) == reverse("account_reset_password")
    assert Person.objects.get(pk=carla.pk).name == "Carla Nyström"


def test_asking_for_a_new_password_answers_alike_for_known_and_unknown(client, carla):
    answers = [client.post(reverse("account_reset_password"), {"email": a}) for a in (carla.email, "no@body.example")]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("account_reset_password_done"))}
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([carla.email], "Choose a new password"),
        (["no@body.example"], "There is no account with this address"),
    ]
    assert path(link(mail.outbox[1])) == reverse("account_signup")


def test_a_wrong_password_and_an_unknown_address_are_told_by_one_sentence(client, carla):
    for login in (carla.email, "no@body.example"):
        page = client.post(reverse("account_login"), {"login": login, "password": "wrong"}).content.decode()
        assert "The e-mail address or the password is wrong. Check both." in page


def test_guessing_a_password_ends_at_the_limit(client, carla):
    for _ in range(6):
        page = client.post(reverse("account_login"), {"login": carla.email, "password": "wrong"}).content.decode()
    assert "That was wrong too often. Wait some minutes, then try again." in page
    right = client.post(reverse("account_login"), {"login": carla.email, "password": PASSWORD})
    assert right.status_code == 200  # even the right one has to wait


def test_what_is_asked_too_often_gets_a_page_of_ours(client):
    answers = [client.post(reverse("account_reset_password"), {"email": "no@body.example"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "That was too often" in answers[-1].content.decode()


# -- mails ------------------------------------------------------------------------------------------------------
def test_links_lead_to_the_public_address_whatever_the_request_claims(client, carla, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_signup"), NEW, headers={"host": "evil.example"})
    client.post(reverse("account_reset_password"), {"email": carla.email}, headers={"host": "evil.example"})
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert link(message).startswith(f"{HOUSE}/accounts/")
        assert "evil" not in str(message.message())


def test_no_mail_carries_what_a_stranger_typed(client, carla):
    """T-10: nobody can send words of theirs to an address of their choice."""
    spam = "Buy at spam.example"
    client.post(reverse("account_signup"), {**NEW, "name": spam})
    cache.clear()
    client.post(reverse("account_signup"), {**NEW, "name": spam, "email": carla.email})
    assert len(mail.outbox) == 2
    assert not [message for message in mail.outbox if "spam" in str(message.message())]


def test_a_mail_speaks_its_receivers_language(client, carla, settings):
    Person.objects.filter(pk=carla.pk).update(language="sv")
    settings.LANGUAGE_CODE = "en"
    client.post(reverse("account_reset_password") + "?locale=de", {"email": carla.email})
    assert '<html lang="sv">' in mail.outbox[0].alternatives[0].content


def test_the_link_of_a_reset_changes_the_password_once(client, carla):
    client.post(reverse("account_reset_password"), {"email": carla.email})
    address = path(link(mail.outbox[0]))
    form = client.get(address).url
    again = {"password1": "a-very-new-password", "password2": "a-very-new-password"}
    assert client.post(form, again).url == reverse("account_reset_password_from_key_done")
    assert Person.objects.get(pk=carla.pk).check_password("a-very-new-password")
    assert "This link no longer works" in Client().get(address).content.decode()


def test_every_mail_that_the_settings_allow_has_a_letter(settings):
    assert {name for name, _link in MAILS.values()} | {"invitation_publisher", "invitation_desk"} == set(LETTERS)
    assert not getattr(settings, "ACCOUNT_EMAIL_NOTIFICATIONS", False)


def test_a_page_under_the_public_address_keeps_its_query():
    assert public("http://evil.example/accounts/x/?a=1") == f"{HOUSE}/accounts/x/?a=1"
    assert public("/team/") == f"{HOUSE}/team/"


# -- where people are led ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("/tickets/", True),
        ("/invitations/abc/?x=//evil.example", True),
        ("//evil.example", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("http://testserver/home/", False),
        ("https://desk.market.example/", False),
        ("javascript:alert(1)", False),
        ("evil.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_paths_of_this_site_are_safe(wanted, safe):
    assert Adapter().is_safe_url(wanted) is safe


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_next_leads_nowhere_else_after_signing_in(client, carla, wanted):
    address = reverse("account_login")
    response = client.post(address, {"login": carla.email, "password": PASSWORD, "next": wanted})
    assert response.url == "/home/"


def test_next_is_followed_here(client, carla):
    address = f"{reverse('account_login')}?next=/preferences/"
    assert client.post(address, {"login": carla.email, "password": PASSWORD}).url == "/preferences/"


def test_who_had_to_confirm_first_is_led_on_after_signing_in(client, db):
    client.post(f"{reverse('account_signup')}?next=/invitations/abc/", NEW)
    assert confirm(client) == f"{reverse('account_login')}?next=%2Finvitations%2Fabc%2F"


def test_an_evil_way_is_not_remembered(client, db):
    client.post(f"{reverse('account_signup')}?next=//evil.example/", NEW)
    assert confirm(client) == reverse("account_login")


def test_opening_the_confirming_link_confirms_nothing(client, db):
    client.post(reverse("account_signup"), NEW)
    address = path(link(mail.outbox[0]))
    client.get(address)
    client.head(address)
    assert not EmailAddress.objects.get(email=NEW["email"]).verified


def test_signing_out_forgets_the_session(client, carla):
    client.force_login(carla)
    response = client.post(reverse("account_logout"), follow=True)
    assert "You have signed out." in response.content.decode()
    assert client.get("/team/").status_code == 302
