"""The two engines' full-text indexes over `SearchDoc.stems`: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Migration 0003 makes them. Lexemes are letters and digits (`lib.stems`), so quoting them makes every query literal.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from ..models import SearchDoc

SHORTEST_BEGINNING = 3  # letters: shorter ones begin too much


class Wanted(NamedTuple):
    """What a document must hold: of each tuple at least one lexeme; `scopes` are words of `documents.scope`.

    With `beginning` the last tuple's lexemes may go on.
    """

    words: Sequence[tuple[str, ...]]
    scopes: Sequence[str] = ()
    beginning: bool = False

    def starts(self) -> tuple[str, ...]:
        """The last word's lexemes, which may go on; none of them is too short to begin one."""
        last = self.words[-1] if self.words else ()
        return tuple(lexeme for lexeme in last if len(lexeme) >= SHORTEST_BEGINNING)


def matching(wanted: Wanted, behind: int = 0, since: int = 0) -> QuerySet[SearchDoc]:
    """The documents that match, the newest first: those older than `behind`, or not older than `since`, if given.

    The caller asks who may see them.

    On SQLite no index but the full text's is followed, by its own row ids: it stops as soon as a page is full.
    """
    docs = SearchDoc.objects.all()
    words = list(wanted.words)
    if wanted.beginning and wanted.scopes:
        # Within a publisher's own documents a beginning is looked for in each: the index would go through
        # everybody's words that begin so, and the time it takes would tell of them.
        words, starts = words[:-1], wanted.starts()
        docs = docs.filter(begins(starts))
    if connection.vendor == "sqlite":
        if behind:
            docs = docs.extra(where=['"tickets_searchdoc_fts"."rowid" < %s'], params=[behind])
        if since:
            docs = docs.extra(where=['"tickets_searchdoc_fts"."rowid" >= %s'], params=[since])
        return docs.extra(
            tables=["tickets_searchdoc_fts"],
            where=['"tickets_searchdoc_fts"."rowid" = "tickets_searchdoc"."id"', '"tickets_searchdoc_fts" MATCH %s'],
            params=[fts5(words, wanted)],
            order_by=["-tickets_searchdoc_fts.rowid"],
        )
    if behind or since:
        docs = docs.filter(pk__lt=behind) if behind else docs.filter(pk__gte=since)
    found = RawSQL('"tickets_searchdoc"."lexemes" @@ %s::tsquery', [tsquery(words, wanted)], BooleanField())
    return docs.filter(found).order_by("-pk")


def begins(starts: Sequence[str]) -> Q:
    """Whether a stem of the document begins with one of these; each stem stands behind a blank."""
    found = Q()
    for start in starts:
        found |= Q(GreaterThan(StrIndex("stems", Value(f" {start}")), 0))
    return found


def fts5(words: Sequence[tuple[str, ...]], wanted: Wanted) -> str:
    """`("@7") AND ("heap") AND ("overflow" OR "overflo") ` in FTS5's language, each lexeme a quoted string."""
    groups = [" OR ".join(f'"{scope}"' for scope in wanted.scopes)] if wanted.scopes else []
    groups += [" OR ".join(f'"{lexeme}"' for lexeme in lexemes) for lexemes in words]
    if wanted.beginning and not wanted.scopes:
        groups[-1] = " OR ".join(f'"{lexeme}" *' for lexeme in wanted.starts())
    return " AND ".join(f"({group})" for group in groups)


def tsquery(words: Sequence[tuple[str, ...]], wanted: Wanted) -> str:
    """The same for PostgreSQL: `('@7') & ('heap') & ('overflow' | 'overflo')`, no configuration involved."""
    groups = [" | ".join(f"'{scope}'" for scope in wanted.scopes)] if wanted.scopes else []
    groups += [" | ".join(f"'{lexeme}'" for lexeme in lexemes) for lexemes in words]
    if wanted.beginning and not wanted.scopes:
        groups[-1] = " | ".join(f"'{lexeme}':*" for lexeme in wanted.starts())
    return " & ".join(f"({group})" for group in groups)


# -- the proof that the index follows its table ------------------------------------------------------------------
TRIGGERS = {"tickets_searchdoc_fts_insert", "tickets_searchdoc_fts_update", "tickets_searchdoc_fts_delete"}


def missing(database: BaseDatabaseWrapper) -> list[str]:
    """What of the index should be there and is not; empty before the table exists.

    SQLite drops triggers silently when a later migration remakes their table.
    """
    with database.cursor() as cursor:
        if SearchDoc._meta.db_table not in database.introspection.table_names(cursor):
            return []
        if database.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tickets_searchdoc'")
            return sorted(TRIGGERS - {name for (name,) in cursor.fetchall()})
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'tickets_searchdoc'::regclass")
        return sorted({"lexemes"} - {name for (name,) in cursor.fetchall()})


@register(Tags.database)
def index_check(*, databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    return [
        Error(
            f"“{name}” of the full-text index is missing, so that search misses what is written from now on.",
            hint="A migration that remakes the table tickets_searchdoc must make its index again, as 0003 does.",
            obj=alias,
            id="tickets.E001",
        )
        for alias in databases or ()
        for name in missing(connections[alias])
    ]
