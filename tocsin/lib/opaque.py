"""Row numbers that say nothing: serial ones would tell a publisher how much happens elsewhere in the house."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

PADDING = bytes(8)  # what decrypts to anything else was not made here


def key_for(purpose: str) -> bytes:
    return hashlib.sha256(f"tocsin.opaque:{purpose}:{settings.SECRET_KEY}".encode()).digest()


def block_cipher(purpose: str) -> "Cipher[modes.ECB]":
    # One block, never two of the same number for one purpose: here ECB is just a keyed permutation.
    return Cipher(algorithms.AES(key_for(purpose)), modes.ECB())  # noqa: S305


def veiled(number: int, purpose: str) -> str:
    """26 small letters and digits, always the same for a number and a purpose (`attachment`, `message`)."""
    encryptor = block_cipher(purpose).encryptor()
    block = encryptor.update(PADDING + number.to_bytes(8)) + encryptor.finalize()
    return base64.b32encode(block).decode().rstrip("=").lower()


def unveiled(text: str, purpose: str) -> int | None:
    """The number again; None for what was not made by `veiled` for this purpose."""
    try:
        block = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return None
    if len(block) != 16:
        return None
    decryptor = block_cipher(purpose).decryptor()
    plain = decryptor.update(block) + decryptor.finalize()
    return int.from_bytes(plain[8:]) if plain.startswith(PADDING) else None


def sealed(text: str | None, purpose: str) -> str | None:
    """A page's cursor, encrypted and signed (Fernet); None stays None."""
    return box(purpose).encrypt(text.encode()).decode() if text else None


def unsealed(text: str | None, purpose: str) -> str | None:
    """None for nothing, and for what somebody made up."""
    try:
        return box(purpose).decrypt((text or "").encode()).decode() if text else None
    except (InvalidToken, ValueError):
        return None


def box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for(purpose)))
