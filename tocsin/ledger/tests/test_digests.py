import hashlib
import hmac

import pytest

from tocsin.ledger.digests import digest, new_salt


def test_a_digest_is_hmac_sha_256_under_the_salt():
    salt = bytes(range(32))
    assert digest("Пароль", salt) == hmac.new(salt, "Пароль".encode(), hashlib.sha256).hexdigest()


def test_the_same_text_under_another_salt_cannot_be_recognised():
    assert digest("secret", new_salt()) != digest("secret", new_salt())


def test_a_salt_is_32_random_bytes():
    assert len(new_salt()) == 32
    assert new_salt() != new_salt()


@pytest.mark.parametrize("salt", [b"", b"short", b"x" * 31])
def test_a_short_salt_is_refused(salt):
    with pytest.raises(ValueError, match="at least 32 bytes"):
        digest("secret", salt)
