"""What people choose for themselves. Each returns quietly when nothing changes."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append
from tocsin.lib import zones
from tocsin.lib.characters import has_hidden
from tocsin.lib.errors import Invalid, Stale

from .models import Person

LONGEST_NAME = 120


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """The language of pages and mails: one of `settings.LANGUAGES`. Invalid (`language`)."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid({"language": [_("Choose one of the languages.")]})
    if change(person, "language", language):
        append(person, "person.language_chosen", by=person, language=language)


@transaction.atomic
def choose_time_zone(person: Person, zone: str) -> None:
    """The zone in which moments are shown: a name of the IANA time zone database, or "" for the installation's.

    Invalid (`time_zone`).
    """
    try:
        zones.zone(zone or settings.DEFAULT_TIME_ZONE)
    except zones.UnknownZone:
        raise Invalid({"time_zone": [_("Choose one of the time zones, such as Europe/Stockholm.")]}) from None
    if change(person, "time_zone", zone):
        append(person, "person.time_zone_chosen", by=person, time_zone=zone)


@transaction.atomic
def choose_name(person: Person, name: str) -> None:
    """How others see the person: 1 to 120 visible characters, spaces at the ends dropped. Invalid (`name`)."""
    name = name.strip()
    if not name:
        raise Invalid({"name": [_("Enter your name.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("A name has at most 120 characters.")]})
    if has_hidden(name):
        raise Invalid({"name": [_("A name is one line without invisible characters. Type it instead of pasting it.")]})
    if change(person, "name", name):
        append(person, "person.name_chosen", by=person)


def change(person: Person, field: str, value: str) -> bool:
    """Write one field if it differs; Stale when the person has been erased meanwhile."""
    if getattr(person, field) == value:
        return False
    if not Person.objects.filter(pk=person.pk, erased_at=None).update(**{field: value}):
        raise Stale
    setattr(person, field, value)
    return True
