"""Forms of both sides, and what all of them share."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.lib.errors import Invalid, Sentence
from tocsin.tickets import attaching
from tocsin.tickets.models import Attachment, Ticket
from tocsin.web.report.forms.fields import Moment, Text
from tocsin.web.uploads import too_large

LONGEST = 60_000  # characters of a message

if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[Person]
else:
    PersonField = forms.ModelChoiceField


class ActForm(forms.Form):
    """A form about one ticket, filled in by one person; fields that depend on them are set in `adapt`."""

    use_required_attribute = False  # our sentences, not the browser's bubbles
    takes_files = False

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


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFiles(forms.FileField):
    """Any number of files; each is judged by `attaching.receive`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ManyFilesInput, required=False, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        return [one for one in (data or []) if one]


class WritingForm(ActForm):
    """A message with its files."""

    takes_files = True
    body = Text(longest=LONGEST, rows=5, label=_("Your message"))
    files = ManyFiles(label=_("Attachments"))  # type: ignore[assignment]  # a field, until Django collects it

    def skipped(self, meta: dict[str, Any]) -> None:
        """Names the files that were too large to be kept while they arrived."""
        for name in too_large(meta):
            self.add_error("files", attaching.too_large_sentence(name))

    def received(self, now: datetime) -> list[Attachment]:
        """Stores the files; a wrong one is named at the field and the others are given back to be chosen again."""
        stored: list[Attachment] = []
        uploads: "Sequence[UploadedFile[bytes]]" = self.cleaned_data.get("files", [])
        try:
            for upload in uploads:
                stored.append(attaching.receive(upload, by=self.person, now=now))
        except Invalid as error:
            for one in stored:
                attaching.erase(one)
            self.refuse(error)
            return []
        return stored


class Reason(ActForm):
    """An act with its reason, which both sides see."""

    words = Text(longest=5_000, rows=3, label=_("Why"), missing=_("Say why."))


class Reopening(Reason):
    pass


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """People by name, role beside it where that tells them apart."""

    def __init__(self, *, missing: Sentence = "", **options: Any) -> None:
        super().__init__(
            queryset=Person.objects.none(),
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": _("Choose somebody from the list.")},
            **options,
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


def nameable(ticket: Ticket, person: Person) -> Any:
    """Whom this person may name: colleagues of the publisher; a responder also responders."""
    colleagues = Q(memberships__publisher=ticket.publisher_id)
    whom = colleagues | ~Q(desk_role="") if person.is_desk else colleagues
    return Person.objects.filter(whom, is_active=True).exclude(pk=person.pk).distinct().order_by("name", "pk")


class NamePerson(ActForm):
    person = PersonChoice(label=_("Colleague"), missing=_("Choose whom to name."))  # type: ignore[assignment]

    def __init__(self, ticket: Ticket, person: Person, data: Any = None, files: Any = None) -> None:
        super().__init__(ticket, person, data, files)
        named = ticket.participants.values("person")
        field: Any = self.fields["person"]
        field.queryset = nameable(ticket, person).exclude(pk__in=named)


class UnnamePerson(ActForm):
    person = PersonChoice(missing=_("Choose whom to remove."))  # type: ignore[assignment]

    def __init__(self, ticket: Ticket, person: Person, data: Any = None, files: Any = None) -> None:
        super().__init__(ticket, person, data, files)
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(participations__ticket=ticket)
