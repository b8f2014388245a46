"""Who hears of what: one table of kinds, then what changes the answer."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from conftest import make_member, make_person
from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.correspondence.audience import mail_stops_for, mail_stops_on
from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import OnCallAddress
from tocsin.correspondence.recipients import DECIDERS, recipients
from tocsin.ledger.appending import append
from tocsin.ledger.models import Entry
from tocsin.tickets import assessment, closing, conversation, opening, restricting, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import Category, ClosingReason, OutcomeKind, Priority
from tocsin.tickets.entries import DESK_ONLY, PUBLIC
from tocsin.tickets.models import Participant, Ticket
from tocsin.tickets.tests.conftest import new_report
from tocsin.vulnerabilities.severities import Severity

NOBODY: list[tuple[str, str]] = []
REASONS = Reasons(facts="f", ground="g", scope="s", appeal="a")


def heard(entry: Entry) -> list[tuple[str, str]]:
    return sorted((one.address, one.kind.value) for one in recipients(entry))


def communicate(ticket: Ticket, by: Person) -> None:
    assessment.communicate(ticket, OutcomeKind.NO_ACTION, REASONS, by=by, now=timezone.now())


DESK_ACTS: dict[str, Callable[[Ticket, Person], object]] = {
    Kind.MESSAGE: lambda t, by: conversation.send(t, "Hello", by=by, now=timezone.now()),
    Kind.QUESTION: lambda t, by: conversation.ask(t, "Which?", by=by, now=timezone.now()),
    Kind.OUTCOME: communicate,
    Kind.CLOSED: lambda t, by: closing.close(t, reason=ClosingReason.RESOLVED, by=by, now=timezone.now()),
    Kind.SEVERITY_CHANGED: lambda t, by: triage.change_severity(
        t, severity=Severity.LOW, reason="r", by=by, now=timezone.now()
    ),
    Kind.PRIORITY_CHANGED: lambda t, by: triage.change_priority(
        t, priority=Priority.P4, reason="r", by=by, now=timezone.now()
    ),
    Kind.CATEGORY_CHANGED: lambda t, by: triage.change_category(
        t, category=Category.BOTH, reason="r", by=by, now=timezone.now()
    ),
}
PUBLISHER_ACTS: dict[str, Callable[[Ticket, Person], object]] = {
    Kind.ANSWERED: lambda t, by: conversation.answer(t, "This", by=by, now=timezone.now()),
    Kind.RETRACTED: lambda t, by: closing.retract(t, words="A mistake", by=by, now=timezone.now()),
}


@pytest.fixture
def on_call(db):
    return OnCallAddress.objects.create(address="night@market.example", language="nl")


def test_the_reporter_alone_gets_the_receipt(ticket, carla, rita, ada, newest):
    assert heard(newest()) == [("dmitri@contoso.example", "receipt")]


def test_the_acknowledgement_goes_to_the_reporter(acknowledged, carla, newest):
    assert heard(newest()) == [("dmitri@contoso.example", "acknowledged")]


@pytest.mark.parametrize("kind", DESK_ACTS)
def test_what_the_desk_does_the_reporter_hears(kind, acknowledged, bo, carla, rita, eve, newest):
    DESK_ACTS[kind](acknowledged, bo)
    assert heard(newest()) == [("dmitri@contoso.example", kind)]


@pytest.mark.parametrize("kind", PUBLISHER_ACTS)
def test_what_the_publisher_does_the_assignee_hears(kind, acknowledged, dmitri, bo, lena, newest):
    PUBLISHER_ACTS[kind](acknowledged, dmitri)
    assert heard(newest()) == [("ada@market.example", kind)]


def test_with_nobody_assigned_all_who_triage_hear(ticket, dmitri, ada, bo, lena, otto, newest):
    conversation.answer(ticket, "More", by=dmitri, now=timezone.now())
    assert [address for address, _ in heard(newest())] == [
        "ada@market.example", "bo@market.example", "lena@market.example",
    ]  # fmt: skip


def test_an_assignee_who_has_left_the_desk_is_not_told_and_the_team_is(acknowledged, dmitri, ada, bo, newest):
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    conversation.answer(acknowledged, "More", by=dmitri, now=timezone.now())
    assert heard(newest()) == [("bo@market.example", "answered")]


def test_either_side_hears_of_the_others_reopening(acknowledged, bo, dmitri, newest):
    DESK_ACTS[Kind.CLOSED](acknowledged, bo)
    closing.reopen(acknowledged, words="Not yet", by=dmitri, now=timezone.now())
    assert heard(newest()) == [("ada@market.example", "asked_again")]
    DESK_ACTS[Kind.CLOSED](acknowledged, bo)
    closing.reopen(acknowledged, words="Not yet", by=bo, now=timezone.now())
    assert heard(newest()) == [("dmitri@contoso.example", "reopened")]


def test_a_duplicate_is_told_within_the_publisher_and_a_rival_never_hears(report, bo, ada, eve, northwind, newest):
    first, second, rivals = report(), report(), report(by=eve, publisher=northwind)
    for ticket in (first, second, rivals):
        triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=ada, now=timezone.now())
    assert closing.mark_duplicate(second, first, by=bo, now=timezone.now())
    assert heard(newest()) == [("dmitri@contoso.example", "duplicate")]
    assert not closing.mark_duplicate(first, rivals, by=bo, now=timezone.now())
    assert heard(newest()) == NOBODY


def test_a_note_is_nobodys_mail(acknowledged, bo, newest):
    conversation.note(acknowledged, "Among us", by=bo, now=timezone.now())
    assert heard(newest()) == NOBODY


def test_whoever_has_written_takes_part(acknowledged, carla, rita, bo, newest):
    conversation.answer(acknowledged, "From the owner", by=carla, now=timezone.now())
    DESK_ACTS[Kind.MESSAGE](acknowledged, bo)
    assert [address for address, _ in heard(newest())] == ["carla@contoso.example", "dmitri@contoso.example"]


def test_whoever_is_named_takes_part_and_is_told_so(acknowledged, rita, dmitri, bo, newest):
    restricting.name_person(acknowledged, rita, by=dmitri, now=timezone.now())
    assert heard(newest()) == [("rita@contoso.example", "named")]
    DESK_ACTS[Kind.MESSAGE](acknowledged, bo)
    assert [address for address, _ in heard(newest())] == ["dmitri@contoso.example", "rita@contoso.example"]


def test_people_named_in_the_report_are_told_and_the_reporter_gets_one_mail(report, rita, dmitri, newest):
    report(restricted=True, restricted_to=[rita.pk, dmitri.pk])
    assert heard(newest()) == [("dmitri@contoso.example", "receipt"), ("rita@contoso.example", "named")]


def test_who_has_left_the_publisher_hears_nothing_and_the_owners_hear_instead(acknowledged, dmitri, carla, bo, newest):
    Membership.objects.filter(person=dmitri).delete()
    DESK_ACTS[Kind.MESSAGE](acknowledged, bo)
    assert heard(newest()) == [("carla@contoso.example", "message")]


def test_who_is_named_without_seeing_the_ticket_hears_nothing(report, rita, eve, lena, newest):
    """No verb names a rival; if a row ever did, no mail would follow from it."""
    ticket = report(restricted=True, restricted_to=[rita.pk])
    Participant.objects.create(ticket=ticket, person=eve, added_at=timezone.now())
    ticket.participants.filter(person=rita).delete()
    assert heard(newest()) == [("dmitri@contoso.example", "receipt")]
    triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=lena, now=timezone.now())
    assert heard(newest()) == [("dmitri@contoso.example", "acknowledged")]


def test_the_team_mailbox_hears_too_but_not_of_a_restricted_ticket(report, contoso, newest):
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="Security@Contoso.example", language="sv")
    report()
    found = {one.address: one for one in recipients(newest())}
    assert sorted(found) == ["dmitri@contoso.example", "security@contoso.example"]
    assert (found["security@contoso.example"].language, found["security@contoso.example"].person) == ("sv", None)
    report(restricted=True)
    assert heard(newest()) == [("dmitri@contoso.example", "receipt")]


def test_a_ticket_that_the_desk_opens_is_told_to_owners_and_contributors(
    contoso, carla, dmitri, rita, eve, ada, newest
):
    ticket = opening.open_towards(
        new_report(contoso), severity=Severity.HIGH, priority=Priority.P2, by=ada, now=timezone.now()
    )
    assert heard(newest()) == [("carla@contoso.example", "opened"), ("dmitri@contoso.example", "opened")]
    conversation.send(ticket, "Please look", by=ada, now=timezone.now())
    assert heard(newest()) == [("carla@contoso.example", "message")]


def test_a_restricted_one_only_to_those_who_may_see_it(contoso, carla, dmitri, ada, newest):
    new = new_report(contoso, restricted=True)
    opening.open_towards(new, severity=Severity.HIGH, priority=Priority.P2, by=ada, now=timezone.now())
    assert heard(newest()) == [("carla@contoso.example", "opened")]


def test_the_new_assignee_is_told_unless_it_was_their_own_choice(acknowledged, ada, bo, newest):
    triage.assign(acknowledged, to=bo, by=ada, now=timezone.now())
    assert heard(newest()) == [("bo@market.example", "assigned")]
    triage.assign(acknowledged, to=ada, by=ada, now=timezone.now())
    assert heard(newest()) == NOBODY
    triage.assign(acknowledged, to=None, by=ada, now=timezone.now())
    assert heard(newest()) == NOBODY


# -- on-call ------------------------------------------------------------------------------------------------------
def test_what_is_exploited_pages_the_on_call_at_submission(report, on_call, lena, newest):
    report(exploited="yes")
    assert heard(newest()) == [("dmitri@contoso.example", "receipt"), ("night@market.example", "on_call")]


@pytest.mark.parametrize("exploited", ["no", "unknown"])
def test_what_is_not_known_to_be_exploited_pages_nobody(exploited, report, on_call, newest):
    report(exploited=exploited)
    assert heard(newest()) == [("dmitri@contoso.example", "receipt")]


def test_an_address_taken_off_is_not_paged_and_without_any_the_leads_are(report, on_call, lena, ada, newest):
    OnCallAddress.objects.update(active=False)
    report(exploited="yes")
    assert ("lena@market.example", "on_call") in heard(newest())


def test_without_a_lead_the_desks_own_address_is_paged(report, ada, settings, newest):
    settings.DESK_ADDRESS = "Desk@market.example"
    report(exploited="yes")
    assert ("desk@market.example", "on_call") in heard(newest())


def test_exploitation_reported_later_pages_and_tells_the_assignee(acknowledged, dmitri, on_call, newest):
    closing.report_exploitation(acknowledged, by=dmitri, now=timezone.now())
    assert heard(newest()) == [("ada@market.example", "urgent_news"), ("night@market.example", "on_call")]


def test_exploitation_that_the_desk_finds_is_told_to_the_publisher(acknowledged, ada, on_call, newest):
    OnCallAddress.objects.create(address="ada@market.example", language="en")
    closing.report_exploitation(acknowledged, by=ada, now=timezone.now())
    assert heard(newest()) == [("dmitri@contoso.example", "urgent_news"), ("night@market.example", "on_call")]


def test_an_exploited_ticket_that_the_desk_opens_pages_too(contoso, carla, ada, on_call, newest):
    new = new_report(contoso, exploited="yes")
    opening.open_towards(new, severity=Severity.HIGH, priority=Priority.P1, by=ada, now=timezone.now())
    assert ("night@market.example", "on_call") in heard(newest())


# -- compromised accounts -------------------------------------------------------------------------------------------
def test_nothing_is_mailed_to_a_publisher_whose_accounts_may_be_compromised(report, contoso, on_call, ada, newest):
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="security@contoso.example")
    ticket = report(accounts_compromised="yes", exploited="yes")
    assert heard(newest()) == [("night@market.example", "on_call")]
    triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P1, by=ada, now=timezone.now())
    assert heard(newest()) == NOBODY


def test_nor_about_its_other_tickets_until_that_one_is_closed(acknowledged, report, bo, rita, dmitri, newest):
    said = report(accounts_compromised="yes")
    assert mail_stops_for(acknowledged.publisher_id)
    DESK_ACTS[Kind.MESSAGE](acknowledged, bo)
    assert heard(newest()) == NOBODY
    restricting.name_person(acknowledged, rita, by=dmitri, now=timezone.now())
    assert heard(newest()) == NOBODY
    closing.retract(said, words="It was not so", by=dmitri, now=timezone.now())
    assert {kind for _, kind in heard(newest())} == {"retracted"}
    assert not mail_stops_on(acknowledged)
    assert mail_stops_on(said)
    conversation.send(acknowledged, "It may be told again.", by=bo, now=timezone.now())
    assert heard(newest()) == [("dmitri@contoso.example", "message"), ("rita@contoso.example", "message")]


def test_a_rivals_mail_goes_on(report, acknowledged, eve, northwind, bo, newest):
    report(by=eve, publisher=northwind, accounts_compromised="yes")
    DESK_ACTS[Kind.MESSAGE](acknowledged, bo)
    assert heard(newest()) == [("dmitri@contoso.example", "message")]


# -- languages and shapes -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("own", "publishers", "expected"), [("ru", "sv", "ru"), ("", "sv", "sv"), ("", "xx", "en")])
def test_the_language_is_the_persons_else_the_publishers(own, publishers, expected, report, dmitri, contoso, newest):
    Person.objects.filter(pk=dmitri.pk).update(language=own)
    Publisher.objects.filter(pk=contoso.pk).update(language=publishers)
    report()
    assert [one.language for one in recipients(newest())] == [expected]


def test_an_address_hears_once_whatever_its_case(report, contoso, newest):
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="Dmitri@Contoso.example")
    report()
    assert heard(newest()) == [("dmitri@contoso.example", "receipt")]


@pytest.mark.parametrize("subject", ["person:1", "ticket:0000000000"])
def test_what_is_no_ticket_of_ours_is_nobodys_mail(subject, newest):
    with transaction.atomic():
        append(subject, "ticket.closed", by="system")
    assert heard(newest()) == NOBODY


def test_every_kind_that_has_a_decider_is_one_that_tickets_append():
    assert set(DECIDERS) <= set(PUBLIC)
    assert not set(DECIDERS) & set(DESK_ONLY)


def test_three_colleagues_of_both_sides_hear_each_in_their_role(report, contoso, bo, newest):
    writer = make_member("Wanda", "wanda@contoso.example", contoso, PublisherRole.OWNER)
    make_person("Tom", "tom@market.example", desk_role=DeskRole.TRIAGER)
    ticket = report()
    conversation.answer(ticket, "I add", by=writer, now=timezone.now())
    assert [address for address, _ in heard(newest())] == ["bo@market.example", "tom@market.example"]
