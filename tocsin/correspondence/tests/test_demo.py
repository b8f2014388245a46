from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from tocsin.accounts.models import Person
from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.demo import DemoCarrier
from tocsin.correspondence.models import Delivery, DemoMail, Standing
from tocsin.correspondence.transport import Verdict
from tocsin.correspondence.wording import ticket_link


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.MAIL_URL = urlsplit("demo:")


def test_the_demo_keeps_what_others_would_send(receipt, ticket, dmitri):
    Person.objects.filter(pk=dmitri.pk).update(language="ru")
    assert send_due(timezone.now()) == 1
    mail = DemoMail.objects.to("Dmitri@contoso.example").get()
    assert mail.subject.endswith(f"[{ticket.shown_number}]")
    assert "desk@market.example" in mail.sender
    assert ticket_link(ticket.number) in mail.text
    row = Delivery.objects.get()
    assert (row.standing, row.answer) == (Standing.SENT, "250 kept in the demo mailbox")


def test_a_second_attempt_of_one_mail_is_one_mail(db):
    data = b"From: a@b.example\r\nSubject: =?utf-8?q?P=C3=A5?=\r\n\r\nHi\r\n"
    with DemoCarrier() as post:
        for _ in range(2):
            post.ready()
            assert post.carry("C@d.example", "<1@b.example>", data, lambda: True).verdict == Verdict.ACCEPTED
        assert post.carry("e@f.example", "<2@b.example>", data, lambda: False).verdict == Verdict.PUT_OFF
    mail = DemoMail.objects.get()
    assert (mail.address, mail.subject, mail.text.strip()) == ("c@d.example", "På", "Hi")
