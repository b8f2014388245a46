import pytest

from tocsin.accounts.models import Person
from tocsin.accounts.roles import DESK_PERMISSIONS, PUBLISHER_PERMISSIONS, DeskRole, PublisherRole


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("triager", "read triage write"),
        ("assessor", "read triage write assess"),
        ("approver", "read triage write assess approve"),
        ("lead", "read triage write assess approve lead"),
        ("auditor", "read"),
        ("", ""),
        ("owner", ""),
    ],
)
def test_what_each_role_may_do_at_the_desk(role, may):
    every = ["read", "triage", "write", "assess", "approve", "lead"]
    person = Person(desk_role=role)
    assert [one for one in every if person.at_desk(f"desk.{one}")] == may.split()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("rita", "read"),
        ("dmitri", "read report answer"),
        ("carla", "read report answer own"),
        ("eve", ""),
        ("lena", ""),
    ],
)
def test_what_each_role_may_do_at_a_publisher(request, contoso, who, may):
    person = request.getfixturevalue(who)
    every = ["read", "report", "answer", "own"]
    assert [one for one in every if person.at_publisher(contoso.pk, f"publisher.{one}")] == may.split()


def test_every_role_has_its_permissions():
    assert set(DESK_PERMISSIONS) == set(DeskRole.values)
    assert set(PUBLISHER_PERMISSIONS) == set(PublisherRole.values)


def test_the_two_sides_share_no_permission():
    desk, publisher = (frozenset().union(*table.values()) for table in (DESK_PERMISSIONS, PUBLISHER_PERMISSIONS))
    assert not desk & publisher
