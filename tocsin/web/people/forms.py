"""Forms about people: small, and refused with the verbs' own sentences."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.accounts import preferences, publishers
from tocsin.accounts.inviting import normalised
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.lib.errors import Invalid
from tocsin.web.report.forms.fields import Choice, Line

from .words import DESK_ROLES, PUBLISHER_ROLES
from .zones import find

CHOOSE_ROLE = _("Choose one of the roles.")


class PeopleForm(forms.Form):
    use_required_attribute = False  # our sentences, not the browser's bubbles

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    def refuse(self, error: Invalid) -> None:
        """Puts a verb's sentences at their fields, or above all of them."""
        for name, sentences in error.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))


class RoleChoice(Choice):
    """The roles of one side, each with what it may do."""

    def __init__(self, roles: type[DeskRole] | type[PublisherRole], helps: Mapping[str, Promise]) -> None:
        super().__init__(roles.choices, missing=CHOOSE_ROLE, label=_("Role"))
        self.option_help = helps


class AddressForm(PeopleForm):
    email = Line(
        longest=254,
        missing=_("Enter an e-mail address such as name@example.com."),
        label=_("E-mail address"),
        help_text=_("The invitation is good for this address only, for seven days."),
    )
    email.widget.attrs["inputmode"] = "email"

    def clean_email(self) -> str:
        """Judged together with the rest of the form, by the verb's own rule."""
        try:
            return normalised(self.cleaned_data["email"])
        except Invalid as error:
            raise ValidationError([str(sentence) for sentence in error.fields["email"]]) from error


class MemberInviteForm(AddressForm):
    role = RoleChoice(PublisherRole, PUBLISHER_ROLES)


class ResponderInviteForm(AddressForm):
    role = RoleChoice(DeskRole, DESK_ROLES)


class MemberRoleForm(PeopleForm):
    role = RoleChoice(PublisherRole, PUBLISHER_ROLES)


class ResponderRoleForm(PeopleForm):
    role = RoleChoice(DeskRole, DESK_ROLES)


class ContactsForm(PeopleForm):
    mailbox = Line(
        longest=publishers.LONGEST["mailbox"],
        label=_("Team mailbox"),
        help_text=_("Gets mail about your tickets beside the people who take part."),
    )
    security_contact = Line(
        longest=publishers.LONGEST["security_contact"],
        label=_("Security contact"),
        help_text=_("Whom the response desk calls when your accounts or your mail cannot be trusted."),
    )
    security_telephone = Line(
        longest=publishers.LONGEST["security_telephone"],
        label=_("Security contact’s telephone"),
        help_text=_("With the country code, such as +46 8 123 45 67."),
    )
    security_telephone.widget.input_type = "tel"


class PreferencesForm(PeopleForm):
    """`tongue` and not `language`: the footer's buttons post along under that name."""

    name = Line(longest=preferences.LONGEST_NAME, missing=_("Enter your name."), label=_("Your name"))
    tongue = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=_("Language"),
        help_text=_("Of pages, and of mails to you."),
        error_messages={
            "invalid_choice": _("Choose one of the languages."),
            "required": _("Choose one of the languages."),
        },
    )
    time_zone = Line(longest=60, label=_("Time zone"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["time_zone"].widget.attrs["list"] = "zones"
        self.fields["time_zone"].help_text = _("A city will do. Leave it empty for the installation’s, %(zone)s.") % {
            "zone": settings.DEFAULT_TIME_ZONE
        }

    def clean_time_zone(self) -> str:
        typed: str = self.cleaned_data["time_zone"]
        found = find(typed) if typed else ""
        if found is None:
            raise ValidationError(_("There is no such time zone. Choose one of the list, such as Europe/Stockholm."))
        return found


class AppearanceForm(PeopleForm):
    theme = Choice(
        [
            ("system", pgettext_lazy("appearance", "As the system")),
            ("light", pgettext_lazy("appearance", "Light")),
            ("dark", pgettext_lazy("appearance", "Dark")),
        ],
        missing=_("Choose one of these answers."),
        label=_("Appearance"),
    )
    keys = Choice(
        [("on", pgettext_lazy("keyboard shortcuts", "On")), ("off", pgettext_lazy("keyboard shortcuts", "Off"))],
        missing=_("Choose one of these answers."),
        label=_("Keyboard shortcuts"),
    )
