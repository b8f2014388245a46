from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tocsin.accounts.erasing import erase
from tocsin.accounts.membership import remove_member
from tocsin.ledger.models import Entry, Relay
from tocsin.ledger.verdicts import verify_live
from tocsin.tickets import assessment, closing, conversation, exporting, opening, redacting, restricting, triage
from tocsin.tickets.choices import Category, OutcomeKind, Priority
from tocsin.tickets.entries import DESK_ONLY, PUBLIC
from tocsin.tickets.progress import moments_reached, steps
from tocsin.tickets.promising import mark_missed
from tocsin.tickets.sentences import SENTENCES, key, sentence
from tocsin.tickets.states import State
from tocsin.tickets.timeline import timeline
from tocsin.vulnerabilities.cvss import read

from .acting import REASONS, bring
from .conftest import VECTOR, acknowledge_as, new_report

SOON = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def told(ticket, person) -> list[str]:
    return [line.sentence for line in timeline(ticket, person)]


@pytest.fixture
def story(ticket, rivals, ada, bo, lena, dmitri, carla, rita, now):
    """One of nearly everything that can happen to a ticket."""
    at = iter(now + timedelta(minutes=step) for step in range(1, 100))
    conversation.answer(ticket, "The secret is alpha1.", by=dmitri, now=next(at))
    conversation.note(ticket, "They pasted alpha1.", by=ada, now=next(at))
    acknowledge_as(ada, ticket, next(at))
    triage.change_severity(ticket, severity="critical", reason="It spreads.", by=bo, now=next(at))
    triage.change_priority(ticket, priority=Priority.P1, reason="It spreads.", by=bo, now=next(at))
    triage.change_category(ticket, category=Category.BOTH, reason="Data left.", by=bo, now=next(at))
    triage.assign(ticket, to=bo, by=ada, now=next(at))
    triage.assign(ticket, to=None, by=bo, now=next(at))
    triage.assign(ticket, to=bo, by=bo, now=next(at))
    triage.score(ticket.findings.get(), read(VECTOR), by=bo, now=next(at))
    assessment.start(ticket, by=bo, now=next(at))
    conversation.send(ticket, "We look into it.", by=bo, now=next(at))
    conversation.ask(ticket, "Which version?", by=bo, now=next(at))
    conversation.answer(ticket, "2.3.", by=carla, now=next(at))
    closing.report_exploitation(ticket, by=dmitri, now=next(at))
    closing.mark_duplicate(ticket, rivals, by=bo, now=next(at))
    restricting.restrict(ticket, by=dmitri, now=next(at))
    restricting.name_person(ticket, rita, by=carla, now=next(at))
    restricting.unname_person(ticket, rita, by=carla, now=next(at))
    restricting.unrestrict(ticket, by=carla, now=next(at))
    restricting.set_reference(ticket, "C-1", by=dmitri, now=next(at))
    redacting.redact(ticket, "alpha1", by=ada, now=next(at))
    assessment.communicate(ticket, OutcomeKind.MODIFY, REASONS, by=bo, now=next(at), modify_by=SOON)
    mark_missed(now + timedelta(days=3))
    closing.close(ticket, reason="resolved", by=bo, now=now + timedelta(days=3))
    closing.reopen(ticket, words="It is back.", by=dmitri, now=now + timedelta(days=4))
    return ticket


def test_the_publisher_reads_its_side_of_the_story(story, rita):
    assert told(story, rita) == [
        "Dmitri Orlov submitted the report.",
        "Dmitri Orlov wrote to the response desk.",
        "Ada Lindqvist acknowledged the ticket with severity “High” and priority P2.",
        "Bo Janssen changed the severity from “High” to “Critical”.",
        "Bo Janssen changed the priority from P2 to P1.",
        "Bo Janssen changed the category from “Vulnerability” to “Security incident and vulnerability”.",
        "Ada Lindqvist asked Bo Janssen to work on the ticket.",
        "Bo Janssen took the ticket off Bo Janssen; nobody is named for it now.",
        "Bo Janssen took on the ticket.",
        "Bo Janssen started the assessment.",
        "Bo Janssen of the response desk wrote to you.",
        "Bo Janssen of the response desk asked a question and waits for your answer.",
        "Carla Nyström wrote to the response desk.",
        "Dmitri Orlov said that it is being exploited, or going on.",
        "Dmitri Orlov restricted the ticket to named people.",
        "Carla Nyström gave Rita Moreau access to the ticket.",
        "Carla Nyström ended the access of Rita Moreau to the ticket.",
        "Carla Nyström ended the restriction to named people.",
        "Dmitri Orlov set your reference.",
        "Ada Lindqvist of the response desk removed a secret from the texts.",
        "Bo Janssen communicated the outcome: modify the offer by Tue 1 Dec, 10:00 CET.",
        "An update was promised by Thu 19 Nov, 11:23 CET and had not been given.",
        "Bo Janssen closed the ticket. Reason: Resolved: the fix or mitigation is in place.",
        "Dmitri Orlov reopened the ticket.",
    ]


def test_the_desk_reads_its_own_side_too(story, rivals, lena):
    added = [line for line in told(story, lena) if line not in told(story, story.reporter)]
    assert added == [
        "Dmitri Orlov wrote for the publisher.",
        "Ada Lindqvist added an internal note.",
        f"Bo Janssen scored a finding with {VECTOR}.",
        "Bo Janssen wrote to the publisher.",
        "Bo Janssen asked the publisher a question; the ticket waits for the answer.",
        "Carla Nyström wrote for the publisher.",
        f"Bo Janssen related the ticket to {rivals.shown_number}, as one matter over several publishers.",
        "Dmitri Orlov set the publisher’s reference.",
        "Ada Lindqvist removed a secret from internal notes.",
    ]


def test_lines_come_in_their_order_with_kind_and_moment(story, ada):
    lines = timeline(story, ada)
    entries = list(Entry.objects.of(story.ledger_subject))
    assert [(line.kind, line.at) for line in lines] == [(entry.kind, entry.at) for entry in entries]


def test_moments_are_in_the_readers_zone_and_words_in_their_language(story, dmitri):
    line = next(line for line in timeline(story, dmitri, ZoneInfo("Asia/Vladivostok")) if "outcome" in line.kind)
    assert line.facts["modify_by"].startswith("Tue 1 Dec, 19:00")
    with translation.override("sv"):
        assert timeline(story, dmitri)[20].facts["modify_by"] == "tis 1 dec. 10:00 CET"


def test_an_erased_person_is_a_former_member(ticket, carla, lena, dmitri):
    erase(dmitri, by=lena)
    assert told(ticket, carla) == ["A former member submitted the report."]


def test_a_removed_member_keeps_the_name(ticket, carla, dmitri):
    remove_member(dmitri.memberships.get(), by=carla)
    assert told(ticket, carla) == ["Dmitri Orlov submitted the report."]


def test_it_takes_three_queries_however_long_it_is(story, report, bo, lena, dmitri, now, django_assert_num_queries):
    twin = acknowledge_as(bo, report(), now)
    closing.mark_duplicate(twin, story, by=bo, now=now)
    for person in (lena, dmitri):
        dict(person.roles)
        with django_assert_num_queries(3):
            timeline(twin, person)
        with django_assert_num_queries(2):
            timeline(story, person)


# -- sentences ------------------------------------------------------------------------------------------------------
FACTS = {
    "who": "Ada", "severity": "High", "priority": "P2", "before": "a", "after": "b", "modify_by": "Friday",
    "reason": "Resolved", "original": "SE-1", "person": "Bo", "due": "Friday", "vector": "AV:N", "other": "SE-2",
}  # fmt: skip
VARIED = {
    "ticket.submitted.urgent": {"exploited": "yes"},
    "ticket.assigned.self": {"who_key": "person:1", "after_key": "person:1"},
    "ticket.assigned.nobody": {"after": None},
    "ticket.outcome_communicated.no_action": {"action": "no_action"},
    "ticket.outcome_communicated.modify": {"action": "modify"},
    "ticket.outcome_communicated.remove": {"action": "remove"},
    "ticket.duplicate_marked.hidden": {"original": ""},
    "ticket.redacted.file": {"file": 3},
    "ticket.note_redacted.file": {"file": 3},
    "ticket.deadline_missed.acknowledge": {"deadline": "acknowledge"},
    "ticket.deadline_missed.update": {"deadline": "update"},
}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("desk", [True, False])
def test_every_kind_is_one_whole_sentence_for_either_side(name, desk):
    facts = FACTS | {"who_key": "person:1", "after_key": "person:2"} | VARIED.get(name, {})
    kind = ".".join(name.split(".")[:2])
    assert key(kind, facts) == name
    said = sentence(kind, facts, desk=desk)
    assert said.endswith(".")
    assert "%" not in said


def test_no_kind_is_without_a_sentence():
    assert {".".join(name.split(".")[:2]) for name in SENTENCES} == {*PUBLIC, *DESK_ONLY}


def test_an_export_is_told_to_the_desk_alone(ticket, otto, dmitri):
    exporting.export(ticket, otto).close()
    assert told(ticket, otto)[-1] == "Otto Petrov exported the ticket with its ledger."
    assert told(ticket, dmitri) == ["Dmitri Orlov submitted the report."]


# -- the five steps ---------------------------------------------------------------------------------------------------
def standing(ticket, person) -> list[str]:
    return [step["state"] for step in steps(ticket, person)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.SUBMITTED, ["now", "next", "next", "next", "next"]),
        (State.ACKNOWLEDGED, ["done", "now", "next", "next", "next"]),
        (State.ASSESSING, ["done", "done", "now", "next", "next"]),
        (State.MITIGATING, ["done", "done", "done", "now", "next"]),
        (State.CLOSED, ["done", "done", "done", "done", "now"]),
    ],
)
def test_steps_stand_where_the_ticket_is(ticket, lena, dmitri, now, state, expected):
    bring(ticket, state, lena, now)
    assert standing(ticket, dmitri) == expected
    assert [str(step["label"]) for step in steps(ticket, dmitri)] == [
        "Submitted", "Acknowledged", "Assessing", "Mitigating", "Closed",
    ]  # fmt: skip


def test_what_a_closed_ticket_never_reached_is_not_called_done(ticket, dmitri, later):
    closing.retract(ticket, words="No.", by=dmitri, now=later)
    assert standing(ticket, dmitri) == ["done", "skipped", "skipped", "skipped", "now"]


def test_an_outcome_without_an_assessment_lies_behind_it(acknowledged, bo, dmitri, later):
    assessment.communicate(acknowledged, OutcomeKind.REMOVE, REASONS, by=bo, now=later)
    assert standing(acknowledged, dmitri) == ["done", "done", "done", "now", "next"]
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    assert standing(acknowledged, dmitri) == ["done", "done", "done", "done", "now"]


def test_the_acknowledgement_is_promised_at_its_step(ticket, dmitri):
    second = steps(ticket, dmitri)[1]
    assert (second["promise"], second["note"]) == (
        datetime(2026, 11, 19, 10, 0, tzinfo=UTC), "Promised by Thu 19 Nov, 11:00 CET",
    )  # fmt: skip


def test_later_the_next_update_is_promised_at_the_step_it_is_at(acknowledged, dmitri):
    assert [step["note"] for step in steps(acknowledged, dmitri)] == [
        "", "Next update by Mon 23 Nov, 11:30 CET", "", "", "",
    ]  # fmt: skip


def test_who_is_waited_for_is_said_to_either_side(acknowledged, ada, dmitri, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    assert steps(acknowledged, dmitri)[1]["note"] == "Waits for your answer."
    assert steps(acknowledged, ada)[1]["note"] == "Waits for the publisher."


def test_a_closed_ticket_promises_nothing(acknowledged, bo, dmitri, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    assert {step["promise"] for step in steps(acknowledged, dmitri)} == {None}


MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


def hour(n: int) -> datetime:
    return MORNING + timedelta(hours=n)


def test_what_lies_behind_a_reopening_counts_no_more():
    entries = [
        ("ticket.submitted", hour(0)), ("ticket.acknowledged", hour(1)), ("ticket.assessment_started", hour(2)),
        ("ticket.outcome_communicated", hour(3)), ("ticket.closed", hour(4)), ("ticket.reopened", hour(5)),
    ]  # fmt: skip
    assert moments_reached(entries, hour(0)) == {
        State.SUBMITTED: hour(0), State.ACKNOWLEDGED: hour(1), State.ASSESSING: hour(5),
    }  # fmt: skip


def test_a_step_was_reached_when_it_was_reached_first():
    entries = [("ticket.outcome_communicated", hour(3)), ("ticket.outcome_communicated", hour(6))]
    assert moments_reached(entries, hour(0))[State.MITIGATING] == hour(3)


def test_steps_take_one_query(story, dmitri, django_assert_num_queries):
    with django_assert_num_queries(1):
        steps(story, dmitri)


# -- the ledger of it all ---------------------------------------------------------------------------------------------
def test_the_ledger_of_every_verb_verifies(story, rivals, report, ada, bo, lena, dmitri, contoso, later):
    closing.retract(report(), words="No.", by=dmitri, now=later)
    closing.mark_duplicate(acknowledge_as(bo, report(), later), story, by=bo, now=later)
    opening.open_towards(new_report(contoso), severity="low", priority="P4", by=ada, now=later)
    exporting.export(story, ada).close()
    assert set(Entry.objects.values_list("kind", flat=True)) == {*PUBLIC, *DESK_ONLY}
    verdict = verify_live()
    assert (verdict.is_sound, verdict.report.entries) == (True, Entry.objects.count())
    waiting = Relay.objects.filter(done_at=None, entry__in=Entry.objects.all())
    assert waiting.count() == Entry.objects.count()


def test_the_ledger_of_every_verb_holds_no_words(story):
    kept = "".join(f"{entry.facts}" for entry in Entry.objects.all())
    for typed in ("alpha1", "spreads", "Which version", "look into it", "C-1", "Orlov", "traversal", "overwrites"):
        assert typed not in kept
