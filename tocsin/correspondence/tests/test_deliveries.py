"""From waiting to sent, against a real listener, and every way in which that goes wrong."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tocsin.accounts.models import Membership, Publisher
from tocsin.correspondence import deliveries
from tocsin.correspondence.deliveries import (
    ALERT_PATIENCE,
    PATIENCE,
    TIME_TO_BEGIN,
    TIME_TO_SEND,
    begin,
    hand_over,
    record,
    send_due,
)
from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import Delivery, OnCallAddress, Standing, State
from tocsin.correspondence.relaying import relay_due
from tocsin.correspondence.smtp import LAST_TIMEOUT, TIMEOUT
from tocsin.correspondence.transport import Answer, Unreachable, Verdict

from .conftest import free_port

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def three(report, contoso):
    """A report that pages two on-call addresses, and its receipt: three deliveries."""
    for name in ("night", "weekend"):
        OnCallAddress.objects.create(address=f"{name}@market.example", language="en")
    ticket = report(exploited="yes")
    relay_due(timezone.now())
    return ticket


def standings() -> dict[str, str]:
    return {one.address.partition("@")[0]: one.standing.value for one in Delivery.objects.all()}


def again(later: timedelta = DAY) -> Delivery:
    send_due(timezone.now() + later)
    return Delivery.objects.get()


# -- sent ---------------------------------------------------------------------------------------------------------
def test_a_due_mail_is_sent_once_and_says_so(receipt, ticket, sink):
    assert send_due(timezone.now()) == 1
    assert send_due(timezone.now()) == 0
    ((to, raw),) = sink.taken
    mail = message_from_bytes(raw, policy=default)
    assert (to, mail["Message-ID"]) == ("dmitri@contoso.example", receipt.message_id)
    assert ticket.shown_number in mail["Subject"]
    row = Delivery.objects.get()
    assert (row.standing, row.answer, row.last_error, row.lease_until) == (Standing.SENT, "250 OK", "", None)
    assert timezone.now() - row.sent_at < timedelta(minutes=1)


def test_each_receiver_gets_a_mail_of_their_own_over_one_connection(three, sink):
    assert send_due(timezone.now()) == 3
    addresses = {"night@market.example", "weekend@market.example", "dmitri@contoso.example"}
    assert {to for to, _ in sink.taken} == addresses
    for to, raw in sink.taken:
        assert not any(other.encode() in raw for other in addresses - {to})
    assert sink.connections == 1


def test_a_batch_has_its_limit(three, sink):
    assert [send_due(timezone.now(), limit=2) for _ in range(3)] == [2, 1, 0]


def test_with_nothing_due_nobody_is_called(receipt, settings):
    Delivery.objects.update(due_at=timezone.now() + HOUR)
    settings.MAIL_URL = urlsplit(f"smtp://127.0.0.1:{free_port()}")
    assert send_due(timezone.now()) == 0
    assert Delivery.objects.get().attempts == 0


def test_finding_nothing_costs_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        send_due(timezone.now())


def test_sending_is_committed_before_the_dialogue_and_the_handing_over_before_the_mail(receipt, sink, monkeypatch):
    seen = []

    def look():
        row = Delivery.objects.get()
        lease = row.lease_until - timezone.now()
        seen.append((row.state, row.attempts, row.handed_over_at is not None, round(lease / timedelta(minutes=1), 1)))

    def carry(_self, _address, _message_id, _data, hand_over):
        look()
        assert hand_over()
        look()
        return Answer(Verdict.ACCEPTED)

    monkeypatch.setattr("tocsin.correspondence.smtp.SmtpCarrier.carry", carry)
    send_due(timezone.now())
    assert seen == [("sending", 1, False, 1.2), ("sending", 1, True, 6.0)]


def test_the_leases_outlast_the_dialogue():
    assert timedelta(seconds=3 * TIMEOUT) < TIME_TO_BEGIN
    assert timedelta(seconds=TIMEOUT + LAST_TIMEOUT) < TIME_TO_SEND


# -- not sent -----------------------------------------------------------------------------------------------------
def test_one_bad_address_does_not_hold_the_others(three, sink):
    sink.rcpt["night@market.example"] = "550 5.1.1 no such mailbox"
    sink.rcpt["dmitri@contoso.example"] = "452 4.2.2 mailbox full"
    assert send_due(timezone.now()) == 3
    assert standings() == {"night": "failed", "dmitri": "retrying", "weekend": "sent"}
    assert Delivery.objects.get(state=State.FAILED).last_error == "550 5.1.1 no such mailbox"
    assert sink.connections == 1


def test_what_was_put_off_goes_out_later_with_the_same_id(receipt, sink):
    sink.data = "451 4.3.0 try again"
    send_due(timezone.now())
    row = Delivery.objects.get()
    assert (row.standing, row.attempts, row.last_error) == (Standing.RETRYING, 1, "451 4.3.0 try again")
    assert row.due_at > timezone.now()
    sink.data = "250 OK"
    assert send_due(timezone.now()) == 0
    row = again()
    assert (row.standing, row.attempts, row.last_error) == (Standing.SENT, 2, "")
    assert [message_from_bytes(raw)["Message-ID"] for _, raw in sink.seen] == [receipt.message_id] * 2


def test_for_good_is_for_good(receipt, sink):
    sink.data = "554 5.7.1 spam"
    send_due(timezone.now())
    sink.data = "250 OK"
    assert again().standing == Standing.FAILED
    assert sink.taken == []


def test_a_server_that_is_down_leaves_all_waiting_and_each_says_so(three, settings, serve, caplog):
    port = free_port()
    settings.MAIL_URL = urlsplit(f"smtp://127.0.0.1:{port}")
    assert send_due(timezone.now()) == 3
    assert set(standings().values()) == {"retrying"}
    assert all("cannot be used: Connection" in error for error in Delivery.objects.values_list("last_error", flat=True))
    assert "No mail can be sent" in caplog.text
    sink, port = serve()
    settings.MAIL_URL = urlsplit(f"smtp://127.0.0.1:{port}")
    assert send_due(timezone.now() + HOUR) == 3
    assert set(standings().values()) == {"sent"}
    assert len(sink.taken) == 3


def test_it_is_given_up_after_four_days_or_so_and_shown_as_dead(receipt, sink, caplog):
    sink.data = "451 4.3.0 try again"
    Delivery.objects.update(attempts=PATIENCE.attempts - 1)
    assert again().standing == Standing.DEAD
    assert "given up after 105 attempts" in caplog.text
    sink.data = "250 OK"
    assert again().standing == Standing.DEAD
    total = sum((PATIENCE.wait(n, 1) for n in range(1, PATIENCE.attempts)), timedelta())
    assert timedelta(days=4) < total < timedelta(days=5)


def test_an_alert_is_tried_more_often_than_other_mail():
    assert ALERT_PATIENCE.wait(50, 1) == timedelta(minutes=5)
    assert PATIENCE.wait(50, 1) == timedelta(hours=1)
    assert ALERT_PATIENCE.attempts == PATIENCE.attempts  # `claim` knows one limit for all rows


def test_a_page_to_the_on_call_uses_that_patience(three, sink):
    sink.data = "451 4.3.0 try again"
    Delivery.objects.update(attempts=40)
    now = timezone.now()
    send_due(now)
    waits = {one.kind: one.due_at - now for one in Delivery.objects.all()}
    assert waits[Kind.ON_CALL] <= timedelta(minutes=6)
    assert waits[Kind.RECEIPT] > timedelta(minutes=40)


def test_who_lost_access_is_not_told_and_the_desk_sees_it(receipt, dmitri, sink):
    Membership.objects.filter(person=dmitri).delete()
    assert again().standing == Standing.WITHHELD
    assert sink.seen == []


def test_an_address_that_cannot_be_written_fails_alone(three, sink):
    Delivery.objects.filter(address="night@market.example").update(address="näht@market.example")
    OnCallAddress.objects.filter(address="night@market.example").update(address="näht@market.example")
    assert send_due(timezone.now()) == 3
    assert standings() == {"näht": "failed", "dmitri": "sent", "weekend": "sent"}


def test_a_mail_that_cannot_be_made_is_put_off_and_the_rest_goes(three, sink, monkeypatch, caplog):
    def broken(delivery, real=deliveries.compose):
        if delivery.kind == Kind.RECEIPT:
            raise KeyError("no such template")
        return real(delivery)

    monkeypatch.setattr(deliveries, "compose", broken)
    send_due(timezone.now())
    assert standings() == {"night": "sent", "weekend": "sent", "dmitri": "retrying"}
    assert "cannot be written" in caplog.text


# -- the one window that SMTP cannot resolve --------------------------------------------------------------------------
def test_a_line_lost_after_the_final_dot_is_uncertain_and_not_sent_again(receipt, sink, caplog):
    sink.drop = "data"
    send_due(timezone.now())
    sink.drop = ""
    assert again().standing == Standing.UNCERTAIN
    assert len(sink.seen) == 1
    assert "uncertain" in caplog.text


def begun(now):
    return begin(Delivery.objects.get(), now)


def test_a_worker_killed_after_handing_over_leaves_it_uncertain(receipt, sink, caplog):
    now = timezone.now()
    assert hand_over(begun(now), now)
    assert send_due(now + TIME_TO_SEND - timedelta(seconds=1)) == 0
    assert Delivery.objects.get().standing == Standing.SENDING
    assert send_due(now + TIME_TO_SEND) == 0
    row = Delivery.objects.get()
    assert (row.standing, row.last_error) == (Standing.UNCERTAIN, "The program stopped while it was sending.")
    assert again().standing == Standing.UNCERTAIN
    assert sink.seen == []
    assert "perhaps sent" in caplog.text


def test_a_worker_killed_before_that_costs_a_minute_and_nothing_else(receipt, sink):
    now = timezone.now()
    begun(now)
    assert send_due(now + TIME_TO_BEGIN - timedelta(seconds=1)) == 0
    assert send_due(now + TIME_TO_BEGIN) == 1
    assert len(sink.taken) == 1
    assert Delivery.objects.get().standing == Standing.SENT


def test_a_slow_sender_knows_better_than_who_gave_it_up(receipt, sink):
    now = timezone.now()
    mine = begun(now)
    hand_over(mine, now)
    send_due(now + TIME_TO_SEND)
    record(mine, Answer(Verdict.ACCEPTED, "250 at last"), now + HOUR)
    row = Delivery.objects.get()
    assert (row.standing, row.answer) == (Standing.SENT, "250 at last")


def test_a_claim_that_was_lost_hands_nothing_over(receipt, sink):
    now = timezone.now()
    slow = begun(now)
    assert send_due(now + HOUR) == 1
    assert not hand_over(slow, now + HOUR)
    record(slow, Answer(Verdict.REFUSED, "550 late"), now + HOUR)
    deliveries.put_off(slow, now, "late")
    row = Delivery.objects.get()
    assert (row.standing, row.attempts, len(sink.taken)) == (Standing.SENT, 2, 1)


def test_of_two_workers_with_the_same_mail_in_hand_one_begins(receipt, sink):
    now, same = timezone.now(), Delivery.objects.get()
    first, second = begin(same, now), begin(same, now)
    assert (first, second) == (same, None)
    assert not deliveries.deliver(same, None, lambda: now)


def test_an_outage_in_the_middle_of_a_batch_keeps_what_was_sent(three, sink, monkeypatch):
    calls = []

    def ready(_self):
        calls.append(1)
        if len(calls) > 1:
            raise Unreachable("The mail server cannot be used: gone")

    monkeypatch.setattr("tocsin.correspondence.smtp.SmtpCarrier.ready", ready)
    monkeypatch.setattr("tocsin.correspondence.smtp.SmtpCarrier.carry", lambda *_: Answer(Verdict.ACCEPTED))
    assert send_due(timezone.now()) == 3
    assert sorted(standings().values()) == ["retrying", "retrying", "sent"]


# -- what the database holds to -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.SENT},
        {"sent_at": timezone.now()},
        {"kind": Kind.ACCOUNT},
        {"entry": None},
        {"state": State.WITHHELD, "text": "words"},
    ],
)
def test_what_must_never_be_false(fields, receipt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**fields)


def test_one_address_hears_of_one_entry_once_per_attempt_group(receipt):
    copy = Delivery.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_troubles_are_told_per_ticket_and_a_rival_has_none(three, report, eve, northwind, sink):
    other = report(by=eve, publisher=northwind)
    relay_due(timezone.now())
    sink.rcpt["dmitri@contoso.example"] = "550 no"
    sink.rcpt["weekend@market.example"] = "450 later"
    send_due(timezone.now())
    troubled = Delivery.objects.troubled()
    assert {one.address for one in troubled.for_ticket(three)} == {"dmitri@contoso.example", "weekend@market.example"}
    assert not troubled.for_ticket(other).exists()
    assert Delivery.objects.unsent().get().address == "dmitri@contoso.example"
    assert Publisher.objects.count() == 2
