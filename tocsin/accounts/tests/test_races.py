"""Rules that span several rows, with two at once. First shown to break without the lock, then to hold with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection

from conftest import make_member, make_person
from tocsin.accounts import inviting, joining, membership
from tocsin.accounts.models import Membership, Person
from tocsin.lib.errors import DomainError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's writers take turns from their first statement"),
]


def at_once(*verbs: Callable[[], None]) -> list[str]:
    """Run the verbs at the same time, each on its own connection; the errors that rules raised."""

    def run(verb: Callable[[], None]) -> str:
        try:
            verb()
        except DomainError as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Both come to wait for each other right after the check, unless a lock keeps one of them before it."""
    check, meeting = getattr(module, name), Barrier(2)

    def slow(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=0.5)

    monkeypatch.setattr(module, name, slow)


@pytest.mark.parametrize("locked", [False, True])
def test_two_owners_who_leave_at_once_do_not_leave_the_publisher_ownerless(monkeypatch, carla, contoso, locked):
    sven = make_member("Sven Ek", "sven@contoso.example", contoso, "owner")
    meet_after(monkeypatch, membership, "require_another_owner")
    if not locked:
        monkeypatch.setattr(membership, "hold_publisher", lambda _publisher_id: None)

    def leave(person: Person) -> Callable[[], None]:
        mine = Membership.objects.select_related("person", "publisher").get(person=person)
        return lambda: membership.remove_member(mine, by=person)

    errors = at_once(leave(carla), leave(sven))

    assert errors == (["", "Invalid"] if locked else ["", ""])
    assert Membership.objects.owners().count() == (1 if locked else 0)


@pytest.mark.parametrize("locked", [False, True])
def test_two_leads_who_step_down_at_once_do_not_leave_the_desk_leadless(monkeypatch, lena, locked):
    sven = make_person("Sven Ek", "sven@market.example", desk_role="lead")
    meet_after(monkeypatch, membership, "require_another_lead")
    if not locked:
        monkeypatch.setattr(membership, "hold_leads", lambda: None)

    errors = at_once(
        lambda: membership.set_desk_role(lena, "triager", by=lena),
        lambda: membership.set_desk_role(sven, "triager", by=sven),
    )

    assert errors == (["", "Invalid"] if locked else ["", ""])
    assert Person.objects.leads().count() == (1 if locked else 0)


@pytest.mark.parametrize("locked", [False, True])
def test_joining_both_sides_at_once_succeeds_on_one(monkeypatch, lena, carla, contoso, locked):
    nils = make_person("Nils Berg", "nils@contoso.example")
    to_desk, _token = inviting.invite(nils.email, publisher=None, role="triager", by=lena)
    to_contoso, _token = inviting.invite(nils.email, publisher=contoso, role="reader", by=carla)
    meet_after(monkeypatch, joining, "require_one_side")
    if not locked:
        monkeypatch.setattr(inviting, "hold_person", lambda _person: None)

    errors = at_once(
        lambda: inviting.accept(to_desk, by=Person.objects.get(pk=nils.pk)),
        lambda: inviting.accept(to_contoso, by=Person.objects.get(pk=nils.pk)),
    )

    assert errors == (["", "NotAllowed"] if locked else ["", ""])
    joined = Person.objects.get(pk=nils.pk)
    assert joined.is_desk + bool(joined.roles) == (1 if locked else 2)


def test_one_invitation_accepted_twice_at_once_joins_once(carla, contoso):
    nils = make_person("Nils Berg", "nils@contoso.example")
    invitation, _token = inviting.invite(nils.email, publisher=contoso, role="reader", by=carla)

    def accept() -> None:
        inviting.accept(invitation, by=Person.objects.get(pk=nils.pk))

    assert at_once(accept, accept) == ["", "Stale"]
    assert Membership.objects.filter(person=nils).count() == 1
