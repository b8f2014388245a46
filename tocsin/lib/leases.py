"""Work that waits as rows: who claims a due row has it until the lease lapses, so what a killed worker held comes back.

The model has the fields `due_at`, `lease_until` (null), `attempts`, `last_error` and `dead_at` (null). What "finished"
means is the caller's: it passes a query of unfinished rows, and finishes one by `held(row).update(…, lease_until=None)`
in the transaction of the work's own writes.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, router, transaction
from django.db.models import F, Q

from .text import clean

Row = TypeVar("Row", bound=models.Model)

_random: Callable[[], float] = secrets.SystemRandom().random
_LONGEST_ERROR = 2000


@dataclass(frozen=True)
class Patience:
    """How long a row is tried: the first wait, doubled each time up to the longest, for so many attempts in all."""

    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=1)
    attempts: int = 15

    def wait(self, attempts: int, chance: float) -> timedelta:
        """The wait after so many attempts: between three quarters (`chance` 0) and the whole (1) of the step."""
        step = min(self.first * (1 << min(max(attempts - 1, 0), 20)), self.longest)
        return step * (0.75 + 0.25 * chance)


PATIENCE = Patience()


def claim(
    unfinished: "models.QuerySet[Row]", now: datetime, lease: timedelta, limit: int, *, patience: Patience = PATIENCE
) -> list[Row]:
    """At most `limit` due rows, the longest due first, which are the caller's alone until `now + lease`.

    Each claim counts as an attempt, so that a row that kills its worker every time dies as well.
    """
    waiting = unfinished.filter(
        Q(lease_until=None) | Q(lease_until__lte=now), _where(dead_at=None), _where(due_at__lte=now)
    )
    if not waiting.exists():  # without a write lock: sweeps mostly find nothing
        return []
    with transaction.atomic(using=router.db_for_write(waiting.model)):
        waiting.filter(_where(attempts__gte=patience.attempts)).update(dead_at=now, lease_until=None)
        # PostgreSQL skips what another worker is claiming; SQLite ignores the lock, and its writers take turns.
        free = waiting.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
        return [row for row in free[:limit] if _take(waiting, row, now + lease)]


def held(row: Row) -> "models.QuerySet[Row]":
    """The row as long as this claim of it stands: empty once it is finished, postponed, dead or claimed by another."""
    mine: Any = row
    return type(row)._default_manager.filter(
        _where(attempts=mine.attempts, lease_until=mine.lease_until, dead_at=None), pk=row.pk
    )


def retry_later(
    row: models.Model,
    now: datetime,
    error: str,
    *,
    patience: Patience = PATIENCE,
    random: Callable[[], float] = _random,
) -> bool:
    """Put a claimed row back after a failure, or let it die after its last attempt; the row shows which (`dead_at`).

    `error` is shown to people: no secrets in it. False, and nothing is written, if the claim no longer stands.
    """
    mine: Any = row
    last = mine.attempts >= patience.attempts
    fields = {
        "lease_until": None,
        "last_error": clean(error)[:_LONGEST_ERROR],
        "dead_at": now if last else None,
        "due_at": mine.due_at if last else now + patience.wait(mine.attempts, random()),
    }
    return _write(held(row), row, fields)


def revive(row: models.Model, now: datetime) -> bool:
    """Let a dead row be tried again at once and from the beginning; False if it is not dead."""
    dead = type(row)._default_manager.filter(_where(dead_at__isnull=False), pk=row.pk)
    return _write(dead, row, {"dead_at": None, "due_at": now, "attempts": 0, "lease_until": None})


def _where(**conditions: Any) -> Q:
    # As Q, because the type checker knows no fields of a model that is only known to be one.
    return Q(**conditions)


def _take(waiting: "models.QuerySet[Row]", row: Row, until: datetime) -> bool:
    taken = waiting.filter(pk=row.pk).update(lease_until=until, attempts=F("attempts") + 1)
    mine: Any = row
    mine.lease_until, mine.attempts = until, mine.attempts + 1
    return bool(taken)


def _write(rows: "models.QuerySet[Any]", row: models.Model, fields: dict[str, Any]) -> bool:
    with transaction.atomic(using=router.db_for_write(type(row))):
        if not rows.update(**fields):
            return False
    for name, value in fields.items():
        setattr(row, name, value)
    return True
