"""The worker: sweeps what is due, again and again. Rows are the truth; stopping it anywhere loses nothing."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.relaying import relay_due
from tocsin.ledger.checkpoints import make_checkpoint
from tocsin.tickets.promising import mark_missed

from .family import leave_when_orphaned

log = logging.getLogger("tocsin.work")
IDLE_SECONDS = 0.2
Sweep = Callable[[datetime], int]


class Checkpointer:
    """Signs a checkpoint when its time has come."""

    def __init__(self) -> None:
        self.next_at = timezone.now()

    def __call__(self, now: datetime) -> int:
        if now < self.next_at:
            return 0
        self.next_at = now + timedelta(seconds=settings.CHECKPOINT_EVERY_SECONDS)
        make_checkpoint(now)
        return 0


def sweeps() -> list[Sweep]:
    return [relay_due, send_due, mark_missed, Checkpointer()]


def once(all_sweeps: list[Sweep]) -> int:
    """One round; a sweep that fails is logged and does not hold up the others."""
    done = 0
    for sweep in all_sweeps:
        try:
            done += sweep(timezone.now())
        except OperationalError:
            log.warning("The database was not to be had; the next round tries again.")
            close_old_connections()
        except Exception:
            log.exception("A sweep failed; the next round tries again.")
    return done


def run() -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    leave_when_orphaned()
    every = sweeps()
    while not stop.is_set():
        if not once(every):
            stop.wait(IDLE_SECONDS)
    return 0
