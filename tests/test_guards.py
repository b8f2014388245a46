"""What conftest.py promises: no network, no write outside a transaction, a cast with verified addresses."""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.outcomes import Failed
from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction

import tocsin
from conftest import is_local
from tocsin.accounts.models import Person, Publisher
from tocsin.ledger.appending import append
from tocsin.ledger.models import Entry, Installation

PLACE = str(Path(tocsin.__file__).parent / "accounts" / "sample.py")


@pytest.fixture
def blank_names() -> Callable[[], None]:
    """A write that the guard takes for the project's own, by the file it seems to stand in."""
    names = {"people": Person.objects}
    exec(compile("def blank_names(): people.filter(pk=0).update(name='')", PLACE, "exec"), names)  # noqa: S102
    return names["blank_names"]


def test_a_connection_elsewhere_fails_the_test_even_under_except_exception():
    def reach() -> None:
        with socket.socket() as reaching, contextlib.suppress(Exception):
            reaching.connect(("192.0.2.1", 80))

    with pytest.raises(Failed, match="reached for the network: connect to"):
        reach()


def test_a_name_elsewhere_is_not_looked_up():
    with pytest.raises(Failed, match=r"look-up of 'nvd\.example'"):
        socket.create_connection(("nvd.example", 443))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *((host, True) for host in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost")),
        *((host, False) for host in ("127.attacker.example", "localhost.example", "169.254.169.254", "10.0.0.1")),
    ],
)
def test_what_is_this_machine(host, local):
    assert is_local(socket.AF_INET, (host, 25)) is local


def test_loopback_is_reachable():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_write_of_the_project_outside_a_transaction_fails_the_test(db, blank_names):
    with pytest.raises(Failed, match=r"A write outside transaction\.atomic, by tocsin/accounts/sample\.py:1"):
        blank_names()


def test_a_write_of_the_project_outside_a_transaction_fails_a_transactional_test_too(transactional_db, blank_names):
    with pytest.raises(Failed, match=r"A write outside transaction\.atomic"):
        blank_names()


def test_a_write_of_the_project_inside_a_transaction_passes(db, blank_names):
    with transaction.atomic():
        blank_names()


def test_what_a_test_writes_to_prepare_itself_is_free(db):
    assert Person.objects.filter(pk=0).update(name="") == 0


def test_everybody_of_the_cast_has_a_verified_address_and_one_side(
    ada, bo, april, lena, otto, carla, dmitri, rita, eve
):
    cast = [ada, bo, april, lena, otto, carla, dmitri, rita, eve]
    assert set(EmailAddress.objects.filter(verified=True).values_list("user", "email")) == {
        (person.pk, person.email) for person in cast
    }
    assert [person.desk_role or next(iter(person.roles.values())) for person in cast] == [
        "triager", "assessor", "approver", "lead", "auditor", "owner", "contributor", "reader", "owner",
    ]  # fmt: skip
    assert all(person.is_desk != bool(person.roles) for person in cast)


def test_contoso_sells_two_offers_and_its_rival_one(contoso, northwind):
    def sold(publisher: Publisher) -> dict[str, list[str]]:
        return {offer.name: [version.label for version in offer.versions.all()] for offer in publisher.offers.all()}

    assert (contoso.region, northwind.region) == ("SE", "DE")
    assert sold(contoso) == {"Contoso Export": ["2.3", "2.2", "2.1", "2.0"], "Contoso Sync": ["1.0"]}
    assert sold(northwind) == {"Northwind Relay": ["5.0"]}


@pytest.mark.parametrize("_round", ["first", "after a flush"])
def test_a_flush_between_transactional_tests_spares_what_migrations_made(transactional_db, _round):
    assert Installation.objects.count() == 1
    with transaction.atomic():
        append("person:1", "person.name_chosen", by="system")
    assert Entry.objects.get().seq == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()
