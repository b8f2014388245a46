import pytest
from allauth.account.models import EmailAddress

from tocsin.accounts.verified import addresses, is_verified


def test_an_address_is_verified_once_confirmed_by_that_person(dmitri):
    EmailAddress.objects.create(user=dmitri, email="new@contoso.example", verified=False)
    assert is_verified(dmitri, "dmitri@contoso.example")
    assert is_verified(dmitri, "Dmitri@Contoso.Example")
    assert not is_verified(dmitri, "new@contoso.example")


def test_another_persons_address_is_not_ones_own(dmitri, eve):
    assert not is_verified(dmitri, eve.email)


@pytest.mark.parametrize("lookalike", ["dmıtri@contoso.example", "dmitri@contoso.examplе", "dmitri@contoso.example "])
def test_an_address_that_only_looks_alike_is_not_verified(dmitri, lookalike):
    assert not is_verified(dmitri, lookalike)


def test_all_addresses_count_when_forgetting(dmitri):
    EmailAddress.objects.create(user=dmitri, email="Orlov@private.example", verified=False)
    assert addresses(dmitri) == {"dmitri@contoso.example", "orlov@private.example"}
