"""The key that signs checkpoints. It lives in a file outside the database, so that who can rewrite one cannot sign."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.utils.translation import gettext as _

from .hashing import sha256


class KeyTrouble(Exception):
    """A key is missing or is no Ed25519 key; the text is the sentence that the administrator reads."""


def make_private_key(file: Path) -> Ed25519PrivateKey:
    """The key in the file (PKCS 8, PEM, mode 0600), made if there is none. Of two makers at once both get the same."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as made:
            made.write(pem)
            made.flush()
            os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # all of it or nothing, and never over another's
        draft.unlink()
    return read_private_key(file)


def read_private_key(file: Path) -> Ed25519PrivateKey:
    """The key in the file, or KeyTrouble."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise KeyTrouble(_("The ledger’s signing key cannot be read from %(file)s.") % {"file": file}) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyTrouble(_("%(file)s does not hold a signing key.") % {"file": file}) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyTrouble(_("%(file)s holds a key that is not an Ed25519 key.") % {"file": file})
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """The public key in PEM, or KeyTrouble."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyTrouble(_("This is not a public key in PEM.")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyTrouble(_("This public key is not an Ed25519 key."))
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's 32 bytes: what two people compare on the telephone."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def is_signed(message: bytes, signature: str, key: Ed25519PublicKey) -> bool:
    """Whether the signature (hexadecimal) is that key's over the message."""
    try:
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
