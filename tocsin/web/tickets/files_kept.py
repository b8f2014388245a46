"""Files sent with a message that was refused: the good ones are kept, so that nobody has to choose them again.

They belong to nothing yet and are named in the form by a signed value, which only their uploader can use, and only
on this ticket. What nobody comes back for is erased with the uploader's next such files.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from tocsin.accounts.models import Person
from tocsin.tickets import attaching
from tocsin.tickets.models import Attachment, Ticket

SALT = "tocsin.files_kept"
KEPT_FOR = timedelta(days=1)


def unclaimed(person: Person) -> "Iterable[Attachment]":
    return Attachment.objects.filter(uploaded_by=person, ticket=None, draft=None, message=None)


def value_of(file: Attachment, ticket: Ticket) -> str:
    """What the form carries for a kept file."""
    return signing.dumps([file.key, ticket.number], salt=SALT)


def read(values: Iterable[str], ticket: Ticket, person: Person) -> list[Attachment]:
    """The files that the form still names; what is not this person's and this ticket's is left out."""
    keys = []
    for value in values:
        try:
            key, number = signing.loads(value, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            continue
        if number == ticket.number:
            keys.append(key)
    return [file for file in unclaimed(person) if file.key in keys] if keys else []


def keep(files: Sequence[Attachment], person: Person, now: datetime) -> None:
    """Stores the rows of files that have just arrived and whose message was refused."""
    old = [file for file in unclaimed(person) if file.uploaded_at < now - KEPT_FOR]
    with transaction.atomic():
        for file in files:
            if file.pk is None:
                file.save(force_insert=True)
        Attachment.objects.filter(pk__in=[file.pk for file in old], ticket=None, draft=None, message=None).delete()
        for file in old:
            attaching.discard(file)
