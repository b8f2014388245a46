"""What a mail says, made when it is sent: (kind, facts) become sentences in its receiver's language and zone.

Until mail has its own issue, every mail carries number and link only: nothing that anybody typed, and no judgement.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from tocsin.lib import confirmation, moments

from .kinds import SUBJECTS

BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
LINE_BREAKS = re.compile(r"[ \n]+")  # but not the spaces that do not break


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Matter:
    """What a ticket's mail may say: whose number, and for a receipt by when it will be acknowledged."""

    number: str  # as stored
    due: datetime | None = None


def ticket_link(number: str) -> str:
    """The ticket's page, by the address that the administrator set; never by what a request claimed to be for."""
    return f"{settings.PUBLIC_URL}/tickets/{confirmation.shown(number)}/"


def words(kind: str, matter: Matter, *, language: str, zone: ZoneInfo) -> Words:
    """Subject, text and HTML of a ticket's mail."""
    with translation.override(language):
        shown = confirmation.shown(matter.number)
        subject = " ".join((SUBJECTS[kind] % {"number": shown}).split())
        values: dict[str, object] = {
            "number": shown,
            "due": moments.moment(matter.due, zone, language) if matter.due else "",
            "link": ticket_link(matter.number),
            "house": settings.PUBLIC_URL,
            "sender": settings.DESK_ADDRESS,
            "telephone": settings.EMERGENCY_TELEPHONE,
            "marketplace": settings.MARKETPLACE,
            "language": language,
            "subject": subject,
        }
        values["words"] = paragraphs(plain(f"mail/{kind}.txt", values))
        return Words(subject, plain("mail/layout.txt", values), str(get_template("mail/layout.html").render(values)))


def plain(template: str, values: dict[str, object]) -> str:
    """A template rendered as text, so without the escapes of HTML."""
    found = get_template(template).template  # type: ignore[attr-defined]  # the engine's own, under Django's wrapper
    return str(found.render(Context(values, autoescape=False))).strip() + "\n"


def paragraphs(text: str) -> list[str]:
    return [LINE_BREAKS.sub(" ", part.strip()) for part in BETWEEN_PARAGRAPHS.split(text) if part.strip()]
