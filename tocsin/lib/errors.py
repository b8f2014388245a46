"""What a verb raises; the web and the API each make an answer of it in one place (409, 403, 422)."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise
NOT_ALLOWED = _("Your role does not allow this.")
STALE = _("Somebody was faster: this has changed since you opened it. Look again.")


class DomainError(Exception):
    """A rule said no; `sentence` tells the reader what is wrong and how to mend it, in their language."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(DomainError):
    """The person may see it but may not do it."""

    def __init__(self, sentence: Sentence = NOT_ALLOWED) -> None:
        super().__init__(sentence)


class Stale(DomainError):
    """Somebody was faster: a normal answer, not a fault."""

    def __init__(self, sentence: Sentence = STALE) -> None:
        super().__init__(sentence)


class Invalid(DomainError):
    """Values that break a rule: field name to sentences; "" stands for the whole."""

    def __init__(self, fields: Mapping[str, Sequence[Sentence]]) -> None:
        super().__init__(next(iter(fields.values()))[0])
        self.fields = {name: list(sentences) for name, sentences in fields.items()}
