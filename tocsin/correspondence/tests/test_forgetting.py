from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.utils import timezone

from tocsin.accounts.erasing import erase
from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.forgetting import forget_due
from tocsin.correspondence.models import Delivery, Standing


def test_an_erased_persons_address_is_blanked_and_the_record_stays(receipt, dmitri, carla):
    assert forget_due(timezone.now()) == 0
    erase(dmitri, by=dmitri)
    assert forget_due(timezone.now()) == 1
    assert forget_due(timezone.now()) == 0
    row = Delivery.objects.get()
    assert (row.address, row.kind) == (f"erased-{row.pk}@erased.invalid", "receipt")


def test_what_still_waited_for_them_is_not_sent(receipt, dmitri, carla, sink):
    erase(dmitri, by=dmitri)
    send_due(timezone.now())
    assert Delivery.objects.get().standing == Standing.WITHHELD
    forget_due(timezone.now())
    assert sink.seen == []


@pytest.mark.parametrize(("age", "kept"), [(13, 1), (15, 0)])
def test_account_mails_are_gone_after_a_fortnight(age, kept, receipt, settings):
    settings.EMAIL_BACKEND = "tocsin.correspondence.account_mail.DeliveryBackend"
    send_mail("Reset", "Open this", None, ["new@contoso.example"])
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=age))
    assert forget_due(timezone.now()) == 1 - kept
    assert Delivery.objects.filter(entry=None).count() == kept
    assert Delivery.objects.exclude(entry=None).count() == 1
