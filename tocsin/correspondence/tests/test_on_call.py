import pytest

from tocsin.correspondence.models import OnCallAddress
from tocsin.correspondence.on_call import add_address, remove_address
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale


def test_the_lead_adds_and_removes_an_address_and_the_ledger_names_it_by_id(lena):
    row = add_address(" Night@Market.example ", "nl", by=lena)
    assert (row.address, row.language, row.active) == ("night@market.example", "nl", True)
    remove_address(row, by=lena)
    assert not OnCallAddress.objects.active().exists()
    assert [(one.kind, one.by, one.facts) for one in Entry.objects.of("desk:on_call")] == [
        ("on_call.address_added", lena.key, {"address": row.pk}),
        ("on_call.address_removed", lena.key, {"address": row.pk}),
    ]


def test_an_address_that_was_removed_can_come_back(lena):
    remove_address(add_address("night@market.example", "nl", by=lena), by=lena)
    assert add_address("night@market.example", "sv", by=lena).language == "sv"
    assert OnCallAddress.objects.active().count() == 1


@pytest.mark.parametrize("who", ["ada", "bo", "april", "otto", "carla"])
def test_nobody_else_may(who, lena, request):
    row = add_address("night@market.example", "nl", by=lena)
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed, match="Only the lead"):
        add_address("day@market.example", "nl", by=person)
    with pytest.raises(NotAllowed):
        remove_address(row, by=person)
    assert [one.address for one in OnCallAddress.objects.active()] == ["night@market.example"]


@pytest.mark.parametrize(
    ("address", "language", "field"),
    [
        ("night", "nl", "address"),
        ("", "nl", "address"),
        ("a@b.example\nBcc: e@n.example", "nl", "address"),
        ("n" * 60 + "@" + ".".join(["x" * 60] * 4), "nl", "address"),
        ("night@market.example", "xx", "language"),
        ("NIGHT@market.example", "sv", "address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(address, language, field, lena):
    OnCallAddress.objects.create(address="night@market.example", language="nl")
    with pytest.raises(Invalid) as caught:
        add_address(address, language, by=lena)
    assert list(caught.value.fields) == [field]


def test_removing_twice_is_stale(lena):
    row = add_address("night@market.example", "nl", by=lena)
    remove_address(row, by=lena)
    with pytest.raises(Stale):
        remove_address(row, by=lena)
