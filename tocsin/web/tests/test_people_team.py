"""The team's page: its members for all of them, everything else for its owners."""

import pytest
from django.core import mail
from django.utils import timezone

from conftest import make_member
from tocsin.accounts.inviting import invite
from tocsin.accounts.models import Invitation, Membership, Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.correspondence.models import Delivery
from tocsin.web.people import invitations

from .people_site import flashes, invited, kinds, mailed_link, queries, signed_in, text

pytestmark = pytest.mark.django_db
NEW = {"email": "vera@contoso.example", "role": "contributor"}
CONTACTS = {
    "mailbox": "psirt@contoso.example",
    "security_contact": "Per Ek",
    "security_telephone": "+46 8 123 45 67",
}


@pytest.fixture
def both(carla, northwind) -> Person:
    """Carla, who reads along at Northwind too."""
    Membership.objects.create(person=carla, publisher=northwind, role=PublisherRole.READER)
    return carla


# -- who sees what ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["carla", "dmitri", "rita"])
def test_every_member_sees_the_members_with_their_roles(request, contoso, carla, dmitri, rita, who):
    page = text(signed_in(request.getfixturevalue(who)).get("/team/"))
    for person, role in ((carla, "Owner"), (dmitri, "Contributor"), (rita, "Reader")):
        assert str(person) in page
        assert person.email in page
        assert f">{role}<" in page


@pytest.mark.parametrize("who", ["dmitri", "rita"])
def test_who_is_no_owner_sees_members_only(request, contoso, carla, who):
    Publisher.objects.filter(pk=contoso.pk).update(security_contact="Per Ek", mailbox="psirt@contoso.example")
    invite("vera@contoso.example", publisher=contoso, role="reader", by=carla)
    page = text(signed_in(request.getfixturevalue(who)).get("/team/"))
    for hidden in ("vera@contoso.example", "Per Ek", "psirt@contoso.example", "Invite somebody", "Change"):
        assert hidden not in page
    assert "Owners invite people and change roles." in page


def test_an_owner_sees_invitations_that_still_wait(contoso, carla):
    invite("vera@contoso.example", publisher=contoso, role="reader", by=carla)
    gone, _token = invite("old@contoso.example", publisher=contoso, role="reader", by=carla)
    Invitation.objects.filter(pk=gone.pk).update(expires_at=timezone.now())
    page = text(signed_in(carla).get("/team/"))
    assert "vera@contoso.example" in page
    assert "old@contoso.example" not in page


def test_the_rivals_team_is_not_there(contoso, northwind, carla, eve):
    client = signed_in(eve)
    assert "Contoso" not in text(client.get("/team/"))
    assert "carla" not in text(client.get("/team/"))
    for asked in (contoso.pk, 999999, "x", "", "1 OR 1"):
        assert client.get(f"/team/?publisher={asked}").status_code == 404


def test_with_several_publishers_one_is_chosen_by_the_address(contoso, northwind, both, eve):
    client = signed_in(both)
    first, second = text(client.get("/team/")), text(client.get(f"/team/?publisher={northwind.pk}"))
    assert "Invite somebody" in first
    assert "Invite somebody" not in second
    assert eve.email in second
    assert eve.email not in first
    assert f'href="?publisher={northwind.pk}" aria-current="page"' in second


def test_the_number_of_queries_does_not_grow_with_the_team(contoso, carla):
    client = signed_in(carla)
    invite("a@contoso.example", publisher=contoso, role="reader", by=carla)
    few = queries(client, "/team/")
    for number in range(3):
        make_member(f"New {number}", f"new{number}@contoso.example", contoso, PublisherRole.READER)
        invite(f"more{number}@contoso.example", publisher=contoso, role="reader", by=carla)
    assert queries(client, "/team/") == few


# -- inviting ---------------------------------------------------------------------------------------------------
def test_an_owner_invites_and_the_token_stands_in_the_mail_alone(contoso, carla):
    response = signed_in(carla).post("/team/invitations/", NEW, follow=True)

    assert response.redirect_chain == [("/team/", 303)]
    assert flashes(response) == ["The invitation is on its way to vera@contoso.example."]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.publisher) == (NEW["email"], "contributor", contoso)
    (message,) = mail.outbox
    assert message.to == ["vera@contoso.example"]
    address = mailed_link()
    assert Invitation.objects.by_token(address.split("/")[2]).get() == invitation
    assert address.split("/")[2] not in text(response)
    assert "Contoso" in message.body
    assert "Your role: Contributor." in message.body
    assert "Carla" not in message.body


def test_the_mail_speaks_the_receivers_language_else_the_inviters(contoso, carla, eve):
    Person.objects.filter(pk=eve.pk).update(language="de")
    client = signed_in(carla)
    client.post("/team/invitations/?locale=sv", {**NEW, "email": eve.email})
    client.post("/team/invitations/?locale=sv", NEW)
    assert ['<html lang="de">' in m.alternatives[0].content for m in mail.outbox] == [True, False]
    assert '<html lang="sv">' in mail.outbox[1].alternatives[0].content


def test_an_invitation_and_its_mail_are_stored_together_or_not_at_all(contoso, carla, settings, monkeypatch):
    settings.EMAIL_BACKEND = "tocsin.correspondence.account_mail.DeliveryBackend"
    client = signed_in(carla)
    client.post("/team/invitations/?locale=fr", NEW)
    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.language) == ("vera@contoso.example", "fr")

    monkeypatch.setattr(invitations, "post", lambda *args, **facts: 1 / 0)
    client.raise_request_exception = False
    assert client.post("/team/invitations/", {**NEW, "email": "two@contoso.example"}).status_code == 500
    assert [one.email for one in Invitation.objects.all()] == ["vera@contoso.example"]
    assert kinds(contoso.ledger_subject) == ["publisher.invited"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Enter an e-mail address such as name@example.com."),
        ({"email": "vera at contoso"}, "Enter an e-mail address such as name@example.com."),
        ({"email": "a@contoso.example, b@contoso.example"}, "Enter an e-mail address such as name@example.com."),
        ({"email": "vera\u202e@contoso.example"}, "cannot be seen"),
        ({"email": "v" * 300 + "@contoso.example"}, "Shorten this to 254 characters"),
        ({"email": "dmitri@contoso.example"}, "The person with this address belongs here already."),
        ({"role": ""}, "Choose one of the roles."),
        ({"role": "lead"}, "Choose one of these answers."),
    ],
)
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(contoso, carla, dmitri, typed, sentence):
    response = signed_in(carla).post("/team/invitations/", {**NEW, **typed})
    page = text(response)
    assert response.status_code == 422
    assert page.count(sentence) == 2  # at the field and in the summary
    assert "<title>Error:" in page
    if typed.get("email"):
        assert typed["email"] in page
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_everything_that_is_wrong_is_said_at_once(contoso, carla):
    form = signed_in(carla).post("/team/invitations/", {"email": "vera at", "role": ""}).context["form"]
    assert {name: len(sentences) for name, sentences in form.errors.items()} == {"email": 1, "role": 1}


def test_inviting_the_same_address_twice_leaves_one_invitation(contoso, carla):
    client = signed_in(carla)
    client.post("/team/invitations/", NEW)
    first = mailed_link()
    client.post("/team/invitations/", {**NEW, "role": "reader"})
    assert [one.role for one in Invitation.objects.open(timezone.now())] == ["reader"]
    assert client.get(first).status_code == 404
    assert client.get(mailed_link()).status_code == 200


@pytest.mark.parametrize("who", ["dmitri", "rita"])
def test_nobody_but_an_owner_invites(request, contoso, who):
    response = signed_in(request.getfixturevalue(who)).post("/team/invitations/", NEW)
    assert response.status_code == 403
    assert "Your role does not allow this." in text(response)
    assert not Invitation.objects.exists()


def test_an_owner_here_is_no_owner_there(both, contoso, northwind):
    client = signed_in(both)
    assert client.post(f"/team/invitations/?publisher={northwind.pk}", NEW).status_code == 403
    response = client.post(f"/team/invitations/?publisher={contoso.pk}", NEW)
    assert response.url == f"/team/?publisher={contoso.pk}"
    assert Invitation.objects.get().publisher == contoso


# -- revoking ---------------------------------------------------------------------------------------------------
def test_a_revoked_invitation_leads_nowhere(contoso, carla, client):
    invitation, page = invited("vera@contoso.example", contoso, "reader", carla)
    response = signed_in(carla).post(f"/team/invitations/{invitation.pk}/revocation", follow=True)
    assert flashes(response) == ["The invitation is revoked. Its link leads nowhere now."]
    assert client.get(page).status_code == 404
    assert "vera@contoso.example" not in text(response)


def test_revoking_what_was_accepted_meanwhile_is_told(contoso, carla):
    invitation, _page = invited("vera@contoso.example", contoso, "reader", carla)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
    response = signed_in(carla).post(f"/team/invitations/{invitation.pk}/revocation")
    assert response.status_code == 409
    assert "This invitation has been accepted or revoked already." in text(response)


@pytest.mark.parametrize(("who", "status"), [("dmitri", 403), ("rita", 403), ("eve", 404), ("ada", 404)])
def test_nobody_else_revokes_it(request, contoso, carla, who, status):
    invitation, _page = invited("vera@contoso.example", contoso, "reader", carla)
    client = signed_in(request.getfixturevalue(who))
    assert client.post(f"/team/invitations/{invitation.pk}/revocation").status_code == status
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_a_get_of_what_only_posts_changes_nothing(contoso, carla):
    invitation, _page = invited("vera@contoso.example", contoso, "reader", carla)
    client = signed_in(carla)
    assert client.get(f"/team/invitations/{invitation.pk}/revocation").status_code == 405
    assert client.get("/team/invitations/").status_code == 405
    assert Invitation.objects.open(timezone.now()).count() == 1


# -- contacts ---------------------------------------------------------------------------------------------------
def test_an_owner_changes_the_contacts(contoso, carla):
    client = signed_in(carla)
    response = client.post("/team/contacts", CONTACTS, follow=True)
    assert response.redirect_chain == [("/team/", 303)]
    contoso.refresh_from_db()
    assert {name: getattr(contoso, name) for name in CONTACTS} == CONTACTS
    assert kinds(contoso.ledger_subject) == ["publisher.contacts_changed"]
    assert all(value in text(response) for value in CONTACTS.values())
    assert 'value="Per Ek"' in text(client.get("/team/contacts"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mailbox", "psirt", "Enter an e-mail address such as name@example.com."),
        ("security_telephone", "ask Per", "Enter a telephone number with its country code, such as +46 8 123 45 67."),
        ("security_contact", "x" * 161, "Shorten this to 160 characters"),
    ],
)
def test_wrong_contacts_are_refused_and_kept_on_the_page(contoso, carla, field, value, sentence):
    response = signed_in(carla).post("/team/contacts", {**CONTACTS, field: value})
    assert response.status_code == 422
    assert text(response).count(sentence) == 2
    assert f'value="{value}"' in text(response)
    contoso.refresh_from_db()
    assert contoso.mailbox == ""


@pytest.mark.parametrize(("who", "status"), [("dmitri", 403), ("rita", 403), ("lena", 404)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_but_an_owner_may_change_the_contacts(request, contoso, who, status, method):
    client = signed_in(request.getfixturevalue(who))
    assert getattr(client, method)("/team/contacts", CONTACTS).status_code == status
    contoso.refresh_from_db()
    assert contoso.mailbox == ""


# -- nothing typed is lost --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "address", "typed"),
    [
        ("/team/", "/team/invitations/", {"email": "vera at", "role": "owner"}),
        ("/team/contacts", "/team/contacts", {**CONTACTS, "security_contact": "Per"}),
    ],
)
def test_a_switch_of_language_keeps_what_was_typed(contoso, carla, page, address, typed):
    client = signed_in(carla)
    key = client.get(page).context["draft_key"]
    response = client.post(address, {**typed, "draft_key": key, "language": "sv"})
    assert (response.status_code, response.url) == (303, page)
    again = client.get(page)
    assert again.headers["Content-Language"] == "sv"
    assert {name: again.context["form"][name].value() for name in typed} == typed
    assert again.context["typed_before"]
    assert not client.get(page).context["typed_before"]  # shown once
    assert mail.outbox == []


def test_a_lapsed_session_keeps_what_was_typed(contoso, carla, client):
    key = signed_in(carla).get("/team/").context["draft_key"]
    response = client.post("/team/invitations/", {**NEW, "draft_key": key})
    assert response.url == "/accounts/login/?next=%2Fteam%2F"
    again = signed_in(carla).get("/team/")
    assert 'value="vera@contoso.example"' in text(again)
    assert "It has not been sent yet." in text(again)
    assert not Invitation.objects.exists()
