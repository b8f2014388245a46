"""CVE ids and their aliases, however they are typed, in the one form in which they are stored and searched."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tocsin.vulnerabilities.folding import fold

FIRST_YEAR = 1999
_BETWEEN = r" ?[-:_]{0,2} ?"
_WHOLE = re.compile(rf"CVE{_BETWEEN}([0-9]{{4}}){_BETWEEN}([0-9]+)", re.I | re.A)
# Possessive, so that what is glued to letters (CVE-2024-3094x) is no id rather than a shorter one.
_LIKE_CVE = re.compile(rf"(?<![A-Z0-9])CVE{_BETWEEN}[0-9]++(?:{_BETWEEN}[0-9]++)?+(?![A-Z0-9])", re.I | re.A)
_GHSA = rf"GHSA(?P<ghsa>(?:{_BETWEEN}[23456789CFGHJMPQRVWX]{{4}}){{3}})"
_EUVD = rf"EUVD{_BETWEEN}(?P<year>[0-9]{{4}}){_BETWEEN}(?P<number>[0-9]{{1,19}})"
_ALIAS = re.compile(rf"(?<![A-Z0-9])(?:{_GHSA}|{_EUVD})(?![A-Z0-9])", re.I | re.A)
_MEANT = re.compile(r"(?:CVE|GHSA|EUVD)[-_:]", re.I)
_AROUND = " \t\n.,;:!?()[]{}<>\"'`“”„«»‘’*"


class Reason(StrEnum):
    EMPTY = "empty"
    FORM = "form"
    DIGITS = "digits"
    YEAR = "year"
    SHORT = "short"
    LONG = "long"


class NotACve(ValueError):
    """What was typed is no CVE id. `text` is how it was typed, folded and cut to 40 characters."""

    def __init__(self, reason: Reason, text: str, latest: int) -> None:
        self.reason = reason
        self.text = text if len(text) <= 40 else text[:39] + "…"
        self.latest = latest
        super().__init__(f"{reason}: {self.text}")


_SENTENCES = {
    Reason.EMPTY: _("Enter a CVE id, for example CVE-2024-3094."),
    Reason.FORM: _("“%(text)s” is not a CVE id. A CVE id looks like CVE-2024-3094."),
    Reason.DIGITS: _("Write “%(text)s” with the digits 0 to 9."),
    Reason.YEAR: _("“%(text)s” cannot be right: the year of a CVE id lies between %(first)s and %(latest)s."),
    Reason.SHORT: _("“%(text)s” is too short: at least four digits follow the year, as in CVE-2024-3094."),
    Reason.LONG: _("“%(text)s” is too long: at most 19 digits follow the year, as in CVE-2024-3094."),
}


def sentence(error: NotACve) -> str:
    """What is wrong and how to mend it, in the reader's language."""
    facts = {"text": error.text, "first": FIRST_YEAR, "latest": error.latest}
    return str(_SENTENCES[error.reason]) % facts


@dataclass(frozen=True)
class Listed:
    """What a field for several ids held: the ids and aliases in order without repeats, and what is neither."""

    ids: tuple[str, ...]
    aliases: tuple[str, ...]
    wrong: tuple[NotACve, ...]


def normalise(text: str, *, today: date) -> str:
    """The one CVE id that `text` is, as CVE-YYYY-NNNN (4 to 19 digits, CVE record schema 5.1).

    Case, spaces, dashes of any kind or none, other widths and quotation marks around it do not matter. The year may be
    1999 up to the one after `today`, because ids are reserved ahead. Raises NotACve.
    """
    typed = fold(text).strip(_AROUND)
    latest = today.year + 1
    if not typed:
        raise NotACve(Reason.EMPTY, "", latest)
    if not (match := _WHOLE.fullmatch(typed)):
        foreign = any(character.isdecimal() and not character.isascii() for character in typed)
        raise NotACve(Reason.DIGITS if foreign else Reason.FORM, typed, latest)
    year, number = match.groups()
    if not FIRST_YEAR <= int(year) <= latest:
        raise NotACve(Reason.YEAR, typed, latest)
    if not 4 <= len(number) <= 19:
        raise NotACve(Reason.SHORT if len(number) < 4 else Reason.LONG, typed, latest)
    return f"CVE-{year}-{number}"


def find_all(text: str, *, today: date) -> list[str]:
    """The valid CVE ids in prose or a pasted list, in order, without repeats; what is not valid is passed over."""
    ids, _wrong = _sorted_out(_LIKE_CVE.findall(fold(text)), today)
    return ids


def find_aliases(text: str) -> list[str]:
    """GHSA and EUVD ids in `text`, in order, without repeats: GHSA-xxxx-xxxx-xxxx (small letters), EUVD-YYYY-N."""
    return list(dict.fromkeys(_alias(match) for match in _ALIAS.finditer(fold(text))))


def read_list(text: str, *, today: date) -> Listed:
    """All that a field for CVE ids and aliases held. Words between them do not matter; a piece that seems to be meant
    as an id (it has a digit, or begins as one does) and is none comes back in `wrong`, and so does a text in which no
    id was found at all.
    """
    folded = fold(text)
    ids, wrong = _sorted_out(_LIKE_CVE.findall(folded), today)
    aliases = find_aliases(folded)
    left = _ALIAS.sub("", _LIKE_CVE.sub("", folded))
    pieces = [piece for piece in re.split(r"[ ,;|]+", left) if _seems_meant(piece)]
    if not (ids or aliases or wrong or pieces) and folded:
        pieces = [folded]
    wrong += _sorted_out(pieces, today)[1]
    return Listed(tuple(ids), tuple(aliases), tuple(wrong))


def _sorted_out(pieces: list[str], today: date) -> tuple[list[str], list[NotACve]]:
    ids: dict[str, None] = {}
    wrong: list[NotACve] = []
    for piece in pieces:
        try:
            ids[normalise(piece, today=today)] = None
        except NotACve as error:
            wrong.append(error)
    return list(ids), wrong


def _seems_meant(piece: str) -> bool:
    return "://" not in piece and (any(map(str.isdecimal, piece)) or bool(_MEANT.match(piece)))


def _alias(match: re.Match[str]) -> str:
    if match["ghsa"]:
        letters = re.sub(r"[^0-9A-Z]", "", match["ghsa"], flags=re.I).lower()
        return f"GHSA-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    return f"EUVD-{match['year']}-{match['number']}"
