"""What was typed on a ticket and has not been done: kept over a lapsed session and a change of language.

Every form carries a draft key (`web/parking.py`) whose page is the ticket's with `?form=NOUN`. There the form stands
open with what was typed, until the act is done or the text is discarded. The boxes for messages have a reply draft of
their own, saved while typing; what was parked of them joins it when the reader says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.forms import FileField
from django.http import QueryDict

from tocsin.accounts.models import Person
from tocsin.tickets.models import Parked, ReplyDraft, Ticket
from tocsin.tickets.questions import save_reply
from tocsin.web.parking import draft_key, take

from .forms_shared import ActForm

BOXES = ("answer", "message")  # their text is kept by a reply draft


def address(ticket: Ticket) -> str:
    return f"/tickets/{ticket.shown_number}/"


def page_of(ticket: Ticket, noun: str) -> str:
    """Where the form of this act stands open; a question is typed into the box of the message."""
    return f"{address(ticket)}?form={'message' if noun == 'question' else noun}"


def key(person: Person, ticket: Ticket, noun: str) -> str:
    return draft_key(person, page_of(ticket, noun))


def resting(ticket: Ticket, person: Person, nouns: Iterable[str]) -> dict[str, Parked]:
    """What waits for this person on this ticket, by noun; one query."""
    pages = {page_of(ticket, noun): noun for noun in nouns}
    return {pages[row.path]: row for row in Parked.objects.filter(person=person, path__in=pages)}


def as_posted(answers: dict[str, list[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in answers.items():
        posted.setlist(name, values)
    return posted


def told_of(form: ActForm) -> Iterator[tuple[str, str]]:
    """Label and text of what was typed into a form that is no longer to be had."""
    for field in form.visible_fields():
        if isinstance(field.field, FileField):
            continue
        value = field.data
        text = " ".join(part or "" for part in value[:2]) if isinstance(value, list) else str(value or "")
        if text.strip():
            yield str(field.label), text


def discard(ticket: Ticket, person: Person, noun: str) -> None:
    """Done, or not wanted any more."""
    take(person, page_of(ticket, noun))


def into_reply(ticket: Ticket, person: Person, noun: str, now: datetime) -> None:
    """The parked text into the answer box, before what else stands there."""
    answers = take(person, page_of(ticket, noun)) or {}
    parked = "\n\n".join(answers.get("body", []))
    draft = ReplyDraft.objects.filter(ticket=ticket, person=person).first()
    standing = draft.body if draft else ""
    apart = standing.strip() and standing.strip() not in parked
    if parked.strip():
        save_reply(ticket, person, f"{parked}\n\n{standing}" if apart else parked, now)
