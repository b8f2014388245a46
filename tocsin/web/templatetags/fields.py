"""What a field needs to be shown: its kind, its options and the errors of a whole form."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, FileInput, RadioSelect
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _


def kind(bound: BoundField) -> str:
    """ "options" (radios, checkboxes), "single" (one checkbox), "group" (several inputs), "file" or "input"."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, CheckboxInput):
        return "single"
    if isinstance(widget, FileInput):
        return "file"
    return "group" if bound.use_fieldset else "input"


def parts(
    bound: BoundField,
    helps: Mapping[str, Any] | None = None,
    large: bool = False,
    inline: bool = False,
    label: str = "",
    optional: bool = True,
    counter: int = 0,
) -> dict[str, Any]:
    """The context of `parts/_field.html`.

    `helps` maps an option's value to its sentence (also read from `option_help` on the form's field); `large` makes
    the label a heading; `inline` sets options side by side; `optional=False` leaves the word "(optional)" out;
    `counter` tells how many of that many characters are used, and never blocks.
    """
    helps = helps or getattr(bound.field, "option_help", None) or {}
    shape = kind(bound)
    return {
        "field": bound,
        "kind": shape,
        "errors": messages(bound),
        "counter": counter,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "label": label or bound.label,
        "is_optional": optional and not bound.field.required and shape != "single",
        "large": large,
        "inline": inline,
        "options": list(options(bound, helps)) if shape == "options" else [],
        "helped": bool(helps),
    }


def options(bound: BoundField, helps: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for option in bound.subwidgets:
        value = str(option.data["value"])
        attrs = {**option.data["attrs"]}
        if value in helps:
            attrs["aria-describedby"] = f"{option.id_for_label}_help"
        option.data["attrs"] = attrs
        yield {
            "input": option.tag(),
            "id": option.id_for_label,
            "label": option.choice_label,
            "help": helps.get(value, ""),
        }


def messages(bound: BoundField) -> list[str]:
    """The field's errors; where Django only says that something is required, a sentence that names what."""
    generic = str(Field.default_error_messages["required"])
    return [missing(bound) if str(message) == generic else str(message) for message in bound.errors]


def missing(bound: BoundField) -> str:
    if kind(bound) in {"options", "single"}:
        return _("Choose an answer to “%(question)s”.") % {"question": bound.label}
    return _("Fill in “%(question)s”.") % {"question": bound.label}


def target(bound: BoundField) -> str:
    """The id an error's link leads to: the input, or a group's first."""
    if kind(bound) == "options":
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def links(form: Any) -> Iterator[dict[str, str]]:
    """Every error of a form or formset, or of several in a list or mapping, in the order of their fields."""
    if isinstance(form, Mapping):
        form = list(form.values())
    if isinstance(form, list | tuple):
        for part in form:
            yield from links(part)
    elif isinstance(form, BaseFormSet):
        yield from ({"target": "", "message": str(message)} for message in form.non_form_errors())
        yield from links(form.forms)
    elif isinstance(form, BaseForm):
        yield from ({"target": "", "message": str(message)} for message in form.non_field_errors())
        for bound in form:
            yield from ({"target": target(bound), "message": message} for message in messages(bound))
