"""How the vulnerability is known and how bad it is: CVE ids with aliases, a CVSS vector, or neither yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.vulnerabilities import cve_ids, cvss

from .base import Answer, StepForm
from .fields import Text

NAMED_WRONG = 5
NO_REASON = _("Say why neither a CVE id nor a vector is known yet, for example that you have asked for an id.")
ONLY_ALIAS = _("%(alias)s is another name. Add the CVE id or a CVSS vector, or say that neither is known yet.")


@dataclass(frozen=True)
class Understood:
    """What was made of the answers so far, to be shown back."""

    cve_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    reading: cvss.Reading | None = None

    def __bool__(self) -> bool:
        return bool(self.cve_ids or self.aliases or self.reading)


class ScoreForm(StepForm):
    step = "score"
    when = {"unscored_reason": ("not_known", "True")}
    needed = {"unscored_reason": NO_REASON}

    cves = Text(
        label=_("CVE ids"),
        longest=4000,
        rows=2,
        help_text=_(
            "One or several, for example CVE-2024-3094, however you have them at hand. Other names such as GHSA and "
            "EUVD ids may stand beside them."
        ),
    )
    vector = Text(
        label=_("CVSS vector"),
        longest=cvss.LONGEST,
        rows=2,
        help_text=_(
            "Paste the vector, or the address of the calculator of FIRST or NVD with the vector in it. CVSS 2.0, 3.0, "
            "3.1 and 4.0 are read."
        ),
    )
    not_known = forms.BooleanField(label=_("Neither a CVE id nor a vector is known yet"), required=False)
    unscored_reason = Text(label=_("Why not yet?"), longest=2000, rows=3)

    understood = Understood()

    def judge(self, answers: dict[str, Any]) -> None:
        listed = self.read_ids(answers.get("cves", ""))
        reading = self.read_vector(answers.get("vector", ""))
        self.understood = Understood(listed.ids, listed.aliases, reading)
        if self.errors or listed.ids or reading or answers.get("not_known"):
            return
        if listed.aliases:
            self.add_error("cves", ONLY_ALIAS % {"alias": listed.aliases[0]})
        else:
            self.add_error("cves", _("Give a CVE id or a CVSS vector, or say that neither is known yet."))

    def read_ids(self, text: str) -> cve_ids.Listed:
        listed = cve_ids.read_list(text, today=self.asking.now.date())
        for wrong in listed.wrong[:NAMED_WRONG]:
            self.add_error("cves", cve_ids.sentence(wrong))
        return listed

    def read_vector(self, text: str) -> cvss.Reading | None:
        if not text:
            return None
        try:
            return cvss.read(text)
        except cvss.NotAVector as error:
            self.add_error("vector", cvss.sentence(error))
            return None

    def beside(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What is understood of the answers kept so far, without a word about what is missing yet."""
        kept = type(self).of(self.draft, self.asking)
        kept.full_clean()
        return {"understood": kept.understood}

    def answers(self) -> list[Answer]:
        known = self.understood
        found = [
            Answer(_("CVE ids"), list(known.cve_ids + known.aliases), "list", "#id_cves"),
            Answer(_("CVSS vector"), known.reading, "reading", "#id_vector"),
        ]
        return found + [self.answer("unscored_reason")] * self.asked("unscored_reason")

    def values(self) -> dict[str, Any]:
        reading = self.understood.reading
        return {
            "cve_ids": list(self.understood.cve_ids),
            "aliases": list(self.understood.aliases),
            "scores": [reading] if reading else [],
        }

    def words(self) -> dict[str, Any]:
        return {"unscored_reason": self.cleaned_data["unscored_reason"]}
