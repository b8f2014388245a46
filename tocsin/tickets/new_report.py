"""A report as plain values, after validation and before anything is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.accounts.models import Publisher
from tocsin.vulnerabilities.cvss import Reading

from .choices import Category, Certainty, Tlp


@dataclass(frozen=True)
class NewReport:
    """What `intake.submit` and `opening.open_towards` take. Moments are aware; texts are already cleaned."""

    publisher: Publisher
    category: Category
    title: str
    problem: str
    affected: list[tuple[int, int | None]]  # (offer id, version id; None where not known)
    exploited: str
    aware_at: datetime
    accounts_compromised: str = Certainty.UNKNOWN
    cve_ids: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    scores: list[Reading] = field(default_factory=list)
    tlp: str = Tlp.AMBER
    embargo_until: datetime | None = None
    restricted: bool = False
    restricted_to: list[int] = field(default_factory=list)  # person ids
    reference: str = ""
    language: str = "en"
    words: dict[str, Any] = field(default_factory=dict)  # further columns of Report, by name
