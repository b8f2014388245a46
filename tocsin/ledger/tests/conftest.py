import pytest

from tocsin.ledger import kinds


@pytest.fixture(autouse=True)
def _test_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "names", {"test.happened", "test.opened", *kinds.names})


@pytest.fixture
def key_file(settings, tmp_path):
    """Where the signing key is made at first use."""
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger_key.pem"
    return settings.LEDGER_KEY_FILE
