"""A process of its own: `python -m tocsin.correspondence.tests.working VERB …`, on the database of its environment."""

# ruff: noqa: E402 - Django must be set up before any model is imported
import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.catalogue.models import Offer
from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.models import Delivery
from tocsin.correspondence.relaying import relay_due
from tocsin.correspondence.smtp import SmtpCarrier
from tocsin.correspondence.transport import Answer, HandOver
from tocsin.ledger.models import Relay
from tocsin.tickets.tests.conftest import report_as


def migrate() -> None:
    call_command("migrate", verbosity=0)


def prepare(tickets: str) -> None:
    """A publisher whose one contributor has reported so often."""
    with transaction.atomic():
        publisher = Publisher.objects.create(key="contoso", name="Contoso", region="SE")
        Offer.objects.create(publisher=publisher, key="export", name="Contoso Export").versions.create(
            label="1.0", released_at="2026-01-01"
        )
        person = Person.objects.create(email="dmitri@contoso.example", name="Dmitri")
        Membership.objects.create(person=person, publisher=publisher, role="contributor")
    for _ in range(int(tickets)):
        report_as(person, publisher, timezone.now())


def work(minutes: str = "0") -> None:
    """Until nothing is due, by a clock that is so many minutes ahead."""
    ahead = timedelta(minutes=int(minutes))
    while relay_due(timezone.now() + ahead, limit=3) + send_due(timezone.now() + ahead, limit=3):
        pass


def die(when: str) -> None:
    """Work, and be killed at the first mail: as soon as it begins, when it is handed over, or when it was taken."""
    real = SmtpCarrier.carry

    def carry(self: SmtpCarrier, address: str, message_id: str, data: bytes, hand_over: HandOver) -> Answer:
        def last_word() -> bool:
            standing = hand_over()
            return kill() if when == "handed over" else standing

        if when != "begun":
            real(self, address, message_id, data, last_word)
        return kill()

    SmtpCarrier.carry = carry  # type: ignore[method-assign]
    work()


def kill() -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def tell() -> None:
    """What became of each delivery, by Message-ID; and whether the positions have no gap."""
    with transaction.atomic():
        rows = {one.message_id: one.standing.value for one in Delivery.objects.all()}
        positions = list(Relay.objects.order_by("position").values_list("position", flat=True))
    sys.stdout.write(json.dumps([rows, positions == list(range(1, len(positions) + 1))]))


VERBS = {"migrate": migrate, "prepare": prepare, "work": work, "die": die, "tell": tell}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
    if connection.vendor == "postgresql":
        connection.close_pool()
