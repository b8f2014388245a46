"""Sending: write, claim, send, record; safe to run in several processes at once and to be killed at any point.

`sending` is committed before the mail's dialogue begins, and `handed_over_at` when the server waits for the mail,
before its first byte leaves. Whoever finds a delivery in `sending` after its lease has run out knows by that: what was
not handed over was surely not taken, and waits again. What was cannot be known, and SMTP has no way to ask: it becomes
`uncertain`, and only a person sends it again. All else that goes wrong is known, and tried again by itself.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import transaction

from tocsin.lib.leases import Patience, claim, held, retry_later

from .composing import BadAddress, compose
from .kinds import Kind
from .models import Delivery, State
from .models.delivery import DeliveryQuerySet
from .transport import Answer, Carrier, Unreachable, Verdict, carrier

log = logging.getLogger("tocsin.mail")

# More than the time-outs of one dialogue: MAIL, RCPT and DATA; then the mail and the last answer.
TIME_TO_BEGIN = timedelta(seconds=75)
TIME_TO_SEND = timedelta(minutes=6)
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
        while handled < limit and (candidate := waiting().due(clock()).in_line().first()):
            try:
                post.ready()
            except Unreachable as trouble:
                log.warning("No mail can be sent: %s", trouble)
                return handled + put_all_off(clock(), str(trouble), limit)
            handled += deliver(candidate, post, clock)
    return handled


def waiting() -> DeliveryQuerySet:
    return Delivery.objects.waiting().select_related("entry", "person")


def running_from(now: datetime) -> Clock:
    """A clock that shows `now` and goes on: a long batch must not hand out leases that have run out already."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def mark_lost(now: datetime) -> int:
    """Deliveries whose sender was killed, or hangs: back to waiting, or uncertain if they were handed over."""
    lost = Delivery.objects.lost(now)
    if not lost.exists():
        return 0
    error = "The program stopped while it was sending."
    with transaction.atomic():
        uncertain = lost.exclude(handed_over_at=None).update(state=State.UNCERTAIN, lease_until=None, last_error=error)
        returned = lost.filter(handed_over_at=None).update(state=State.WAITING, lease_until=None, last_error=error)
    if uncertain:
        log.error("%d mails were perhaps sent, perhaps not: see the desk’s page of mails.", uncertain)
    return uncertain + returned


def put_all_off(now: datetime, error: str, limit: int) -> int:
    """Nobody takes mail: what is due waits, and each ticket shows that its mail was not sent (T-18)."""
    with transaction.atomic():
        rows = claim(waiting(), now, TIME_TO_BEGIN, limit, patience=PATIENCE)
        for delivery in rows:
            put_off(delivery, now, error)
    return len(rows)


def deliver(candidate: Delivery, post: Carrier, clock: Clock) -> bool:
    """One due delivery, to its end for now; False if another worker was faster. One that cannot be written must not
    be the first at every sweep."""
    message: EmailMessage | None = None
    trouble: Exception | None = None
    try:
        message = compose(candidate)
    except BadAddress as error:
        trouble = error
    except Exception as error:
        log.exception("Delivery %s cannot be written.", candidate.pk)
        trouble = error
    delivery = begin(candidate, clock())
    if delivery is None:
        return False
    if message is not None:
        send(delivery, message, post, clock)
    elif isinstance(trouble, BadAddress):
        end(delivery, State.FAILED, last_error=str(trouble))
    elif trouble is not None:
        put_off(delivery, clock(), f"The mail could not be written: {type(trouble).__name__}")
    else:
        end(delivery, State.WITHHELD, **NO_WORDS)
    return True


def send(delivery: Delivery, message: EmailMessage, post: Carrier, clock: Clock) -> None:
    data = message.as_bytes()
    address = envelope_address(message)
    answer = post.carry(address, delivery.message_id, data, lambda: hand_over(delivery, clock()))
    record(delivery, answer, clock())


def envelope_address(message: EmailMessage) -> str:
    """The address as the header has it: in ASCII."""
    return str(message["To"].addresses[0].addr_spec)


def begin(candidate: Delivery, now: datetime) -> Delivery | None:
    """Claim it and commit `sending`, before the dialogue; None if another worker was faster."""
    with transaction.atomic():
        own = waiting().filter(pk=candidate.pk)
        for delivery in claim(own, now, TIME_TO_BEGIN, 1, patience=PATIENCE):
            held(delivery).update(state=State.SENDING, handed_over_at=None)
            delivery.state, delivery.handed_over_at = State.SENDING, None
            return delivery
    return None


def hand_over(delivery: Delivery, now: datetime) -> bool:
    """Committed before the mail leaves; False if the claim no longer stands, and then it must not leave."""
    until = now + TIME_TO_SEND
    with transaction.atomic():
        mine = held(delivery).filter(state=State.SENDING)
        standing = mine.update(handed_over_at=now, lease_until=until)
    if standing:
        delivery.handed_over_at, delivery.lease_until = now, until
    return bool(standing)


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
