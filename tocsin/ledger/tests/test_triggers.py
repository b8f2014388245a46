# ruff: noqa: S608 - the names of tables and columns are the models' own
from importlib import import_module

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tocsin.ledger.appending import append
from tocsin.ledger.checkpoints import make_checkpoint
from tocsin.ledger.models import Checkpoint, Entry, Installation, Leaf, Reading
from tocsin.ledger.reading import note_reading
from tocsin.ledger.triggers import REFUSED, TABLES, missing_triggers

from .forging import unguarded

pytestmark = pytest.mark.django_db
MODELS = [Entry, Reading, Checkpoint, Leaf, Installation]
migration = import_module("tocsin.ledger.migrations.0002_append_only")


@pytest.fixture
def _rows(key_file):
    """One row in each table."""
    with transaction.atomic():
        append("ticket:A", "test.happened", by="system", number=1)
    make_checkpoint(timezone.now())
    note_reading("person:1", ["ticket:A"], "page")


def refused(statement, *parameters):
    doing = connection.cursor()
    with pytest.raises(DatabaseError, match=r"append-only|unique|UNIQUE"), transaction.atomic(), doing as cursor:
        cursor.execute(statement, parameters)
    return True


def columns(model):
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def test_the_tables_under_test_are_the_guarded_ones():
    assert {model._meta.db_table for model in MODELS} == set(TABLES) == set(migration.TABLES)


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("model", MODELS)
class TestEveryTable:
    def test_refuses_an_update(self, model):
        field = model._meta.pk.column
        assert refused(f'UPDATE {model._meta.db_table} SET "{field}" = "{field}"')

    def test_refuses_a_deletion(self, model):
        assert refused(f"DELETE FROM {model._meta.db_table}")
        assert model.objects.count() == 1

    def test_refuses_a_second_row_in_the_same_place(self, model):
        table, names = model._meta.db_table, columns(model)
        assert refused(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}")

    def test_refuses_to_replace_a_row(self, model):
        table, names = model._meta.db_table, columns(model)
        if connection.vendor == "sqlite":
            statement = f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}"
        else:
            key = model._meta.pk.column
            statement = f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} ON CONFLICT ({key}) DO UPDATE "
            statement += f"SET {key} = excluded.{key}"
        assert refused(statement)

    def test_refuses_to_be_emptied_at_once(self, model):
        if connection.vendor == "postgresql":
            connection.check_constraints()  # deferred ones would refuse in the triggers' place
            assert refused(f"TRUNCATE {model._meta.db_table} CASCADE")
        assert model.objects.count() == 1


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("model", [Entry, Leaf])
def test_a_new_id_does_not_help_over_a_place_in_a_chain(model):
    table = model._meta.db_table
    names = columns(model).replace('"id", ', "")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    assert refused(f"{verb} INTO {table} (id, {names}) SELECT id + 1000, {names} FROM {table}")


@pytest.mark.usefixtures("_rows")
def test_a_new_id_does_not_help_over_a_checkpoints_number():
    names = columns(Checkpoint).replace('"id", ', "")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    assert refused(f"{verb} INTO ledger_checkpoint (id, {names}) SELECT id + 1000, {names} FROM ledger_checkpoint")


def test_there_is_one_installation_for_ever():
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Installation.objects.create()
    assert Installation.objects.count() == 1


def test_after_all_migrations_no_trigger_is_missing():
    assert missing_triggers(connection) == []


def test_a_missing_trigger_is_named_by_the_check():
    with transaction.atomic():
        on = "" if connection.vendor == "sqlite" else " ON ledger_entry"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER ledger_entry_no_delete{on}")
        assert missing_triggers(connection) == ["ledger_entry_no_delete"]
        errors = [
            found for found in run_checks(tags=[Tags.database], databases=["default"]) if found.id == "ledger.E001"
        ]
        transaction.set_rollback(True)
    assert [error.msg for error in errors] == [
        "The trigger ledger_entry_no_delete is missing, so that the ledger could be rewritten unseen."
    ]


def test_a_trigger_that_is_switched_off_is_missing():
    if connection.vendor == "sqlite":
        return  # SQLite cannot switch one off
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_update")
        assert missing_triggers(connection) == ["ledger_entry_no_update"]
        transaction.set_rollback(True)


def test_without_any_guard_all_are_named():
    with transaction.atomic():
        with unguarded():
            missing = missing_triggers(connection)
        transaction.set_rollback(True)
    assert len(missing) == len(TABLES) * len(REFUSED[connection.vendor])


def test_before_the_first_migration_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda *_args, **_options: [])
    assert missing_triggers(connection) == []


class Editor:
    """What of a schema editor the migration uses; SQLite's own cannot be had inside a test's transaction."""

    connection = connection

    def execute(self, statement, params=()):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def test_the_migration_can_be_run_again():
    key = Installation.objects.this().key
    editor = Editor()
    with transaction.atomic():
        migration.identify(apps, editor)
        migration.guard(apps, editor)
    assert Installation.objects.this().key == key
    assert missing_triggers(connection) == []


def test_the_migration_can_be_taken_back_and_made_again():
    editor = Editor()
    with transaction.atomic():
        migration.unguard(apps, editor)
        assert len(missing_triggers(connection)) == len(TABLES) * len(REFUSED[connection.vendor])
        migration.guard(apps, editor)
    assert missing_triggers(connection) == []
