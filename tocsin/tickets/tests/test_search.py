"""Search from end to end, on the database that the tests run on."""

from importlib import import_module

import pytest
from django.db import connection, transaction

from conftest import make_person
from tocsin.tickets import assessment, closing, conversation, restricting, triage
from tocsin.tickets.choices import OutcomeKind
from tocsin.tickets.models import SearchDoc, Ticket
from tocsin.tickets.search import find, find_offers, find_publishers
from tocsin.tickets.search.engine import index_check, missing

from .acting import REASONS
from .conftest import CVE, acknowledge_as


def found(person, typed, **options) -> list[tuple[str, str]]:
    """Number and place of each hit."""
    return [(hit.ticket.number, hit.place.value) for hit in find(person, typed, **options).rows]


def numbers(person, typed) -> set[str]:
    return {number for number, _place in found(person, typed)}


def all_pages(person, typed, limit) -> list[Ticket]:
    rows, before = [], None
    while True:
        page = find(person, typed, limit=limit, before=before)
        rows += [hit.ticket for hit in page.rows]
        if not (before := page.next):
            return rows


# -- where something is found -------------------------------------------------------------------------------------
def test_the_number_is_found_however_it_is_typed(ticket, dmitri):
    shown = ticket.shown_number
    for typed in (shown, shown.lower(), shown.replace("-", ""), shown[3:], f"  {shown.replace('-', ' ')} "):
        assert found(dmitri, typed) == [(ticket.number, "number")]


def test_a_number_with_a_slip_is_not_found(ticket, dmitri):
    wrong = ticket.number[:-1] + ("0" if ticket.number[-1] != "0" else "1")
    assert found(dmitri, wrong) == []


def test_the_publishers_own_reference_is_found(ticket, dmitri, ada, later):
    restricting.set_reference(ticket, "CON-2291", by=dmitri, now=later)
    assert found(dmitri, "con-2291") == found(ada, "CON-2291") == [(ticket.number, "reference")]


@pytest.mark.parametrize("typed", [CVE, "cve 2026 12345", "CVE–2026–12345", "ＣＶＥ-２０２６-１２３４５"])
def test_a_cve_is_found_by_its_findings(ticket, ada, typed):
    assert found(ada, typed) == [(ticket.number, "cve")]


def test_a_cve_that_is_only_spoken_of_is_found_in_the_text(ticket, ada, dmitri, later):
    conversation.answer(ticket, "Perhaps it is CVE-2025-44444.", by=dmitri, now=later)
    assert found(ada, "cve-2025-44444") == [(ticket.number, "message")]


def test_each_text_is_found_in_its_place(ticket, ada, bo, dmitri, now, later):
    conversation.answer(ticket, "A giraffe in the log.", by=dmitri, now=later)
    conversation.note(ticket, "A zebra among us.", by=ada, now=later)
    acknowledge_as(ada, ticket, later)
    outcome = assessment.communicate(ticket, OutcomeKind.REMOVE, REASONS, by=bo, now=later)
    message, note = ticket.messages.all()
    hits = {typed: find(ada, typed).rows[0] for typed in ("traversal", "giraffe", "zebra", "marketplace")}
    assert {typed: (hit.place, hit.message_id) for typed, hit in hits.items()} == {
        "traversal": ("report", None), "giraffe": ("message", message.pk), "zebra": ("note", note.pk),
        "marketplace": ("outcome", None),
    }  # fmt: skip
    assert outcome.ticket == hits["marketplace"].ticket


def test_reasons_and_last_words_are_found(ticket, ada, bo, later):
    triage.acknowledge(
        ticket, severity="critical", priority="P1", severity_reason="Wombats everywhere.", by=ada, now=later
    )
    closing.close(ticket, reason="resolved", words="No quokka left.", by=bo, now=later)
    assert numbers(ada, "wombat") == numbers(ada, "quokkas") == {ticket.number}


@pytest.mark.parametrize("typed", ["archives", "UPLOADED archive", "archiv", "server overwr", "overwritten", "fil"])
def test_words_are_found_in_their_forms_and_the_last_by_its_beginning(ticket, ada, typed):
    assert found(ada, typed) == [(ticket.number, "report")]


@pytest.mark.parametrize("typed", ["archive giraffe", "overwr server", "fi", "rchive", "archivist"])
def test_all_words_must_be_there_and_only_the_last_may_go_on(ticket, ada, typed):
    assert found(ada, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "*", '"', "'", "NEAR", 'NEAR("a" b, 2)', "AND", "OR", "NOT archive -x", "archive AND NOT server x",
        "stems:zzz", "^zz", "a*b", "(zz", "zz)", "zz & !zz", "zz | zz:*", "<->", "\\", "';--", "%", "_", "\0", "@1",
        "@", "{zz}", "zz:AB", "–", "🦊", "x" * 30_000, "zz " * 10_000, "\ud800",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_text(ticket, ada, dmitri, typed):
    assert found(ada, typed) == found(dmitri, typed) == []


@pytest.mark.parametrize("typed", ['"archive" (server)', "archive* +server", "archive & server", "archive: server!"])
def test_signs_around_words_do_not_matter(ticket, ada, typed):
    assert found(ada, typed) == [(ticket.number, "report")]


# -- who finds it ---------------------------------------------------------------------------------------------------
def test_a_rival_finds_nothing_of_another_publishers(ticket, rivals, restricted, eve, ada, dmitri, later):
    conversation.answer(ticket, "A giraffe in the log.", by=dmitri, now=later)
    restricting.set_reference(ticket, "CON-2291", by=dmitri, now=later)
    for typed in (ticket.shown_number, "traversal", "giraffe", "signing", "CON-2291", "gira", restricted.number):
        assert found(eve, typed) == []
    assert numbers(eve, CVE) == numbers(eve, "overwrites") == {rivals.number}


def test_notes_and_private_remarks_are_the_desks(report, ada, dmitri, carla, later):
    ticket = report(words={"private_remark": "We suspect a wombat."})
    conversation.note(ticket, "A zebra among us.", by=ada, now=later)
    assert found(ada, "wombat") == [(ticket.number, "private")]
    assert found(ada, "zebra") == [(ticket.number, "note")]
    for person in (dmitri, carla):
        for typed in ("wombat", "zebra", "zeb", "suspect"):
            assert found(person, typed) == []


def test_a_restricted_ticket_is_found_by_those_who_see_it_and_shows_its_number(restricted, ada, rita, dmitri, lena):
    for person in (ada, rita):
        for typed in ("signing", restricted.number, "backu", CVE):
            assert found(person, typed) == []
    for person in (dmitri, lena):
        (hit,) = find(person, "signing key").rows
        assert (hit.ticket, hit.title) == (restricted, "")


def test_an_open_tickets_hit_has_its_title(ticket, ada):
    assert find(ada, "traversal").rows[0].title == "Path traversal in the archive"


def test_who_belongs_nowhere_finds_nothing(ticket, db):
    nobody = make_person("Noa", "noa@example.org")
    assert found(nobody, "archive") == found(nobody, ticket.number) == found(nobody, CVE) == []


def test_a_member_of_two_publishers_finds_both(ticket, rivals, eve, contoso):
    contoso.memberships.create(person=eve, role="reader")
    eve.forget_roles()
    assert numbers(eve, "overwrites files") == {ticket.number, rivals.number}


# -- pages ------------------------------------------------------------------------------------------------------------
def test_pages_follow_each_other_without_gap_or_repeat(report, ada, dmitri):
    tickets = [report(title=f"Wombat {n}") for n in range(7)]
    newest_first = tickets[::-1]
    for person in (ada, dmitri):
        for limit in (1, 2, 3, 7, 20):
            assert all_pages(person, "wombat", limit) == newest_first
            assert all_pages(person, "womb", limit) == newest_first
            assert all_pages(person, CVE, limit) == newest_first


def test_a_ticket_stands_once_at_its_newest_place(report, ada, dmitri, later):
    first, second = report(title="Wombat"), report(title="Wombat")
    for number in range(5):
        conversation.answer(first, f"The wombat again, {number}.", by=dmitri, now=later)
    last = first.messages.last()
    page = find(ada, "wombat", limit=1)
    assert [(hit.ticket, hit.message_id) for hit in page.rows] == [(first, last.pk)]
    assert all_pages(ada, "wombat", 1) == [first, second]


def test_many_messages_of_one_ticket_do_not_hide_the_others(report, ada, dmitri, later):
    older = report(title="Wombat")
    talkative = report(title="Quiet")
    for number in range(30):
        conversation.answer(talkative, f"Wombat {number}.", by=dmitri, now=later)
    assert all_pages(ada, "wombat", 2) == [talkative, older]


def test_names_come_first_and_are_not_repeated_in_the_text(report, ada, dmitri, later):
    other = report(title="See the other ticket", cve_ids=[])
    named = report()
    conversation.answer(other, f"As in {named.shown_number}, or {CVE}.", by=dmitri, now=later)
    conversation.answer(named, f"This is {named.shown_number}.", by=dmitri, now=later)
    assert found(ada, named.shown_number) == [(named.number, "number"), (other.number, "message")]
    assert found(ada, CVE) == [(named.number, "cve"), (other.number, "message")]
    for limit in (1, 2):
        assert all_pages(ada, named.shown_number, limit) == [named, other]
        assert all_pages(ada, CVE, limit) == [named, other]


def test_beginnings_are_looked_for_where_whole_words_do_not_fill_a_page(report, ada):
    whole = [report(title="Zeb") for _ in range(3)]
    begun = report(title="Zebra")
    assert all_pages(ada, "zebr", 10) == [begun]
    assert all_pages(ada, "zeb", 10) == [begun, *whole[::-1]]
    assert all_pages(ada, "zeb", 2) == whole[::-1]


@pytest.mark.parametrize("before", ["", "x", "e_", "e_x", "z_1", "e_-1", "e_1_2", "e_" + "9" * 30, "c_0", "①_①"])
def test_a_cursor_somebody_made_up_is_no_error(ticket, ada, before):
    assert {number for number, _ in found(ada, "archive", before=before)} <= {ticket.number}


def test_it_takes_the_same_queries_for_one_and_for_many(report, ada, dmitri, django_assert_max_num_queries):
    report(title="Wombat")
    report(title="Wombat", restricted=True)
    for typed in ("wombat", "womb", CVE, "nothing such"):
        for person in (ada, dmitri):
            dict(person.roles)
            with django_assert_max_num_queries(6):
                find(person, typed)


# -- offers and publishers --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["export", "EXPORT contoso", "  contoso   exp", "contoso-export"])
def test_offers_are_found_by_words_of_their_name_or_by_key(contoso_export, northwind, ada, dmitri, eve, typed):
    assert find_offers(ada, typed) == find_offers(dmitri, typed) == [contoso_export]
    assert find_offers(eve, typed) == []


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "contoso nothing", "\0", "x" * 30_000])
def test_nothing_is_found_by_nothing(contoso, ada, typed):
    assert find_offers(ada, typed) == find_publishers(ada, typed) == []


def test_letters_of_other_alphabets_are_found_whatever_their_case(contoso, ada):
    offer = contoso.offers.create(key="schet", name="Счёт клиента")
    assert find_offers(ada, "счёт") == find_offers(ada, "СЧЁТ") == find_offers(ada, "Счёт Клиента") == [offer]


def test_publishers_are_the_desks_to_look_for(contoso, northwind, ada, dmitri):
    assert find_publishers(ada, "north") == [northwind]
    assert find_publishers(dmitri, "north") == []
    assert find_publishers(dmitri, "contoso") == [contoso]


def test_ten_are_enough(contoso, ada):
    for number in range(12):
        contoso.offers.create(key=f"wombat-{number}", name=f"Wombat {number}")
    assert len(find_offers(ada, "wombat")) == 10


# -- the index --------------------------------------------------------------------------------------------------------
def test_the_index_follows_its_table(ticket, ada):
    doc = SearchDoc.objects.get()
    SearchDoc.objects.filter(pk=doc.pk).update(stems=f"@{ticket.publisher_id} zebra")
    assert (found(ada, "archive"), found(ada, "zebra")) == ([], [(ticket.number, "report")])
    doc.delete()
    assert found(ada, "zebra") == []


def test_the_index_is_there_after_all_migrations(db):
    assert missing(connection) == []
    assert index_check(databases=["default"]) == []


def test_an_index_that_is_gone_is_named(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER tickets_searchdoc_fts_update")
        else:
            cursor.execute("ALTER TABLE tickets_searchdoc DROP COLUMN lexemes")
    gone = {"sqlite": "tickets_searchdoc_fts_update", "postgresql": "lexemes"}[connection.vendor]
    assert missing(connection) == [gone]
    assert [error.id for error in index_check(databases=["default"])] == ["tickets.E001"]


@pytest.fixture
def step():
    return import_module("tocsin.tickets.migrations.0003_full_text_index")


def test_the_migration_can_be_run_again_and_backwards(step, ticket, ada):
    connection.check_constraints()  # what PostgreSQL still has to check of this transaction bars an ALTER TABLE
    editor = connection.schema_editor()
    with transaction.atomic():
        step.index(None, editor)
    assert found(ada, "archive") == [(ticket.number, "report")]
    with transaction.atomic():
        step.drop(None, editor)
        step.index(None, editor)
    assert found(ada, "archive") == [(ticket.number, "report")]


def test_texts_from_before_the_publishers_own_word_get_it(step, ticket, dmitri):
    SearchDoc.objects.update(stems="zebra")
    connection.check_constraints()
    with transaction.atomic():
        step.index(None, connection.schema_editor())
    assert SearchDoc.objects.get().stems == f"@{ticket.publisher_id} zebra"
    assert found(dmitri, "zebra") == [(ticket.number, "report")]
