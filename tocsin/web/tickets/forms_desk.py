"""What a responder fills in on a ticket, beside messages."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Person
from tocsin.accounts.roles import DESK_PERMISSIONS
from tocsin.lib.confirmation import WrongNumber, parse
from tocsin.tickets.choices import CLOSABLE, Category, OutcomeKind, Priority
from tocsin.tickets.models import Attachment, Finding, Ticket
from tocsin.tickets.suggesting import suggestions
from tocsin.vulnerabilities.cvss import NotAVector, Reading, read, sentence
from tocsin.vulnerabilities.severities import Severity
from tocsin.web.report.forms.fields import Choice, Line, Moment, Text

from .forms_shared import ActForm, PersonChoice
from .why import told

BOTH_SEE = _("Both sides see it.")
SUGGESTED = pgettext_lazy("choice", "%(word)s (suggested)")
CHOOSE_SEVERITY = _("Choose a severity.")
CHOOSE_FILE = _("Choose the attachment.")
CHOOSE_PRIORITY = _("Choose a priority.")
NOBODY = "nobody"
WHY_SEVERITY = _("Say why you choose another severity than suggested: both sides see the reason.")
WHY_PRIORITY = _("Say why you choose another priority than suggested: both sides see the reason.")
OWED = {
    "scope": _("Say which offers and versions it holds for."),
    "appeal": _("Say how the publisher can appeal."),
}
APPEAL = _(
    "You can appeal in this ticket or by calling the desk. Somebody who had no part in the decision looks at it again."
)


class Select(forms.ChoiceField):
    def __init__(self, choices: Any, label: Any, missing: Any) -> None:
        super().__init__(choices=choices, label=label, error_messages={"required": missing, "invalid_choice": missing})


class Acknowledgement(ActForm):
    """Severity and priority with what is suggested chosen beforehand; the reasons are asked for where one differs.

    The priority that is suggested follows the severity that is chosen: `follows` maps each to its priority, for the
    page to say so while somebody chooses.
    """

    severity = Select(Severity.choices, _("Severity"), CHOOSE_SEVERITY)
    severity_reason = Line(longest=500, label=_("Why another severity than suggested"), help_text=BOTH_SEE)
    priority = Select(Priority.choices, _("Priority"), CHOOSE_PRIORITY)
    priority_reason = Line(longest=500, label=_("Why another priority than suggested"), help_text=BOTH_SEE)
    next_update = Moment(label=_("Next update promised by"), help_text=_("Empty: as the priority says."))

    def adapt(self) -> None:
        self.suggested = suggestions(self.ticket)
        self.follows = {value: str(self.suggested.priority_for(value).value) for value in Severity.values}
        self.suggest("severity", str(self.suggested.severity.value))
        chosen = str(self.data.get("severity", "")) if self.is_bound else ""
        self.suggest("priority", self.follows.get(chosen) or str(self.suggested.priority.value))

    def clean(self) -> dict[str, Any]:
        """The verb judges again, by what is suggested at that moment."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        severity, priority = said.get("severity"), said.get("priority")
        if severity and severity != self.suggested.severity.value and not said.get("severity_reason"):
            self.add_error("severity_reason", WHY_SEVERITY)
        if severity and priority and priority != self.follows[severity] and not said.get("priority_reason"):
            self.add_error("priority_reason", WHY_PRIORITY)
        return said

    def reasons(self) -> list[dict[str, Any]]:
        """What speaks for the suggestion."""
        return told(self.suggested.severity.reasons, self.suggested.priority.reasons)

    def suggests(self) -> str:
        """`follows` as JSON, for the script that says so while somebody chooses."""
        return json.dumps(self.follows)

    def suggest(self, name: str, value: str) -> None:
        field: Any = self.fields[name]
        field.choices = [(code, SUGGESTED % {"word": word} if code == value else word) for code, word in field.choices]
        field.initial = value


class Change(ActForm):
    """One judgement changed, with its reason; `was` is what the responder saw, so that the second of two is told."""

    about = ""
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = Line(longest=500, label=_("Why"), help_text=BOTH_SEE, missing=_("Say why: both sides see the reason."))

    def adapt(self) -> None:
        self.order_fields([self.about, "reason"])
        self.fields[self.about].initial = self.fields["was"].initial = getattr(self.ticket, self.about)


class SeverityChange(Change):
    about = "severity"
    severity = Select(Severity.choices, _("Severity"), CHOOSE_SEVERITY)


class PriorityChange(Change):
    about = "priority"
    priority = Select(Priority.choices, _("Priority"), CHOOSE_PRIORITY)


class CategoryChange(Change):
    about = "category"
    category = Select(Category.choices, _("Category"), _("Choose a category."))


class Assignment(ActForm):
    """Who works on it; `was` is who did when the page was made."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    to = PersonChoice(label=pgettext_lazy("field", "Assigned to"), empty_label=pgettext_lazy("assigned to", "nobody"))

    def adapt(self) -> None:
        roles = [role for role, permissions in DESK_PERMISSIONS.items() if "desk.triage" in permissions]
        field: Any = self.fields["to"]
        field.queryset = Person.objects.filter(desk_role__in=roles, is_active=True).order_by("name", "pk")
        field.initial = self.ticket.assignee_id
        self.fields["was"].initial = self.ticket.assignee_id or NOBODY

    def clean_was(self) -> int | None:
        """As seen; as it stands now where the form does not say."""
        was = self.cleaned_data["was"]
        if was.isdecimal() and len(was) <= 18:
            return int(was)
        return None if was == NOBODY else self.ticket.assignee_id


class DeskScore(ActForm):
    """The desk's own vector for one finding."""

    finding = forms.ModelChoiceField(
        queryset=Finding.objects.none(), label=_("Finding"), empty_label=None,
        error_messages={"required": _("Choose a finding."), "invalid_choice": _("Choose a finding.")},
    )  # fmt: skip
    vector = Line(longest=1000, label=_("CVSS vector or calculator address"), mono=True, missing=_("Paste a vector."))

    def adapt(self) -> None:
        field: Any = self.fields["finding"]
        field.queryset = self.ticket.findings.all()
        field.label_from_instance = lambda finding: finding.cve_id or _("without a CVE id")

    def clean_vector(self) -> Reading:
        try:
            return read(self.cleaned_data["vector"])
        except NotAVector as error:
            raise ValidationError(sentence(error)) from error

    def clean_finding(self) -> Finding:
        finding: Finding = self.cleaned_data["finding"]
        finding.ticket = self.ticket
        return finding


class OutcomeForm(ActForm):
    """The outcome with its statement of reasons; `after` is the outcome that the responder knew of."""

    after = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = Choice(OutcomeKind.choices, label=_("Outcome"), missing=_("Choose an outcome."))
    facts = Text(
        longest=20_000, rows=4, label=_("Facts"), help_text=_("What was found, in sentences the publisher can check."),
        missing=_("Say what was found: the publisher is owed the facts."),
    )  # fmt: skip
    ground = Text(
        longest=20_000, rows=3, label=_("Ground"), help_text=_("The rule or the law this rests on."),
        missing=_("Name the rule or the law this rests on."),
    )  # fmt: skip
    scope = Text(longest=20_000, rows=2, label=_("Scope"), help_text=_("Which offers and versions; where it holds."))
    duration = Line(longest=200, label=_("Duration"))
    modify_by = Moment(label=_("To be done by"), help_text=_("Needed where the offer is to be modified."))
    appeal = Text(longest=5_000, rows=2, label=_("How to appeal"))

    def adapt(self) -> None:
        with translation.override(self.ticket.publisher.language):  # it is the publisher who reads it
            self.fields["appeal"].initial = str(APPEAL)
        newest = self.ticket.outcomes.order_by("-pk").values_list("pk", flat=True).first()
        self.fields["after"].initial = newest

    def clean(self) -> dict[str, Any]:
        """A modification or a removal owes the publisher more; the verb judges again."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("kind") in {OutcomeKind.MODIFY, OutcomeKind.REMOVE}:
            for name, missing in OWED.items():
                if name not in self.errors and not said.get(name):
                    self.add_error(name, missing)
        if said.get("kind") == OutcomeKind.MODIFY and "modify_by" not in self.errors and not said.get("modify_by"):
            self.add_error("modify_by", _("Say by when the offer is to be modified."))
        return said


class Closure(ActForm):
    reason = Choice([(r.value, r.label) for r in CLOSABLE], label=_("Closing reason"), missing=_("Choose a reason."))
    words = Text(longest=20_000, rows=3, label=_("A last word to the publisher"))


class DuplicateForm(ActForm):
    """The other ticket by its number, however typed."""

    number = Line(longest=60, label=_("Duplicate of"), mono=True, missing=_("Give the other ticket’s number."))

    def clean_number(self) -> Ticket:
        try:
            wanted = parse(self.cleaned_data["number"])
        except WrongNumber as error:
            raise ValidationError(_("This is not a confirmation number: check it character by character.")) from error
        other = Ticket.objects.visible_to(self.person).select_related("publisher").filter(number=wanted).first()
        if other is None:
            raise ValidationError(_("There is no such ticket, or it is not yours to see."))
        return other


class FileRemoval(ActForm):
    """One file of the ticket, whose bytes go; its name, size and digest stay."""

    file = forms.ModelChoiceField(
        queryset=Attachment.objects.none(), label=_("Attachment"), empty_label=pgettext_lazy("choice", "Choose"),
        error_messages={"required": CHOOSE_FILE, "invalid_choice": CHOOSE_FILE},
    )  # fmt: skip

    def adapt(self) -> None:
        field: Any = self.fields["file"]
        field.queryset = self.ticket.attachments.filter(removed_at=None).select_related("message")


class Redaction(ActForm):
    passage = Text(
        longest=20_000, rows=2, label=_("The passage, exactly as it stands"), missing=_("Paste the passage."),
        help_text=_("It is blanked in all texts of the ticket and cannot be brought back. The ledger’s digest stays."),
    )  # fmt: skip
