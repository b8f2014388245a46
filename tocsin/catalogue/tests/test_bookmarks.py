import pytest
from django.http import QueryDict

from tocsin.catalogue.bookmarks import offer_keys
from tocsin.catalogue.models import Offer


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", []),
        ("locale=sv-se&supportregion=se", []),
        ("pesid=contoso-export", ["contoso-export"]),
        ("offer=b&pesid=a&offer=c", ["a", "b", "c"]),
        ("pesid=a&offer=a", ["a"]),
        ("pesid=+a+&offer=", ["a"]),
        (f"pesid={'x' * 121}&offer={'x' * 120}", ["x" * 120]),
        ("pesid=a%00b&offer=a%E2%80%AEb&pesid=%C3%A4", ["ä"]),
        ("&".join(f"pesid={number}" for number in range(30)), [str(number) for number in range(20)]),
    ],
)
def test_a_bookmark_names_offers_by_the_marketplaces_keys(query, keys):
    assert offer_keys(QueryDict(query), ["pesid", "offer"]) == keys


def test_the_names_of_the_parameters_are_a_setting():
    assert offer_keys(QueryDict("pesid=a&listing=b"), ["listing"]) == ["b"]


def test_keys_find_offers_and_only_those_one_may_see(contoso, northwind, dmitri, eve, ada):
    wanted = Offer.objects.keyed(["contoso-sync", "northwind-relay", "none"])
    assert {offer.key for offer in wanted} == {"contoso-sync", "northwind-relay"}
    assert [offer.key for offer in wanted.visible_to(dmitri)] == ["contoso-sync"]
    assert [offer.key for offer in wanted.visible_to(eve)] == ["northwind-relay"]
    assert wanted.visible_to(ada).count() == 2


def test_an_offer_that_is_not_active_is_not_on_sale(contoso):
    Offer.objects.filter(key="contoso-sync").update(active=False)
    assert [offer.key for offer in Offer.objects.on_sale()] == ["contoso-export"]
