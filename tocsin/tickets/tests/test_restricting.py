from contextlib import nullcontext

import pytest

from conftest import make_member
from tocsin.accounts.roles import PublisherRole
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import restricting
from tocsin.tickets.choices import Tlp
from tocsin.tickets.models import Ticket


def said() -> tuple[str, dict]:
    entry = Entry.objects.last()
    return entry.kind, entry.facts


@pytest.mark.parametrize("who", ["dmitri", "carla", "lena", "ada"])
def test_who_has_a_say_restricts_and_ends_it(who, request, ticket, later):
    person = request.getfixturevalue(who)
    restricting.restrict(ticket, by=person, now=later)
    assert Ticket.objects.get().restricted is True
    assert Entry.objects.last().kind == "ticket.restricted"
    restricting.unrestrict(ticket, by=person, now=later)
    assert (Ticket.objects.get().restricted, said()) == (False, ("ticket.unrestricted", {}))


@pytest.mark.parametrize("who", ["rita", "otto", "eve", "colleague"])
def test_others_have_no_say(who, request, ticket, rita, contoso, later):
    if who == "colleague":
        person = make_member("Kim Berg", "kim@contoso.example", contoso, PublisherRole.CONTRIBUTOR)
    else:
        person = request.getfixturevalue(who)
    for act in (restricting.restrict, restricting.unrestrict):
        with pytest.raises(NotAllowed, match="Only the reporter, an owner or a responder"):
            act(ticket, by=person, now=later)
    for act in (restricting.name_person, restricting.unname_person):
        with pytest.raises(NotAllowed):
            act(ticket, rita, by=person, now=later)


def test_a_responder_who_restricts_stays_in(ticket, ada, lena, later):
    restricting.restrict(ticket, by=ada, now=later)
    assert Ticket.objects.visible_to(ada).get() == ticket
    assert said() == ("ticket.restricted", {"named": [ada.pk]})


def test_a_lead_who_restricts_need_not_be_named(ticket, lena, later):
    restricting.restrict(ticket, by=lena, now=later)
    assert said() == ("ticket.restricted", {"named": []})


def test_restricting_twice_is_told(ticket, dmitri, later):
    seen_before = Ticket.objects.get()
    restricting.restrict(ticket, by=dmitri, now=later)
    with pytest.raises(Stale):
        restricting.restrict(seen_before, by=dmitri, now=later)


def test_tlp_red_stays_restricted(report, carla, later):
    ticket = report(tlp=Tlp.RED)
    with pytest.raises(Invalid, match="TLP:RED"):
        restricting.unrestrict(ticket, by=carla, now=later)
    assert Ticket.objects.get().restricted is True


def test_naming_is_said_once(ticket, dmitri, rita, later):
    restricting.name_person(ticket, rita, by=dmitri, now=later)
    restricting.name_person(ticket, rita, by=dmitri, now=later)
    assert said() == ("ticket.participant_added", {"person": rita.pk})
    assert Entry.objects.of_kind("ticket.participant_added").count() == 1
    restricting.unname_person(ticket, rita, by=dmitri, now=later)
    restricting.unname_person(ticket, rita, by=dmitri, now=later)
    assert said() == ("ticket.participant_removed", {"person": rita.pk})
    assert Entry.objects.of_kind("ticket.participant_removed").count() == 1


@pytest.mark.parametrize(
    ("by", "whom", "allowed"),
    [
        ("dmitri", "rita", True),
        ("dmitri", "eve", False),
        ("dmitri", "bo", False),  # who at the desk reads it is the desk's to say
        ("lena", "bo", True),
        ("lena", "rita", True),
        ("lena", "eve", False),
    ],
)
def test_whom_each_side_may_name(by, whom, allowed, request, ticket, later):
    person, named = request.getfixturevalue(by), request.getfixturevalue(whom)
    refused = pytest.raises(Invalid, match="Choose one of your colleagues")
    with nullcontext() if allowed else refused:
        restricting.name_person(ticket, named, by=person, now=later)
    assert ticket.participants.filter(person=named).exists() == allowed


@pytest.mark.parametrize("who", ["dmitri", "carla"])
def test_the_publisher_sets_its_own_reference(who, request, ticket, later):
    restricting.set_reference(ticket, "CON-2291", by=request.getfixturevalue(who), now=later)
    assert (Ticket.objects.get().reference, said()) == ("CON-2291", ("ticket.reference_set", {}))


@pytest.mark.parametrize("who", ["rita", "ada", "lena", "eve"])
def test_the_reference_is_nobody_elses(who, request, ticket, later):
    with pytest.raises(NotAllowed):
        restricting.set_reference(ticket, "X-1", by=request.getfixturevalue(who), now=later)
