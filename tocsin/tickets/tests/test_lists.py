from datetime import UTC, datetime, timedelta

import pytest

from tocsin.tickets import closing, conversation, restricting, triage
from tocsin.tickets.choices import Certainty
from tocsin.tickets.models import Ticket
from tocsin.tickets.paging import Page, cut, micro, moment_of, read, written
from tocsin.tickets.questions import (
    Filter,
    Group,
    own_tickets,
    queue,
    tickets_by_cve,
    tickets_of_cve,
    unread_count,
    visit,
)

from .conftest import CVE, acknowledge_as


def pages(ask, limit) -> list[Ticket]:
    """All rows, page by page."""
    rows, after = [], None
    while True:
        page = ask(after=after, limit=limit)
        rows += page.rows
        if not (after := page.next):
            return rows


# -- the desk's queue -----------------------------------------------------------------------------------------------
@pytest.fixture
def crowd(report, ada, lena, now):
    """In the queue’s order: urgent ones by their due moment, then the others, then those of none."""
    calm = [report(at=now + timedelta(hours=hour)) for hour in (3, 1, 1)]
    loud = [report(at=now + timedelta(hours=hour), exploited=Certainty.YES) for hour in (2, 4)]
    hidden = report(at=now, restricted=True)
    waiting = acknowledge_as(ada, report(), now + timedelta(hours=1))
    conversation.ask(waiting, "Which version?", by=ada, now=now + timedelta(hours=1))
    done = acknowledge_as(ada, report(), now + timedelta(hours=1))
    closing.close(done, reason="resolved", by=lena, now=now + timedelta(hours=1))
    return [*loud, hidden, calm[1], calm[2], calm[0], waiting]


def test_the_queue_has_what_is_exploited_first_then_the_nearest_due(crowd, ada):
    assert queue(ada).rows == crowd
    assert queue(ada).next is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 7])
def test_its_pages_follow_each_other_without_gap_or_repeat(crowd, ada, limit):
    assert pages(lambda **at: queue(ada, **at), limit) == crowd


def test_its_filters_are_open_mine_and_unassigned(crowd, ada, bo, lena, later):
    triage.assign(crowd[3], to=bo, by=ada, now=later)
    assert queue(bo, Filter.MINE).rows == [crowd[3]]
    assert queue(ada, Filter.MINE).rows == [crowd[-1]]  # whoever acknowledges works on it
    assert queue(ada, Filter.UNASSIGNED).rows == [*crowd[:3], *crowd[4:-1]]
    assert pages(lambda **at: queue(ada, Filter.UNASSIGNED, **at), 2) == [*crowd[:3], *crowd[4:-1]]


def test_the_queue_takes_one_query(crowd, ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [ticket.publisher.name for ticket in queue(ada).rows] == ["Contoso"] * 7


def test_a_member_has_no_queue_of_others(crowd, rivals, eve):
    assert queue(eve).rows == [rivals]


# -- the publisher's lists ------------------------------------------------------------------------------------------
def test_a_publishers_tickets_stand_in_three_groups(report, ada, bo, dmitri, later):
    new, asked, done = report(), acknowledge_as(ada, report(), later), acknowledge_as(ada, report(), later)
    conversation.ask(asked, "Which version?", by=ada, now=later)
    closing.close(done, reason="resolved", by=bo, now=later)
    groups = {group: own_tickets(dmitri, group).rows for group in Group}
    assert groups == {Group.YOURS: [asked], Group.GOING: [new], Group.CLOSED: [done]}


def test_unread_ones_come_first_then_what_changed_last(report, ada, dmitri, now):
    first, second, third, fourth = (report(at=now + timedelta(minutes=n)) for n in range(4))
    for ticket in (first, fourth):
        visit(ticket, dmitri, now + timedelta(hours=1))
    rows = own_tickets(dmitri, Group.GOING).rows
    assert [(row, row.unread) for row in rows] == [(third, True), (second, True), (fourth, False), (first, False)]
    for limit in (1, 2, 3):
        assert pages(lambda limit, after: own_tickets(dmitri, Group.GOING, after=after, limit=limit), limit) == rows


def test_a_note_makes_nothing_unread_and_moves_nothing(report, ada, dmitri, now):
    first, second = (report(at=now + timedelta(minutes=n)) for n in range(2))
    for ticket in (first, second):
        visit(ticket, dmitri, now + timedelta(hours=1))
    conversation.note(first, "Among us.", by=ada, now=now + timedelta(hours=2))
    rows = own_tickets(dmitri, Group.GOING).rows
    assert [(row, row.unread) for row in rows] == [(second, False), (first, False)]
    assert unread_count(dmitri) == 0


def test_each_member_has_read_what_they_have_read(ticket, ada, dmitri, carla, later):
    visit(ticket, dmitri, later)
    assert (unread_count(dmitri), unread_count(carla)) == (0, 1)
    conversation.send(ticket, "We have it.", by=ada, now=later + timedelta(hours=1))
    assert (unread_count(dmitri), unread_count(carla)) == (1, 1)


def test_only_open_tickets_are_counted_and_only_so_many(report, dmitri, later):
    for _ in range(4):
        report()
    closing.retract(report(), words="No.", by=dmitri, now=later)
    assert (unread_count(dmitri), unread_count(dmitri, most=3)) == (4, 3)


def test_what_one_may_not_see_is_neither_listed_nor_counted(restricted, rivals, rita, eve, dmitri):
    for group in Group:
        assert own_tickets(rita, group).rows == []
    assert (unread_count(rita), unread_count(dmitri), unread_count(eve)) == (0, 1, 1)
    assert own_tickets(eve, Group.GOING).rows == [rivals]


def test_a_list_takes_one_query(report, dmitri, django_assert_num_queries):
    for _ in range(3):
        report()
    dict(dmitri.roles)
    with django_assert_num_queries(1):
        assert [ticket.publisher.name for ticket in own_tickets(dmitri, Group.GOING).rows] == ["Contoso"] * 3


# -- by CVE ---------------------------------------------------------------------------------------------------------
def test_the_desk_sees_a_cve_over_all_publishers(ticket, rivals, restricted, ada, lena):
    assert tickets_of_cve(ada, CVE).rows == [rivals, ticket]
    assert tickets_of_cve(lena, CVE).rows == [restricted, rivals, ticket]


def test_a_member_sees_only_own_tickets_of_it(ticket, rivals, restricted, eve, rita, dmitri):
    assert tickets_of_cve(eve, CVE).rows == [rivals]
    assert tickets_of_cve(rita, CVE).rows == [ticket]
    assert tickets_of_cve(dmitri, CVE).rows == [restricted, ticket]


def test_counts_are_of_tickets_one_may_see(ticket, rivals, restricted, report, ada, lena, eve, rita, now):
    report(cve_ids=["CVE-2025-1111", CVE], at=now + timedelta(hours=1))
    counted = {
        name: [(row.cve_id, row.tickets) for row in tickets_by_cve(person).rows]
        for name, person in {"ada": ada, "lena": lena, "eve": eve, "rita": rita}.items()
    }
    assert counted == {
        "ada": [(CVE, 3), ("CVE-2025-1111", 1)],
        "lena": [(CVE, 4), ("CVE-2025-1111", 1)],
        "eve": [(CVE, 1)],
        "rita": [(CVE, 2), ("CVE-2025-1111", 1)],
    }
    assert tickets_by_cve(ada).rows[0].last == now + timedelta(hours=1)
    assert tickets_by_cve(eve).rows[0].last == now


def test_both_go_page_by_page(report, ada):
    tickets = [report(cve_ids=[f"CVE-2026-111{n}", CVE]) for n in range(5)]
    assert pages(lambda after, limit: tickets_of_cve(ada, CVE, after=after, limit=limit), 2) == tickets[::-1]
    ids = [row.cve_id for row in pages(lambda after, limit: tickets_by_cve(ada, after=after, limit=limit), 2)]
    assert ids == [CVE, *(f"CVE-2026-111{n}" for n in range(4, -1, -1))]


def test_an_unknown_cve_has_no_tickets(ticket, ada):
    assert tickets_of_cve(ada, "CVE-1999-0001").rows == tickets_of_cve(ada, "").rows == []


def test_unnamed_findings_are_no_cve(report, ada):
    report(cve_ids=[])
    assert tickets_by_cve(ada).rows == []


# -- cursors --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 18, 10, 0, 0, 1, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_survives_the_way_to_an_address_and_back(moment):
    assert moment_of(micro(moment)) == moment
    assert read(written(True, moment, 7), 3) == [1, micro(moment), 7]


@pytest.mark.parametrize(
    "cursor", [None, "", "1", "1_2_3_4", "a_b_c", "1_-2_3", "1_2_", "①_2_3", "9" * 30 + "_2_3", "1 _2_3"]
)
def test_what_is_no_cursor_is_the_first_page(cursor):
    assert read(cursor, 3) is None


def test_a_made_up_cursor_leads_to_an_ordinary_page(crowd, ada, dmitri):
    assert queue(ada, after="0_0_0").rows == crowd[2:]
    assert own_tickets(dmitri, Group.GOING, after="0_999999999999999999_1").rows == []


def test_a_page_knows_whether_another_follows():
    assert cut([1, 2, 3], 2, str) == Page([1, 2], "2")
    assert cut([1, 2], 2, str) == Page([1, 2], None)
    assert cut([], 2, str) == Page([], None)


def test_reopening_brings_it_back_into_the_group(acknowledged, bo, dmitri, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    closing.reopen(acknowledged, words="Again.", by=dmitri, now=later)
    assert own_tickets(dmitri, Group.GOING).rows == [acknowledged]


def test_restricting_takes_it_off_a_colleagues_list(ticket, dmitri, rita, later):
    restricting.restrict(ticket, by=dmitri, now=later)
    assert own_tickets(rita, Group.GOING).rows == []
