"""CVSS 3.0 and 3.1 base metrics (specification 3.1, section 2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.vulnerabilities.questions import Metric, Value

METRICS_OF_3 = (
    Metric(
        "AV",
        pgettext_lazy("CVSS metric", "Attack vector"),
        _("Where does the attacker have to be?"),
        (
            Value("N", pgettext_lazy("CVSS attack vector", "Network"), _("Anywhere, for example on the internet.")),
            Value(
                "A",
                pgettext_lazy("CVSS attack vector", "Adjacent"),
                _("Close by, for example in the same local network or within Bluetooth range."),
            ),
            Value(
                "L",
                pgettext_lazy("CVSS attack vector", "Local"),
                _("On the system itself, or someone there has to open a file from the attacker."),
            ),
            Value("P", pgettext_lazy("CVSS attack vector", "Physical"), _("At the device, able to touch it.")),
        ),
    ),
    Metric(
        "AC",
        pgettext_lazy("CVSS metric", "Attack complexity"),
        _("Does the attack depend on conditions that the attacker does not control?"),
        (
            Value("L", pgettext_lazy("CVSS attack complexity", "Low"), _("No, it works every time.")),
            Value(
                "H",
                pgettext_lazy("CVSS attack complexity", "High"),
                _("Yes, it takes preparation, luck or knowledge of the particular target."),
            ),
        ),
    ),
    Metric(
        "PR",
        pgettext_lazy("CVSS metric", "Privileges required"),
        _("Which rights does the attacker need before the attack?"),
        (
            Value("N", pgettext_lazy("CVSS privileges", "None"), _("None, not even an account.")),
            Value("L", pgettext_lazy("CVSS privileges", "Low"), _("Those of an ordinary user.")),
            Value("H", pgettext_lazy("CVSS privileges", "High"), _("Those of an administrator.")),
        ),
    ),
    Metric(
        "UI",
        pgettext_lazy("CVSS metric", "User interaction"),
        _("Does somebody else have to do something for the attack to succeed?"),
        (
            Value("N", pgettext_lazy("CVSS user interaction", "None"), _("No, the attacker needs nobody else.")),
            Value(
                "R",
                pgettext_lazy("CVSS user interaction", "Required"),
                _("Yes, for example open a link or install something."),
            ),
        ),
    ),
    Metric(
        "S",
        pgettext_lazy("CVSS metric", "Scope"),
        _("Can the attack harm more than the part that has the vulnerability?"),
        (
            Value(
                "U",
                pgettext_lazy("CVSS scope", "Unchanged"),
                _("No, only what that part itself is responsible for."),
            ),
            Value(
                "C",
                pgettext_lazy("CVSS scope", "Changed"),
                _("Yes, for example the host that it runs on, or the browser of a visitor."),
            ),
        ),
    ),
    Metric(
        "C",
        pgettext_lazy("CVSS metric", "Confidentiality"),
        _("What can the attacker read that should be secret?"),
        (
            Value(
                "H",
                pgettext_lazy("CVSS impact", "High"),
                _("Everything, or something as serious as an administrator’s password."),
            ),
            Value(
                "L",
                pgettext_lazy("CVSS impact", "Low"),
                _("Some of it, but not what the attacker chooses."),
            ),
            Value("N", pgettext_lazy("CVSS impact", "None"), _("Nothing that is secret.")),
        ),
    ),
    Metric(
        "I",
        pgettext_lazy("CVSS metric", "Integrity"),
        _("What can the attacker change?"),
        (
            Value(
                "H",
                pgettext_lazy("CVSS impact", "High"),
                _("Everything, or something with serious consequences."),
            ),
            Value("L", pgettext_lazy("CVSS impact", "Low"), _("Some of it, without serious consequences.")),
            Value("N", pgettext_lazy("CVSS impact", "None"), _("Nothing can be changed.")),
        ),
    ),
    Metric(
        "A",
        pgettext_lazy("CVSS metric", "Availability"),
        _("Can the attacker stop it from working?"),
        (
            Value(
                "H",
                pgettext_lazy("CVSS impact", "High"),
                _("Yes, completely, or again and again, or in a part that matters greatly."),
            ),
            Value(
                "L",
                pgettext_lazy("CVSS impact", "Low"),
                _("Partly: it becomes slower, or fails now and then."),
            ),
            Value("N", pgettext_lazy("CVSS impact", "None"), _("No, it keeps working.")),
        ),
    ),
)
