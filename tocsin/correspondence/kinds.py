"""The kinds of mail: what the desk's lists call each, and its subject line."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    # to the publisher
    RECEIPT = "receipt", pgettext_lazy("mail", "Receipt")
    OPENED = "opened", pgettext_lazy("mail", "Ticket opened by the desk")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("mail", "Acknowledgement")
    MESSAGE = "message", pgettext_lazy("mail", "Message")
    QUESTION = "question", pgettext_lazy("mail", "Question")
    OUTCOME = "outcome", pgettext_lazy("mail", "Outcome")
    SEVERITY_CHANGED = "severity_changed", pgettext_lazy("mail", "Severity changed")
    PRIORITY_CHANGED = "priority_changed", pgettext_lazy("mail", "Priority changed")
    CATEGORY_CHANGED = "category_changed", pgettext_lazy("mail", "Category changed")
    CLOSED = "closed", pgettext_lazy("mail", "Closing")
    DUPLICATE = "duplicate", pgettext_lazy("mail", "Closing as a duplicate")
    REOPENED = "reopened", pgettext_lazy("mail", "Reopening by the desk")
    NAMED = "named", pgettext_lazy("mail", "Access given")
    # to either side
    URGENT_NEWS = "urgent_news", pgettext_lazy("mail", "Urgent news")
    # to the desk
    ON_CALL = "on_call", pgettext_lazy("mail", "On-call alert")
    ANSWERED = "answered", pgettext_lazy("mail", "Answer from the publisher")
    RETRACTED = "retracted", pgettext_lazy("mail", "Retraction")
    ASKED_AGAIN = "asked_again", pgettext_lazy("mail", "Reopening by the publisher")
    ASSIGNED = "assigned", pgettext_lazy("mail", "Assignment")
    # about an account, with its own subject and body
    ACCOUNT = "account", pgettext_lazy("mail", "Account mail")


TO_DESK = frozenset({Kind.ON_CALL, Kind.ANSWERED, Kind.RETRACTED, Kind.ASKED_AGAIN, Kind.ASSIGNED})

SUBJECTS: dict[str, Promise] = {
    Kind.RECEIPT: _("We have received your report [%(number)s]"),
    Kind.OPENED: _("The response desk has opened a ticket for you [%(number)s]"),
    Kind.ACKNOWLEDGED: _("Your report has been acknowledged [%(number)s]"),
    Kind.MESSAGE: _("A message from the response desk [%(number)s]"),
    Kind.QUESTION: _("The response desk has a question for you [%(number)s]"),
    Kind.OUTCOME: _("The outcome of your ticket [%(number)s]"),
    Kind.SEVERITY_CHANGED: _("The severity of your ticket has changed [%(number)s]"),
    Kind.PRIORITY_CHANGED: _("The priority of your ticket has changed [%(number)s]"),
    Kind.CATEGORY_CHANGED: _("The category of your ticket has changed [%(number)s]"),
    Kind.CLOSED: _("Your ticket has been closed [%(number)s]"),
    Kind.DUPLICATE: _("Your ticket has been closed as a duplicate [%(number)s]"),
    Kind.REOPENED: _("Your ticket has been reopened [%(number)s]"),
    Kind.NAMED: _("You can now see a ticket [%(number)s]"),
    Kind.URGENT_NEWS: _("Urgent news on a ticket [%(number)s]"),
    Kind.ON_CALL: _("On-call: a ticket needs you now [%(number)s]"),
    Kind.ANSWERED: _("The publisher has answered [%(number)s]"),
    Kind.RETRACTED: _("The publisher has retracted its report [%(number)s]"),
    Kind.ASKED_AGAIN: _("The publisher has reopened a ticket [%(number)s]"),
    Kind.ASSIGNED: _("A ticket has been assigned to you [%(number)s]"),
}
