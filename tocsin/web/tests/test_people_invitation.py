"""The link of an invitation: shown to whoever holds it, good for the invited address alone, once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from conftest import PASSWORD, make_person
from tocsin.accounts.models import Invitation, Membership, Person
from tocsin.web.people.invitation import masked

from .people_site import flashes, invited, kinds, mailed_link, member_of, signed_in, text

pytestmark = pytest.mark.django_db
ADDRESS = "vera@contoso.example"


@pytest.fixture(autouse=True)
def no_limits_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def vera(db) -> Person:
    """Has an account, and belongs nowhere."""
    return make_person("Vera Holm", ADDRESS)


@pytest.fixture
def asked(contoso, carla) -> tuple[Invitation, str]:
    return invited(ADDRESS, contoso, "contributor", carla)


def is_open(invitation: Invitation) -> bool:
    return Invitation.objects.open(timezone.now()).filter(pk=invitation.pk).exists()


# -- what it shows ----------------------------------------------------------------------------------------------
def test_the_link_shows_its_purpose_to_whoever_holds_it(client, asked):
    _invitation, page = asked
    response = client.get(page)
    shown = text(response)
    assert response.status_code == 200
    for said in ("Contoso", "Contributor", "v…@contoso.example", "Valid until"):
        assert said in shown
    for hidden in (ADDRESS, "Carla", "carla@contoso.example"):
        assert hidden not in shown


def test_the_page_is_kept_by_no_cache_and_passes_its_address_on_to_nobody(client, asked):
    headers = client.get(asked[1]).headers
    # With "no-referrer" browsers would send the acceptance with `Origin: null`, and it would be refused.
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_consumes_nothing(asked, vera, method):
    invitation, page = asked
    for client in (Client(), signed_in(vera)):
        getattr(client, method)(page)
        getattr(client, method)(page)
    assert is_open(invitation)
    assert not Membership.objects.filter(person=vera).exists()


def test_an_invitation_to_the_desk_says_so(client, lena):
    _invitation, page = invited(ADDRESS, None, "triager", lena)
    assert "You are invited to the response desk of Market" in text(client.get(page))
    assert "Acknowledges, assigns, asks questions and writes notes." in text(client.get(page))


@pytest.mark.parametrize(
    ("email", "shown"),
    [("vera@contoso.example", "v…@contoso.example"), ("v@x.example", "v…@x.example"), ('"a@b"@x.se', '"…@x.se')],
)
def test_an_address_is_masked(email, shown):
    assert masked(email) == shown


# -- one answer for all that cannot be used -----------------------------------------------------------------------
def test_expired_used_revoked_and_unknown_are_one_answer(client, contoso, carla):
    pages = []
    for field in ("expires_at", "accepted_at", "revoked_at"):
        invitation, page = invited(f"{field}@contoso.example", contoso, "reader", carla)
        Invitation.objects.filter(pk=invitation.pk).update(**{field: timezone.now()})
        pages.append(page)
    pages += ["/invitations/x/", "/invitations/" + "x" * 2000 + "/", "/invitations/%00/"]
    answers = [client.get(page) for page in pages]
    assert {answer.status_code for answer in answers} == {404}
    assert {"This invitation cannot be used" in text(answer) for answer in answers} == {True}
    assert {"Contoso" in text(answer) for answer in answers} == {False}


def test_what_cannot_be_used_cannot_be_accepted_either(contoso, carla, vera):
    invitation, page = invited(ADDRESS, contoso, "owner", carla)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert signed_in(vera).post(page).status_code == 404
    assert not Membership.objects.filter(person=vera).exists()


# -- accepting --------------------------------------------------------------------------------------------------
def test_who_has_confirmed_the_address_accepts_once(asked, vera, contoso):
    invitation, page = asked
    client = signed_in(vera)
    assert ADDRESS in text(client.get(page))
    response = client.post(page, follow=True)

    assert response.redirect_chain[0] == ("/home/", 303)
    assert flashes(response) == ["You belong to Contoso now."]
    assert member_of(vera, contoso).role == "contributor"
    assert not is_open(invitation)
    assert kinds(contoso.ledger_subject) == ["publisher.invited", "publisher.member_joined"]
    assert client.post(page).status_code == 404


def test_a_responder_to_be_accepts(vera, lena):
    _invitation, page = invited(ADDRESS, None, "assessor", lena)
    response = signed_in(vera).post(page, follow=True)
    assert flashes(response) == ["Welcome to the response desk."]
    assert Person.objects.get(pk=vera.pk).desk_role == "assessor"


def test_a_stranger_is_led_to_sign_in_and_back(client, asked, vera):
    _invitation, page = asked
    shown = text(client.get(page))
    way = page.replace("/", "%2F")
    assert f'href="/accounts/login/?next={way}"' in shown
    assert f'href="/accounts/signup/?next={way}"' in shown
    assert client.post(page).url == f"/accounts/login/?next={way}"
    response = client.post(f"/accounts/login/?next={way}", {"login": ADDRESS, "password": PASSWORD})
    assert response.url == page


def test_the_whole_way_of_somebody_new(contoso, carla, settings):
    """Invited by mail, no account: create one, confirm the address, sign in, and be back at the invitation."""
    settings.PUBLIC_URL = "http://testserver"
    signed_in(carla).post("/team/invitations/", {"email": ADDRESS, "role": "contributor"})
    page, client = mailed_link(), Client()
    way = page.replace("/", "%2F")
    new = {"name": "Vera Holm", "email": ADDRESS, "password1": PASSWORD}
    client.post(f"/accounts/signup/?next={way}", new)
    assert client.post(mailed_link()).url == f"/accounts/login/?next={way}"
    signed = client.post(f"/accounts/login/?next={way}", {"login": ADDRESS, "password": PASSWORD})
    assert signed.url == page
    assert "Accept the invitation" in text(client.get(page))
    client.post(page)
    assert Membership.objects.get(person__email=ADDRESS).publisher == contoso
    assert [message.to for message in mail.outbox] == [[ADDRESS], [ADDRESS]]


# -- and nobody else --------------------------------------------------------------------------------------------
def test_another_account_is_told_and_consumes_nothing(asked, eve):
    invitation, page = asked
    client = signed_in(eve)
    shown = text(client.get(page))
    assert f"You are signed in as {eve.email}" in shown
    assert "Accept the invitation" not in shown
    assert ADDRESS not in shown
    response = client.post(page)
    assert response.status_code == 403
    assert "This invitation was sent to another e-mail address." in text(response)
    assert is_open(invitation)


def test_an_address_that_is_not_confirmed_is_not_enough(asked, db):
    """T-40."""
    invitation, page = asked
    claims = make_person("Mallory", "mallory@evil.example")
    EmailAddress.objects.create(user=claims, email=ADDRESS, verified=False)
    assert signed_in(claims).post(page).status_code == 403
    Person.objects.filter(pk=claims.pk).update(email=ADDRESS)
    assert signed_in(claims).post(page).status_code == 403
    assert is_open(invitation)


def test_a_responder_cannot_join_a_publisher_nor_a_member_the_desk(contoso, carla, lena, ada):
    for email, publisher, role, by in ((ada.email, contoso, "reader", carla), (carla.email, None, "auditor", lena)):
        invitation, page = invited(email, publisher, role, by)
        response = signed_in(Person.objects.get(email=email)).post(page)
        assert response.status_code == 403
        assert "Use another account and address for it." in text(response)
        assert is_open(invitation)


def test_a_member_who_is_invited_anew_is_told(contoso, carla, asked, vera):
    _invitation, page = asked
    Membership.objects.create(person=vera, publisher=contoso, role="reader")
    response = signed_in(vera).post(page)
    assert response.status_code == 409
    assert "You belong to this publisher already." in text(response)


# -- without the mail at hand -----------------------------------------------------------------------------------
def test_who_belongs_nowhere_finds_the_invitations_to_confirmed_addresses(asked, vera, contoso):
    invitation, _page = asked
    client = signed_in(vera)
    shown = text(client.get("/home/", follow=True))
    assert "You are invited" in shown
    assert "Contoso" in shown
    response = client.post(f"/team/invitations/{invitation.pk}/acceptance", follow=True)
    assert flashes(response) == ["You belong to Contoso now."]
    assert member_of(vera, contoso).role == "contributor"


def test_invitations_of_others_are_neither_listed_nor_accepted(asked, contoso):
    invitation, _page = asked
    claims = make_person("Mallory", "mallory@evil.example")
    EmailAddress.objects.create(user=claims, email=ADDRESS, verified=False)
    client = signed_in(claims)
    assert "Contoso" not in text(client.get("/team/"))
    assert client.post(f"/team/invitations/{invitation.pk}/acceptance").status_code == 404
    assert client.get(f"/team/invitations/{invitation.pk}/acceptance").status_code == 405
    assert is_open(invitation)
