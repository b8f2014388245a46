"""A pasted secret goes from every text that holds it, and from what can be found; the ledger still verifies."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from tocsin.ledger.models import Entry
from tocsin.ledger.verdicts import verify_live
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.lib.stems import stems
from tocsin.tickets import assessment, conversation, restricting
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.attaching import receive
from tocsin.tickets.choices import OutcomeKind
from tocsin.tickets.models import Attachment, Ticket
from tocsin.tickets.questions import save_reply
from tocsin.tickets.redacting import MARK, erase_removed, redact, remove_file
from tocsin.tickets.search import find

from .conftest import acknowledge_as

SECRET = "hunter2-Kaninchen"
WORD = "kaninchen"


def last(kind: str) -> dict:
    return Entry.objects.of_kind(kind).last().facts


def texts_of(ticket: Ticket) -> str:
    """Every column of every row of the database, but the ledger's and people's."""
    with connection.cursor() as cursor:
        tables = [
            t for t in connection.introspection.table_names(cursor) if t.startswith("tickets_") and "_fts" not in t
        ]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows += cursor.fetchall()
    return str(rows)


@pytest.fixture
def leaky(report, ada, bo, dmitri, now, later):
    """The secret stands everywhere that people can write."""
    words = dict.fromkeys(("remediation", "customer_message", "private_remark", "unscored_reason"), f"see {SECRET}.")
    ticket = report(
        title=f"Leak {SECRET}", problem=f"It is {SECRET}, twice {SECRET}.", words={**words, "mitigation": True}
    )
    restricting.set_reference(ticket, f"C {SECRET}", by=dmitri, now=now)
    conversation.answer(ticket, f"Use {SECRET} to sign in.", by=dmitri, now=now)
    conversation.note(ticket, f"They pasted {SECRET}!", by=ada, now=now)
    conversation.answer(ticket, "Nothing here.", by=dmitri, now=now)
    acknowledge_as(ada, ticket, now)
    assessment.communicate(ticket, OutcomeKind.NO_ACTION, Reasons(f"It was {SECRET}.", "Rule 1."), by=bo, now=now)
    save_reply(ticket, dmitri, f"By the way, {SECRET} is", now)
    return ticket


def test_it_goes_from_every_place_and_is_found_no_more(leaky, ada, lena, later):
    assert find(ada, WORD).rows != []
    assert (
        redact(leaky, SECRET, by=ada, now=later) == 2 + 5 + 1 + 1 + 1
    )  # title, reference; report; message, note, outcome
    assert SECRET not in texts_of(leaky)
    assert all(stem not in texts_of(leaky) for stem in stems(WORD))
    assert find(lena, WORD).rows == []
    assert Ticket.objects.get().title == f"Leak {MARK}"
    assert leaky.report.__class__.objects.get().problem == f"It is {MARK}, twice {MARK}."


def test_other_words_stay_and_stay_found(leaky, ada, later):
    redact(leaky, SECRET, by=ada, now=later)
    bodies = list(leaky.messages.values_list("body", flat=True))
    assert bodies == [f"Use {MARK} to sign in.", f"They pasted {MARK}!", "Nothing here."]
    assert [hit.place for hit in find(ada, "pasted").rows] == ["note"]
    assert leaky.reply_drafts.get().body == f"By the way, {MARK} is"


def test_the_entries_say_what_was_blanked_and_notes_apart(leaky, ada, later):
    redact(leaky, SECRET, by=ada, now=later)
    message, note, _other = leaky.messages.all()
    assert last("ticket.redacted") == {
        "texts": [
            "title", "reference", "problem", "remediation", "customer_message", "private_remark", "unscored_reason",
        ],
        "messages": [message.pk], "outcomes": [leaky.outcomes.get().pk],
    }  # fmt: skip
    assert last("ticket.note_redacted") == {"messages": [note.pk]}


def test_the_digests_stay_the_salts_go_and_the_ledger_verifies(leaky, ada, later):
    before = [(entry.kind, entry.facts) for entry in Entry.objects.all()]
    redact(leaky, SECRET, by=ada, now=later)
    assert [(e.kind, e.facts) for e in Entry.objects.all()][: len(before)] == before
    assert bytes(leaky.messages.first().salt) == bytes(leaky.outcomes.get().salt) == b""
    assert len(bytes(leaky.messages.last().salt)) == 32  # the one that held nothing
    assert leaky.messages.first().redacted_at == leaky.outcomes.get().redacted_at == later
    assert verify_live().is_sound


def test_what_stood_in_a_note_alone_is_no_news_to_the_publisher(ticket, ada, now, later):
    conversation.note(ticket, f"They called: {SECRET}", by=ada, now=now)
    redact(ticket, SECRET, by=ada, now=later)
    stored = Ticket.objects.get()
    assert (stored.changed_at, stored.public_changed_at) == (later, now)
    assert not Entry.objects.of_kind("ticket.redacted").exists()


@pytest.mark.parametrize("passage", ["abc", "   a ", "", "x" * 10_001, "wrong\0byte"])
def test_a_passage_that_is_none_is_refused(leaky, ada, later, passage):
    with pytest.raises(Invalid) as caught:
        redact(leaky, passage, by=ada, now=later)
    assert list(caught.value.fields) == ["passage"]


def test_a_passage_that_does_not_stand_there_is_refused(leaky, ada, later):
    for passage in ("something else", SECRET.upper(), f"{SECRET}x"):
        with pytest.raises(Invalid, match="does not stand"):
            redact(leaky, passage, by=ada, now=later)


def test_what_somebody_is_still_writing_is_not_given_away(ticket, ada, dmitri, later):
    save_reply(ticket, dmitri, f"By the way, {SECRET}", later)
    with pytest.raises(Invalid, match="does not stand"):
        redact(ticket, SECRET, by=ada, now=later)


def test_a_second_redaction_does_not_bring_back_the_first(ticket, ada, dmitri, later):
    conversation.answer(ticket, "First secret alpha1, then secret beta2.", by=dmitri, now=later)
    mine, theirs = Ticket.objects.get(), Ticket.objects.get()
    redact(mine, "alpha1", by=ada, now=later)
    redact(theirs, "beta2", by=ada, now=later)
    assert ticket.messages.get().body == f"First secret {MARK}, then secret {MARK}."


def test_no_text_becomes_longer_than_its_column(report, ada, later):
    ticket = report(title="abcd" * 50)
    redact(ticket, "abcd", by=ada, now=later)
    assert Ticket.objects.get().title == MARK * 50


@pytest.mark.parametrize("who", ["otto", "dmitri", "carla", "eve"])
def test_only_responders_redact(who, request, leaky, later):
    with pytest.raises(NotAllowed):
        redact(leaky, SECRET, by=request.getfixturevalue(who), now=later)


# -- files ------------------------------------------------------------------------------------------------------
def files_in(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def said(storage, ticket, dmitri, now):
    file = receive(ContentFile(b"-----BEGIN PRIVATE KEY-----", name="id.pem"), by=dmitri, now=now)
    conversation.answer(ticket, "The key.", by=dmitri, now=now, files=[file])
    return Attachment.objects.get()


def test_a_file_is_taken_away_and_its_digest_stays(said, storage, ada, later, django_capture_on_commit_callbacks):
    digests = Entry.objects.last().facts["attachments"]
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(said, by=ada, now=later)
    stored = Attachment.objects.get()
    assert (stored.removed_at, stored.file.name, stored.name, len(stored.sha256)) == (later, "", "id.pem", 64)
    assert files_in(storage) == []
    assert last("ticket.redacted") == {"file": stored.pk}
    assert last("ticket.answered")["attachments"] == digests


def test_a_crash_before_the_bytes_are_gone_is_made_good_by_the_sweep(said, storage, ada, later):
    remove_file(said, by=ada, now=later)  # nothing that waits for a commit happens in a test's transaction
    assert len(files_in(storage)) == 1
    assert (erase_removed(later), erase_removed(later)) == (1, 0)
    assert files_in(storage) == []


def test_a_file_is_taken_away_once(said, ada, later):
    seen_before = Attachment.objects.get()
    remove_file(said, by=ada, now=later)
    with pytest.raises(Stale):
        remove_file(seen_before, by=ada, now=later)


def test_the_file_of_a_note_goes_without_the_publishers_notice(storage, ticket, ada, now, later):
    file = receive(ContentFile(b"evidence", name="e.txt"), by=ada, now=now)
    conversation.note(ticket, "Look.", by=ada, now=now, files=[file])
    remove_file(Attachment.objects.get(), by=ada, now=later)
    assert last("ticket.note_redacted") == {"file": file.pk}
    assert Ticket.objects.get().public_changed_at == now


@pytest.mark.parametrize("who", ["otto", "dmitri"])
def test_only_responders_take_files_away(who, request, said, later):
    with pytest.raises(NotAllowed):
        remove_file(said, by=request.getfixturevalue(who), now=later)


def test_a_file_of_a_draft_is_not_the_desks_to_take(storage, draft, dmitri, ada, later):
    file = receive(ContentFile(b"mine", name="m.txt"), by=dmitri, now=later)
    file.draft = draft
    file.save()
    with pytest.raises(NotAllowed):
        remove_file(file, by=ada, now=later)
    assert len(files_in(storage)) == 1
