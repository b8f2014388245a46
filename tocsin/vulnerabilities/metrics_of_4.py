"""CVSS 4.0 base metrics (specification 4.0, section 2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.vulnerabilities.metrics_of_3 import METRICS_OF_3
from tocsin.vulnerabilities.questions import Metric, Value

_SAME = {metric.code: metric for metric in METRICS_OF_3}

METRICS_OF_4 = (
    _SAME["AV"],
    Metric(
        "AC",
        pgettext_lazy("CVSS metric", "Attack complexity"),
        _("Does the attacker have to get around a protection that was built in against such attacks?"),
        (
            Value(
                "L",
                pgettext_lazy("CVSS attack complexity", "Low"),
                _("No, there is none in the way, or it does not help."),
            ),
            Value(
                "H",
                pgettext_lazy("CVSS attack complexity", "High"),
                _("Yes, for example memory randomisation, or a secret of the target has to be found out first."),
            ),
        ),
    ),
    Metric(
        "AT",
        pgettext_lazy("CVSS metric", "Attack requirements"),
        _("Does the attack work only where the system is set up or used in a certain way?"),
        (
            Value("N", pgettext_lazy("CVSS attack requirements", "None"), _("No, it works nearly everywhere.")),
            Value(
                "P",
                pgettext_lazy("CVSS attack requirements", "Present"),
                _("Yes, for example at just the right moment, or from a place between two machines."),
            ),
        ),
    ),
    _SAME["PR"],
    Metric(
        "UI",
        pgettext_lazy("CVSS metric", "User interaction"),
        _("Does somebody else have to do something for the attack to succeed?"),
        (
            Value("N", pgettext_lazy("CVSS user interaction", "None"), _("No, the attacker needs nobody else.")),
            Value(
                "P",
                pgettext_lazy("CVSS user interaction", "Passive"),
                _("Yes, but no more than ordinary use, for example opening a page."),
            ),
            Value(
                "A",
                pgettext_lazy("CVSS user interaction", "Active"),
                _("Yes, something out of the ordinary, for example dismissing a warning or importing a file."),
            ),
        ),
    ),
    Metric(
        "VC",
        pgettext_lazy("CVSS metric", "Confidentiality of the vulnerable system"),
        _("What can the attacker read in the system that has the vulnerability?"),
        _SAME["C"].values,
    ),
    Metric(
        "VI",
        pgettext_lazy("CVSS metric", "Integrity of the vulnerable system"),
        _("What can the attacker change in the system that has the vulnerability?"),
        _SAME["I"].values,
    ),
    Metric(
        "VA",
        pgettext_lazy("CVSS metric", "Availability of the vulnerable system"),
        _("Can the attacker stop the system that has the vulnerability from working?"),
        _SAME["A"].values,
    ),
    Metric(
        "SC",
        pgettext_lazy("CVSS metric", "Confidentiality of other systems"),
        _("What can the attacker then read in other systems, such as the host or a visitor’s browser?"),
        _SAME["C"].values,
    ),
    Metric(
        "SI",
        pgettext_lazy("CVSS metric", "Integrity of other systems"),
        _("What can the attacker then change in other systems?"),
        _SAME["I"].values,
    ),
    Metric(
        "SA",
        pgettext_lazy("CVSS metric", "Availability of other systems"),
        _("Can the attacker then stop other systems from working?"),
        _SAME["A"].values,
    ),
)
