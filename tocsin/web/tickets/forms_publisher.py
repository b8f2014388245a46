"""What a publisher's member fills in on a ticket."""

from django.utils.translation import gettext_lazy as _

from tocsin.web.report.forms.fields import Line

from .forms_shared import ActForm, Reason, WritingForm


class AnswerForm(WritingForm):
    def adapt(self) -> None:
        self.fields["body"].label = _("Your answer")


class Retraction(Reason):
    def adapt(self) -> None:
        self.fields["words"].label = _("Why do you retract the report?")


class Reference(ActForm):
    reference = Line(longest=80, label=_("Your reference"))

    def adapt(self) -> None:
        self.fields["reference"].initial = self.ticket.reference
