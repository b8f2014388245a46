"""The fixed cast of every test (STYLE 17), and what keeps tests honest: no network, no write outside a transaction."""

import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.catalogue.models import Offer, Version

hypothesis_settings.register_profile("tocsin", deadline=None)  # a shared machine is slow at times, never wrong
hypothesis_settings.load_profile("tocsin")

PASSWORD = "correct-horse-battery"  # everybody's
HERE = Path(__file__).resolve().parent
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b|\s*WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b", re.I | re.S)
SESSION = '"django_session"'  # Django deletes an ended one by one statement, at the first look at the user


# -- guards -----------------------------------------------------------------------------------------------------
def is_local(family: int, address: Any) -> bool:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = str(address[0])
    try:
        number = ip_address(host)
    except ValueError:
        return host in {"", "localhost"}
    mapped = getattr(number, "ipv4_mapped", None) or number
    return mapped.is_loopback or mapped.is_unspecified


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets reach this machine only; a name to be resolved elsewhere fails as loudly as a connection.

    `pytest.fail` raises a BaseException, so no `except OSError` or `except Exception` under test hides it.
    """

    def guarded(name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            if not is_local(self.family, args[-1]):
                pytest.fail(f"A test reached for the network: {name} to {args[-1]!r}.")
            return real(self, *args)

        return call

    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name != socket.gethostname() and not is_local(socket.AF_INET, (name,)):
            pytest.fail(f"A test reached for the network: look-up of {name!r}.")
        return real_lookup(host, *args, **kwargs)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def writer() -> str | None:
    """Where the project's own code asked for the statement; None if the test itself, or nobody of ours, did."""
    frame = sys._getframe(1)
    while frame := frame.f_back:  # type: ignore[assignment]
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(HERE) and "site-packages" not in file.parts:
            own = file.name == "conftest.py" or "tests" in file.relative_to(HERE).parts
            return None if own else f"{file.relative_to(HERE)}:{frame.f_lineno} ({frame.f_code.co_name})"
    return None


@pytest.fixture(autouse=True)
def writes_are_atomic() -> Iterator[None]:
    """The project writes inside `transaction.atomic` only; the block a test case wraps itself in does not count.

    What a test or a fixture writes by its own lines, to prepare its rows, is free of this.
    """

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        blocks = context["connection"].atomic_blocks
        if (
            WRITES.match(sql)
            and SESSION not in sql
            and all(block._from_testcase for block in blocks)
            and (place := writer())
        ):
            pytest.fail(f"A write outside transaction.atomic, by {place}: {sql[:120]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


@pytest.fixture(autouse=True)
def plain_static(settings: Any) -> None:
    """Pages name their files without the manifest, which only `collectstatic` makes; the source serves them."""
    settings.STATIC_ROOT = HERE / "tocsin" / "web" / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


# -- the database between transactional tests ---------------------------------------------------------------------
@contextmanager
def triggers_lifted() -> Iterator[None]:
    """Let a flush empty what is append-only; the same triggers stand again afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # only what refuses: the triggers that keep the full-text index must see the flush
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'")
            triggers = cursor.fetchall()
            lift = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
            restore = [sql for _, sql in triggers]
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            restore = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        for sql in lift:
            cursor.execute(sql)
    yield
    with connection.cursor() as cursor:
        for sql in restore:
            cursor.execute(sql)


def rows_of_ours() -> list[Model]:
    tables = connection.introspection.table_names()
    models = [model for model in apps.get_models() if model.__module__.startswith("tocsin.")]
    models = [model for model in models if model._meta.db_table in tables]
    return [row for model in models for row in model._base_manager.all()]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transactional test ends with a flush; afterwards the rows that migrations make are there again."""
    with django_db_blocker.unblock():
        made_by_migrations = rows_of_ours()
    flush = TransactionTestCase._fixture_teardown

    def flush_and_refill(case: TransactionTestCase) -> None:
        with triggers_lifted():
            flush(case)
        with transaction.atomic():
            for row in made_by_migrations:
                row.save_base(raw=True, force_insert=True)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", flush_and_refill)
        yield


def database_address() -> str:
    """This test's PostgreSQL as another process finds it; a folder of sockets is quoted, as the setting wants it."""
    at = connection.settings_dict
    host = str(at["HOST"]).replace("/", "%2F")
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{host}:{at['PORT'] or 5432}/{at['NAME']}"


# -- people -----------------------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def hashed_password() -> str:
    return make_password(PASSWORD)


def make_person(name: str, email: str, *, desk_role: str = "", language: str = "en") -> Person:
    """Somebody with a verified address, the common password, and no time zone chosen (the installation's holds)."""
    person = Person.objects.create(
        email=email, name=name, password=hashed_password(), desk_role=desk_role, language=language
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def make_member(name: str, email: str, publisher: Publisher, role: str) -> Person:
    person = make_person(name, email)
    Membership.objects.create(person=person, publisher=publisher, role=role)
    return person


@pytest.fixture
def ada(db: None) -> Person:
    """A triager."""
    return make_person("Ada Lindqvist", "ada@market.example", desk_role=DeskRole.TRIAGER)


@pytest.fixture
def bo(db: None) -> Person:
    """An assessor."""
    return make_person("Bo Janssen", "bo@market.example", desk_role=DeskRole.ASSESSOR)


@pytest.fixture
def april(db: None) -> Person:
    """An approver."""
    return make_person("April Okafor", "april@market.example", desk_role=DeskRole.APPROVER)


@pytest.fixture
def lena(db: None) -> Person:
    """The lead."""
    return make_person("Lena Vogel", "lena@market.example", desk_role=DeskRole.LEAD)


@pytest.fixture
def otto(db: None) -> Person:
    """The auditor."""
    return make_person("Otto Petrov", "otto@market.example", desk_role=DeskRole.AUDITOR)


@pytest.fixture
def carla(contoso: Publisher) -> Person:
    """Owns Contoso's offers."""
    return make_member("Carla Nyström", "carla@contoso.example", contoso, PublisherRole.OWNER)


@pytest.fixture
def dmitri(contoso: Publisher) -> Person:
    """Reports for Contoso."""
    return make_member("Dmitri Orlov", "dmitri@contoso.example", contoso, PublisherRole.CONTRIBUTOR)


@pytest.fixture
def rita(contoso: Publisher) -> Person:
    """Reads along at Contoso."""
    return make_member("Rita Moreau", "rita@contoso.example", contoso, PublisherRole.READER)


@pytest.fixture
def eve(northwind: Publisher) -> Person:
    """Owns a rival, and must see nothing of Contoso's."""
    return make_member("Eve Brandt", "eve@northwind.example", northwind, PublisherRole.OWNER)


# -- publishers and what they sell ------------------------------------------------------------------------------
def make_offer(publisher: Publisher, key: str, name: str, **released: date) -> Offer:
    """An offer with versions named like `v2_1=date(…)` for 2.1, oldest first."""
    offer = Offer.objects.create(publisher=publisher, key=key, name=name)
    for label, day in released.items():
        Version.objects.create(offer=offer, label=label.removeprefix("v").replace("_", "."), released_at=day)
    return offer


@pytest.fixture
def contoso(db: None) -> Publisher:
    """A Swedish publisher with Contoso Export (2.0 to 2.3) and Contoso Sync (1.0)."""
    publisher = Publisher.objects.create(key="contoso", name="Contoso", region="SE")
    make_offer(
        publisher,
        "contoso-export",
        "Contoso Export",
        v2_0=date(2025, 3, 3),
        v2_1=date(2025, 6, 2),
        v2_2=date(2025, 10, 6),
        v2_3=date(2026, 1, 12),
    )
    make_offer(publisher, "contoso-sync", "Contoso Sync", v1_0=date(2025, 5, 5))
    return publisher


@pytest.fixture
def contoso_export(contoso: Publisher) -> Offer:
    return contoso.offers.get(key="contoso-export")


@pytest.fixture
def contoso_sync(contoso: Publisher) -> Offer:
    return contoso.offers.get(key="contoso-sync")


@pytest.fixture
def northwind(db: None) -> Publisher:
    """A German rival with Northwind Relay (5.0)."""
    publisher = Publisher.objects.create(key="northwind", name="Northwind", region="DE")
    make_offer(publisher, "northwind-relay", "Northwind Relay", v5_0=date(2025, 9, 1))
    return publisher
