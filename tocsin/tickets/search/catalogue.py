"""Offers and publishers by name: a few, for the box that jumps to them."""

from django.db.models import Q

from tocsin.accounts.models import Person, Publisher
from tocsin.catalogue.models import Offer

from .documents import storable

MOST = 10
LONGEST = 200  # characters: no name is longer
MOST_WORDS = 8


def find_offers(person: Person, typed: str) -> list[Offer]:
    """At most ten offers this person may see whose name holds every word, or whose key it is."""
    offers = Offer.objects.visible_to(person).filter(named(typed)).select_related("publisher")
    return list(offers.order_by("name", "pk")[:MOST])


def find_publishers(person: Person, typed: str) -> list[Publisher]:
    """At most ten publishers: for the desk of all, for a member of its own."""
    publishers = Publisher.objects.filter(named(typed))
    if not person.is_desk:
        publishers = publishers.filter(pk__in=list(person.roles))
    return list(publishers.order_by("name", "pk")[:MOST])


def named(typed: str) -> Q:
    """What is typed is literal text. Nothing typed finds nothing."""
    text = " ".join(storable(typed[:LONGEST]).split())
    if not text:
        return Q(pk__in=[])
    words = Q()
    for word in text.split()[:MOST_WORDS]:
        words &= holds(word)
    return words | Q(key=text)


def holds(word: str) -> Q:
    """Whatever the case: SQLite folds that of Latin letters alone, so others are looked for as names have them."""
    spellings = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    found = Q()
    for spelling in spellings:
        found |= Q(name__icontains=spelling)
    return found
