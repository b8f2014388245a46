"""What speaks for a suggested severity or priority, as a sentence for each reason a rule gives (`severity.Reason`)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.vulnerabilities.severities import Severity

from .choices import Side
from .severity import Reason

NAMELESS = pgettext_lazy("finding without a CVE id", "The vulnerability")

SENTENCES: dict[str, str | Promise] = {
    "unscored": _("%(finding)s has no score yet, which counts as high until it has one."),
    "scored": _("%(finding)s is scored %(score)s by the publisher."),
    "scored.desk": _("%(finding)s is scored %(score)s by the response desk."),
    "attackers_control": _("Attackers control the offer’s code or credentials."),
    "secrets_exposed": _("Customers’ secrets are exposed."),
    "customer_data_exposed": _("Customer data is exposed."),
    "exposure_unknown": _("It is not known yet what attackers reached, which counts as high until it is."),
    "contained": _("The incident is contained."),
    "no_exposure": _("No customer data is exposed, and attackers control nothing of the offer."),
    "exploited": _("It is being exploited, or the incident is going on."),
    "exploitation_unknown": _("It is not known whether it is being exploited."),
    "not_exploited": _("It is not being exploited."),
    "by_severity": _("The priority follows from the severity: %(severity)s."),
}


def sentence(reason: Reason) -> str:
    """In the reader's language; who said so and when stand beside it in `reason.source` and `reason.at`."""
    facts: dict[str, object] = dict(reason.facts)
    if "finding" in facts:
        facts["finding"] = facts["finding"] or NAMELESS
    if "severity" in facts:
        facts["severity"] = Severity(str(facts["severity"])).label
    return str(SENTENCES[key(reason)]) % facts


def key(reason: Reason) -> str:
    by_desk = reason.code == "scored" and reason.source == Side.DESK
    return "scored.desk" if by_desk else reason.code
