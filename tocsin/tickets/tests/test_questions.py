from datetime import timedelta

import pytest

from conftest import make_member
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.models import Customer, Entitlement
from tocsin.ledger.models import Entry
from tocsin.tickets import closing, conversation, restricting
from tocsin.tickets.models import ReplyDraft, Ticket, Visit
from tocsin.tickets.questions import change_mark, customers_affected, save_reply, ticket_mark, visit

from .conftest import acknowledge_as


# -- marks ----------------------------------------------------------------------------------------------------------
def test_a_mark_changes_when_something_one_sees_changes(ticket, ada, dmitri, later):
    before = (change_mark(dmitri), change_mark(ada))
    assert before == (change_mark(dmitri), change_mark(ada))
    conversation.send(ticket, "We have it.", by=ada, now=later)
    assert change_mark(dmitri) != before[0]
    assert change_mark(ada) != before[1]


def test_a_note_moves_the_desks_mark_alone(ticket, ada, dmitri, later):
    before = (change_mark(dmitri), ticket_mark(dmitri, ticket.number))
    desk = (change_mark(ada), ticket_mark(ada, ticket.number))
    conversation.note(ticket, "Among us.", by=ada, now=later)
    assert (change_mark(dmitri), ticket_mark(dmitri, ticket.number)) == before
    assert change_mark(ada) != desk[0]
    assert ticket_mark(ada, ticket.number) != desk[1]


def test_another_publishers_tickets_move_nothing(ticket, eve, rivals, report, dmitri, ada, bo, later):
    before = change_mark(eve)
    conversation.answer(ticket, "More.", by=dmitri, now=later)
    report(at=later)
    acknowledge_as(ada, ticket, later)
    closing.mark_duplicate(ticket, rivals, by=bo, now=later)
    assert change_mark(eve) == before


def test_a_restricted_ticket_moves_nothing_for_colleagues_who_do_not_see_it(restricted, dmitri, rita, ada, later):
    before = (change_mark(rita), change_mark(ada))
    conversation.answer(restricted, "More.", by=dmitri, now=later)
    assert change_mark(rita) == before[0]
    assert change_mark(ada) != before[1]  # its number stands in the desk's queue


def test_a_ticket_that_goes_out_of_sight_moves_the_mark(ticket, dmitri, rita, later):
    before = change_mark(rita)
    restricting.restrict(ticket, by=dmitri, now=later)
    assert change_mark(rita) != before
    assert ticket_mark(rita, ticket.number) is None


def test_a_ticket_one_may_not_see_has_no_mark_as_one_that_is_not_there(ticket, eve):
    assert ticket_mark(eve, ticket.number) is ticket_mark(eve, "0000000000") is None


def test_many_unseen_tickets_have_the_mark_of_none(report, eve, northwind):
    nobody = make_member("Noa", "noa@northwind.example", northwind, PublisherRole.READER)
    empty = change_mark(nobody)
    for _ in range(3):
        report()
    assert change_mark(nobody) == empty


def test_marks_take_one_query(ticket, ada, dmitri, django_assert_num_queries):
    dict(dmitri.roles)
    for person in (ada, dmitri):
        with django_assert_num_queries(1):
            change_mark(person)
        with django_assert_num_queries(1):
            ticket_mark(person, ticket.number)


# -- visits ---------------------------------------------------------------------------------------------------------
def test_a_visit_tells_of_the_one_before(ticket, dmitri, ada, now, later):
    assert visit(ticket, dmitri, now + timedelta(minutes=1)) is None
    conversation.send(ticket, "We have it.", by=ada, now=later)
    assert visit(ticket, dmitri, later + timedelta(minutes=1)) == now + timedelta(minutes=1)
    assert Visit.objects.get().at == later + timedelta(minutes=1)


def test_reading_again_without_news_writes_nothing(ticket, dmitri, now, later, django_assert_num_queries):
    visit(ticket, dmitri, now)
    with django_assert_num_queries(1):
        assert visit(ticket, dmitri, later) == now
    assert Visit.objects.get().at == now


def test_a_clock_that_lags_behind_does_not_leave_it_unread(ticket, dmitri, now):
    visit(ticket, dmitri, now - timedelta(minutes=5))
    assert Visit.objects.get().at == now


# -- replies being written ------------------------------------------------------------------------------------------
def test_what_is_being_written_is_kept_and_replaced_and_thrown_away(ticket, dmitri, carla, now, later):
    save_reply(ticket, dmitri, "One", now)
    save_reply(ticket, dmitri, "One more", later)
    save_reply(ticket, carla, "Mine", later)
    assert list(ReplyDraft.objects.order_by("pk").values_list("person", "body", "saved_at")) == [
        (dmitri.pk, "One more", later), (carla.pk, "Mine", later),
    ]  # fmt: skip
    save_reply(ticket, dmitri, " \n", later)
    assert ReplyDraft.objects.get().person == carla


def test_it_holds_thirty_thousand_characters_and_what_no_database_keeps(ticket, dmitri, now):
    save_reply(ticket, dmitri, "x" * 30_000 + "\0", now)
    assert ReplyDraft.objects.get().body == "x" * 30_000 + "␀"
    save_reply(ticket, dmitri, "x" * 300_000, now)
    assert len(ReplyDraft.objects.get().body) == 100_000


def test_it_is_no_news_and_no_entry(ticket, dmitri, now, later):
    before = (Entry.objects.count(), Ticket.objects.values("changed_at", "public_changed_at").get())
    save_reply(ticket, dmitri, "One", later)
    assert (Entry.objects.count(), Ticket.objects.values("changed_at", "public_changed_at").get()) == before


# -- customers ------------------------------------------------------------------------------------------------------
@pytest.fixture
def customers(contoso_export, contoso_sync):
    """Customer n holds the versions listed; one of them holds two."""
    versions = {version.label: version for offer in (contoso_export, contoso_sync) for version in offer.versions.all()}
    for number, held in enumerate([["2.3"], ["2.3", "2.2"], ["2.2"], ["2.0"], ["1.0"]]):
        customer = Customer.objects.create(key=f"c{number}", name=f"Customer {number}")
        Entitlement.objects.bulk_create(Entitlement(customer=customer, version=versions[label]) for label in held)
    return versions


def rows(ticket) -> list[tuple[str, str, int]]:
    return [(row.offer.name, row.version.label, row.customers) for row in customers_affected(ticket).rows]


def test_customers_are_counted_per_version_and_each_once_in_all(report, contoso_export, customers):
    ticket = report(affected=[(contoso_export.pk, customers[label].pk) for label in ("2.2", "2.3")])
    assert rows(ticket) == [("Contoso Export", "2.3", 2), ("Contoso Export", "2.2", 2)]
    assert customers_affected(ticket).customers == 3


def test_an_offer_without_versions_counts_with_all_of_them(report, contoso_export, contoso_sync, customers):
    ticket = report(
        affected=[(contoso_export.pk, None), (contoso_export.pk, customers["2.3"].pk), (contoso_sync.pk, None)]
    )
    assert rows(ticket) == [
        ("Contoso Export", "2.3", 2), ("Contoso Export", "2.2", 2), ("Contoso Export", "2.1", 0),
        ("Contoso Export", "2.0", 1), ("Contoso Sync", "1.0", 1),
    ]  # fmt: skip
    assert customers_affected(ticket).customers == 5


def test_customers_take_three_queries(report, contoso_export, customers, django_assert_num_queries):
    ticket = report(affected=[(contoso_export.pk, version.pk) for version in contoso_export.versions.all()])
    with django_assert_num_queries(3):
        customers_affected(ticket)
