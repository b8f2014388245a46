from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tocsin.web.people.forms import PeopleForm
from tocsin.web.report.forms.fields import Line


class OnCallForm(PeopleForm):
    """`mail_language`, because `language` is what the footer's buttons post along with a typed form."""

    address = Line(
        longest=254,
        missing=_("Enter an e-mail address such as name@example.com."),
        label=_("E-mail address"),
        help_text=_("One that somebody reads at any hour, or that rings a telephone."),
    )
    address.widget.attrs["inputmode"] = "email"
    mail_language = forms.ChoiceField(label=_("Language of the alerts"), choices=settings.LANGUAGES)
