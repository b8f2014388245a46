"""What a publisher's owners keep up to date of it themselves."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append
from tocsin.lib.characters import has_hidden
from tocsin.lib.errors import Invalid, Sentence

from .membership import require_owner
from .models import Person, Publisher

LONGEST = {"mailbox": 254, "security_contact": 160, "security_telephone": 40}


@transaction.atomic
def change_contacts(
    publisher: Publisher, *, mailbox: str, security_contact: str, security_telephone: str, by: Person
) -> None:
    """Team mailbox, security contact and its telephone; each may be empty. NotAllowed but for owners; Invalid (each).

    The ledger tells which of them changed, never what they say.
    """
    require_owner(by, publisher.pk)
    wanted = {
        "mailbox": mailbox.strip().lower(),
        "security_contact": security_contact.strip(),
        "security_telephone": security_telephone.strip(),
    }
    require_sound(wanted)
    before = Publisher.objects.select_for_update(no_key=True).values(*wanted).get(pk=publisher.pk)
    changed = {field: value for field, value in wanted.items() if before[field] != value}
    for field, value in wanted.items():
        setattr(publisher, field, value)
    if changed:
        Publisher.objects.filter(pk=publisher.pk).update(**changed)
        append(publisher, "publisher.contacts_changed", by=by, fields=sorted(changed))


def require_sound(wanted: dict[str, str]) -> None:
    faults: dict[str, list[Sentence]] = {}
    for field, value in wanted.items():
        if len(value) > LONGEST[field]:
            faults[field] = [_("Shorten this to %(longest)s characters.") % {"longest": LONGEST[field]}]
        elif has_hidden(value):
            faults[field] = [_("This is one line without invisible characters. Type it instead of pasting it.")]
    if wanted["mailbox"] and not is_address(wanted["mailbox"]):
        faults["mailbox"] = [_("Enter an e-mail address such as name@example.com.")]
    telephone = wanted["security_telephone"]
    if telephone and sum(character.isdecimal() for character in telephone) < 5:
        faults["security_telephone"] = [_("Enter a telephone number with its country code, such as +46 8 123 45 67.")]
    if faults:
        raise Invalid(faults)


def is_address(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
