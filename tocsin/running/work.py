"""The worker: sweeps what is due, again and again. Rows are the truth; stopping it anywhere loses nothing."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from tocsin.correspondence.deliveries import send_due
from tocsin.correspondence.forgetting import forget_due
from tocsin.correspondence.relaying import relay_due
from tocsin.ledger.checkpoints import make_checkpoint
from tocsin.tickets.forgetting import forget_departed, forget_erased
from tocsin.tickets.promising import mark_missed
from tocsin.tickets.redacting import erase_removed

from .family import StopSign, end_with_supervisor

log = logging.getLogger("tocsin.work")
IDLE_SECONDS = 0.2
FORGET_EVERY_SECONDS = 600
Sweep = Callable[[datetime], int]
SELDOM: tuple[Sweep, ...] = (forget_due, forget_erased, forget_departed, erase_removed)


class Every:
    """A sweep whose turn comes after so many seconds, not in each round."""

    def __init__(self, seconds: int, sweep: Sweep) -> None:
        self.pause, self.sweep = timedelta(seconds=seconds), sweep
        self.next_at = timezone.now()

    def __call__(self, now: datetime) -> int:
        if now < self.next_at:
            return 0
        self.next_at = now + self.pause
        return self.sweep(now)


def checkpoint(now: datetime) -> int:
    return int(make_checkpoint(now) is not None)


def sweeps() -> list[Sweep]:
    now_and_then = [Every(FORGET_EVERY_SECONDS, sweep) for sweep in SELDOM]
    return [relay_due, send_due, mark_missed, *now_and_then, Every(settings.CHECKPOINT_EVERY_SECONDS, checkpoint)]


def once(all_sweeps: list[Sweep]) -> int:
    """One round; a sweep that fails is logged and does not hold up the others."""
    done = 0
    for sweep in all_sweeps:
        try:
            done += sweep(timezone.now())
        except (OperationalError, InterfaceError):
            log.warning("The database was not to be had; the next round tries again.")
            close_old_connections()
        except Exception:
            log.exception("A sweep failed; the next round tries again.")
    return done


def run() -> int:
    stop = StopSign()
    end_with_supervisor(signal.SIGTERM)
    every = sweeps()
    while not stop.is_up:
        if not once(every):
            time.sleep(IDLE_SECONDS)
    return 0
