"""Canonical JSON (RFC 8785) for what is hashed or signed: one value has exactly one sequence of bytes.

Only text, whole numbers within ±(2^53 − 1), booleans, null, lists and dicts with text keys are let in. RFC 8785 has a
form for floats too, but no engine promises to give back the one it was given; NUL and lone surrogates are refused
because PostgreSQL cannot keep them.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import rfc8785

Json = str | int | bool | None | list[Any] | dict[str, Any]


class NotCanonical(ValueError):
    """The value, or the bytes, cannot stand in something that is hashed."""


def plain(value: object) -> Json:
    """The same value in plain built-in types (an enum's member becomes its text), or NotCanonical."""
    if isinstance(value, str):
        if "\x00" in value:
            raise NotCanonical("Text that is hashed may not contain NUL.")
        return str.__str__(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key(name): plain(item) for name, item in value.items()}
    raise NotCanonical(
        f"A {type(value).__name__} cannot be hashed: give text, whole numbers, booleans, null, lists, dicts."
    )


def key(name: object) -> str:
    if not isinstance(name, str) or "\x00" in name:
        raise NotCanonical("The keys of what is hashed must be text without NUL.")
    return str.__str__(name)


def canonical(value: object) -> bytes:
    """RFC 8785's bytes (UTF-8, keys sorted by UTF-16 code units, no blanks) of the value, or NotCanonical."""
    try:
        return bytes(rfc8785.dumps(plain(value)))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:  # the latter for a key's lone surrogate
        raise NotCanonical(str(error)) from error
    except RecursionError as error:
        raise NotCanonical("This is nested too deeply.") from error


def parse(line: bytes) -> Json:
    """The value of bytes that must already be canonical; anything else (a blank, a repeated key, a float) raises.

    Strict, so that a copy cannot say one thing to a person's eyes and another to the check.
    """
    try:
        value: Json = json.loads(line, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("This is not JSON.") from error
    if canonical(value) != line:
        raise NotCanonical("This is JSON, but not in canonical form.")
    return value


def refuse(text: str) -> NoReturn:
    raise NotCanonical(f"{text} is not a whole number.")
