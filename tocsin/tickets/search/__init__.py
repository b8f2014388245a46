"""What can be found, and the finding of it (DESIGN section 3, "Text search")."""

from .catalogue import find_offers, find_publishers
from .documents import Text, prepare, reindex_report, store
from .finding import Hit, Place, find

__all__ = [
    "Hit", "Place", "Text", "find", "find_offers", "find_publishers", "prepare", "reindex_report", "store",
]  # fmt: skip
