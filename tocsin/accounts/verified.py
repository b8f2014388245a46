"""Which addresses a person has proved to be theirs. What rests on an address rests on this, never on `Person.email`."""

from allauth.account.models import EmailAddress

from .models import Person


def is_verified(person: Person, email: str) -> bool:
    """Whether the person has confirmed this very address (letter case aside)."""
    confirmed: bool = EmailAddress.objects.filter(user=person, email=email.lower(), verified=True).exists()
    return confirmed


def addresses(person: Person) -> set[str]:
    """Every address the person has ever given and still holds, confirmed or not, in lower case."""
    given = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email.lower(), *(email.lower() for email in given)}
