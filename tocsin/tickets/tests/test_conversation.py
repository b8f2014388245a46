from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from tocsin.ledger.digests import digest
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import closing, conversation
from tocsin.tickets.attaching import receive
from tocsin.tickets.choices import MessageKind, Side, WaitingFor
from tocsin.tickets.models import Attachment, Message, Ticket
from tocsin.tickets.questions import save_reply

SAYS = {
    "answer": (conversation.answer, "ticket.answered"),
    "send": (conversation.send, "ticket.message_sent"),
    "ask": (conversation.ask, "ticket.question_asked"),
    "note": (conversation.note, "ticket.note_added"),
}


def upload(person, now, **values) -> Attachment:
    fields = {"file": "2026/11/x", "name": "trace.txt", "size": 5, "sha256": "cd" * 32, "salt": b"s" * 32}
    return Attachment(uploaded_by=person, uploaded_at=now, **(fields | values))


@pytest.mark.parametrize("name", SAYS)
def test_what_is_said_is_a_message_with_one_entry_that_holds_its_digest(name, request, ticket, dmitri, ada, later):
    say, kind = SAYS[name]
    by = dmitri if name == "answer" else ada
    message = say(ticket, "The archive has a link in it.", by=by, now=later)
    entry = Entry.objects.of(ticket.ledger_subject).last()
    assert (entry.kind, entry.by) == (kind, by.key)
    assert entry.facts == {
        "message": message.pk, "body": digest("The archive has a link in it.", bytes(message.salt)),
        "attachments": [], "due": "2026-11-19T10:00:00.000000Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "side", "kind"),
    [
        ("answer", Side.PUBLISHER, MessageKind.MESSAGE),
        ("send", Side.DESK, MessageKind.MESSAGE),
        ("ask", Side.DESK, MessageKind.QUESTION),
        ("note", Side.DESK, MessageKind.NOTE),
    ],
)
def test_each_is_of_its_side_and_kind(name, side, kind, ticket, dmitri, ada, later):
    message = SAYS[name][0](ticket, "Words.", by=dmitri if name == "answer" else ada, now=later)
    assert (message.side, message.kind, message.at) == (side, kind, later)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("answer", {"carla", "dmitri"}),
        ("send", {"ada", "bo", "april", "lena"}),
        ("ask", {"ada", "bo", "april", "lena"}),
        ("note", {"ada", "bo", "april", "lena"}),
    ],
)
def test_who_may_say_it(name, allowed, request, ticket, later):
    everybody = ["ada", "bo", "april", "lena", "otto", "carla", "dmitri", "rita", "eve"]
    people = {who: request.getfixturevalue(who) for who in everybody}
    said = set()
    for who, person in people.items():
        try:
            SAYS[name][0](ticket, "Words.", by=person, now=later)
            said.add(who)
        except NotAllowed:
            pass
    assert said == allowed


@pytest.mark.parametrize("name", SAYS)
def test_nothing_said_is_refused(name, ticket, dmitri, ada, later):
    with pytest.raises(Invalid) as caught:
        SAYS[name][0](ticket, " \n", by=dmitri if name == "answer" else ada, now=later)
    assert list(caught.value.fields) == ["body"]


@pytest.mark.parametrize("name", ["answer", "send", "ask"])
def test_a_closed_ticket_is_not_spoken_on(name, acknowledged, dmitri, ada, bo, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    stale = Ticket.objects.get()
    with pytest.raises(Stale, match="Reopen it to go on"):
        SAYS[name][0](stale, "Words.", by=dmitri if name == "answer" else ada, now=later)
    assert Message.objects.count() == 0


def test_closing_between_loading_and_speaking_is_noticed(acknowledged, dmitri, bo, later):
    seen_before = Ticket.objects.get()
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    with pytest.raises(Stale):
        conversation.answer(seen_before, "One more thing.", by=dmitri, now=later)
    assert Ticket.objects.get().waiting_for == WaitingFor.NOBODY


@pytest.mark.parametrize("name", SAYS)
def test_a_second_click_says_nothing_twice(name, ticket, dmitri, ada, later):
    by, say = (dmitri if name == "answer" else ada), SAYS[name][0]
    first = say(ticket, "Words.", by=by, now=later)
    assert say(ticket, "Words.", by=by, now=later + timedelta(seconds=59)) == first
    assert (Message.objects.count(), Entry.objects.of_kind(SAYS[name][1]).count()) == (1, 1)
    say(ticket, "Words.", by=by, now=later + timedelta(seconds=60))
    say(ticket, "Other words.", by=by, now=later)
    assert Message.objects.count() == 3


def test_the_same_words_of_somebody_else_or_with_another_file_are_new(ticket, dmitri, carla, later):
    conversation.answer(ticket, "Here.", by=dmitri, now=later)
    conversation.answer(ticket, "Here.", by=carla, now=later)
    conversation.answer(ticket, "Here.", by=dmitri, now=later, files=[upload(dmitri, later)])
    conversation.answer(ticket, "Here.", by=dmitri, now=later, files=[upload(dmitri, later, sha256="ef" * 32)])
    assert Message.objects.count() == 4


def test_the_files_of_a_second_click_are_not_kept(storage, ticket, dmitri, later, django_capture_on_commit_callbacks):
    for _ in range(2):
        file = receive(ContentFile(b"trace", name="trace.txt"), by=dmitri, now=later)
        with django_capture_on_commit_callbacks(execute=True):
            conversation.answer(ticket, "Here.", by=dmitri, now=later, files=[file])
    assert (Attachment.objects.count(), len([p for p in storage.rglob("*") if p.is_file()])) == (1, 1)


# -- notes ------------------------------------------------------------------------------------------------------
def test_a_note_stays_among_responders(ticket, ada, now, later):
    conversation.note(ticket, "Looks like the case of last May.", by=ada, now=later)
    assert list(ticket.messages.for_side(desk=False)) == []
    stored = Ticket.objects.get()
    assert (stored.changed_at, stored.public_changed_at) == (later, now)
    assert ticket.search_docs.get(source__startswith="message").internal is True


def test_a_note_may_be_added_to_a_closed_ticket(acknowledged, ada, bo, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    assert conversation.note(acknowledged, "See also the ticket of May.", by=ada, now=later).is_note


def test_no_clock_hears_of_a_note_or_a_message(ticket, ada, now, later):
    """T-58: what a responder writes is not the acknowledgement."""
    due = ticket.due_at
    conversation.note(ticket, "Mine.", by=ada, now=later)
    conversation.send(ticket, "We have it.", by=ada, now=later)
    assert ticket.deadlines.get().met_at is None
    assert Ticket.objects.get().due_at == due


# -- asking and answering ---------------------------------------------------------------------------------------
def test_a_question_lets_the_ticket_wait_and_the_promise_stand_still(acknowledged, ada, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    stored = Ticket.objects.get()
    assert (stored.waiting_for, stored.due) == (WaitingFor.PUBLISHER, None)
    assert acknowledged.deadlines.get(met_at=None).paused_at == later


def test_the_answer_gives_back_what_was_left_of_business_time(acknowledged, ada, dmitri, now):
    asked = now + timedelta(hours=1)  # promised: Monday 10:30 UTC
    conversation.ask(acknowledged, "Which version?", by=ada, now=asked)
    answered = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday of the week after
    conversation.answer(acknowledged, "2.3.", by=dmitri, now=answered)
    stored = Ticket.objects.get()
    # left: Wed 11:00-16:00 (5 h), Thu 8, Fri 8, Mon 8:00-10:30 (2.5 h) = 23.5 h; from Tue 10:00: 6 + 8 + 8 + 1.5 h
    assert (stored.waiting_for, stored.due_at) == (WaitingFor.DESK, datetime(2026, 11, 27, 9, 30, tzinfo=UTC))


def test_the_acknowledgement_is_owed_although_the_publisher_is_waited_for(ticket, ada, later):
    conversation.ask(ticket, "Which version?", by=ada, now=later)
    assert Ticket.objects.get().due_at == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def test_a_message_keeps_the_promise_and_makes_the_next(acknowledged, ada, later):
    conversation.send(acknowledged, "We can reproduce it.", by=ada, now=later)
    promise, kept = acknowledged.deadlines.filter(kind="update").order_by("-due_at")
    assert (kept.met_at, promise.due_at) == (later, datetime(2026, 11, 23, 11, 0, tzinfo=UTC))


def test_a_message_while_the_publisher_is_waited_for_promises_nothing(acknowledged, ada, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    conversation.send(acknowledged, "No hurry.", by=ada, now=later)
    assert Ticket.objects.get().due is None


def test_a_responder_may_promise_another_moment(acknowledged, ada, later):
    conversation.send(acknowledged, "More soon.", by=ada, now=later, next_update=later + timedelta(hours=2))
    assert Ticket.objects.get().due_at == later + timedelta(hours=2)
    with pytest.raises(Invalid) as caught:
        conversation.send(acknowledged, "More soon.", by=ada, now=later, next_update=later - timedelta(hours=2))
    assert list(caught.value.fields) == ["next_update"]


def test_an_answer_is_news_to_the_publishers_side_too(ticket, dmitri, later):
    conversation.answer(ticket, "One more thing.", by=dmitri, now=later)
    assert Ticket.objects.get().public_changed_at == later


def test_the_reply_draft_ends_with_what_was_said(ticket, dmitri, carla, later):
    save_reply(ticket, dmitri, "One mo", later)
    save_reply(ticket, carla, "Half a thought", later)
    conversation.answer(ticket, "One more thing.", by=dmitri, now=later)
    assert list(ticket.reply_drafts.values_list("person", flat=True)) == [carla.pk]


# -- files ------------------------------------------------------------------------------------------------------
def test_files_come_with_a_message_and_their_digests_with_the_entry(ticket, dmitri, later):
    message = conversation.answer(ticket, "", by=dmitri, now=later, files=[upload(dmitri, later)])
    stored = Attachment.objects.get()
    assert (stored.ticket, stored.message, stored.uploaded_by) == (ticket, message, dmitri)
    assert Entry.objects.last().facts["attachments"] == [digest("cd" * 32, b"s" * 32)]


def test_a_file_of_somebody_else_is_not_adopted(ticket, dmitri, carla, later):
    with pytest.raises(NotAllowed):
        conversation.answer(ticket, "Mine.", by=dmitri, now=later, files=[upload(carla, later)])
    assert (Attachment.objects.count(), Message.objects.count()) == (0, 0)


def test_a_file_that_belongs_to_another_ticket_is_not_adopted(ticket, report, dmitri, later):
    other = report()
    taken = upload(dmitri, later, ticket=other)
    taken.save()
    with pytest.raises(Stale):
        conversation.answer(ticket, "Mine.", by=dmitri, now=later, files=[Attachment.objects.get()])
    assert (Attachment.objects.get().ticket, Message.objects.count()) == (other, 0)


def test_a_file_of_a_draft_is_not_adopted(ticket, draft, dmitri, later):
    upload(dmitri, later, draft=draft).save()
    with pytest.raises(Stale):
        conversation.answer(ticket, "Mine.", by=dmitri, now=later, files=[Attachment.objects.get()])


def test_a_stored_file_of_ones_own_that_belongs_to_nothing_is_adopted(ticket, dmitri, later):
    upload(dmitri, later).save()
    message = conversation.answer(ticket, "Mine.", by=dmitri, now=later, files=[Attachment.objects.get()])
    assert Attachment.objects.get().message == message


def test_too_many_files_are_refused(ticket, dmitri, later, settings):
    settings.ATTACHMENTS_PER_TICKET = 2
    files = [upload(dmitri, later) for _ in range(3)]
    with pytest.raises(Invalid, match="at most 2 files") as caught:
        conversation.answer(ticket, "All.", by=dmitri, now=later, files=files)
    assert list(caught.value.fields) == ["files"]


def test_the_files_of_a_note_are_the_desks_alone(ticket, ada, later):
    conversation.note(ticket, "Evidence.", by=ada, now=later, files=[upload(ada, later)])
    conversation.send(ticket, "For you.", by=ada, now=later, files=[upload(ada, later, name="for-you.txt")])
    assert [file.name for file in ticket.attachments.for_side(desk=False)] == ["for-you.txt"]
    assert ticket.attachments.for_side(desk=True).count() == 2


def test_files_of_the_report_are_for_both_sides(ticket, dmitri, now):
    upload(dmitri, now, ticket=ticket, name="report.txt").save()
    assert [file.name for file in ticket.attachments.for_side(desk=False)] == ["report.txt"]
