"""What can be done to a ticket, as one table: the noun in the address, the form, who may, the verb.

`POST /tickets/SE-…/acknowledgement` acknowledges (STYLE 11). Pages show the forms of the acts that `offered` names;
the verb decides all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tocsin.accounts.models import Person
from tocsin.lib.errors import NotAllowed
from tocsin.tickets.choices import Tlp
from tocsin.tickets.models import Ticket
from tocsin.tickets.restricting import require_say

from . import acts_desk, acts_publisher, forms_desk, forms_publisher, forms_shared, forms_writing
from .acts_desk import Values
from .forms_shared import ActForm

Perform = Callable[[Ticket, Values, Person, datetime], str]


@dataclass(frozen=True)
class Act:
    form: type[ActForm]
    perform: Perform  # says in a sentence what has been done
    desk: str = ""  # the permission a responder needs; empty: not the desk's to do
    publisher: str = ""

    def needs(self, person: Person) -> str:
        return self.desk if person.is_desk else self.publisher

    def allows(self, ticket: Ticket, person: Person) -> bool:
        needed = self.needs(person)
        return bool(needed) and ticket.may(person, needed)


TRIAGE = {"desk": "desk.triage"}
ASSESS = {"desk": "desk.assess"}
WRITE = {"desk": "desk.write"}
ANSWER = {"publisher": "publisher.answer"}

ACTS: dict[str, Act] = {
    "acknowledgement": Act(forms_desk.Acknowledgement, acts_desk.acknowledge, **TRIAGE),
    "severity": Act(forms_desk.SeverityChange, acts_desk.change_severity, **TRIAGE),
    "priority": Act(forms_desk.PriorityChange, acts_desk.change_priority, **TRIAGE),
    "category": Act(forms_desk.CategoryChange, acts_desk.change_category, **TRIAGE),
    "assignment": Act(forms_desk.Assignment, acts_desk.assign, **TRIAGE),
    "score": Act(forms_desk.DeskScore, acts_desk.score, **TRIAGE),
    "assessment": Act(ActForm, acts_desk.start_assessment, **TRIAGE),
    "outcome": Act(forms_desk.OutcomeForm, acts_desk.communicate, **ASSESS),
    "closure": Act(forms_desk.Closure, acts_desk.close, **ASSESS),
    "duplicate": Act(forms_desk.DuplicateForm, acts_desk.mark_duplicate, **ASSESS),
    "redaction": Act(forms_desk.Redaction, acts_desk.redact, **TRIAGE),
    "file-removal": Act(forms_desk.FileRemoval, acts_desk.remove_file, **TRIAGE),
    "message": Act(forms_writing.MessageForm, acts_desk.send, **WRITE),
    "question": Act(forms_writing.MessageForm, acts_desk.ask, **WRITE),
    "note": Act(forms_writing.NoteForm, acts_desk.note, **WRITE),
    "answer": Act(forms_writing.AnswerForm, acts_publisher.answer, **ANSWER),
    "retraction": Act(forms_publisher.Retraction, acts_publisher.retract, **ANSWER),
    "reference": Act(forms_publisher.Reference, acts_publisher.set_reference, **ANSWER),
    "reopening": Act(forms_shared.Reopening, acts_publisher.reopen, **ASSESS, **ANSWER),
    "exploitation": Act(ActForm, acts_publisher.report_exploitation, **TRIAGE, **ANSWER),
    "restriction": Act(ActForm, acts_publisher.restrict, **TRIAGE, **ANSWER),
    "restriction-end": Act(ActForm, acts_publisher.unrestrict, **TRIAGE, **ANSWER),
    "participants": Act(forms_shared.NamePerson, acts_publisher.name_person, **TRIAGE, **ANSWER),
    "participant-removal": Act(forms_shared.UnnamePerson, acts_publisher.unname_person, **TRIAGE, **ANSWER),
}
MOVED_BY = {
    "acknowledgement": "acknowledge", "assessment": "assess", "outcome": "communicate", "closure": "close",
    "duplicate": "close", "retraction": "retract",
}  # fmt: skip
OF_OPEN = frozenset({"assignment", "score", "message", "question", "answer"})
OF_JUDGED = frozenset({"severity", "priority", "category"})
OF_READERS = frozenset({"participants", "participant-removal", "restriction", "restriction-end"})


def offered(ticket: Ticket, person: Person) -> frozenset[str]:
    """The nouns of what this reader may do to the ticket as it stands."""
    moves = ticket.moves_for(person)
    say = has_say(ticket, person)
    return frozenset(
        noun for noun, act in ACTS.items() if act.allows(ticket, person) and is_open_to(noun, ticket, moves, say=say)
    )


def is_open_to(noun: str, ticket: Ticket, moves: list[str], *, say: bool) -> bool:
    if noun in MOVED_BY:
        return MOVED_BY[noun] in moves
    if noun == "reopening":
        return bool({"reopen", "ask_again"} & set(moves))
    if noun in OF_OPEN:
        return ticket.is_open
    if noun in OF_JUDGED:
        return ticket.is_open and bool(ticket.priority)
    if noun == "exploitation":
        return ticket.is_open and not ticket.urgent
    if noun in OF_READERS:
        return say and may_restrict(noun, ticket)
    return True


def may_restrict(noun: str, ticket: Ticket) -> bool:
    if noun == "restriction":
        return not ticket.restricted
    return noun != "restriction-end" or (ticket.restricted and ticket.tlp != Tlp.RED)


def has_say(ticket: Ticket, person: Person) -> bool:
    """Whether this reader decides who sees the ticket."""
    if person.is_desk:  # spares a query
        return person.at_desk("desk.triage")
    try:
        require_say(ticket, person)
    except NotAllowed:
        return False
    return True
