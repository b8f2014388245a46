from datetime import date

import pytest

from tocsin.catalogue.holders import Holders, customers_per_version
from tocsin.catalogue.models import Customer, Entitlement, Offer, Version


@pytest.fixture
def held(contoso_export, contoso_sync):
    """Three customers: one with 2.3 and 2.2 and Sync, one with 2.2, one with Sync."""
    who = [Customer.objects.create(key=f"c{number}", name=f"C{number}") for number in range(3)]
    version = {one.label: one for one in Version.objects.all()}
    for number, labels in enumerate((["2.3", "2.2", "1.0"], ["2.2"], ["1.0"])):
        Entitlement.objects.bulk_create(Entitlement(customer=who[number], version=version[label]) for label in labels)
    return version


def told(holders: Holders) -> tuple[list[tuple[str, str, int]], int]:
    return [(row.offer.name, row.version.label, row.customers) for row in holders.rows], holders.customers


def test_an_offer_counts_with_all_its_versions_the_newest_first(held, contoso_export):
    assert told(customers_per_version([contoso_export], [])) == (
        [
            ("Contoso Export", "2.3", 1),
            ("Contoso Export", "2.2", 2),
            ("Contoso Export", "2.1", 0),
            ("Contoso Export", "2.0", 0),
        ],
        2,
    )


def test_an_offer_of_which_versions_are_named_counts_with_these_alone(held, contoso_export, contoso_sync):
    assert told(customers_per_version([contoso_export, contoso_sync], [held["2.1"], held["2.2"]])) == (
        [("Contoso Export", "2.2", 2), ("Contoso Export", "2.1", 0), ("Contoso Sync", "1.0", 2)],
        3,
    )


def test_versions_alone_are_enough(held):
    assert told(customers_per_version([], [held["2.3"], held["1.0"]])) == (
        [("Contoso Export", "2.3", 1), ("Contoso Sync", "1.0", 2)],
        2,
    )


def test_nothing_named_reaches_nobody(held):
    assert told(customers_per_version([], [])) == ([], 0)


def test_a_version_without_a_date_is_never_the_newest(contoso_export):
    Version.objects.create(offer=contoso_export, label="nightly")
    Version.objects.create(offer=contoso_export, label="2.3.1", released_at=date(2026, 1, 12))
    rows = customers_per_version([contoso_export], []).rows
    assert [row.version.label for row in rows] == ["2.3.1", "2.3", "2.2", "2.1", "2.0", "nightly"]
    assert [version.label for version in contoso_export.versions.all()] == [row.version.label for row in rows]


def test_offers_of_one_name_are_not_mixed(contoso, northwind):
    for publisher in (contoso, northwind):
        twin = Offer.objects.create(publisher=publisher, key=f"twin-{publisher.key}", name="Twin")
        for label, year in (("1", 2024), ("2", 2025)):
            Version.objects.create(offer=twin, label=label, released_at=date(year, 1, 1))
    rows = customers_per_version(Offer.objects.filter(name="Twin"), []).rows
    assert [(row.offer.publisher_id, row.version.label) for row in rows] == [
        (contoso.pk, "2"), (contoso.pk, "1"), (northwind.pk, "2"), (northwind.pk, "1"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 3])
def test_two_questions_whatever_the_numbers(held, contoso_export, contoso_sync, django_assert_num_queries, size):
    offers, versions = [contoso_sync, contoso_export][:size], [held["2.0"], held["2.1"], held["2.2"]][:size]
    with django_assert_num_queries(2):
        holders = customers_per_version(offers, versions)
        assert all(row.offer.name for row in holders.rows)
