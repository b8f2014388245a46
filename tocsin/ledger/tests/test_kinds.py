import pytest

from tocsin.ledger import kinds


def test_a_registered_kind_is_known():
    kinds.register("ticket.closed", "offer_action.new_sales_stopped")
    assert {"ticket.closed", "offer_action.new_sales_stopped"} <= kinds.registered()
    assert kinds.known("ticket.closed") == "ticket.closed"


def test_registering_again_changes_nothing():
    kinds.register("ticket.closed")
    before = kinds.registered()
    kinds.register("ticket.closed")
    assert kinds.registered() == before


@pytest.mark.parametrize("kind", ["closed", "Ticket.closed", "ticket.", ".closed", "ticket closed", "a.b" * 30])
def test_a_kind_of_another_shape_is_refused_and_none_of_its_company_registered(kind):
    with pytest.raises(ValueError, match=r"noun\.what_happened"):
        kinds.register(kind, "ticket.later")
    assert kind not in kinds.registered()
    assert "ticket.later" not in kinds.registered()


def test_an_unknown_kind_is_named():
    with pytest.raises(kinds.UnknownKind, match=r"'ticket\.invented' is not registered"):
        kinds.known("ticket.invented")
