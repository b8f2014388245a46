import pytest

from tocsin.ledger import kinds


@pytest.fixture(autouse=True)
def _test_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "names", {"test.happened", "test.opened", *kinds.names})
