"""A text in, one vector with its score out."""

from dataclasses import dataclass
from decimal import Decimal

from tocsin.vulnerabilities.cvss.faults import Fault, NotAVector
from tocsin.vulnerabilities.cvss.finding import Run, legible, runs, stated_three
from tocsin.vulnerabilities.cvss.versions import VERSIONS, Version
from tocsin.vulnerabilities.severities import Severity

LONGEST = 4000  # characters; the longest vector of all, in an address and percent-encoded, has some 600


@dataclass(frozen=True)
class Reading:
    """A vector that holds.

    `vector` is canonical: the specification's order and case, no undefined metrics, with its prefix (2.0 has none).
    `score` is what records and calculators publish: for 2.0 and 3.x the base score, whatever else the vector says;
    for 4.0 the one score of the whole vector, threat and environment included (specification 4.0 section 8).
    `severity` is CVSS's qualitative scale, for 2.0 NVD's.
    """

    vector: str
    version: str
    score: Decimal
    severity: Severity


def read(text: str) -> Reading:
    """The one vector in `text`: bare, in brackets, in the address of FIRST's or NVD's calculator, or among words.

    The same vector twice is one. A 3.x vector that says neither 3.0 nor 3.1 is taken as the text states, else as 3.1;
    their base scores are the same. Raises NotAVector.
    """
    if len(text) > LONGEST:
        raise NotAVector(Fault.TOO_LONG)
    clear = legible(text)
    three = stated_three(clear) or "3.1"
    readings = list(dict.fromkeys(_read(run, three) for run in runs(clear)))
    if not readings:
        raise NotAVector(Fault.NOT_FOUND)
    if len(readings) > 1:
        raise NotAVector(Fault.CONTRADICTORY, first=readings[0].vector, second=readings[1].vector)
    return readings[0]


def _read(run: Run, three: str) -> Reading:
    version = _version(run, three)
    metrics = [_metric(version, name, run) for name, _typed in run.fields]
    chosen: dict[str, str] = {}
    for metric, (_name, typed) in zip(metrics, run.fields, strict=True):
        if metric in chosen:
            raise NotAVector(Fault.REPEATED, metrics=[metric])
        chosen[metric] = _value(version, metric, typed)
    if missing := [metric for metric in version.mandatory if metric not in chosen]:
        raise NotAVector(Fault.MISSING, metrics=missing, version=version.name)
    fields = [f"{metric}:{chosen[metric]}" for metric in version.metrics if _said(version, chosen.get(metric))]
    return _scored(version, version.prefix + "/".join(fields))


def _scored(version: Version, vector: str) -> Reading:
    score = Decimal(str(version.scorer(vector).scores()[0]))
    severity = Severity.from_score_of_2(score) if version.name == "2.0" else Severity.from_score(score)
    return Reading(vector, version.name, score, severity)


def _said(version: Version, value: str | None) -> bool:
    return value not in (None, version.undefined)


def _version(run: Run, three: str) -> Version:
    if run.version is None:
        likeliest = max(VERSIONS.values(), key=lambda version: _fitting(version, run))
        return VERSIONS[three] if likeliest.name == "3.1" else likeliest
    name = {"2": "2.0", "3": three, "4": "4.0"}.get(run.version, run.version)
    if name not in VERSIONS:
        raise NotAVector(Fault.VERSION, version=name)
    return VERSIONS[name]


def _fitting(version: Version, run: Run) -> int:
    metrics = [(version.metric(name), value) for name, value in run.fields]
    return sum(1 for metric, value in metrics if metric and version.value(metric, value))


def _metric(version: Version, name: str, run: Run) -> str:
    if metric := version.metric(name):
        return metric
    others = [other for other in VERSIONS.values() if other.metric(name)]
    if not others:
        raise NotAVector(Fault.UNKNOWN_METRIC, metrics=[name], version=version.name)
    meant = max(others, key=lambda other: _fitting(other, run))
    raise NotAVector(Fault.OTHER_VERSION, metrics=[meant.metric(name) or name], version=version.name, other=meant.name)


def _value(version: Version, metric: str, typed: str) -> str:
    if value := version.value(metric, typed):
        return value
    code = Fault.UNKNOWN_VALUE if typed else Fault.NO_VALUE
    allowed = ", ".join(version.metrics[metric])
    raise NotAVector(code, metrics=[metric], version=version.name, value=typed[:20], allowed=allowed)
