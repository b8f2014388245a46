"""Entries of a ticket as sentences: one whole sentence for every kind, for either side (STYLE 15).

`facts` are an entry's facts as `timeline.resolved` gives them: names for people, numbers as they are shown, moments
written out. Pages, mails and the API share these.
"""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

# Kind, or kind and variant, to the sentence that both sides read, or to the publisher's and the desk's.
SENTENCES: dict[str, Sentence | tuple[Sentence, Sentence]] = {
    "ticket.submitted": _("%(who)s submitted the report."),
    "ticket.submitted.urgent": _("%(who)s submitted the report of something that is exploited or going on."),
    "ticket.opened": (
        _("%(who)s of the response desk opened this ticket and waits for your answer."),
        _("%(who)s opened this ticket; it waits for the publisher."),
    ),
    "ticket.acknowledged": _("%(who)s acknowledged the ticket with severity “%(severity)s” and priority %(priority)s."),
    "ticket.severity_changed": _("%(who)s changed the severity from “%(before)s” to “%(after)s”."),
    "ticket.priority_changed": _("%(who)s changed the priority from %(before)s to %(after)s."),
    "ticket.category_changed": _("%(who)s changed the category from “%(before)s” to “%(after)s”."),
    "ticket.assigned": _("%(who)s asked %(after)s to work on the ticket."),
    "ticket.assigned.self": _("%(who)s took on the ticket."),
    "ticket.assigned.nobody": _("%(who)s took the ticket off %(before)s; nobody is named for it now."),
    "ticket.message_sent": (
        _("%(who)s of the response desk wrote to you."),
        _("%(who)s wrote to the publisher."),
    ),
    "ticket.question_asked": (
        _("%(who)s of the response desk asked a question and waits for your answer."),
        _("%(who)s asked the publisher a question; the ticket waits for the answer."),
    ),
    "ticket.answered": (
        _("%(who)s wrote to the response desk."),
        _("%(who)s wrote for the publisher."),
    ),
    "ticket.assessment_started": _("%(who)s started the assessment."),
    "ticket.outcome_communicated.no_action": _("%(who)s communicated the outcome: nothing more is needed."),
    "ticket.outcome_communicated.modify": _("%(who)s communicated the outcome: modify the offer by %(modify_by)s."),
    "ticket.outcome_communicated.remove": _("%(who)s communicated the outcome: remove the offer."),
    "ticket.closed": _("%(who)s closed the ticket. Reason: %(reason)s."),
    "ticket.duplicate_marked": _("%(who)s closed the ticket as a duplicate of %(original)s."),
    "ticket.duplicate_marked.hidden": _("%(who)s closed the ticket as a duplicate of another ticket."),
    "ticket.retracted": _("%(who)s retracted the report."),
    "ticket.reopened": _("%(who)s reopened the ticket."),
    "ticket.redacted": _("%(who)s of the response desk removed a secret from the texts."),
    "ticket.redacted.file": _("%(who)s of the response desk removed an attachment."),
    "ticket.exploitation_reported": _("%(who)s said that it is being exploited, or going on."),
    "ticket.restricted": _("%(who)s restricted the ticket to named people."),
    "ticket.unrestricted": _("%(who)s ended the restriction to named people."),
    "ticket.participant_added": _("%(who)s gave %(person)s access to the ticket."),
    "ticket.participant_removed": _("%(who)s ended the access of %(person)s to the ticket."),
    "ticket.reference_set": (
        _("%(who)s set your reference."),
        _("%(who)s set the publisher’s reference."),
    ),
    "ticket.deadline_missed.acknowledge": _("The acknowledgement was due by %(due)s and had not been given."),
    "ticket.deadline_missed.update": _("An update was promised by %(due)s and had not been given."),
    "ticket.note_added": _("%(who)s added an internal note."),
    "ticket.note_redacted": _("%(who)s removed a secret from internal notes."),
    "ticket.note_redacted.file": _("%(who)s removed an attachment of an internal note."),
    "ticket.scored": _("%(who)s scored a finding with %(vector)s."),
    "ticket.related": _("%(who)s related the ticket to %(other)s, as one matter over several publishers."),
    "ticket.exported": _("%(who)s exported the ticket with its ledger."),
}


def sentence(kind: str, facts: Mapping[str, object], *, desk: bool) -> str:
    """In the reader's language. KeyError for a kind without a sentence, or facts that lack a name it needs."""
    found = SENTENCES.get(key(kind, facts)) or SENTENCES[kind]
    if isinstance(found, tuple):
        found = found[1] if desk else found[0]
    return str(found) % facts


def key(kind: str, facts: Mapping[str, object]) -> str:
    """The kind with the variant that the facts call for."""
    variant = VARIANTS.get(kind)
    return f"{kind}.{found}" if variant and (found := variant(facts)) else kind


def of_assigned(facts: Mapping[str, object]) -> str:
    if not facts.get("after"):
        return "nobody"
    return "self" if facts.get("after_key") == facts.get("who_key") else ""


VARIANTS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "ticket.submitted": lambda facts: "urgent" if facts.get("exploited") == "yes" else "",
    "ticket.assigned": of_assigned,
    "ticket.outcome_communicated": lambda facts: str(facts["action"]),
    "ticket.duplicate_marked": lambda facts: "" if facts.get("original") else "hidden",
    "ticket.redacted": lambda facts: "file" if facts.get("file") else "",
    "ticket.note_redacted": lambda facts: "file" if facts.get("file") else "",
    "ticket.deadline_missed": lambda facts: str(facts["deadline"]),
}
