"""Mails about accounts: rows first, sent by the worker, and forgotten."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone, translation

from tocsin.correspondence.account_mail import PER_ADDRESS
from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import Delivery, Standing

from .conftest import free_port

TO = "new@contoso.example"
SECRET = "https://tocsin.example/reset/3-d1f-4e5a/"


@pytest.fixture(autouse=True)
def _backend(settings):
    settings.EMAIL_BACKEND = "tocsin.correspondence.account_mail.DeliveryBackend"  # the test runner swaps it


def mail(to=TO, subject="Confirm your address", html="<p>Open it</p>"):
    message = EmailMultiAlternatives(subject, f"Open {SECRET}", None, [to])
    if html:
        message.attach_alternative(html, "text/html")
    return message.send()


def test_sending_commits_a_row_and_calls_nobody(db, settings):
    settings.MAIL_URL = urlsplit(f"smtp://127.0.0.1:{free_port()}")
    with translation.override("sv"):
        assert mail() == 1
    row = Delivery.objects.get()
    assert (row.kind, row.address, row.language, row.person, row.entry) == (Kind.ACCOUNT, TO, "sv", None, None)
    assert (row.subject, row.text, row.html) == ("Confirm your address", f"Open {SECRET}", "<p>Open it</p>")
    assert row.standing == Standing.WAITING


def test_the_worker_sends_it_and_the_words_are_gone(db, sink):
    mail()
    assert send_due(timezone.now()) == 1
    ((to, raw),) = sink.taken
    sent = message_from_bytes(raw, policy=default)
    assert (to, sent["To"], sent["Subject"]) == (TO, TO, "Confirm your address")
    assert SECRET in sent.get_body(("plain",)).get_content()
    assert sent.get_body(("html",)).get_content().strip() == "<p>Open it</p>"
    assert sent["References"] is None
    row = Delivery.objects.get()
    assert (row.standing, row.subject, row.text, row.html) == (Standing.SENT, "", "", "")


def test_while_it_could_not_be_sent_the_words_wait(db, sink):
    sink.data = "451 later"
    mail()
    send_due(timezone.now())
    assert SECRET in Delivery.objects.get().text
    sink.data = "250 OK"
    send_due(timezone.now() + timedelta(hours=2))
    assert len(sink.taken) == 1
    assert Delivery.objects.get().text == ""


def test_a_mail_of_a_transaction_that_failed_is_never_sent(db):
    with transaction.atomic():
        mail()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_each_receiver_gets_a_row_and_sees_no_other(db, sink):
    message = EmailMessage("Hi", "text", None, ["a@x.example"], ["b@x.example"], cc=["A@x.example", "c@x.example"])
    assert message.send() == 1
    send_due(timezone.now())
    assert sorted(to for to, _ in sink.taken) == ["a@x.example", "b@x.example", "c@x.example"]
    for to, raw in sink.taken:
        assert not any(f"{other}@x.example".encode() in raw for other in {"a", "b", "c"} - {to[0]})


def test_a_known_address_is_the_persons_so_that_erasing_finds_it(dmitri):
    mail(to="Dmitri@Contoso.example")
    assert Delivery.objects.get().person == dmitri


def test_it_speaks_html_alone_if_that_is_all_there_is(db, sink):
    message = EmailMessage("Hi", "<p>Hi</p>", None, [TO])
    message.content_subtype = "html"
    message.send()
    send_due(timezone.now())
    assert message_from_bytes(sink.taken[0][1]).get_content_type() == "text/html"


def test_files_are_refused_rather_than_dropped(db):
    message = EmailMessage("Hi", "text", None, [TO])
    message.attach("a.txt", "x")
    with pytest.raises(ValueError, match="no attachments"):
        message.send()
    assert not Delivery.objects.exists()


def test_without_receivers_nothing_is_kept(db):
    assert send_mail("Hi", "text", None, []) == 0
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: eve@northwind.example", "Hi\nthere"])
def test_a_subject_of_two_lines_becomes_one(subject, db, sink):
    mail(subject=subject)
    send_due(timezone.now())
    assert [to for to, _ in sink.taken] == [TO]
    assert message_from_bytes(sink.taken[0][1])["Bcc"] is None


# -- what strangers can make us send (T-10) ---------------------------------------------------------------------------
def test_a_hundred_forms_with_a_victims_address_make_ten_mails_an_hour(db, caplog):
    for _ in range(100):
        mail(to="victim@elsewhere.example")
    assert mail() == 1
    assert Delivery.objects.filter(address="victim@elsewhere.example").count() == PER_ADDRESS == 10
    assert Delivery.objects.filter(address=TO).count() == 1
    assert "gets no more of them" in caplog.text
    assert "victim" not in caplog.text
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    mail(to="victim@elsewhere.example")
    assert Delivery.objects.filter(address="victim@elsewhere.example").count() == PER_ADDRESS + 1


def test_above_the_houses_limit_mails_wait_for_the_next_hour(db, monkeypatch):
    monkeypatch.setattr("tocsin.correspondence.account_mail.PER_HOUR", 3)
    for n in range(7):
        mail(to=f"{n}@x.example")
    now = timezone.now()
    waits = [round((one.due_at - now) / timedelta(hours=1)) for one in Delivery.objects.order_by("pk")]
    assert waits == [0, 0, 0, 1, 1, 1, 2]
