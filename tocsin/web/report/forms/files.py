"""Files to go with the report: each is kept as soon as it has arrived, so this form only carries the errors."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tocsin.tickets.attaching import FIELD

from .base import Answer, StepForm


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(StepForm):
    step = FIELD

    def adapt(self, category: Any) -> None:
        self.fields[FIELD] = forms.FileField(
            label=_("Files"), required=False, widget=SeveralFiles(), help_text=limits()
        )

    def names(self) -> list[str]:
        return []

    def beside(self, query: Mapping[str, str]) -> dict[str, Any]:
        return {"kept": list(self.draft.attachments.all())}

    def answers(self) -> list[Answer]:
        return [Answer(_("Files"), list(self.draft.attachments.all()), "files", "#id_files")]


def limits() -> str:
    most = settings.ATTACHMENTS_PER_TICKET
    return ngettext(
        "At most %(most)s file of %(limit)s. Screenshots, logs, a proof of concept; any type.",
        "At most %(most)s files, each of %(limit)s. Screenshots, logs, a proof of concept; any type.",
        most,
    ) % {"most": most, "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
