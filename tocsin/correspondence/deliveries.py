"""Sending: claim, write, send, record; safe to run in several processes at once and to be killed at any point.

`sending` is committed before the mail's dialogue begins. Whoever finds a delivery in that state after its lease has
run out cannot know whether the mail went out, and SMTP has no way to ask: it becomes `uncertain`, and only a person
sends it again. Everything else that goes wrong is known not to have been taken, and tried again by itself.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import models, transaction

from tocsin.lib.leases import Patience, claim, held, retry_later

from .composing import BadAddress, compose
from .kinds import Kind
from .models import Delivery, State
from .transport import Answer, Carrier, Unreachable, Verdict, carrier

log = logging.getLogger("tocsin.mail")

TIME_TO_WRITE = timedelta(seconds=30)  # from the claim to `sending`; a killed worker's mail waits no longer than this
TIME_TO_SEND = timedelta(minutes=6)  # more than the time-outs of one dialogue together
# Some four days, as RFC 5321 section 4.5.4.1 asks. An alert is tried more often, and has no use for the third day.
PATIENCE = Patience(first=timedelta(seconds=15), longest=timedelta(hours=1), attempts=105)
ALERT_PATIENCE = Patience(first=timedelta(seconds=10), longest=timedelta(minutes=5), attempts=105)
NO_WORDS = {"subject": "", "text": "", "html": ""}
Clock = Callable[[], datetime]


def send_due(now: datetime, limit: int = 50) -> int:
    """Send what is due over one connection; how many deliveries were dealt with, whatever became of them."""
    mark_lost(now)
    clock, handled = running_from(now), 0
    with carrier() as post:
        while handled < limit and Delivery.objects.due(clock()).exists():
            try:
                post.ready()
            except Unreachable as trouble:
                log.warning("No mail can be sent: %s", trouble)
                return handled + put_all_off(clock(), str(trouble), limit)
            for delivery in claim(waiting(), clock(), TIME_TO_WRITE, 1, patience=PATIENCE):
                deliver(delivery, post, clock)
                handled += 1
    return handled


def waiting() -> models.QuerySet[Delivery]:
    return Delivery.objects.waiting().select_related("entry", "person")


def running_from(now: datetime) -> Clock:
    """A clock that shows `now` and goes on: a long batch must not hand out leases that have run out already."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def mark_lost(now: datetime) -> int:
    """Deliveries whose sender was killed, or hangs, between `sending` and the answer."""
    lost = Delivery.objects.lost(now)
    if not lost.exists():
        return 0
    with transaction.atomic():
        marked = lost.update(
            state=State.UNCERTAIN, lease_until=None, last_error="The program stopped while it was sending."
        )
    log.error("%d mails were perhaps sent, perhaps not: see the desk’s page of deliveries.", marked)
    return marked


def put_all_off(now: datetime, error: str, limit: int) -> int:
    """Nobody takes mail: what is due waits, and each ticket shows that its mail was not sent (T-18)."""
    with transaction.atomic():
        rows = claim(waiting(), now, TIME_TO_WRITE, limit, patience=PATIENCE)
        for delivery in rows:
            put_off(delivery, now, error)
    return len(rows)


def deliver(delivery: Delivery, post: Carrier, clock: Clock) -> None:
    """One claimed delivery, to its end for now. One that cannot be written must not be the first at every sweep."""
    try:
        message = compose(delivery)
    except BadAddress as error:
        end(delivery, State.FAILED, last_error=str(error))
    except Exception as error:
        log.exception("Delivery %s cannot be written.", delivery.pk)
        put_off(delivery, clock(), f"The mail could not be written: {type(error).__name__}")
    else:
        if message is None:
            end(delivery, State.WITHHELD, **NO_WORDS)
        elif begin(delivery, clock()):
            answer = post.carry(envelope_address(message), delivery.message_id, message.as_bytes())
            record(delivery, answer, clock())


def envelope_address(message: EmailMessage) -> str:
    """The address as the header has it: in ASCII."""
    return str(message["To"].addresses[0].addr_spec)


def begin(delivery: Delivery, now: datetime) -> bool:
    """Committed before the dialogue; False if the claim no longer stands."""
    until = now + TIME_TO_SEND
    with transaction.atomic():
        taken = held(delivery).filter(state=State.WAITING).update(state=State.SENDING, lease_until=until)
    if taken:
        delivery.state, delivery.lease_until = State.SENDING, until
    return bool(taken)


def record(delivery: Delivery, answer: Answer, now: datetime) -> None:
    match answer.verdict:
        case Verdict.ACCEPTED:
            end(delivery, State.SENT, sent_at=now, answer=answer.text, last_error="", **NO_WORDS)
        case Verdict.REFUSED:
            end(delivery, State.FAILED, last_error=answer.text)
        case Verdict.UNCLEAR:
            end(delivery, State.UNCERTAIN, last_error=answer.text)
        case Verdict.PUT_OFF:
            put_off(delivery, now, answer.text)


def end(delivery: Delivery, state: State, **fields: object) -> None:
    """Whoever sent it knows best: its word also replaces the `uncertain` that another worker has written meanwhile."""
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    with transaction.atomic():
        mine.exclude(state=State.SENT).update(state=state, lease_until=None, **fields)
    delivery.state = state
    if state in {State.FAILED, State.UNCERTAIN}:
        log.error("Delivery %s: %s: %s", delivery.pk, state, fields.get("last_error", ""))


def put_off(delivery: Delivery, now: datetime, error: str) -> None:
    """Surely not taken: back to waiting, or dead after its last attempt."""
    patience = ALERT_PATIENCE if delivery.kind == Kind.ON_CALL else PATIENCE
    with transaction.atomic():
        if held(delivery).update(state=State.WAITING):
            delivery.state = State.WAITING
            retry_later(delivery, now, error, patience=patience)
    if delivery.dead_at:
        log.error("Delivery %s is given up after %d attempts: %s", delivery.pk, delivery.attempts, error)
