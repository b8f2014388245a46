"""T-71: an erased person's own things go; tickets, their stories and their ledger stay whole."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tocsin.accounts import membership
from tocsin.accounts.erasing import erase
from tocsin.accounts.models import Membership, Person
from tocsin.ledger.models import Entry
from tocsin.ledger.verdicts import verify_live
from tocsin.tickets import conversation, restricting, triage
from tocsin.tickets.attaching import attach
from tocsin.tickets.forgetting import forget_departed, forget_erased
from tocsin.tickets.models import Attachment, Draft, Parked, Participant, ReplyDraft, Ticket, Visit
from tocsin.tickets.questions import save_reply, visit, who_can_see
from tocsin.tickets.timeline import timeline

from .conftest import new_draft


@pytest.fixture
def traces(storage, ticket, restricted, dmitri, rita, contoso, carla, now):
    """Everything that names Dmitri or Rita here."""
    for person in (dmitri, rita):
        attach(new_draft(person, contoso, now), ContentFile(b"mine", name="mine.txt"), by=person, now=now)
        save_reply(ticket, person, "By the way", now)
        visit(ticket, person, now)
        Parked.objects.create(person=person, path="/x/", answers={}, at=now)
        restricting.name_person(restricted, person, by=carla, now=now)
    return storage


def left(person) -> list[int]:
    own = [model.objects.filter(person=person).count() for model in (ReplyDraft, Visit, Parked, Participant)]
    return [
        *own,
        Draft.objects.filter(person=person, ticket=None).count(),
        Attachment.objects.filter(uploaded_by=person).count(),
    ]


def test_what_was_not_sent_goes_with_its_files(traces, dmitri, rita, lena, now, django_capture_on_commit_callbacks):
    assert left(dmitri) == left(rita) == [1, 1, 1, 1, 1, 1]
    erase(dmitri, by=lena)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_erased(now) == 1
    assert left(dmitri) == [0, 0, 0, 0, 0, 0]
    assert left(rita) == [1, 1, 1, 1, 1, 1]
    assert len([path for path in traces.rglob("*") if path.is_file()]) == 1
    assert forget_erased(now) == 0


def test_sent_drafts_stay_with_their_tickets(ticket, dmitri, lena, now):
    erase(dmitri, by=lena)
    forget_erased(now)
    assert Draft.objects.get().ticket == ticket


def test_tickets_go_on_without_the_person(ticket, dmitri, carla, ada, lena, later):
    conversation.answer(ticket, "One more thing.", by=dmitri, now=later)
    erase(dmitri, by=lena)
    forget_erased(later)
    stored = Ticket.objects.get()
    conversation.ask(stored, "Which version?", by=ada, now=later)
    conversation.answer(stored, "2.3.", by=carla, now=later)
    assert [line.sentence for line in timeline(stored, carla)][:2] == [
        "A former member submitted the report.", "A former member wrote to the response desk.",
    ]  # fmt: skip
    assert dmitri.pk not in {reader.person.pk for reader in who_can_see(stored) if reader.person}
    assert verify_live().is_sound


def test_a_responder_who_is_erased_leaves_the_ticket_to_others(ticket, ada, bo, lena, later):
    triage.assign(ticket, to=bo, by=ada, now=later)
    erase(bo, by=lena)
    stored = Ticket.objects.get()
    triage.acknowledge(stored, severity="high", priority="P2", by=ada, now=later)
    triage.assign(stored, to=ada, by=ada, now=later)
    assert Ticket.objects.get().assignee == ada
    assert "a former member" in timeline(stored, lena)[1].sentence


def test_the_ledger_never_knew_more_than_ids(ticket, dmitri, carla, ada, lena, later):
    conversation.answer(ticket, "One more thing of Dmitri Orlov.", by=dmitri, now=later)
    restricting.name_person(ticket, dmitri, by=carla, now=later)
    kept = "".join(f"{entry.kind} {entry.by} {entry.facts}" for entry in Entry.objects.all())
    for personal in ("Dmitri", "Orlov", "dmitri@", "traversal", "One more"):
        assert personal not in kept
    assert timezone.is_aware(Entry.objects.last().at)


def test_who_leaves_the_publisher_is_named_nowhere_any_more(restricted, rita, dmitri, carla, later):
    restricting.name_person(restricted, rita, by=dmitri, now=later)
    assert forget_departed(later) == 0
    membership.remove_member(rita.memberships.get(), by=carla)
    assert forget_departed(later) == 1
    assert forget_departed(later) == 0
    last = Entry.objects.of(restricted.ledger_subject).in_order().last()
    assert (last.kind, last.by, last.facts) == ("ticket.participant_removed", "system", {"person": rita.pk})


def test_coming_back_gives_no_access_of_before(restricted, rita, dmitri, carla, contoso, later):
    restricting.name_person(restricted, rita, by=dmitri, now=later)
    membership.remove_member(rita.memberships.get(), by=carla)
    forget_departed(later)
    Membership.objects.create(person=rita, publisher=contoso, role="reader")
    assert not Ticket.objects.visible_to(Person.objects.get(pk=rita.pk)).filter(pk=restricted.pk).exists()
