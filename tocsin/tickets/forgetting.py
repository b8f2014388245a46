"""What goes with an erased person (T-71): what was written and not sent, and every place that names the person.

Messages and reports stay: they are the publisher's or the desk's. The person's row, which they name, is blank.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from tocsin.accounts.models import Person

from .attaching import discard
from .models import Attachment, Draft, Parked, Participant, ReplyDraft, Visit

OWN: tuple[type[Model], ...] = (ReplyDraft, Parked, Participant, Visit)  # rows that are a person's alone


def forget_erased(now: datetime) -> int:
    """The worker's sweep: how many erased people still had something here."""
    rows = [Draft.objects.filter(ticket=None), *(model._default_manager.all() for model in OWN)]
    left: set[int] = set()
    for found in rows:
        left |= set(found.filter(person__erased_at__isnull=False).values_list("person", flat=True))
    for person in Person.objects.filter(pk__in=left):
        forget(person)
    return len(left)


@transaction.atomic
def forget(person: Person) -> None:
    """Drafts with their files, replies being written, parked forms, visits, and access to restricted tickets."""
    drafts = Draft.objects.filter(person=person, ticket=None)
    files = list(Attachment.objects.filter(draft__in=drafts, ticket=None))
    Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        discard(file)
    drafts.delete()
    for model in OWN:
        model._default_manager.filter(person=person).delete()
