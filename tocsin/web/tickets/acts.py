"""What can be done to a ticket, as one table: the noun in the address, the form, who may, the verb.

`POST /tickets/SE-…/acknowledgement` acknowledges (STYLE 11). Pages draw the forms of the acts that are open to the
reader; the verb decides all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.accounts.models import Person
from tocsin.tickets import assessment, closing, conversation, redacting, restricting, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Ticket

from . import forms_desk, forms_publisher, forms_shared
from .forms_shared import ActForm

Values = Mapping[str, Any]
Perform = Callable[[Ticket, Values, Person, datetime], object]


@dataclass(frozen=True)
class Act:
    form: type[ActForm]
    perform: Perform
    desk: str = ""  # the permission a responder needs; empty: not the desk's to do
    publisher: str = ""

    def needs(self, person: Person) -> str:
        return self.desk if person.is_desk else self.publisher


def acknowledge(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.acknowledge(ticket, **values, by=by, now=now)


def change_severity(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.change_severity(ticket, **values, by=by, now=now)


def change_priority(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.change_priority(ticket, **values, by=by, now=now)


def change_category(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.change_category(ticket, category=Category(values["category"]), reason=values["reason"], by=by, now=now)


def assign(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.assign(ticket, to=values["to"], by=by, now=now)


def score(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    triage.score(values["finding"], values["vector"], by=by, now=now)


def start_assessment(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    assessment.start(ticket, by=by, now=now)


def communicate(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    reasons = Reasons(**{name: values[name] for name in ("facts", "ground", "scope", "duration", "appeal")})
    assessment.communicate(ticket, values["kind"], reasons, modify_by=values["modify_by"], by=by, now=now)


def close(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    closing.close(ticket, reason=values["reason"], words=values["words"], by=by, now=now)


def mark_duplicate(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    closing.mark_duplicate(ticket, values["number"], by=by, now=now)


def retract(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    closing.retract(ticket, words=values["words"], by=by, now=now)


def reopen(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    closing.reopen(ticket, words=values["words"], by=by, now=now)


def report_exploitation(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    closing.report_exploitation(ticket, by=by, now=now)


def redact(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    redacting.redact(ticket, values["passage"], by=by, now=now)


def restrict(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    restricting.restrict(ticket, by=by, now=now)


def unrestrict(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    restricting.unrestrict(ticket, by=by, now=now)


def name_person(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    restricting.name_person(ticket, values["person"], by=by, now=now)


def unname_person(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    restricting.unname_person(ticket, values["person"], by=by, now=now)


def set_reference(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    restricting.set_reference(ticket, values["reference"], by=by, now=now)


def answer(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    conversation.answer(ticket, values["body"], files=values["attachments"], by=by, now=now)


def send(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    conversation.send(
        ticket, values["body"], files=values["attachments"], next_update=values["next_update"], by=by, now=now
    )


def ask(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    conversation.ask(ticket, values["body"], files=values["attachments"], by=by, now=now)


def note(ticket: Ticket, values: Values, by: Person, now: datetime) -> None:
    conversation.note(ticket, values["body"], files=values["attachments"], by=by, now=now)


ACTS: dict[str, Act] = {
    "acknowledgement": Act(forms_desk.Acknowledgement, acknowledge, desk="desk.triage"),
    "severity": Act(forms_desk.SeverityChange, change_severity, desk="desk.triage"),
    "priority": Act(forms_desk.PriorityChange, change_priority, desk="desk.triage"),
    "category": Act(forms_desk.CategoryChange, change_category, desk="desk.triage"),
    "assignment": Act(forms_desk.Assignment, assign, desk="desk.triage"),
    "score": Act(forms_desk.DeskScore, score, desk="desk.triage"),
    "assessment": Act(ActForm, start_assessment, desk="desk.triage"),
    "outcome": Act(forms_desk.OutcomeForm, communicate, desk="desk.assess"),
    "closure": Act(forms_desk.Closure, close, desk="desk.assess"),
    "duplicate": Act(forms_desk.DuplicateForm, mark_duplicate, desk="desk.assess"),
    "redaction": Act(forms_desk.Redaction, redact, desk="desk.triage"),
    "message": Act(forms_desk.MessageForm, send, desk="desk.write"),
    "question": Act(forms_desk.MessageForm, ask, desk="desk.write"),
    "note": Act(forms_desk.NoteForm, note, desk="desk.write"),
    "answer": Act(forms_publisher.AnswerForm, answer, publisher="publisher.answer"),
    "retraction": Act(forms_publisher.Retraction, retract, publisher="publisher.answer"),
    "reference": Act(forms_publisher.Reference, set_reference, publisher="publisher.answer"),
    "reopening": Act(forms_shared.Reopening, reopen, desk="desk.assess", publisher="publisher.answer"),
    "exploitation": Act(ActForm, report_exploitation, desk="desk.triage", publisher="publisher.answer"),
    "restriction": Act(ActForm, restrict, desk="desk.triage", publisher="publisher.answer"),
    "restriction-end": Act(ActForm, unrestrict, desk="desk.triage", publisher="publisher.answer"),
    "participants": Act(forms_shared.NamePerson, name_person, desk="desk.triage", publisher="publisher.answer"),
    "participant-removal": Act(
        forms_shared.UnnamePerson, unname_person, desk="desk.triage", publisher="publisher.answer"
    ),
}
