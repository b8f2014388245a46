"""Proof that the database itself refuses to rewrite the ledger. The triggers are made by migration 0002."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("ledger_entry", "ledger_reading", "ledger_checkpoint", "ledger_leaf", "ledger_installation")
REFUSED = {
    "sqlite": ("update", "delete", "replace"),
    "postgresql": ("update", "delete", "replace", "truncate"),
}
PRESENT = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    # a trigger that is switched off ('D') or meant for replicas only ('R') guards nothing
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that should guard the ledger's tables and do not; empty before the tables exist."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(PRESENT[connection.vendor])
        present = set(cursor.fetchall())
    expected = [(table, f"{table}_no_{verb}") for table in TABLES for verb in REFUSED[connection.vendor]]
    return [name for table, name in expected if table in tables and (table, name) not in present]


@register(Tags.database)
def append_only_check(*, databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The trigger {name} is missing, so that the ledger could be rewritten unseen.",
            hint="A migration that remakes a table of the ledger must make its triggers again.",
            obj=alias,
            id="ledger.E001",
        )
        for alias in databases or ()
        for name in missing_triggers(connections[alias])
    ]
