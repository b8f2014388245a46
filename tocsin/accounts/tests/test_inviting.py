from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from conftest import make_person
from tocsin.accounts.inviting import accept, invite, invite_first_lead, revoke
from tocsin.accounts.membership import change_role, deactivate, remove_member, set_desk_role
from tocsin.accounts.models import Invitation, Membership, Person
from tocsin.lib.errors import Invalid, NotAllowed, Stale


@pytest.fixture
def nils(db: None) -> Person:
    """Has an account with a verified address, and belongs nowhere."""
    return make_person("Nils Berg", "nils@contoso.example")


def role_of(person: Person, publisher) -> str | None:
    return Membership.objects.filter(person=person, publisher=publisher).values_list("role", flat=True).first()


def test_an_owner_invites_and_the_invited_joins(carla, contoso, nils, told):
    invitation, token = invite(" Nils@Contoso.Example ", publisher=contoso, role="contributor", by=carla)

    assert Invitation.objects.by_token(token).get() == invitation
    assert (invitation.email, invitation.role, invitation.invited_by) == ("nils@contoso.example", "contributor", carla)
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    assert nils.roles == {}

    accept(invitation, by=nils)

    assert nils.roles == {contoso.pk: "contributor"}
    assert invitation.accepted_at is not None
    assert told(contoso) == [
        ("publisher.invited", carla.key, {"invitation": invitation.pk, "role": "contributor", "replaced": []}),
        (
            "publisher.member_joined",
            nils.key,
            {"person": nils.pk, "role": "contributor", "invitation": invitation.pk},
        ),
    ]


def test_the_token_is_stored_nowhere(carla, contoso):
    invitation, token = invite("nils@contoso.example", publisher=contoso, role="reader", by=carla)
    assert len(token) >= 43
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


def test_a_lead_invites_to_the_desk(lena, nils, told):
    invitation, _token = invite(nils.email, publisher=None, role="assessor", by=lena)
    accept(invitation, by=nils)

    assert nils.desk_role == "assessor"
    assert Person.objects.get(pk=nils.pk).desk_role == "assessor"
    assert [kind for kind, _by, _facts in told("desk:members")] == ["desk.invited", "desk.member_joined"]


@pytest.mark.parametrize("role", ["reader", "contributor", "owner"])
@pytest.mark.parametrize("who", ["rita", "dmitri", "eve", "ada", "bo", "april", "otto"])
def test_nobody_but_its_owners_invites_to_a_publisher(request, who, role, contoso, carla):
    with pytest.raises(NotAllowed):
        invite("nils@contoso.example", publisher=contoso, role=role, by=request.getfixturevalue(who))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["carla", "ada", "bo", "april", "otto"])
def test_nobody_but_a_lead_invites_to_the_desk(request, who, lena):
    with pytest.raises(NotAllowed):
        invite("nils@market.example", publisher=None, role="triager", by=request.getfixturevalue(who))


def test_a_lead_invites_a_publishers_first_owner_and_nobody_after(lena, contoso, nils):
    with pytest.raises(NotAllowed):
        invite(nils.email, publisher=contoso, role="reader", by=lena)

    invitation, _token = invite(nils.email, publisher=contoso, role="owner", by=lena)
    accept(invitation, by=nils)

    with pytest.raises(NotAllowed):
        invite("second@contoso.example", publisher=contoso, role="owner", by=lena)


def test_a_publisher_whose_only_owner_is_deactivated_gets_its_next_from_the_lead(lena, carla, contoso):
    with pytest.raises(NotAllowed):
        invite("next@contoso.example", publisher=contoso, role="owner", by=lena)
    deactivate(carla, by=lena)
    invitation, _token = invite("next@contoso.example", publisher=contoso, role="owner", by=lena)
    assert invitation.role == "owner"


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter an e-mail address such as name@example.com."),
        ("nils", "Enter an e-mail address such as name@example.com."),
        ("nils@contoso.example\nbcc: eve@northwind.example", "Enter an e-mail address such as name@example.com."),
        (f"nils@{'.'.join(['x' * 50] * 5)}.example", "An e-mail address has at most 254 characters."),
    ],
)
def test_an_address_that_is_none_is_refused_at_its_field(carla, contoso, email, sentence):
    with pytest.raises(Invalid) as refused:
        invite(email, publisher=contoso, role="reader", by=carla)
    assert {name: [str(one) for one in all_] for name, all_ in refused.value.fields.items()} == {"email": [sentence]}


def test_a_role_of_the_other_side_is_refused(carla, lena, contoso):
    for publisher, role, by in [(contoso, "lead", carla), (None, "owner", lena), (None, "", lena)]:
        with pytest.raises(Invalid, match=r"Choose one of the roles\."):
            invite("nils@contoso.example", publisher=publisher, role=role, by=by)


def test_who_belongs_there_already_is_not_invited(carla, dmitri, ada, lena, contoso):
    for email, publisher, by in [(dmitri.email, contoso, carla), (ada.email, None, lena)]:
        with pytest.raises(Invalid, match=r"The person with this address belongs here already\."):
            invite(email, publisher=publisher, role="lead" if publisher is None else "reader", by=by)


def test_an_invitation_does_not_tell_whether_the_address_belongs_elsewhere(carla, eve, ada, contoso):
    for person in (eve, ada):
        assert invite(person.email, publisher=contoso, role="reader", by=carla)[0].email == person.email


def test_inviting_again_ends_the_earlier_invitation(carla, contoso, nils, told):
    first, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    second, _token = invite(nils.email, publisher=contoso, role="owner", by=carla)

    with pytest.raises(Stale, match="used or revoked"):
        accept(first, by=nils)
    accept(second, by=nils)

    assert role_of(nils, contoso) == "owner"
    assert told(contoso)[1][2] == {"invitation": second.pk, "role": "owner", "replaced": [first.pk]}


def test_an_invitation_elsewhere_stays_when_another_publisher_invites(carla, eve, contoso, northwind, nils):
    here, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    there, _token = invite(nils.email, publisher=northwind, role="contributor", by=eve)
    accept(here, by=nils)
    accept(there, by=nils)
    assert nils.roles == {contoso.pk: "reader", northwind.pk: "contributor"}


def test_an_invitation_works_once(carla, contoso, nils):
    invitation, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    accept(invitation, by=nils)
    for again in (invitation, Invitation.objects.get(pk=invitation.pk)):
        with pytest.raises(Stale):
            accept(again, by=nils)
    assert Membership.objects.filter(person=nils).count() == 1


def test_an_invitation_ends_after_seven_days(carla, contoso, nils):
    invitation, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    with pytest.raises(Stale, match="has run out"):
        accept(invitation, by=nils)
    assert role_of(nils, contoso) is None


def test_an_invitation_is_bound_to_its_address(carla, contoso, dmitri, eve, nils):
    invitation, _token = invite(nils.email, publisher=contoso, role="owner", by=carla)
    for person in (dmitri, eve):
        with pytest.raises(NotAllowed, match="was sent to another e-mail address"):
            accept(invitation, by=person)
    assert Invitation.objects.get(pk=invitation.pk).accepted_at is None


def test_an_unverified_address_does_not_let_anybody_in(carla, contoso):
    invitation, _token = invite("ceo@contoso.example", publisher=contoso, role="owner", by=carla)
    claimant = Person.objects.create_user("ceo@contoso.example")
    EmailAddress.objects.create(user=claimant, email="ceo@contoso.example", verified=False, primary=True)
    with pytest.raises(NotAllowed):
        accept(invitation, by=claimant)


def test_an_address_changed_without_confirming_does_not_let_anybody_in(carla, contoso, nils):
    invitation, _token = invite("ceo@contoso.example", publisher=contoso, role="owner", by=carla)
    nils.email = "ceo@contoso.example"
    nils.save(update_fields=["email"])
    with pytest.raises(NotAllowed):
        accept(invitation, by=nils)


def test_a_second_verified_address_of_the_person_is_enough(carla, contoso, nils):
    EmailAddress.objects.create(user=nils, email="berg@contoso.example", verified=True)
    invitation, _token = invite("Berg@contoso.example", publisher=contoso, role="reader", by=carla)
    accept(invitation, by=nils)
    assert role_of(nils, contoso) == "reader"


def test_nobody_is_both_responder_and_member(carla, lena, ada, dmitri, contoso):
    to_contoso, _token = invite(ada.email, publisher=contoso, role="reader", by=carla)
    to_desk, _token = invite(dmitri.email, publisher=None, role="triager", by=lena)
    with pytest.raises(NotAllowed, match="A responder of the desk cannot belong to a publisher"):
        accept(to_contoso, by=ada)
    with pytest.raises(NotAllowed, match="Somebody who belongs to a publisher cannot join the desk"):
        accept(to_desk, by=dmitri)
    assert Membership.objects.filter(person=ada).count() == 0
    assert Person.objects.get(pk=dmitri.pk).desk_role == ""


def test_a_refused_acceptance_leaves_the_invitation_open(carla, lena, ada, contoso):
    invitation, _token = invite(ada.email, publisher=contoso, role="reader", by=carla)
    with pytest.raises(NotAllowed):
        accept(invitation, by=ada)
    set_desk_role(ada, "", by=lena)
    accept(Invitation.objects.get(pk=invitation.pk), by=ada)
    assert role_of(ada, contoso) == "reader"


def test_a_deactivated_person_accepts_nothing(carla, lena, contoso, nils):
    invitation, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    deactivate(nils, by=lena)
    with pytest.raises(Stale):
        accept(invitation, by=nils)


@pytest.mark.parametrize("who", ["carla", "lena"])
def test_owners_and_leads_revoke(request, who, carla, contoso, nils, told):
    invitation, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    by = request.getfixturevalue(who)
    revoke(invitation, by=by)
    with pytest.raises(Stale):
        accept(invitation, by=nils)
    assert told(contoso)[-1] == ("publisher.invitation_revoked", by.key, {"invitation": invitation.pk})


@pytest.mark.parametrize("who", ["dmitri", "rita", "eve", "ada", "otto"])
def test_others_revoke_nothing(request, who, carla, contoso, nils):
    invitation, _token = invite(nils.email, publisher=contoso, role="reader", by=carla)
    with pytest.raises(NotAllowed):
        revoke(invitation, by=request.getfixturevalue(who))


def test_an_invitation_to_the_desk_is_revoked_by_a_lead_alone(lena, carla, bo, told):
    invitation, _token = invite("nils@market.example", publisher=None, role="lead", by=lena)
    for other in (carla, bo):
        with pytest.raises(NotAllowed):
            revoke(invitation, by=other)
    revoke(invitation, by=lena)
    with pytest.raises(Stale, match="accepted or revoked already"):
        revoke(invitation, by=lena)
    assert told("desk:members")[-1] == ("desk.invitation_revoked", lena.key, {"invitation": invitation.pk})


def test_an_owner_who_leaves_takes_the_invitations_along(carla, contoso, nils):
    second = make_person("Sven Ek", "sven@contoso.example")
    accept(invite(second.email, publisher=contoso, role="owner", by=carla)[0], by=second)
    invitation, _token = invite(nils.email, publisher=contoso, role="owner", by=second)
    remove_member(Membership.objects.get(person=second), by=carla)
    with pytest.raises(Stale):
        accept(invitation, by=nils)


def test_an_owner_who_becomes_a_reader_takes_the_invitations_along(carla, contoso, nils):
    second = make_person("Sven Ek", "sven@contoso.example")
    accept(invite(second.email, publisher=contoso, role="owner", by=carla)[0], by=second)
    invitation, _token = invite(nils.email, publisher=contoso, role="owner", by=second)
    change_role(Membership.objects.get(person=second), "reader", by=carla)
    with pytest.raises(Stale):
        accept(invitation, by=nils)


def test_the_first_lead_is_invited_by_the_command_line_and_only_the_first(nils, told):
    invitation, _token = invite_first_lead(nils.email)
    assert told("desk:members") == [
        ("desk.invited", "system", {"invitation": invitation.pk, "role": "lead", "replaced": []})
    ]
    accept(invitation, by=nils)
    assert nils.at_desk("desk.lead")
    with pytest.raises(NotAllowed, match="The desk has a lead"):
        invite_first_lead("other@market.example")
