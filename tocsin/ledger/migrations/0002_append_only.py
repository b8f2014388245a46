"""The installation's identity, and the triggers that keep the ledger's tables append-only.

Both steps can be run again. A later migration that remakes one of these tables on SQLite (any AlterField does) drops its
triggers silently and must make them again; the database check and a test prove that they are all there.
"""

import uuid

from django.db import migrations

# table: what of a new row may not stand there already
TABLES = {
    "ledger_entry": "id = NEW.id OR (subject = NEW.subject AND seq = NEW.seq)",
    "ledger_reading": "id = NEW.id",
    "ledger_checkpoint": "id = NEW.id OR number = NEW.number",
    "ledger_leaf": "id = NEW.id OR (subject = NEW.subject AND seq = NEW.seq)",
    "ledger_installation": "1 = 1",  # there is one row for ever
}


def identify(apps, schema_editor):
    installations = apps.get_model("ledger", "Installation").objects.using(schema_editor.connection.alias)
    if not installations.exists():
        installations.create(key=uuid.uuid4())


def sqlite_triggers(table, taken):
    """`INSERT OR REPLACE` removes the old row without firing DELETE's trigger, hence the one before INSERT."""
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only');"
    for verb in ("update", "delete"):
        yield f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN {refuse} END"
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) BEGIN {refuse} END"
    )


def postgresql_triggers(table, taken):
    yield f"""
        CREATE OR REPLACE FUNCTION {table}_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM {table} WHERE {taken}) THEN
                RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    for name, when in (
        ("update", "BEFORE UPDATE"),
        ("delete", "BEFORE DELETE"),
        ("truncate", "BEFORE TRUNCATE"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_{name} {when} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    yield (
        f"CREATE OR REPLACE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_replaced()"
    )


REFUSE_ON_POSTGRESQL = """
    CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$"""


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(REFUSE_ON_POSTGRESQL, None)
    statements = {"sqlite": sqlite_triggers, "postgresql": postgresql_triggers}[vendor]
    for table, taken in TABLES.items():
        for statement in statements(table, taken):
            schema_editor.execute(statement, None)


def unguard(apps, schema_editor):
    on = {"sqlite": "", "postgresql": " ON {table}"}[schema_editor.connection.vendor]
    verbs = ["update", "delete", "replace"] + (["truncate"] if on else [])
    for table in TABLES:
        for verb in verbs:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on.format(table=table)}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunPython(identify, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
