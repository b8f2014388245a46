"""One process of a race: it reads what it will act on, says "ready", waits for the start, acts, and says how it went.

`python -m tests.races.responder [--unguarded] ACT ARGUMENT…`; the acts are below. Unguarded, it acts on what it read.
"""

# ruff: noqa: E402 - Django must be set up before any model is imported
import sys

import django

django.setup()

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tocsin.accounts.models import Person
from tocsin.catalogue.models import Offer
from tocsin.lib.errors import Stale
from tocsin.tickets import closing, conversation, intake, moving, redacting, restricting, triage
from tocsin.tickets.choices import Category
from tocsin.tickets.intake import AlreadySubmitted
from tocsin.tickets.models import Draft, Ticket
from tocsin.tickets.new_report import NewReport
from tocsin.tickets.promising import mark_missed

NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
Act = Callable[[], object]


def person(name: str) -> Person:
    return Person.objects.get(email__startswith=f"{name}@")


def ticket(number: str) -> Ticket:
    return Ticket.objects.select_related("publisher", "report").get(number=number)


def acknowledge(who: str, number: str) -> Act:
    by, read = person(who), ticket(number)
    return lambda: triage.acknowledge(read, severity="high", priority="P2", by=by, now=NOW)


def take(who: str, number: str) -> Act:
    by, read = person(who), ticket(number)
    return lambda: triage.assign(read, to=by, by=by, now=NOW)


def submit(who: str, key: str) -> Act:
    by, draft = person(who), Draft.objects.select_related("publisher").get(pk=key)
    offer = Offer.objects.filter(publisher=draft.publisher).first()
    new = NewReport(
        publisher=draft.publisher, category=Category(draft.category), title="Twice", problem="Clicked twice.",
        affected=[(offer.pk, None)], exploited="no", aware_at=NOW,
    )  # fmt: skip
    return lambda: intake.submit(draft, new, by=by, now=NOW)


def relate(who: str, number: str, other: str) -> Act:
    by, one, two = person(who), ticket(number), ticket(other)

    def act() -> None:
        for round_ in range(20):
            closing.mark_duplicate(one, two, by=by, now=NOW + timedelta(minutes=round_))

    return act


def redact(who: str, number: str, *secrets: str) -> Act:
    by, read = person(who), ticket(number)
    return lambda: [redacting.redact(read, secret, by=by, now=NOW) for secret in secrets]


def sweep(days: str) -> Act:
    return lambda: mark_missed(NOW + timedelta(days=int(days)))


def talk(who: str, number: str) -> Act:
    by, read = person(who), ticket(number)

    def act() -> None:
        for minutes in range(20):
            conversation.send(read, "More soon.", by=by, now=NOW + timedelta(days=9, minutes=minutes))

    return act


def restrict(who: str, number: str) -> Act:
    by, read = person(who), ticket(number)
    return lambda: restricting.restrict(read, by=by, now=NOW)


ACTS: dict[str, Callable[..., Act]] = {
    "acknowledge": acknowledge, "take": take, "submit": submit, "relate": relate, "redact": redact, "sweep": sweep,
    "talk": talk, "restrict": restrict,
}  # fmt: skip


# -- without the guards -------------------------------------------------------------------------------------------
def write(read: Ticket, guard: dict[str, Any], **fields: Any) -> None:
    Ticket.objects.filter(pk=read.pk).update(**fields)
    for name, value in fields.items():
        setattr(read, name, value)


def unguard() -> None:
    """What a verb would be that trusts what it read: no lock, and an UPDATE without its condition."""
    moving.write = write
    restricting.write = write
    triage.hold = triage.hold_for = lambda *_: None
    intake.Draft = Unguarded


class Unguarded:
    class objects:  # noqa: N801 - stands for the manager
        @staticmethod
        def filter(**conditions: Any) -> Any:
            conditions.pop("ticket", None)
            return Draft.objects.filter(**conditions)


def run(arguments: list[str]) -> str:
    unguarded = arguments[0] == "--unguarded"
    act = ACTS[arguments[unguarded]](*arguments[unguarded + 1 :])
    if unguarded:
        unguard()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        act()
    except AlreadySubmitted as error:
        return f"already {error.ticket.number}"
    except Stale:
        return "stale"
    return "done"


if __name__ == "__main__":
    print(run(sys.argv[1:]), flush=True)
    if connection.vendor == "postgresql":
        connection.close_pool()
