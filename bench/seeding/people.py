"""Publishers with offers, versions and customers; members of each; the desk; sessions for those who are clients."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.catalogue.models import Customer, Entitlement, Offer, Version

PUBLISHERS, OFFERS, VERSIONS, CUSTOMERS = 50, 3, 4, 3000
CSRF = "c" * 32  # a form's token and its cookie need only agree


@dataclass(frozen=True)
class Cast:
    publishers: list[Publisher]
    reporters: list[Person]  # one of each publisher, in their order
    responder: Person
    offers: list[list[Offer]]
    versions: dict[int, list[Version]]  # by the offer's id


def create() -> Cast:
    publishers = Publisher.objects.bulk_create(
        Publisher(key=f"publisher-{n}", name=f"Publisher {n}", region="SE") for n in range(PUBLISHERS)
    )
    reporters = Person.objects.bulk_create(
        Person(email=f"reporter-{n}@publisher.example", name=f"Reporter {n}", password="!", language="en")
        for n in range(PUBLISHERS)
    )
    Membership.objects.bulk_create(
        Membership(person=person, publisher=publisher, role=PublisherRole.OWNER)
        for person, publisher in zip(reporters, publishers, strict=True)
    )
    responder = Person.objects.create(
        email="responder@market.example", name="Responder", password="!", language="en", desk_role=DeskRole.LEAD
    )
    offers = Offer.objects.bulk_create(
        Offer(publisher=publisher, key=f"{publisher.key}-offer-{n}", name=f"Offer {n} of {publisher.name}")
        for publisher in publishers
        for n in range(OFFERS)
    )
    versions = Version.objects.bulk_create(
        Version(offer=offer, label=f"{n}.0", released_at=date(2022 + n, 3, 1))
        for offer in offers
        for n in range(VERSIONS)
    )
    hold(versions)
    by_offer: dict[int, list[Version]] = {}
    for version in versions:
        by_offer.setdefault(version.offer_id, []).append(version)
    rest = iter(offers)
    return Cast(publishers, reporters, responder, [list(islice(rest, OFFERS)) for _ in publishers], by_offer)


def hold(versions: list[Version]) -> None:
    customers = Customer.objects.bulk_create(
        [Customer(key=f"customer-{n}", name=f"Customer {n}") for n in range(CUSTOMERS)], batch_size=1000
    )
    Entitlement.objects.bulk_create(
        [Entitlement(customer=one, version=versions[n % len(versions)]) for n, one in enumerate(customers)],
        batch_size=1000,
    )


def sessions(cast: Cast) -> dict[str, object]:
    """The cookies of a responder and of every reporter, made in the session store as signing in makes them."""
    return {"responder": cookie(cast.responder), "reporters": [cookie(one) for one in cast.reporters], "csrf": CSRF}


def cookie(person: Person) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
