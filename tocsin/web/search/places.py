"""Where a search found its words, said to the reader, and the place on the ticket's page that it leads to."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.lib.opaque import veiled
from tocsin.tickets.search import Hit, Place

WORDS: dict[Place, Promise] = {
    Place.NUMBER: _("by its confirmation number"),
    Place.REFERENCE: _("by the publisher’s reference"),
    Place.CVE: _("by its CVE id"),
    Place.REPORT: _("in the report"),
    Place.PRIVATE: _("in the publisher’s private remark, desk only"),
    Place.MESSAGE: _("in a message"),
    Place.NOTE: _("in an internal note, desk only"),
    Place.OUTCOME: _("in the outcome"),
}
ANCHORS = {Place.REPORT: "#report", Place.PRIVATE: "#remark", Place.CVE: "#report"}


def where(hit: Hit) -> dict[str, object]:
    """`words`, `anchor` and whether the place is `internal`, the desk's alone."""
    anchor = f"#message-{veiled(hit.message_id, 'message')}" if hit.message_id else ANCHORS.get(hit.place, "")
    return {"words": WORDS[hit.place], "anchor": anchor, "internal": hit.place in {Place.NOTE, Place.PRIVATE}}
