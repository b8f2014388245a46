"""The engines' full-text indexes over the stems of a ticket's texts. Every step can be run again.

A later migration that remakes the table on SQLite (any AlterField does) drops its triggers silently and must make them
again, as `index` does; the check tickets.E001 and a test prove that they are there.
"""

from django.db import migrations

# The publisher's own word comes first (search/documents.py); texts stored before it existed get theirs.
SCOPE = """
    UPDATE tickets_searchdoc
    SET stems = '@' || (SELECT publisher_id FROM tickets_ticket WHERE id = ticket_id) || ' ' || stems
    WHERE stems NOT LIKE '@%'
"""
# Stems are letters and digits of any script, parted by blanks: this tokenizer parts at ASCII's other characters alone.
# Where in a text a stem stands is never asked, so places and lengths are not kept.
SQLITE = [
    SCOPE,  # before the triggers: they would take the old texts out of an index that does not hold them yet
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS tickets_searchdoc_fts USING fts5(
        stems, content='tickets_searchdoc', content_rowid='id',
        tokenize="ascii tokenchars '@'", detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER IF NOT EXISTS tickets_searchdoc_fts_insert AFTER INSERT ON tickets_searchdoc BEGIN
        INSERT INTO tickets_searchdoc_fts(rowid, stems) VALUES (NEW.id, NEW.stems);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS tickets_searchdoc_fts_delete AFTER DELETE ON tickets_searchdoc BEGIN
        INSERT INTO tickets_searchdoc_fts(tickets_searchdoc_fts, rowid, stems) VALUES ('delete', OLD.id, OLD.stems);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS tickets_searchdoc_fts_update AFTER UPDATE OF id, stems ON tickets_searchdoc BEGIN
        INSERT INTO tickets_searchdoc_fts(tickets_searchdoc_fts, rowid, stems) VALUES ('delete', OLD.id, OLD.stems);
        INSERT INTO tickets_searchdoc_fts(rowid, stems) VALUES (NEW.id, NEW.stems);
    END
    """,
    "INSERT INTO tickets_searchdoc_fts(tickets_searchdoc_fts) VALUES ('rebuild')",
]
# The lexemes are made already: `to_tsvector`, of any configuration, would part and read them anew (hosts, numbers).
POSTGRESQL = [
    """
    ALTER TABLE tickets_searchdoc ADD COLUMN IF NOT EXISTS lexemes tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(trim(stems), ' '))) STORED
    """,
    "CREATE INDEX IF NOT EXISTS tickets_searchdoc_lexemes ON tickets_searchdoc USING gin (lexemes)",
    SCOPE,  # after the column: a table with changed rows that are still to be checked cannot be altered
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS tickets_searchdoc_fts_insert",
        "DROP TRIGGER IF EXISTS tickets_searchdoc_fts_update",
        "DROP TRIGGER IF EXISTS tickets_searchdoc_fts_delete",
        "DROP TABLE IF EXISTS tickets_searchdoc_fts",
    ],
    "postgresql": ["ALTER TABLE tickets_searchdoc DROP COLUMN IF EXISTS lexemes"],
}


def index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
        schema_editor.execute(statement, None)


def drop(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_what_the_publisher_sees")]
    operations = [migrations.RunPython(index, drop)]
