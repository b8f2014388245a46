"""Who sees which ticket: the cast against an open and a restricted one, by hand, for every door there is."""

import pytest

from conftest import make_member, make_person
from tocsin.accounts.membership import remove_member
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.tickets import restricting, triage
from tocsin.tickets.models import Ticket
from tocsin.tickets.questions import who_can_see

CAST = ("ada", "bo", "april", "lena", "otto", "carla", "dmitri", "rita", "eve")
OPEN = {"ada", "bo", "april", "lena", "otto", "carla", "dmitri", "rita"}
RESTRICTED = {"lena", "otto", "carla", "dmitri"}


@pytest.fixture
def cast(request):
    return {name: request.getfixturevalue(name) for name in CAST}


def seen_by(cast, ticket) -> set[str]:
    return {name for name, person in cast.items() if Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()}


def readers(cast, ticket) -> set[str]:
    """Of the cast, whom `who_can_see` names."""
    people, everybody_at_desk = set(), False
    for reader in who_can_see(ticket):
        everybody_at_desk |= reader.desk and reader.person is None
        people.add(reader.person)
    return {name for name, one in cast.items() if one in people or (everybody_at_desk and one.is_desk)}


def test_an_open_ticket_is_its_publishers_and_the_desks(cast, ticket):
    assert seen_by(cast, ticket) == readers(cast, ticket) == OPEN


def test_a_restricted_one_is_its_reporters_the_owners_and_the_leads(cast, restricted):
    assert seen_by(cast, restricted) == readers(cast, restricted) == RESTRICTED


def test_lists_at_the_desk_name_restricted_tickets_by_number(cast, restricted):
    listed = {name for name, person in cast.items() if Ticket.objects.listed_for(person).exists()}
    assert listed == {"ada", "bo", "april"} | RESTRICTED


@pytest.mark.parametrize("who", ["rita", "ada", "bo"])
def test_a_named_person_sees_it_until_the_name_is_taken_off(who, cast, restricted, lena, later):
    restricting.name_person(restricted, cast[who], by=lena, now=later)
    assert seen_by(cast, restricted) == readers(cast, restricted) == RESTRICTED | {who}
    restricting.unname_person(restricted, cast[who], by=lena, now=later)
    assert seen_by(cast, restricted) == readers(cast, restricted) == RESTRICTED


def test_the_assignee_sees_it(cast, restricted, bo, lena, later):
    triage.assign(restricted, to=bo, by=lena, now=later)
    assert seen_by(cast, restricted) == readers(cast, restricted) == RESTRICTED | {"bo"}


def test_a_colleague_who_did_not_report_it_does_not(contoso, restricted):
    colleague = make_member("Kim Berg", "kim@contoso.example", contoso, PublisherRole.CONTRIBUTOR)
    assert not Ticket.objects.visible_to(colleague).exists()


@pytest.mark.parametrize("name", ["ticket", "restricted"])
def test_a_removed_member_sees_nothing_any_more(name, request, cast, carla, lena, dmitri, rita, later):
    """T-39: also as the reporter, and also when named."""
    ticket = request.getfixturevalue(name)
    restricting.name_person(ticket, rita, by=carla, now=later)
    for gone in (dmitri, rita):
        remove_member(gone.memberships.get(), by=carla)
    assert seen_by(cast, ticket) == readers(cast, ticket) == {
        "ticket": OPEN - {"dmitri", "rita"}, "restricted": RESTRICTED - {"dmitri"},
    }[name]  # fmt: skip


def test_a_responder_who_leaves_the_desk_sees_nothing(restricted, bo, lena, later):
    triage.assign(restricted, to=bo, by=lena, now=later)
    bo.desk_role = ""
    bo.save(update_fields=["desk_role"])
    assert not Ticket.objects.visible_to(bo).exists()


def test_somebody_without_a_role_sees_nothing(ticket, restricted):
    nobody = make_person("Noa", "noa@example.org")
    assert not Ticket.objects.visible_to(nobody).exists()


def test_a_second_lead_sees_what_is_restricted(restricted):
    other = make_person("Lin", "lin@market.example", desk_role=DeskRole.LEAD)
    assert Ticket.objects.visible_to(other).get() == restricted


def test_who_can_see_says_why(restricted, contoso, bo, rita, lena, carla, dmitri, otto, later):
    restricting.name_person(restricted, rita, by=carla, now=later)
    restricting.name_person(restricted, bo, by=lena, now=later)
    assert [(str(reader.person), str(reader.why), reader.desk) for reader in who_can_see(restricted)] == [
        ("Carla Nyström", "owner", False),
        ("Dmitri Orlov", "reporter", False),
        ("Rita Moreau", "named person", False),
        ("Bo Janssen", "named person", True),
        ("Lena Vogel", "the desk’s lead", True),
        ("Otto Petrov", "auditor", True),
    ]


def test_who_can_see_an_open_one(ticket, carla, dmitri, rita, ada):
    assert [(reader.person, str(reader.why)) for reader in who_can_see(ticket)] == [
        (carla, "owner"), (dmitri, "reporter"), (rita, "member"), (None, "every responder"),
    ]  # fmt: skip


def test_it_takes_as_many_queries_for_many_people_as_for_few(
    restricted, contoso, lena, later, django_assert_num_queries
):
    for number in range(5):
        person = make_member(f"Member {number}", f"m{number}@contoso.example", contoso, PublisherRole.READER)
        restricting.name_person(restricted, person, by=lena, now=later)
    with django_assert_num_queries(3):
        assert len(who_can_see(restricted)) == 1 + 1 + 5
