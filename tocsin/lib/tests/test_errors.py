import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tocsin.lib.errors import DomainError, Invalid, NotAllowed, Stale


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotAllowed(), "Your role does not allow this."),
        (NotAllowed("Only a lead invites to the desk."), "Only a lead invites to the desk."),
        (Stale(), "Somebody was faster: this has changed since you opened it. Look again."),
        (Stale("This invitation was used."), "This invitation was used."),
        (Invalid({"email": ["Enter an address.", "Or two."], "role": ["Choose one."]}), "Enter an address."),
    ],
)
def test_an_error_of_a_rule_is_a_sentence(error, sentence):
    assert isinstance(error, DomainError)
    assert str(error) == sentence


def test_invalid_keeps_every_sentence_at_its_field():
    given = {"email": ("Enter an address.",), "": ["Something else."]}
    assert Invalid(given).fields == {"email": ["Enter an address."], "": ["Something else."]}


def test_the_sentence_is_in_the_language_of_whoever_reads_it():
    error = Invalid({"name": [_("This field is required.")]})  # a sentence that Django itself translates
    with translation.override("en"):
        assert str(error) == "This field is required."
    with translation.override("ru"):
        assert str(error) == "Обязательное поле."
