"""What a publisher's member fills in on a ticket, beside messages."""

from django.utils.translation import gettext_lazy as _

from tocsin.web.report.forms.fields import Line

from .forms_shared import ActForm, Reason


class Retraction(Reason):
    def adapt(self) -> None:
        self.fields["words"].label = _("Why do you retract the report?")


class Reference(ActForm):
    reference = Line(longest=80, label=_("Your reference"), help_text=_("The number of your own system, for example."))

    def adapt(self) -> None:
        self.fields["reference"].initial = self.ticket.reference
