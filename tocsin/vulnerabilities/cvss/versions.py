"""The metrics of each CVSS version and their values, in the specifications' order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cvss import CVSS2, CVSS3, CVSS4, constants2, constants3, constants4


@dataclass(frozen=True)
class Version:
    name: str
    prefix: str
    metrics: Mapping[str, tuple[str, ...]]
    mandatory: tuple[str, ...]
    undefined: str
    scorer: Any  # the library's class: vector in, scores() out

    def metric(self, typed: str) -> str | None:
        """The metric that is meant by `typed` in any case: `Au` in 2.0 and `AU` in 4.0."""
        return _same(typed, self.metrics)

    def value(self, metric: str, typed: str) -> str | None:
        """The value that is meant by `typed` in any case: `Amber` for U in 4.0."""
        return _same(typed, self.metrics[metric])


def _same(typed: str, names: Any) -> str | None:
    return next((name for name in names if name.upper() == typed.upper()), None)


def _version(name: str, prefix: str, constants: Any, scorer: Any, undefined: str = "X") -> Version:
    metrics = {metric: tuple(constants.METRICS_VALUE_NAMES[metric]) for metric in constants.METRICS_ABBREVIATIONS}
    return Version(name, prefix, metrics, tuple(constants.METRICS_MANDATORY), undefined, scorer)


# In the order in which a vector that fits several is taken: 3.1 is what most people have.
VERSIONS = {
    "3.1": _version("3.1", "CVSS:3.1/", constants3, CVSS3),
    "4.0": _version("4.0", "CVSS:4.0/", constants4, CVSS4),
    "2.0": _version("2.0", "", constants2, CVSS2, undefined="ND"),
    "3.0": _version("3.0", "CVSS:3.0/", constants3, CVSS3),
}
KNOWN_METRICS = frozenset(metric.upper() for version in VERSIONS.values() for metric in version.metrics)
