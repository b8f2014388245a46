"""Forms of both sides, and what all of them share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from tocsin.accounts.models import Person
from tocsin.lib.errors import Invalid, Sentence
from tocsin.lib.opaque import unveiled, veiled
from tocsin.tickets.models import Ticket
from tocsin.web.report.forms.fields import Moment, Text

if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[Person]
else:
    PersonField = forms.ModelChoiceField


class ActForm(forms.Form):
    """A form about one ticket, filled in by one person; fields that depend on them are set in `adapt`."""

    use_required_attribute = False  # our sentences, not the browser's bubbles

    def __init__(self, ticket: Ticket, person: Person, data: Any = None, files: Any = None) -> None:
        super().__init__(data=data, files=files, label_suffix="", auto_id=f"{type(self).__name__.lower()}-%s")
        self.ticket, self.person = ticket, person
        for field in self.fields.values():
            if isinstance(field, Moment):
                field.in_zone(str(person.zone))
        self.adapt()

    def adapt(self) -> None:
        """Sets choices and initial values."""

    def refuse(self, error: Invalid) -> None:
        """Puts a verb's sentences at their fields, or above all of them."""
        for name, sentences in error.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))

    def resume(self, typed: Mapping[str, Any]) -> None:
        resume(self, typed)

    def see(self, ticket: Ticket) -> None:
        """Has been told what changed: what stood hidden of the ticket as it was seen is as it stands now."""
        now = type(self)(ticket, self.person)
        typed: Any = self.data
        self.data = typed.copy()
        for field in now.hidden_fields():
            self.data[field.html_name] = field.value() or ""  # type: ignore[index]


def resume(form: forms.Form, typed: Mapping[str, Any]) -> None:
    """Shows what was typed before, unjudged; `typed` is as a form posts it (`QueryDict`)."""
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue  # what was seen of the ticket then, not typed
        value = field.widget.value_from_datadict(typed, {}, name)
        if value not in (None, "", [], [None, None, None]):
            form.initial[name] = value


class Reason(ActForm):
    """An act with its reason, which both sides see."""

    words = Text(longest=5_000, rows=3, label=_("Why"), missing=_("Say why."))


class Reopening(Reason):
    pass


PURPOSE = "person"


def key_of(person: Person) -> str:
    """How the forms of this room name somebody."""
    return veiled(person.pk, PURPOSE)


class PersonChoice(PersonField):
    """People by name; responders say that they are."""

    def __init__(self, *, missing: Sentence = "", **options: Any) -> None:
        super().__init__(
            queryset=Person.objects.none(),
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": _("Choose somebody from the list.")},
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """What stands in the page: no serial number, which would tell how many people the house knows."""
        if isinstance(value, Person):
            return key_of(value)
        return veiled(value, PURPOSE) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        found = unveiled(value, PURPOSE) if isinstance(value, str) and value else value
        return super().to_python(0 if value and found is None else found)

    def label_from_instance(self, obj: Any) -> str:
        if not obj.is_desk:
            return str(obj)
        return pgettext("person", "%(name)s, response desk") % {"name": obj}


def nameable(ticket: Ticket, person: Person) -> Any:
    """Whom this person may name: colleagues of the publisher; a responder also responders, who named may stay."""
    colleagues = Q(memberships__publisher=ticket.publisher_id)
    people = Person.objects.filter(is_active=True).distinct().order_by("name", "pk")
    if person.is_desk:
        return people.filter(colleagues | ~Q(desk_role=""))
    return people.filter(colleagues).exclude(pk=person.pk)


class NamePerson(ActForm):
    person: Any = PersonChoice(label=_("Colleague"), missing=_("Choose whom to name."))

    def adapt(self) -> None:
        field: Any = self.fields["person"]
        named = self.ticket.participants.values("person")
        field.queryset = nameable(self.ticket, self.person).exclude(pk__in=named)


class UnnamePerson(ActForm):
    person: Any = PersonChoice(missing=_("Choose whom to remove."))

    def adapt(self) -> None:
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(participations__ticket=self.ticket)
