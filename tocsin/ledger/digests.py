"""How the ledger speaks of texts it may not hold: a digest that means nothing once its salt is gone."""

import hashlib
import hmac
import secrets

SALT_BYTES = 32


def new_salt() -> bytes:
    """32 random bytes. Keep them beside the text; erase both together."""
    return secrets.token_bytes(SALT_BYTES)


def digest(text: str, salt: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104) of the text under the salt, as 64 hexadecimal digits; ValueError for a short salt.

    Without the salt a guess at the text cannot be tried, so that erasing the salt erases what the entry tells of.
    """
    if len(salt) < SALT_BYTES:
        raise ValueError(f"A salt has at least {SALT_BYTES} bytes.")
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()
