"""Settings come from the environment: `TOCSIN_NAME`, or the content of the file that `TOCSIN_NAME_FILE` names."""

import os
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class SettingError(Exception):
    """A setting is wrong; its text is the sentence that the administrator reads instead of a started server."""


def text(name: str, default: str = "") -> str:
    """The setting's text; a `_FILE` twin (a mounted secret) is read and stripped of its last line end."""
    full = f"TOCSIN_{name}"
    file = os.environ.get(f"{full}_FILE")
    if file and full in os.environ:
        raise SettingError(f"Set {full} or {full}_FILE, not both.")
    if not file:
        return os.environ.get(full, default)
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise SettingError(f"{full}_FILE cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingError(f"{full}_FILE cannot be read: it is not text in UTF-8.") from error


def boolean(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").strip().lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off", ""}:
        return False
    raise SettingError(f"TOCSIN_{name} must be yes or no.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name, str(default)).strip()
    if not value.isascii() or not value.isdigit() or len(value) > 18 or not least <= int(value) <= most:
        raise SettingError(f"TOCSIN_{name} must be a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas; empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def address(name: str, schemes: set[str], default: str = "") -> SplitResult:
    """A URL of one of these schemes; the credentials in it are never repeated in the error."""
    given = text(name, default)
    try:
        value = urlsplit(given)
        value.port  # noqa: B018 - read here, because it is only checked when it is read
    except ValueError:
        raise SettingError(f"TOCSIN_{name} is not an address: its host or port cannot be read.") from None
    if value.scheme not in schemes:
        raise SettingError(f"TOCSIN_{name} must be an address that starts with {' or '.join(sorted(schemes))}:")
    return value
