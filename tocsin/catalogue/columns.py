"""Which columns each kind of row has. `docs/admin/catalogue-import.md` says the same in words; a test compares them."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from tocsin.lib.errors import Sentence

from . import values
from .rows import Checked, Refusal, Row

EMPTY: Sentence = _("This is empty, and the row cannot be told apart without it.")
EMPTY_IN_NEW: Sentence = _("This is empty, and the catalogue does not have this row yet.")


class Column(NamedTuple):
    name: str
    read: values.Reader
    needed: str = ""  # "always": names the row; "new": asked for the first time; "": may stay empty


KEY, PUBLISHER_KEY = values.text(120), values.text(80)

# In the order of what depends on what: each kind names only those before it.
KINDS: dict[str, tuple[Column, ...]] = {
    "publisher": (
        Column("key", PUBLISHER_KEY, "always"),
        Column("name", values.text(160), "new"),
        Column("region", values.region, "new"),
        Column("language", values.spoken_language),
        Column("time_zone", values.time_zone),
        Column("mailbox", values.email),
        Column("security_contact", values.text(160)),
        Column("security_telephone", values.text(40)),
    ),
    "offer": (
        Column("key", KEY, "always"),
        Column("publisher", PUBLISHER_KEY, "new"),
        Column("name", values.text(200), "new"),
        Column("active", values.boolean),
    ),
    "version": (
        Column("offer", KEY, "always"),
        Column("version", values.text(80), "always"),
        Column("released", values.day),
    ),
    "customer": (
        Column("key", KEY, "always"),
        Column("name", values.text(200), "new"),
        Column("email", values.email),
        Column("language", values.language_tag),
        Column("region", values.region),
    ),
    "entitlement": (
        Column("customer", KEY, "always"),
        Column("offer", KEY, "always"),
        Column("version", values.text(80), "always"),
    ),
}
NAMES = frozenset({"kind", *(column.name for columns in KINDS.values() for column in columns)})


def check(row: Row, kind: str) -> Checked | list[Refusal]:
    """The row's values as its kind reads them, or every reason against it. `kind` is a key of KINDS."""
    read: dict[str, object] = {}
    refusals = []
    for column in KINDS[kind]:
        written = row.values.get(column.name, "")
        if written:
            try:
                read[column.name] = column.read(written)
            except values.Wrong as wrong:
                refusals.append(Refusal(row.line, column.name, wrong.sentence))
        elif column.needed == "always":
            refusals.append(Refusal(row.line, column.name, EMPTY))
    return refusals or Checked(row.line, kind, read)


def missing(row: Checked) -> list[Refusal]:
    """What a row that the catalogue does not have yet must say and does not."""
    return [
        Refusal(row.line, column.name, EMPTY_IN_NEW)
        for column in KINDS[row.kind]
        if column.needed == "new" and column.name not in row.values
    ]
