"""What happened to a ticket, for one reader: the entries that the reader's side may see, ready to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry
from tocsin.lib import confirmation, moments
from tocsin.vulnerabilities.severities import Severity

from .choices import Category, ClosingReason
from .entries import DESK_ONLY, PUBLIC
from .models import Ticket
from .progress import Step, steps
from .sentences import sentence

__all__ = ["Line", "Step", "steps", "timeline"]

Facts = dict[str, Any]
PERSON_FACTS = ("before", "after", "person")
PERSON_KINDS = frozenset({"ticket.assigned", "ticket.participant_added", "ticket.participant_removed"})
LABELS: dict[str, dict[str, type[TextChoices]]] = {
    "ticket.acknowledged": {"severity": Severity},
    "ticket.severity_changed": {"before": Severity, "after": Severity},
    "ticket.category_changed": {"before": Category, "after": Category},
    "ticket.closed": {"reason": ClosingReason},
}
MOMENTS = ("due", "modify_by", "next_update")


@dataclass(frozen=True)
class Line:
    """One entry with its facts resolved for the reader: names, shown numbers, labels, moments in the reader's zone."""

    entry: Entry
    facts: Facts
    desk: bool  # the side of the reader

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def sentence(self) -> str:
        words = sentence(self.kind, self.facts, desk=self.desk)
        return words[:1].upper() + words[1:]  # it may begin with "a former member"


def timeline(ticket: Ticket, person: Person, zone: ZoneInfo | None = None) -> list[Line]:
    """Oldest first, what this reader's side may see; three queries at most, however long it is."""
    kinds = (*PUBLIC, *DESK_ONLY) if person.is_desk else PUBLIC
    entries = list(Entry.objects.of(ticket.ledger_subject).of_kind(*kinds))
    names = names_of(entries)
    seen = numbers_seen(entries, person)
    zone = zone or person.zone
    return [Line(entry, resolved(entry, names, seen, zone), person.is_desk) for entry in entries]


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """`person:ID` to a name, for everybody the entries name, in one query."""
    keys = {key for entry in entries for key in (entry.by, *people_in(entry))}
    ids = [int(key.removeprefix("person:")) for key in keys if key.startswith("person:")]
    people = Person.objects.filter(pk__in=ids, erased_at=None).only("pk", "name", "email", "erased_at")
    return {person.key: str(person) for person in people}


def people_in(entry: Entry) -> list[str]:
    if entry.kind not in PERSON_KINDS:
        return []
    return [f"person:{entry.facts[name]}" for name in PERSON_FACTS if entry.facts.get(name)]


def numbers_seen(entries: Iterable[Entry], person: Person) -> set[str]:
    """Of the originals that entries name, those this reader may see."""
    originals = {entry.facts["original"] for entry in entries if entry.kind == "ticket.duplicate_marked"}
    if not originals:
        return set()
    return set(Ticket.objects.visible_to(person).filter(number__in=originals).values_list("number", flat=True))


def resolved(entry: Entry, names: dict[str, str], seen: set[str], zone: ZoneInfo) -> Facts:
    """The entry's facts as a sentence needs them."""
    facts: Facts = {**entry.facts, "who": name(entry.by, names), "who_key": entry.by}
    if entry.kind in PERSON_KINDS:
        facts["after_key"] = f"person:{entry.facts.get('after')}"
        facts |= {key: value and name(f"person:{value}", names) for key, value in person_facts(entry).items()}
    for key, choices in LABELS.get(entry.kind, {}).items():
        facts[key] = choices(entry.facts[key]).label
    if entry.kind == "ticket.duplicate_marked":
        facts["original"] = shown(entry.facts["original"]) if entry.facts["original"] in seen else ""
    if entry.kind == "ticket.related":
        facts["other"] = shown(entry.facts["other"])
    language = get_language() or "en"
    written = {key: stamped for key in MOMENTS if (stamped := entry.facts.get(key))}
    return facts | {key: moments.moment(datetime.fromisoformat(at), zone, language) for key, at in written.items()}


def person_facts(entry: Entry) -> Facts:
    return {key: entry.facts[key] for key in PERSON_FACTS if key in entry.facts}


def shown(number: str) -> str:
    return confirmation.shown(number)


def name(key: str, names: dict[str, str]) -> str:
    """Who it was: a name, a former member whose data is erased, or the program."""
    if key in names:
        return names[key]
    if key.startswith("person:"):
        return _("a former member")
    return pgettext("who did it", "An API client") if key.startswith("token:") else pgettext("who did it", "Tocsin")
