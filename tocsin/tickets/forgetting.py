"""What goes with an erased person (T-71): what was written and not sent, and every place that names the person.

Messages and reports stay: they are the publisher's or the desk's. The person's row, which they name, is blank.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Model, OuterRef

from tocsin.accounts.models import Membership, Person
from tocsin.ledger.appending import append

from .attaching import discard
from .models import Attachment, Draft, Parked, Participant, ReplyDraft, Ticket, Visit

DEPARTED_AT_ONCE = 100
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


def forget_departed(now: datetime) -> int:
    """The worker's sweep: nobody stays named on a ticket of a publisher, or of the desk, that they have left (T-39).

    Else who comes back, invited anew, would see the restricted tickets of before without being named again.
    """
    stays = Membership.objects.filter(person=OuterRef("person"), publisher=OuterRef("ticket__publisher"))
    departed = Participant.objects.filter(~Exists(stays), person__desk_role="").select_related("ticket")
    ended = 0
    for row in departed[:DEPARTED_AT_ONCE]:
        with transaction.atomic():
            if Participant.objects.filter(pk=row.pk).delete()[0]:
                Ticket.objects.filter(pk=row.ticket_id).update(changed_at=now, public_changed_at=now)
                append(row.ticket, "ticket.participant_removed", by="system", person=row.person_id)
                ended += 1
    return ended
