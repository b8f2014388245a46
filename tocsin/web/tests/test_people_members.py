"""Another role, and the end of a membership with all that hangs on it (T-39)."""

import re

import pytest
from django.utils import timezone

from conftest import make_member
from tocsin.accounts.models import Invitation, Membership
from tocsin.accounts.roles import PublisherRole

from .people_site import flashes, invited, kinds, member_of, signed_in, text

pytestmark = pytest.mark.django_db
LAST_OWNER = "A publisher needs at least one owner. Make somebody else an owner first."


def test_an_owner_gives_a_member_another_role(contoso, carla, dmitri):
    address = f"/team/members/{member_of(dmitri, contoso).pk}/"
    client = signed_in(carla)
    page = client.get(address)
    assert page.context["form"]["role"].value() == "contributor"
    assert "Dmitri Orlov" in text(page)

    response = client.post(f"{address}role", {"role": "owner"}, follow=True)
    assert response.redirect_chain == [("/team/", 303)]
    assert flashes(response) == ["The role of Dmitri Orlov is changed."]
    assert member_of(dmitri, contoso).role == "owner"
    assert kinds(contoso.ledger_subject) == ["publisher.member_role_changed"]


@pytest.mark.parametrize(
    ("role", "sentence"), [("reader", LAST_OWNER), ("", "Choose one of the roles."), ("lead", "Choose one of these")]
)
def test_a_role_that_cannot_be_is_refused_at_its_field(contoso, carla, role, sentence):
    own = member_of(carla, contoso)
    response = signed_in(carla).post(f"/team/members/{own.pk}/role", {"role": role})
    assert response.status_code == 422
    assert text(response).count(sentence) == 2
    assert "<title>Error:" in text(response)
    assert member_of(carla, contoso).role == "owner"


@pytest.mark.parametrize(("who", "status"), [("dmitri", 403), ("rita", 403), ("eve", 404), ("lena", 404)])
@pytest.mark.parametrize(("method", "noun"), [("get", ""), ("post", "role"), ("get", "removal"), ("post", "removal")])
def test_nobody_else_manages_a_member(request, contoso, carla, who, status, method, noun):
    address = f"/team/members/{member_of(carla, contoso).pk}/{noun}"
    client = signed_in(request.getfixturevalue(who))
    assert getattr(client, method)(address, {"role": "reader"}).status_code == status
    assert member_of(carla, contoso).role == "owner"


def test_an_unknown_member_and_a_rivals_look_alike(contoso, carla, eve, northwind):
    client = signed_in(eve)
    theirs, unknown = member_of(carla, contoso).pk, 10**20
    answers = [client.get(f"/team/members/{pk}/removal") for pk in (theirs, unknown)]
    token = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+')
    pages = {token.sub("", text(answer)).replace(answer.request["PATH_INFO"], "…") for answer in answers}
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(pages) == 1


def test_a_removed_members_sessions_end_at_once(contoso, carla, dmitri):
    """T-39: the open session of whoever is removed ends with the next request, wherever it is."""
    open_sessions = [signed_in(dmitri), signed_in(dmitri)]
    membership = member_of(dmitri, contoso)
    owner = signed_in(carla)
    question = owner.get(f"/team/members/{membership.pk}/removal")
    assert "Remove Dmitri Orlov from Contoso?" in text(question)
    assert Membership.objects.filter(pk=membership.pk).exists()  # asked, not done

    response = owner.post(f"/team/members/{membership.pk}/removal", follow=True)
    assert flashes(response) == ["Dmitri Orlov no longer belongs to Contoso."]
    assert not Membership.objects.filter(pk=membership.pk).exists()
    for session in open_sessions:
        assert session.get("/team/").url == "/accounts/login/?next=/team/"
        assert session.get("/tickets/").status_code == 302
    assert owner.get("/team/").status_code == 200
    dmitri.refresh_from_db()
    assert "You do not belong to a publisher yet" in text(signed_in(dmitri).get("/team/"))


def test_what_a_removed_owner_had_asked_for_ends_too(contoso, carla, client):
    second = make_member("Per Ek", "per@contoso.example", contoso, PublisherRole.OWNER)
    _invitation, page = invited("vera@contoso.example", contoso, "owner", second)
    assert client.get(page).status_code == 200
    signed_in(carla).post(f"/team/members/{member_of(second, contoso).pk}/removal")
    assert client.get(page).status_code == 404
    assert not Invitation.objects.open(timezone.now()).exists()


def test_the_last_owner_can_neither_leave_nor_be_removed(contoso, carla):
    address = f"/team/members/{member_of(carla, contoso).pk}/removal"
    client = signed_in(carla)
    response = client.post(address)
    assert response.status_code == 422
    assert LAST_OWNER in text(response)
    assert client.get("/team/").status_code == 200  # still signed in


def test_a_reader_leaves_on_their_own(contoso, carla, rita):
    own = member_of(rita, contoso)
    client = signed_in(rita)
    assert f'href="/team/members/{own.pk}/removal"' in text(client.get("/team/"))
    assert "Leave Contoso?" in text(client.get(f"/team/members/{own.pk}/removal"))

    response = client.post(f"/team/members/{own.pk}/removal", follow=True)
    assert response.redirect_chain[0] == ("/", 303)
    assert not Membership.objects.filter(pk=own.pk).exists()
    assert client.get("/team/").status_code == 302  # signed out


def test_removing_twice_is_no_fault(contoso, carla, dmitri):
    address = f"/team/members/{member_of(dmitri, contoso).pk}/removal"
    client = signed_in(carla)
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 404
