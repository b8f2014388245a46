"""Reports being written: begun, saved as typed, thrown away. A draft is its writer's alone and has no entries."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person, Publisher
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from .attaching import discard
from .choices import Category
from .models import Attachment, Draft

Typed = Mapping[str, list[str]]
"""One step's answers as typed: field name to its values."""

MOST_DRAFTS = 50  # a person; more is a slip or a script


@transaction.atomic
def start(
    publisher: Publisher, category: Category, answers: Mapping[str, Typed], *, by: Person, now: datetime
) -> Draft:
    """A new draft with what is known already, by step. NotAllowed but for those who may report; Invalid (`""`)."""
    if not by.at_publisher(publisher.pk, "publisher.report"):
        raise NotAllowed
    if Draft.objects.of(by).count() >= MOST_DRAFTS:
        raise Invalid({"": [_("You have too many drafts. Send or delete one of them first.")]})
    kept = {step: storable(typed) for step, typed in answers.items()}
    return Draft.objects.create(
        person=by, publisher=publisher, category=category, answers=kept, started_at=now, saved_at=now
    )


@transaction.atomic
def save(draft: Draft, step: str, typed: Typed, *, now: datetime) -> None:
    """Keeps one step's answers as typed, right or wrong; the other steps stay what they are in the database.

    Raises Stale once the draft has become a ticket, or is gone.
    """
    held = held_for_change(draft)
    held.answers[step] = storable(typed)
    held.saved_at = now
    held.save(update_fields=["answers", "saved_at"])
    draft.answers, draft.saved_at = held.answers, now


@transaction.atomic
def change_category(draft: Draft, category: Category, *, now: datetime) -> None:
    """The answers to questions that the new category does not ask stay in the draft, unused. Raises Stale."""
    held = held_for_change(draft)
    held.category, held.saved_at = category, now
    held.save(update_fields=["category", "saved_at"])
    draft.category, draft.saved_at = category, now


def delete(draft: Draft) -> None:
    """Throws the draft and its files away; nothing happens to one that has become a ticket meanwhile (Stale)."""
    with transaction.atomic():
        held = held_for_change(draft)
        files = list(Attachment.objects.filter(draft=held, ticket=None))
        Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
        held.delete()
        for file in files:
            discard(file)


def held_for_change(draft: Draft) -> Draft:
    """The row as it stands, locked: another tab may have saved another step since it was read."""
    held = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, ticket=None).first()
    if held is None:
        raise Stale(_("This draft has been sent or deleted meanwhile."))
    return held


def storable(typed: Typed) -> dict[str, list[str]]:
    """PostgreSQL's JSON holds no NUL; its picture, U+2400, keeps the place where it was."""
    return {name: [value.replace("\0", "\N{SYMBOL FOR NULL}") for value in values] for name, values in typed.items()}
