"""The acts that a page offers by a link, each with its words; their forms are loaded when they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    label: Promise
    button: Promise | None = None  # where it says more than the link
    note: Promise | None = None
    danger: bool = False


@dataclass(frozen=True)
class Link:
    noun: str
    words: Words
    key: str = ""  # of the keyboard


ALERTS = _(
    "It then heads the desk’s queue, and the desk’s on-call is alerted at once, day and night. It cannot be taken back."
)
WORDS = {
    "severity": Words(_("Change the severity")),
    "priority": Words(_("Change the priority")),
    "category": Words(_("Change the category")),
    "score": Words(_("Score it as the desk sees it"), _("Save the desk’s score")),
    "assignment": Words(_("Assign somebody"), _("Save who works on it")),
    "exploitation": Words(_("It is being exploited, or going on"), note=ALERTS, danger=True),
    "duplicate": Words(
        _("Mark as duplicate"),
        note=_(
            "Of the same publisher’s ticket: this one is closed, and the publisher is told which. Of another "
            "publisher’s: it stays open, the two are related for the desk alone, and nobody is told."
        ),
    ),
    "redaction": Words(_("Redact a pasted secret"), _("Redact it"), danger=True),
    "file-removal": Words(
        _("Remove an attachment"),
        note=_("Its bytes are erased and cannot be brought back; its name and the ledger’s digest stay."),
        danger=True,
    ),
    "participants": Words(_("Name somebody"), _("Name this person")),
    "restriction": Words(
        _("Restrict to named people"),
        note=_(
            "Then it is seen by its reporter, the publisher’s owners and the people who are named; at the desk by the "
            "lead, the auditor, who works on it and who is named."
        ),
    ),
    "restriction-end": Words(
        _("End the restriction"),
        note=_("Then all members of the publisher and every responder see it."),
    ),
    "reference": Words(_("Change your reference"), _("Save the reference")),
    "retraction": Words(
        _("Retract the report"),
        note=_("The ticket is closed. The desk reads why, and you can follow what was said."),
        danger=True,
    ),
}
TAKEN_AWAY = ("redaction", "file-removal")
GROUPS = {
    "work": ("assignment",),
    "people": ("participants", "restriction", "restriction-end"),
    "judgement": (
        "severity",
        "priority",
        "category",
        "score",
        "exploitation",
        "duplicate",
        "redaction",
        "file-removal",
    ),
    "own": ("reference",),
    "change": ("exploitation", "retraction"),
}
PRESSED = {"assignment": "a"}


def links(acts: Iterable[str]) -> dict[str, list[Link]]:
    """What is offered of each group, in its order."""
    offered = set(acts)
    return {
        group: [Link(noun, WORDS[noun], PRESSED.get(noun, "")) for noun in nouns if noun in offered]
        for group, nouns in GROUPS.items()
    }
