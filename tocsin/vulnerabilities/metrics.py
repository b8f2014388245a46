"""The base metrics of CVSS 3.0, 3.1 and 4.0 as a form of radio groups asks for them: code, label, one sentence, values.

The labels are the specifications' own; the sentences say in plain words what each choice means.
"""

from collections.abc import Mapping

from tocsin.vulnerabilities.cvss import Fault, NotAVector, Reading, read
from tocsin.vulnerabilities.cvss.versions import VERSIONS
from tocsin.vulnerabilities.metrics_of_3 import METRICS_OF_3
from tocsin.vulnerabilities.metrics_of_4 import METRICS_OF_4
from tocsin.vulnerabilities.questions import Metric, Value

__all__ = ["METRICS", "Metric", "Value", "build", "chosen"]

METRICS: dict[str, tuple[Metric, ...]] = {"3.0": METRICS_OF_3, "3.1": METRICS_OF_3, "4.0": METRICS_OF_4}


def build(version: str, choices: Mapping[str, str]) -> str:
    """The vector of a filled form: `choices` maps metrics' codes to values' codes (other keys are left alone).

    Raises NotAVector, with the missing metrics or the one whose value does not exist in `metrics`.
    """
    if version not in METRICS:
        raise NotAVector(Fault.VERSION, version=version[:20])
    metrics = METRICS[version]
    if missing := [metric.code for metric in metrics if not choices.get(metric.code)]:
        raise NotAVector(Fault.MISSING, metrics=missing, version=version)
    for metric in metrics:
        value, allowed = choices[metric.code], [value.code for value in metric.values]
        if value not in allowed:
            facts = {"version": version, "value": value[:20], "allowed": ", ".join(allowed)}
            raise NotAVector(Fault.UNKNOWN_VALUE, metrics=[metric.code], **facts)
    fields = (f"{metric.code}:{choices[metric.code]}" for metric in metrics)
    return read(VERSIONS[version].prefix + "/".join(fields)).vector


def chosen(reading: Reading) -> dict[str, str]:
    """The choices that make the base metrics of `reading`, to fill the form from a vector; empty for CVSS 2.0."""
    fields = dict(field.split(":") for field in reading.vector.split("/") if not field.startswith("CVSS"))
    return {metric.code: fields[metric.code] for metric in METRICS.get(reading.version, ())}
