"""The addresses that are alerted at any hour, kept by the lead."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from .models import OnCallAddress

SUBJECT = "desk:on_call"


@transaction.atomic
def add_address(address: str, language: str, *, by: Person) -> OnCallAddress:
    """Alert this address from now on, in this language. NotAllowed but for leads; Invalid (`address`, `language`)."""
    require_lead(by)
    address = address.strip().lower()
    check(address, language)
    row, made = OnCallAddress.objects.get_or_create(address=address, active=True, defaults={"language": language})
    if not made:
        raise Invalid({"address": [_("This address is alerted already.")]})
    append(SUBJECT, "on_call.address_added", by=by, address=row.pk)
    return row


@transaction.atomic
def remove_address(row: OnCallAddress, *, by: Person) -> None:
    """Alert this address no more. NotAllowed, Stale."""
    require_lead(by)
    if not OnCallAddress.objects.active().filter(pk=row.pk).update(active=False):
        raise Stale
    append(SUBJECT, "on_call.address_removed", by=by, address=row.pk)


def check(address: str, language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Invalid({"language": [_("Choose one of the languages.")]})
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({"address": [_("Enter an e-mail address such as name@example.com.")]}) from None
    if len(address) > 254:
        raise Invalid({"address": [_("An e-mail address has at most 254 characters.")]})


def require_lead(by: Person) -> None:
    if not by.at_desk("desk.lead"):
        raise NotAllowed(_("Only the lead changes who is alerted."))
