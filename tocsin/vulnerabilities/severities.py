"""How bad a vulnerability or an incident is, in the words of CVSS's qualitative scale."""

from decimal import Decimal

from django.db import models
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    """Compares by how bad it is, so that `max()` gives the worst. As in every list of choices the worst comes first."""

    CRITICAL = "critical", pgettext_lazy("severity", "Critical")
    HIGH = "high", pgettext_lazy("severity", "High")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    LOW = "low", pgettext_lazy("severity", "Low")
    NONE = "none", pgettext_lazy("severity", "None")

    @property
    def rank(self) -> int:
        """0 for none up to 4 for critical."""
        return len(Severity) - 1 - list(Severity).index(self)

    # Text would compare by the alphabet, where "none" is worse than "critical".
    def __lt__(self, other: str) -> bool:
        return self.rank < Severity(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Severity(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Severity(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Severity(other).rank

    @classmethod
    def from_score(cls, score: Decimal) -> "Severity":
        """Of a CVSS 3.0, 3.1 or 4.0 score, 0.0 to 10.0 (specification 3.1 section 5, 4.0 section 6).

        Raises ValueError for what is not a score.
        """
        _check(score)
        if score == 0:
            return cls.NONE
        if score < 4:
            return cls.LOW
        if score < 7:
            return cls.MEDIUM
        return cls.HIGH if score < 9 else cls.CRITICAL

    @classmethod
    def from_score_of_2(cls, score: Decimal) -> "Severity":
        """Of a CVSS 2.0 score, which has no scale of its own: NVD's, where 10.0 is high and 0.0 is low.

        Raises ValueError for what is not a score.
        """
        _check(score)
        if score < 4:
            return cls.LOW
        return cls.MEDIUM if score < 7 else cls.HIGH


def _check(score: Decimal) -> None:
    if not 0 <= score <= 10:
        raise ValueError(f"A CVSS score lies between 0.0 and 10.0, not at {score}.")
