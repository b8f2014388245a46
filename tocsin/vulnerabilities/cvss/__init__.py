"""CVSS 2.0, 3.0, 3.1 and 4.0 vectors out of what people paste, scored, with a sentence for what cannot be read."""

from tocsin.vulnerabilities.cvss.faults import Fault, NotAVector, sentence
from tocsin.vulnerabilities.cvss.reading import LONGEST, Reading, read

__all__ = ["LONGEST", "Fault", "NotAVector", "Reading", "read", "sentence"]
