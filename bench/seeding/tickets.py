"""Tickets in every state, each whole: three of ten are open, one of fifty urgent, one of forty restricted."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.ledger.digests import digest, new_salt
from tocsin.lib import confirmation
from tocsin.tickets import search
from tocsin.tickets.choices import Category, Certainty, ClosingReason, DeadlineKind, MessageKind, Priority, Side
from tocsin.tickets.choices import WaitingFor as Waiting
from tocsin.tickets.models import NEVER, Affected, Deadline, Finding, Message, Report, Score, Ticket
from tocsin.tickets.states import State
from tocsin.vulnerabilities.cvss import read
from tocsin.vulnerabilities.severities import Severity

from .chains import Chains, Happened
from .people import Cast
from .texts import COMMON, RARE, Texts, Written, word_of

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
STATES = [State.SUBMITTED, State.ACKNOWLEDGED, State.ASSESSING] + [State.CLOSED] * 7
CHUNK, MESSAGES = 500, 3
SPEAKERS = [
    (Side.PUBLISHER, MessageKind.MESSAGE, "ticket.answered"),
    (Side.DESK, MessageKind.MESSAGE, "ticket.message_sent"),
    (Side.DESK, MessageKind.NOTE, "ticket.note_added"),
]


def create(cast: Cast, how_many: int, talked: list[int]) -> dict[str, Any]:
    """So many tickets, and of publisher 0 one more for each number of messages; returns numbers and words."""
    begins = datetime.now(UTC) - timedelta(days=400)
    problems, sayings, reading = Texts(1000, 1), Texts(400, 2), read(VECTOR)
    maker = Maker(cast, begins, problems, sayings, reading)
    for start in range(0, how_many, CHUNK):
        maker.insert([(n, MESSAGES) for n in range(start, min(start + CHUNK, how_many))])
    extra = [(how_many // 1000 * 1000 + 1000 * (n + 1) + 1, messages) for n, messages in enumerate(talked)]
    numbers = maker.insert(extra)
    return {"talked": dict(zip(map(str, talked), numbers, strict=True)), "words": [RARE, COMMON]}


class Maker:
    def __init__(self, cast: Cast, begins: datetime, problems: Texts, sayings: Texts, reading: Any) -> None:
        self.cast, self.begins, self.problems, self.sayings, self.reading = cast, begins, problems, sayings, reading
        self.chains = Chains()

    def insert(self, wanted: list[tuple[int, int]]) -> list[str]:
        """Tickets by their place and number of messages; returns their confirmation numbers as shown."""
        tickets = Ticket.objects.bulk_create([self.ticket(n) for n, _ in wanted], batch_size=200)
        reports = [self.report(ticket, n) for ticket, (n, _) in zip(tickets, wanted, strict=True)]
        Report.objects.bulk_create(reports, batch_size=200)
        Affected.objects.bulk_create(self.affected(ticket, version) for ticket in tickets for version in (2, 3))
        self.findings(tickets)
        Deadline.objects.bulk_create(deadline(ticket) for ticket in tickets)
        said = [self.messages(ticket, n, many) for ticket, (n, many) in zip(tickets, wanted, strict=True)]
        Message.objects.bulk_create([message for thread in said for message in thread], batch_size=500)
        for ticket, (n, _), thread in zip(tickets, wanted, said, strict=True):
            search.store(ticket, self.searchable(n, thread))
            self.chains.add(ticket, self.happened(ticket, n, thread))
        self.chains.insert()
        return [ticket.shown_number for ticket in tickets]

    def ticket(self, n: int) -> Ticket:
        state = STATES[n % 10]
        at = self.begins + timedelta(minutes=n)
        acknowledged = state != State.SUBMITTED
        exploited = Certainty.YES if n % 50 == 0 else Certainty.NO
        return Ticket(
            number=confirmation.new_number(),
            publisher=self.publisher(n),
            reporter=self.cast.reporters[n % len(self.cast.reporters)],
            category=Category.VULNERABILITY,
            title=f"Finding {n}: {self.problems[n].body[:60]}",
            exploited=exploited,
            urgent=exploited == Certainty.YES,
            aware_at=at,
            state=state,
            waiting_for=Waiting.NOBODY if state == State.CLOSED else Waiting.DESK,
            assignee=self.cast.responder if acknowledged else None,
            severity=Severity.HIGH if acknowledged else "",
            priority=Priority.P2 if acknowledged else "",
            closing_reason=ClosingReason.RESOLVED if state == State.CLOSED else "",
            restricted=n % 40 == 21,
            submitted_at=at,
            changed_at=at,
            public_changed_at=at,
            due_at=NEVER if state == State.CLOSED else at + timedelta(days=401),
        )

    def publisher(self, n: int) -> Any:
        return self.cast.publishers[n % len(self.cast.publishers)]

    def problem(self, n: int) -> Written:
        """Of every other ticket, the word to be found stands here; of the rest in the desk's message."""
        word = word_of(n) if n // 10 % 2 else ""
        return self.problems[n].with_word(word) if word else self.problems[n]

    def saying(self, n: int, place: int) -> Written:
        word = word_of(n) if place == 1 and not n // 10 % 2 else ""
        return self.sayings[n + place].with_word(word) if word else self.sayings[n + place]

    def report(self, ticket: Ticket, n: int) -> Report:
        return Report(
            ticket=ticket, salt=new_salt(), language="en", problem=self.problem(n).body,
            mitigation=True, remediation=self.sayings[n].body,
        )  # fmt: skip

    def affected(self, ticket: Ticket, version: int) -> Affected:
        offer = self.cast.offers[self.cast.publishers.index(ticket.publisher)][0]
        return Affected(ticket=ticket, offer=offer, version=self.cast.versions[offer.pk][version])

    def findings(self, tickets: list[Ticket]) -> None:
        found = Finding.objects.bulk_create(
            Finding(ticket=ticket, cve_id=f"CVE-2026-{10000 + ticket.pk % 5000}") for ticket in tickets
        )
        given = self.reading
        Score.objects.bulk_create(
            Score(finding=one, side=Side.PUBLISHER, vector=given.vector, version=given.version, score=given.score,
                  severity=given.severity, given_at=one.ticket.submitted_at)
            for one in found
        )  # fmt: skip

    def messages(self, ticket: Ticket, n: int, many: int) -> list[Message]:
        said = []
        for place in range(many):
            side, kind, _entry = SPEAKERS[place % len(SPEAKERS)]
            body = self.saying(n, place).body
            author = self.cast.responder if side == Side.DESK else ticket.reporter
            at = ticket.submitted_at + timedelta(minutes=10 + place)
            said.append(Message(ticket=ticket, author=author, side=side, kind=kind, body=body, salt=new_salt(), at=at))
        return said

    def searchable(self, n: int, thread: list[Message]) -> Iterator[search.Text]:
        yield self.problem(n).text("report")
        for place, message in enumerate(thread):
            yield self.saying(n, place).text(f"message:{message.pk}", internal=message.is_note)

    def happened(self, ticket: Ticket, n: int, thread: list[Message]) -> Iterable[Happened]:
        responder = self.cast.responder.key
        reporter = self.cast.reporters[n % len(self.cast.reporters)].key
        at = ticket.submitted_at
        yield Happened(
            "ticket.submitted", reporter, at, {"publisher": ticket.publisher_id, "exploited": ticket.exploited}
        )
        if ticket.severity:
            decided = {"severity": ticket.severity, "priority": ticket.priority, "next_update": None}
            yield Happened("ticket.acknowledged", responder, at + timedelta(minutes=5), decided)
        for place, message in enumerate(thread):
            by = responder if message.side == Side.DESK else reporter
            facts = {"message": message.pk, "body": digest(message.body, bytes(message.salt))}
            yield Happened(SPEAKERS[place % len(SPEAKERS)][2], by, message.at, facts)
        if ticket.state == State.CLOSED:
            yield Happened("ticket.closed", responder, at + timedelta(days=1), {"reason": ticket.closing_reason})


def deadline(ticket: Ticket) -> Deadline:
    kind = DeadlineKind.UPDATE if ticket.severity else DeadlineKind.ACKNOWLEDGE
    if ticket.state == State.CLOSED:
        return Deadline(
            ticket=ticket, kind=kind, due_at=ticket.submitted_at + timedelta(days=1), met_at=ticket.changed_at
        )
    return Deadline(ticket=ticket, kind=kind, due_at=ticket.due_at)
