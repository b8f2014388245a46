"""The read log: who was given title, body or attachment of what, committed before the answer leaves."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from .appending import HasKey, key_of, subject_of
from .models import Reading


def note_reading(by: str | HasKey, subjects: Iterable[str], via: str) -> None:
    """Note one reading per subject in one insert and one transaction (the only one a GET opens).

    `via` is where it was given: `page`, `fragment`, `file`, `export`, `api`, `search`. ValueError for a wrong shape.
    """
    now, reader = timezone.now(), key_of(by)
    readings = [Reading(at=now, by=reader, subject=subject_of(subject), via=via) for subject in dict.fromkeys(subjects)]
    if not readings:
        return
    with transaction.atomic():
        Reading.objects.bulk_create(readings)
