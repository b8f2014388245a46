"""The vectors of real CVE records, where they are at hand."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tocsin.vulnerabilities.cvss import read

RECORDS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "cve"


def published():
    """(version, vector, base score, severity) of each metric of each record, of the CNA and of others."""
    for file in sorted(RECORDS.rglob("CVE-*.json")):
        containers = json.loads(file.read_text())["containers"]
        for container in [containers.get("cna", {}), *containers.get("adp", [])]:
            for metric in container.get("metrics", []):
                for data in metric.values():
                    if isinstance(data, dict) and "vectorString" in data:
                        yield data


@pytest.mark.skipif(not RECORDS.is_dir(), reason="no shared data")
def test_every_vector_of_the_real_records_reads_with_the_score_that_was_published():
    versions: Counter[str] = Counter()
    differ = []
    for data in published():
        reading = read(data["vectorString"])
        versions[reading.version] += 1
        if reading.score != Decimal(str(data["baseScore"])):
            differ.append((reading.vector, reading.score, data["baseScore"]))
    assert versions == {"2.0": 13, "3.0": 17, "3.1": 64, "4.0": 13}
    assert differ == []
