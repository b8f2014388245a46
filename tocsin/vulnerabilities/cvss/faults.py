"""What can be wrong with a CVSS vector, and the sentence that says so."""

from collections.abc import Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Fault(StrEnum):
    NOT_FOUND = "not_found"
    TOO_LONG = "too_long"
    CONTRADICTORY = "contradictory"
    VERSION = "version"
    UNKNOWN_METRIC = "unknown_metric"
    OTHER_VERSION = "other_version"
    UNKNOWN_VALUE = "unknown_value"
    NO_VALUE = "no_value"
    REPEATED = "repeated"
    MISSING = "missing"


class NotAVector(ValueError):
    """`code` says what is wrong, `metrics` at which metrics, `facts` are the words that the sentence needs."""

    def __init__(self, code: Fault, *, metrics: Sequence[str] = (), **facts: str) -> None:
        self.code = code
        self.metrics = tuple(metrics)
        self.facts = {"metric": ", ".join(metrics), **facts}
        super().__init__(f"{code}: {self.facts}")


_SENTENCES = {
    Fault.NOT_FOUND: _(
        "No CVSS vector was found in this text. Paste a vector such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, "
        "or the address of a CVSS calculator."
    ),
    Fault.TOO_LONG: _(
        "This text is too long to be searched for a CVSS vector. Paste only the vector, or the address of a CVSS "
        "calculator."
    ),
    Fault.CONTRADICTORY: _(
        "This text holds different CVSS vectors, %(first)s and %(second)s. Leave only the one that applies."
    ),
    Fault.VERSION: _("CVSS %(version)s cannot be read here. Use CVSS 2.0, 3.0, 3.1 or 4.0."),
    Fault.UNKNOWN_METRIC: _("CVSS %(version)s has no metric %(metric)s. Correct it, or take it out of the vector."),
    Fault.OTHER_VERSION: _(
        "The metric %(metric)s belongs to CVSS %(other)s, but this vector is CVSS %(version)s. Use the metrics of one "
        "version only."
    ),
    Fault.UNKNOWN_VALUE: _(
        "In CVSS %(version)s the metric %(metric)s cannot be %(value)s. Choose one of these: %(allowed)s."
    ),
    Fault.NO_VALUE: _("The metric %(metric)s has no value in this vector. Choose one of these: %(allowed)s."),
    Fault.REPEATED: _("The metric %(metric)s is there more than once. Leave it in the vector only once."),
}


def sentence(error: NotAVector) -> str:
    """What is wrong and how to mend it, in the reader's language."""
    if error.code == Fault.MISSING:
        return (
            ngettext(
                "The metric %(metric)s is missing. CVSS %(version)s needs it for a score.",
                "The metrics %(metric)s are missing. CVSS %(version)s needs them for a score.",
                len(error.metrics),
            )
            % error.facts
        )
    return str(_SENTENCES[error.code]) % error.facts
