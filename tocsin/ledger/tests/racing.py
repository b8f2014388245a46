"""A process of its own, on a database of its own or the tests': `python -m tocsin.ledger.tests.racing VERB …`."""

# ruff: noqa: E402 - Django must be set up before any model is imported
import sys

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tocsin.ledger import append, kinds
from tocsin.ledger.checkpoints import make_checkpoint
from tocsin.ledger.models import Relay
from tocsin.ledger.relaying import finish
from tocsin.ledger.verdicts import verify_live

from .forging import empty, unguarded


def migrate() -> None:
    call_command("migrate", "ledger", verbosity=0)


def append_all(times: str, *subjects: str) -> None:
    kinds.register("test.happened")
    for number in range(int(times)):
        with transaction.atomic():
            for subject in subjects:
                append(subject, "test.happened", by="system", number=number)
        if number % 10 == 9:
            make_checkpoint(timezone.now())


def relay() -> None:
    for waiting in Relay.objects.filter(done_at=None):
        finish(waiting)


def verify() -> None:
    """Outside any transaction, and leaving none behind: the next one must be able to begin."""
    report = verify_live().report
    with transaction.atomic():
        positions = list(Relay.objects.order_by("position").values_list("position", flat=True))
    gap_free = positions == list(range(1, len(positions) + 1))
    sys.stdout.write(f"{report.flaws} {report.chains} {report.entries} {report.checkpoints > 0} {gap_free}")


@transaction.atomic
def clear() -> None:
    with unguarded():
        empty().put_back()


VERBS = {"migrate": migrate, "append": append_all, "relay": relay, "verify": verify, "clear": clear}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
    if connection.vendor == "postgresql":
        connection.close_pool()
