"""A message with its files, for both sides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.lib.errors import Invalid
from tocsin.tickets import attaching
from tocsin.tickets.models import Attachment
from tocsin.web.report.forms.fields import Moment, Text
from tocsin.web.report.forms.files import limits
from tocsin.web.uploads import too_large

from . import files_kept
from .forms_shared import ActForm

LONGEST = 60_000  # characters of a message


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files, which `WritingForm.receive` takes and judges one by one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ManyFilesInput(), required=False, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data


class WritingForm(ActForm):
    """`kept` are files that came with an earlier attempt; the reader may take each off again."""

    body = Text(longest=LONGEST, rows=5, label=_("Your message"))
    files: Any = ManyFiles(label=_("Attachments"))  # a field, until Django collects it

    def adapt(self) -> None:
        self.fields["files"].help_text = limits()
        typed: Any = self.data
        values = typed.getlist("kept") if self.is_bound else []
        self.kept: list[Attachment] = files_kept.read(values, self.ticket, self.person)

    def kept_values(self) -> list[tuple[str, Attachment]]:
        return [(files_kept.value_of(file, self.ticket), file) for file in self.kept]

    def receive(self, meta: dict[str, Any], now: datetime) -> Sequence[Attachment]:
        """All files of the message, kept ones first; each wrong one is named at the field, the others stay."""
        for name in too_large(meta):
            self.add_error("files", attaching.too_large_sentence(name))
        for upload in self.files.getlist(self.add_prefix("files")):
            try:
                self.kept.append(attaching.receive(upload, by=self.person, now=now))
            except Invalid as error:
                self.refuse(error)
        return self.kept

    def keep_files(self, now: datetime) -> None:
        """The message was refused: what arrived with it stays."""
        files_kept.keep(self.kept, self.person, now)

    def erase_new_files(self) -> None:
        """Nothing is to come of them: those that have only just arrived go."""
        for file in self.kept:
            if file.pk is None:
                attaching.erase(file)


class AnswerForm(WritingForm):
    def adapt(self) -> None:
        super().adapt()
        self.fields["body"].label = _("Your answer")


class MessageForm(WritingForm):
    next_update = Moment(label=_("Next update promised by"), help_text=_("Empty: as the priority says."))

    def adapt(self) -> None:
        super().adapt()
        self.fields["body"].label = _("Message to the publisher")


class NoteForm(WritingForm):
    def adapt(self) -> None:
        super().adapt()
        self.fields["body"].label = _("Internal note")
