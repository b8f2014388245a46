"""The desk's people: everybody at the desk sees them, the lead changes them, publishers know nothing of them."""

import pytest
from django.core import mail
from django.utils import timezone

from conftest import make_person
from tocsin.accounts.models import Invitation, Person

from .people_site import flashes, invited, kinds, mailed_link, queries, signed_in, text

pytestmark = pytest.mark.django_db
NEW = {"email": "kim@market.example", "role": "triager"}
LAST_LEAD = "The desk needs at least one lead. Make somebody else a lead first."


@pytest.mark.parametrize("who", ["ada", "bo", "april", "lena", "otto"])
def test_everybody_at_the_desk_sees_the_responders(request, ada, lena, otto, who):
    page = text(signed_in(request.getfixturevalue(who)).get("/desk/team/"))
    for person, role in ((ada, "Triager"), (lena, "Lead"), (otto, "Auditor")):
        assert str(person) in page
        assert f">{role}<" in page
    assert ("Invite somebody" in page) is (who == "lena")


@pytest.mark.parametrize("who", ["ada", "bo", "april", "otto"])
def test_only_the_lead_sees_and_changes_more(request, ada, lena, who):
    invitation, _page = invited(**NEW, publisher=None, by=lena)
    client = signed_in(request.getfixturevalue(who))
    assert NEW["email"] not in text(client.get("/desk/team/"))
    member = f"/desk/team/members/{ada.pk}/"
    assert client.get(member).status_code == 403
    assert client.get(f"{member}deactivation").status_code == 403
    for address in (
        "/desk/team/invitations/",
        f"/desk/invitations/{invitation.pk}/revocation",
        f"{member}role",
        f"{member}deactivation",
        f"{member}reactivation",
    ):
        assert client.post(address, {"email": "x@market.example", "role": "lead"}).status_code == 403
    assert Invitation.objects.open(timezone.now()).count() == 1
    assert Person.objects.get(pk=ada.pk).desk_role == "triager"


def test_the_lead_invites_to_the_desk(lena):
    response = signed_in(lena).post("/desk/team/invitations/", NEW, follow=True)
    assert response.redirect_chain == [("/desk/team/", 303)]
    assert flashes(response) == ["The invitation is on its way to kim@market.example."]
    assert NEW["email"] in text(response)
    (message,) = mail.outbox
    assert "You are invited to the response desk of Market. Your role: Triager." in message.body
    kim = make_person("Kim", NEW["email"])
    signed_in(kim).post(mailed_link())
    assert Person.objects.get(pk=kim.pk).desk_role == "triager"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "kim"}, "Enter an e-mail address such as name@example.com."),
        ({"email": "ada@market.example"}, "The person with this address belongs here already."),
        ({"role": "owner"}, "Choose one of these answers."),
    ],
)
def test_a_wrong_invitation_to_the_desk_is_refused(lena, ada, typed, sentence):
    response = signed_in(lena).post("/desk/team/invitations/", {**NEW, **typed})
    assert response.status_code == 422
    assert text(response).count(sentence) == 2
    assert not Invitation.objects.exists()


def test_the_lead_revokes_an_invitation_to_the_desk(lena, client):
    invitation, page = invited(**NEW, publisher=None, by=lena)
    response = signed_in(lena).post(f"/desk/invitations/{invitation.pk}/revocation")
    assert response.url == "/desk/team/"
    assert client.get(page).status_code == 404


def test_the_lead_gives_a_responder_another_role(lena, ada):
    client = signed_in(lena)
    assert client.get(f"/desk/team/members/{ada.pk}/").context["form"]["role"].value() == "triager"
    response = client.post(f"/desk/team/members/{ada.pk}/role", {"role": "approver"}, follow=True)
    assert flashes(response) == ["The role of Ada Lindqvist is changed."]
    assert Person.objects.get(pk=ada.pk).desk_role == "approver"
    assert kinds("desk:members") == ["desk.member_role_changed"]


def test_the_last_lead_stays(lena):
    client = signed_in(lena)
    answers = [
        client.post(f"/desk/team/members/{lena.pk}/role", {"role": "auditor"}),
        client.post(f"/desk/team/members/{lena.pk}/deactivation"),
    ]
    assert [(answer.status_code, LAST_LEAD in text(answer)) for answer in answers] == [(422, True), (422, True)]
    kept = Person.objects.get(pk=lena.pk)
    assert (kept.desk_role, kept.is_active) == ("lead", True)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(lena, ada):
    """T-39 for the desk."""
    session, client = signed_in(ada), signed_in(lena)
    assert session.get("/desk/team/").status_code == 200
    assert "Close the account of Ada Lindqvist?" in text(client.get(f"/desk/team/members/{ada.pk}/deactivation"))
    assert Person.objects.get(pk=ada.pk).is_active  # asked, not done

    response = client.post(f"/desk/team/members/{ada.pk}/deactivation", follow=True)
    assert flashes(response) == ["The account of Ada Lindqvist is closed."]
    assert "account closed" in text(response)
    assert session.get("/desk/team/").status_code == 302

    assert "Open the account again" in text(client.get(f"/desk/team/members/{ada.pk}/"))
    response = client.post(f"/desk/team/members/{ada.pk}/reactivation", follow=True)
    assert flashes(response) == ["Ada Lindqvist can sign in again."]
    assert session.get("/desk/team/").status_code == 302  # an old session does not come back


def test_closing_twice_is_told(lena, ada):
    client = signed_in(lena)
    client.post(f"/desk/team/members/{ada.pk}/deactivation")
    again = client.post(f"/desk/team/members/{ada.pk}/deactivation")
    assert again.status_code == 409
    assert "Somebody was faster" in text(again)


def test_a_publishers_member_is_no_responder_to_change(lena, carla):
    client = signed_in(lena)
    for noun in ("", "deactivation"):
        assert client.get(f"/desk/team/members/{carla.pk}/{noun}").status_code == 404
    assert client.post(f"/desk/team/members/{carla.pk}/role", {"role": "lead"}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_desk(lena):
    client = signed_in(lena)
    invited("a@market.example", None, "auditor", lena)
    few = queries(client, "/desk/team/")
    for number in range(3):
        make_person(f"New {number}", f"new{number}@market.example", desk_role="triager")
        invited(f"more{number}@market.example", None, "auditor", lena)
    assert queries(client, "/desk/team/") == few


def test_a_switch_of_language_keeps_what_was_typed(lena):
    client = signed_in(lena)
    key = client.get("/desk/team/").context["draft_key"]
    client.post("/desk/team/invitations/", {"email": "kim@", "role": "lead", "draft_key": key, "language": "nl"})
    page = client.get("/desk/team/")
    assert page.headers["Content-Language"] == "nl"
    assert (page.context["form"]["email"].value(), page.context["form"]["role"].value()) == ("kim@", "lead")
