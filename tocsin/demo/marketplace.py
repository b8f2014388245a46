"""Three publishers, a dozen offers, some thousand customers: made up, the same at every start."""

import random
from datetime import date, timedelta

from tocsin.accounts.models import Publisher
from tocsin.catalogue.models import Customer, Entitlement, Offer, Version

PUBLISHERS = [
    ("contoso", "Contoso", "SE", "sv", "Europe/Stockholm"),
    ("northwind", "Northwind", "DE-BY", "de", "Europe/Berlin"),
    ("fabrikam", "Fabrikam", "NL", "nl", "Europe/Amsterdam"),
]
OFFERS = {
    "contoso": ["Contoso Export", "Contoso Sync", "Contoso Forms", "Contoso Vault"],
    "northwind": ["Northwind Ledger", "Northwind Freight", "Northwind Insight", "Northwind Mail Bridge"],
    "fabrikam": ["Fabrikam Pay", "Fabrikam Signer", "Fabrikam Planner", "Fabrikam Chat"],
}
VERSIONS = ["2.0", "2.1", "2.2", "2.3"]
HELD_BY = [0.03, 0.07, 0.25, 0.65]  # of an offer's customers: most are on the newest
LANGUAGES = ["en", "nl", "sv", "de", "fr", "ru", ""]
REGIONS = {"en": "GB", "nl": "NL", "sv": "SE", "de": "DE", "fr": "FR", "ru": "RU", "": "US"}
FIRST = ["Alder", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbor", "Iris", "Juniper", "Kestrel", "Linden"]
SECOND = ["Bank", "Clinic", "Foods", "Freight", "Housing", "Labs", "Media", "Motors", "Schools", "Studio", "Water"]
CUSTOMERS = 3000


def create(today: date) -> dict[str, Publisher]:
    publishers = {
        key: Publisher.objects.create(
            key=key,
            name=name,
            region=region,
            language=language,
            time_zone=zone,
            security_contact=f"{name} Security",
            security_telephone="+46 8 555 01 00",
        )
        for key, name, region, language, zone in PUBLISHERS
    }
    offers = [
        Offer(publisher=publishers[key], key=name.lower().replace(" ", "-"), name=name)
        for key, names in OFFERS.items()
        for name in names
    ]
    Offer.objects.bulk_create(offers)
    released = [today - timedelta(days=days) for days in (700, 420, 200, 40)]
    Version.objects.bulk_create(
        Version(offer=offer, label=label, released_at=day)
        for offer in offers
        for label, day in zip(VERSIONS, released, strict=True)
    )
    create_customers(offers, random.Random(2026))  # noqa: S311 - made-up customers, not secrets
    return publishers


def create_customers(offers: list[Offer], chance: random.Random) -> None:
    customers = []
    for number in range(CUSTOMERS):
        language = chance.choice(LANGUAGES)
        name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {number + 1}"
        address = f"it{number + 1}@customer.example" if chance.random() > 0.02 else ""
        customers.append(
            Customer(
                key=f"customer-{number + 1}",
                name=name,
                email=address,
                language=language,
                region=REGIONS[language],
            )
        )
    Customer.objects.bulk_create(customers, batch_size=500)
    versions = {offer.pk: list(offer.versions.order_by("released_at")) for offer in offers}
    held = [
        Entitlement(customer=customer, version=chance.choices(versions[offer.pk], HELD_BY)[0])
        for customer in customers
        for offer in chance.sample(offers, chance.randint(1, 3))
    ]
    Entitlement.objects.bulk_create(held, batch_size=500)
