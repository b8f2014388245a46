"""What a new account is asked for beside address and password."""

from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tocsin.accounts import preferences
from tocsin.accounts.models import Person
from tocsin.web.report.forms.fields import Line


class NameForm(forms.Form):
    """allauth's sign-up form is made on top of this one."""

    use_required_attribute = False  # our sentences, not the browser's bubbles
    field_order = ("name", "email", "password1")

    name = Line(
        longest=preferences.LONGEST_NAME,
        missing=_("Enter your name."),
        label=_("Your name"),
        help_text=_("So that your colleagues and the response desk know who writes to them."),
    )
    name.widget.attrs["autocomplete"] = "name"

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Name and language go to the account just made; the installation's time zone holds until one is chosen."""
        preferences.choose_name(user, self.cleaned_data["name"])
        preferences.choose_language(user, translation.get_language())
