import pytest
from allauth.account.models import EmailAddress

from conftest import make_member, make_person
from tocsin.accounts.inviting import accept, invite
from tocsin.accounts.membership import change_role, deactivate, reactivate, remove_member, set_desk_role
from tocsin.accounts.models import Invitation, Membership, Person
from tocsin.lib.errors import Invalid, NotAllowed, Stale


def membership(person: Person) -> Membership:
    return Membership.objects.select_related("person", "publisher").get(person=person)


# -- a publisher's members --------------------------------------------------------------------------------------
def test_an_owner_changes_a_role(carla, dmitri, contoso, told):
    change_role(membership(dmitri), "reader", by=carla)
    assert membership(dmitri).role == "reader"
    assert told(contoso) == [
        ("publisher.member_role_changed", carla.key, {"person": dmitri.pk, "role": "reader", "before": "contributor"})
    ]


def test_the_new_role_holds_for_the_person_at_hand(carla, dmitri, contoso):
    member = membership(dmitri)
    assert not member.person.at_publisher(contoso.pk, "publisher.own")
    change_role(member, "owner", by=carla)
    assert member.person.at_publisher(contoso.pk, "publisher.own")


def test_the_same_role_again_is_no_change(carla, dmitri, contoso, told):
    change_role(membership(dmitri), "contributor", by=carla)
    assert told(contoso) == []


@pytest.mark.parametrize("who", ["dmitri", "rita", "eve", "ada", "lena", "otto"])
def test_only_owners_change_roles_or_remove_others(request, who, carla, contoso):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        change_role(membership(carla), "reader", by=by)
    with pytest.raises(NotAllowed):
        remove_member(membership(carla), by=by)


@pytest.mark.parametrize("role", ["lead", "", "Owner"])
def test_a_role_that_publishers_lack_is_refused(carla, dmitri, role):
    with pytest.raises(Invalid, match=r"Choose one of the roles\.") as refused:
        change_role(membership(dmitri), role, by=carla)
    assert list(refused.value.fields) == ["role"]


def test_the_last_owner_stays_owner(carla, dmitri, rita, contoso, told):
    with pytest.raises(Invalid, match="A publisher needs at least one owner"):
        change_role(membership(carla), "reader", by=carla)
    with pytest.raises(Invalid, match="A publisher needs at least one owner"):
        remove_member(membership(carla), by=carla)
    assert membership(carla).role == "owner"
    assert told(contoso) == []


def test_a_deactivated_owner_does_not_count_as_another(carla, lena, contoso):
    second = make_member("Sven Ek", "sven@contoso.example", contoso, "owner")
    deactivate(second, by=lena)
    with pytest.raises(Invalid):
        remove_member(membership(carla), by=carla)


def test_an_owner_of_a_rival_does_not_count_as_another(carla, eve):
    with pytest.raises(Invalid):
        remove_member(membership(carla), by=carla)


def test_an_owner_with_another_beside_may_go(carla, contoso):
    make_member("Sven Ek", "sven@contoso.example", contoso, "owner")
    remove_member(membership(carla), by=carla)
    assert not Membership.objects.filter(person=carla).exists()


def test_removing_a_member_ends_membership_sessions_and_invitations(carla, dmitri, contoso, signed_in, told):
    session = signed_in(dmitri)
    other_session = signed_in(carla)
    renewed = Invitation.objects.create(
        email=dmitri.email, publisher=contoso, role="owner", token_digest="x", invited_by=carla
    )
    assert session()

    remove_member(membership(dmitri), by=carla)

    assert not session()
    assert other_session()
    assert Person.objects.get(pk=dmitri.pk).roles == {}
    with pytest.raises(Stale):
        accept(renewed, by=dmitri)
    assert told(contoso) == [
        ("publisher.member_removed", carla.key, {"person": dmitri.pk, "before": "contributor"}),
    ]


def test_removing_a_member_leaves_invitations_elsewhere(carla, eve, dmitri, northwind):
    elsewhere, _token = invite(dmitri.email, publisher=northwind, role="reader", by=eve)
    remove_member(membership(dmitri), by=carla)
    accept(elsewhere, by=dmitri)
    assert dmitri.roles == {northwind.pk: "reader"}


def test_a_member_may_leave(dmitri, contoso, told):
    remove_member(membership(dmitri), by=dmitri)
    assert told(contoso) == [
        ("publisher.member_removed", dmitri.key, {"person": dmitri.pk, "before": "contributor"}),
    ]


def test_two_who_change_one_membership_the_second_is_told(carla, dmitri):
    first, second = membership(dmitri), membership(dmitri)
    change_role(first, "reader", by=carla)
    with pytest.raises(Stale):
        change_role(second, "owner", by=carla)
    with pytest.raises(Stale):
        remove_member(second, by=carla)
    remove_member(first, by=carla)
    with pytest.raises(Stale):
        remove_member(first, by=carla)


# -- the desk ---------------------------------------------------------------------------------------------------
def test_a_lead_changes_a_role_at_the_desk(lena, ada, told):
    set_desk_role(ada, "approver", by=lena)
    assert Person.objects.get(pk=ada.pk).desk_role == "approver"
    assert told("desk:members") == [
        ("desk.member_role_changed", lena.key, {"person": ada.pk, "role": "approver", "before": "triager"})
    ]


def test_leaving_the_desk_ends_the_sessions(lena, ada, signed_in, told):
    session = signed_in(ada)
    set_desk_role(ada, "", by=lena)
    assert not session()
    assert told("desk:members") == [("desk.member_removed", lena.key, {"person": ada.pk, "before": "triager"})]


def test_a_change_of_role_keeps_the_sessions(lena, ada, signed_in):
    session = signed_in(ada)
    set_desk_role(ada, "assessor", by=lena)
    assert session()


def test_a_lead_brings_a_verified_person_to_the_desk(lena, told):
    nils = make_person("Nils Berg", "nils@market.example")
    set_desk_role(nils, "auditor", by=lena)
    assert told("desk:members") == [
        ("desk.member_joined", lena.key, {"person": nils.pk, "role": "auditor", "before": ""})
    ]


def test_nobody_comes_to_the_desk_by_an_unverified_address_or_from_a_publisher(lena, dmitri):
    claimant = Person.objects.create_user("boss@market.example")
    EmailAddress.objects.create(user=claimant, email="boss@market.example", verified=False)
    with pytest.raises(NotAllowed, match="has not confirmed the e-mail address"):
        set_desk_role(claimant, "lead", by=lena)
    with pytest.raises(NotAllowed, match="belongs to a publisher"):
        set_desk_role(dmitri, "triager", by=lena)


@pytest.mark.parametrize("who", ["ada", "bo", "april", "otto", "carla"])
def test_only_a_lead_decides_about_the_desk(request, who, lena):
    by = request.getfixturevalue(who)
    for verb in (
        lambda: set_desk_role(by, "lead", by=by),
        lambda: deactivate(lena, by=by),
        lambda: reactivate(lena, by=by),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_role_that_the_desk_lacks_is_refused(lena, ada):
    with pytest.raises(Invalid, match=r"Choose one of the roles\."):
        set_desk_role(ada, "owner", by=lena)


def test_the_last_lead_stays_lead(lena, ada):
    for verb in (lambda: set_desk_role(lena, "auditor", by=lena), lambda: deactivate(lena, by=lena)):
        with pytest.raises(Invalid, match="The desk needs at least one lead"):
            verb()
    set_desk_role(ada, "lead", by=lena)
    set_desk_role(lena, "auditor", by=lena)
    assert Person.objects.leads().get() == ada


def test_a_lead_who_steps_down_takes_the_invitations_along(lena, ada, told):
    invitation, _token = invite("nils@market.example", publisher=None, role="lead", by=lena)
    set_desk_role(ada, "lead", by=lena)
    set_desk_role(lena, "triager", by=lena)
    assert Invitation.objects.get(pk=invitation.pk).revoked_at is not None


def test_two_leads_who_change_one_person_the_second_is_told(lena, ada):
    again = Person.objects.get(pk=ada.pk)
    set_desk_role(ada, "assessor", by=lena)
    with pytest.raises(Stale):
        set_desk_role(again, "approver", by=lena)


# -- shut out ---------------------------------------------------------------------------------------------------
def test_a_deactivated_person_is_out_at_once_and_back_when_reactivated(lena, dmitri, contoso, signed_in, told):
    session = signed_in(dmitri)
    deactivate(dmitri, by=lena)
    assert not session()

    reactivate(dmitri, by=lena)

    assert not session(), "a session from before does not come to life again"
    assert signed_in(Person.objects.get(pk=dmitri.pk))()
    assert Person.objects.get(pk=dmitri.pk).roles == {contoso.pk: "contributor"}
    assert told(dmitri) == [("person.deactivated", lena.key, {}), ("person.reactivated", lena.key, {})]


def test_deactivating_and_reactivating_twice_tells_the_second(lena, dmitri):
    with pytest.raises(Stale):
        reactivate(dmitri, by=lena)
    deactivate(dmitri, by=lena)
    with pytest.raises(Stale):
        deactivate(dmitri, by=lena)
