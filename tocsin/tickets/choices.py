"""The closed sets of words a ticket is described with (SPEC sections 1 to 4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    INCIDENT = "incident", _("Security incident")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    BOTH = "both", _("Security incident and vulnerability")

    @property
    def has_vulnerability(self) -> bool:
        return self is not Category.INCIDENT

    @property
    def has_incident(self) -> bool:
        return self is not Category.VULNERABILITY


class Certainty(TextChoices):
    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")
    UNKNOWN = "unknown", pgettext_lazy("answer", "I do not know")


class Priority(TextChoices):
    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"
    P4 = "P4", "P4"


class Side(TextChoices):
    PUBLISHER = "publisher", _("publisher")
    DESK = "desk", _("response desk")


class WaitingFor(TextChoices):
    DESK = "desk", pgettext_lazy("waiting for", "desk")
    PUBLISHER = "publisher", pgettext_lazy("waiting for", "publisher")
    NOBODY = "nobody", pgettext_lazy("waiting for", "nobody")


class Tlp(TextChoices):
    """FIRST's Traffic Light Protocol 2.0; labels are never translated."""

    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"


class ClosingReason(TextChoices):
    RESOLVED = "resolved", pgettext_lazy("closing reason", "Resolved: the fix or mitigation is in place")
    NO_ACTION = "no_action", pgettext_lazy("closing reason", "No action needed")
    NOT_AFFECTED = "not_affected", pgettext_lazy("closing reason", "The offer is not affected")
    NOT_SECURITY = "not_security", pgettext_lazy("closing reason", "Not a security event")
    NO_ANSWER = "no_answer", pgettext_lazy("closing reason", "No answer from the publisher")
    DUPLICATE = "duplicate", pgettext_lazy("closing reason", "Duplicate of another ticket of this publisher")
    RETRACTED = "retracted", pgettext_lazy("closing reason", "Retracted by the publisher")


# What a responder may choose when closing; the other two have verbs of their own.
CLOSABLE = [r for r in ClosingReason if r not in {ClosingReason.DUPLICATE, ClosingReason.RETRACTED}]


class OutcomeKind(TextChoices):
    NO_ACTION = "no_action", pgettext_lazy("outcome", "Nothing more is needed")
    MODIFY = "modify", pgettext_lazy("outcome", "Modify the offer")
    REMOVE = "remove", pgettext_lazy("outcome", "Remove the offer")


class MessageKind(TextChoices):
    MESSAGE = "message", _("message")
    QUESTION = "question", _("question")
    NOTE = "note", _("internal note")


class DataExposed(TextChoices):
    NONE = "none", pgettext_lazy("data exposed", "No customer data")
    CUSTOMER = "customer", pgettext_lazy("data exposed", "Customer data")
    SECRETS = "secrets", pgettext_lazy("data exposed", "Customers’ secrets (passwords, keys, tokens)")
    UNKNOWN = "unknown", pgettext_lazy("data exposed", "I do not know")


class SourceKind(TextChoices):
    """Where a ticket that the desk opened comes from."""

    SCAN = "scan", pgettext_lazy("source", "The marketplace’s own scan")
    FINDER = "finder", pgettext_lazy("source", "A finder")
    CERT = "cert", pgettext_lazy("source", "Another response team (CERT)")
    CUSTOMER = "customer", pgettext_lazy("source", "A customer")
    OTHER = "other", pgettext_lazy("source", "Somebody else")


class DeadlineKind(TextChoices):
    ACKNOWLEDGE = "acknowledge", pgettext_lazy("deadline", "Acknowledgement")
    UPDATE = "update", pgettext_lazy("deadline", "Next update")
