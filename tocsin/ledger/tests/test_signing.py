import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tocsin.ledger.signing import (
    KeyTrouble,
    fingerprint,
    is_signed,
    make_private_key,
    public_pem,
    read_private_key,
    read_public_key,
)

from .forging import FORGERS_KEY, SIGNER

OTHER = X25519PrivateKey.generate()


def test_the_key_is_made_at_first_use_and_read_ever_after(key_file):
    made = make_private_key(key_file)
    assert fingerprint(make_private_key(key_file).public_key()) == fingerprint(made.public_key())
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert os.listdir(key_file.parent) == [key_file.name]


def test_of_many_makers_all_get_the_same_key(key_file):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: make_private_key(key_file).public_key(), range(16)))
    assert len({fingerprint(key) for key in keys}) == 1
    assert os.listdir(key_file.parent) == [key_file.name]


def test_a_key_that_is_not_there_is_trouble(key_file):
    with pytest.raises(KeyTrouble, match=r"signing key cannot be read from .*ledger_key\.pem"):
        read_private_key(key_file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "does not hold a signing key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "does not hold a signing key"),
        (OTHER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), "not an Ed25519 key"),
    ],
)
def test_a_file_that_holds_something_else_is_trouble(tmp_path, content, says):
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    with pytest.raises(KeyTrouble, match=says):
        make_private_key(file)
    assert file.read_bytes() == content


def test_a_public_key_comes_back_from_pem():
    again = read_public_key(public_pem(SIGNER.public_key()))
    assert fingerprint(again) == fingerprint(SIGNER.public_key())
    assert fingerprint(again) != fingerprint(FORGERS_KEY.public_key())


@pytest.mark.parametrize(
    ("pem", "says"),
    [
        (b"", "not a public key in PEM"),
        (OTHER.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "not an Ed25519 key"),
        (SIGNER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), "not a public key in PEM"),
    ],
)
def test_a_public_key_that_is_none_is_trouble(pem, says):
    with pytest.raises(KeyTrouble, match=says):
        read_public_key(pem)


def test_a_signature_holds_for_its_message_and_key_only():
    signature = SIGNER.sign(b"message").hex()
    assert is_signed(b"message", signature, SIGNER.public_key())
    assert not is_signed(b"massage", signature, SIGNER.public_key())
    assert not is_signed(b"message", signature, FORGERS_KEY.public_key())
    assert not is_signed(b"message", "no hexadecimal", SIGNER.public_key())
