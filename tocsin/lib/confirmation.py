"""Confirmation numbers: nine unguessable characters of Crockford's base 32 and an ISO 7064 check character."""

import re
import secrets
import unicodedata
from typing import Literal

from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: without I, L, O and U
LENGTH = 10  # nine that are drawn, one that checks
PREFIX = "SE"
_LONGEST_TYPED = 100

# What people write for what they see: Crockford's own O, I and L, and the Cyrillic letters that look like Latin ones.
_READ_AS = str.maketrans("OILАВЕКМНОРСТХУЅІ", "011ABEKMH0PCTXYS1")
_SHAPE = re.compile(rf"(?:{PREFIX})?([{ALPHABET}]{{{LENGTH}}})")


class WrongNumber(ValueError):
    """`reason` is "shape" (cannot be a number: length, foreign characters) or "check" (one character is wrong)."""

    def __init__(self, reason: Literal["shape", "check"]) -> None:
        super().__init__(reason)
        self.reason: Literal["shape", "check"] = reason


def new_number() -> str:
    """A fresh number as it is stored: ten characters, 45 random bits and the check character.

    The check finds every single wrong character and 99.8 % of neighbours that changed places.
    """
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + str(mod_37_36.calc_check_digit(drawn, alphabet=ALPHABET))


def shown(number: str) -> str:
    """The number as people see it: `SE-XXXXX-XXXXX`."""
    return f"{PREFIX}-{number[:5]}-{number[5:]}"


def parse(typed: str) -> str:
    """The stored form of what somebody typed. Raises WrongNumber.

    Any case, width and prefix will do, spaces and dashes anywhere or nowhere, O for 0, I or L for 1.
    """
    if len(typed) > _LONGEST_TYPED:
        raise WrongNumber("shape")
    folded = unicodedata.normalize("NFKC", typed).upper()
    match = _SHAPE.fullmatch("".join(c for c in folded if not _separates(c)).translate(_READ_AS))
    if not match:
        raise WrongNumber("shape")
    if not mod_37_36.is_valid(match[1], alphabet=ALPHABET):
        raise WrongNumber("check")
    return match[1]


def _separates(character: str) -> bool:
    """Spaces and dashes of every kind, and marks that nobody sees (soft hyphen, zero width)."""
    return character.isspace() or character in "−_" or unicodedata.category(character) in {"Pd", "Cf"}
