"""What a person does with a mail that the program gave up on."""

from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.utils import timezone

from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.models import Delivery, Standing, State
from tocsin.correspondence.retrials import lay_aside, send_again
from tocsin.ledger.models import Entry
from tocsin.lib.errors import NotAllowed, Stale
from tocsin.tickets.models import Ticket

TROUBLES = [
    {"state": State.FAILED, "last_error": "550 no"},
    {"state": State.UNCERTAIN},
    {"state": State.WAITING, "dead_at": timezone.now(), "attempts": 105},
]


@pytest.fixture(params=TROUBLES, ids=["failed", "uncertain", "dead"])
def trouble(request, receipt):
    Delivery.objects.update(**request.param)
    return Delivery.objects.get()


def test_sending_again_is_a_new_attempt_group_of_the_same_mail(trouble, ada, sink):
    again = send_again(trouble, by=ada, now=timezone.now())
    assert (again.attempt_group, again.message_id, again.address) == (2, trouble.message_id, trouble.address)
    assert (again.standing, again.attempts) == (Standing.WAITING, 0)
    assert not Delivery.objects.troubled().exists()
    assert send_due(timezone.now()) == 1
    assert len(sink.taken) == 1
    assert Delivery.objects.get(pk=again.pk).standing == Standing.SENT
    assert Delivery.objects.get(pk=trouble.pk).settled_at is not None


def test_it_is_in_the_ledger_by_id_alone(trouble, ada):
    again = send_again(trouble, by=ada, now=timezone.now())
    entry = Entry.objects.order_by("-pk").first()
    assert (entry.subject, entry.kind, entry.by) == (f"delivery:{trouble.pk}", "delivery.sent_again", ada.key)
    assert entry.facts == {"again": again.pk}


def test_laying_aside_ends_the_attention(trouble, ada, sink):
    lay_aside(trouble, by=ada, now=timezone.now())
    assert not Delivery.objects.troubled().exists()
    assert send_due(timezone.now() + timedelta(days=1)) == 0
    assert Entry.objects.order_by("-pk").first().kind == "delivery.laid_aside"


@pytest.mark.parametrize("verb", [send_again, lay_aside])
def test_the_second_of_two_is_told_that_somebody_was_faster(verb, trouble, ada, bo):
    send_again(trouble, by=ada, now=timezone.now())
    with pytest.raises(Stale):
        verb(trouble, by=bo, now=timezone.now())
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("verb", [send_again, lay_aside])
@pytest.mark.parametrize("state", [{}, {"last_error": "450 later"}, {"state": State.SENDING}])
def test_what_goes_on_by_itself_is_left_alone(verb, state, receipt, ada):
    Delivery.objects.update(**state)
    with pytest.raises(Stale):
        verb(Delivery.objects.get(), by=ada, now=timezone.now())


@pytest.mark.parametrize("who", ["otto", "carla", "dmitri", "eve"])
@pytest.mark.parametrize("verb", [send_again, lay_aside])
def test_only_responders_who_triage_may(verb, who, trouble, request):
    with pytest.raises(NotAllowed):
        verb(trouble, by=request.getfixturevalue(who), now=timezone.now())


def test_a_restricted_tickets_mail_is_for_those_who_may_see_it(trouble, ticket, ada, lena):
    Ticket.objects.filter(pk=ticket.pk).update(restricted=True)
    with pytest.raises(NotAllowed, match="restricted ticket"):
        send_again(trouble, by=ada, now=timezone.now())
    assert send_again(trouble, by=lena, now=timezone.now()).attempt_group == 2


def test_an_account_mail_takes_its_words_along(db, ada, sink, settings):
    settings.EMAIL_BACKEND = "tocsin.correspondence.account_mail.DeliveryBackend"
    sink.data = "554 no"
    send_mail("Reset", "Open this", None, ["new@contoso.example"])
    send_due(timezone.now())
    failed = Delivery.objects.get()
    assert failed.standing == Standing.FAILED
    again = send_again(failed, by=ada, now=timezone.now())
    assert (again.subject, again.text) == ("Reset", "Open this")
    assert Delivery.objects.get(pk=failed.pk).text == ""


def test_whoever_lost_access_meanwhile_is_not_told_by_a_second_try_either(trouble, ada, dmitri, sink):
    dmitri.memberships.all().delete()
    again = send_again(trouble, by=ada, now=timezone.now())
    send_due(timezone.now())
    assert Delivery.objects.get(pk=again.pk).standing == Standing.WITHHELD
    assert sink.seen == []
