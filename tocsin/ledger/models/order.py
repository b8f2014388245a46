from typing import TypeVar

from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Collate

Query = TypeVar("Query", bound="models.QuerySet[models.Model]")


def by_subject(query: Query, *then: str) -> Query:
    """Sorted by the subject's bytes on every database: Merkle trees and exports may not depend on its language."""
    collation = {"sqlite": "BINARY", "postgresql": "C"}[connections[query.db].vendor]
    return query.order_by(Collate(F("subject"), collation), *then)
