"""Fields that keep what is typed, refuse with a sentence, and hand on clean text and aware moments."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from tocsin.lib.text import clean, clean_line, has_hidden
from tocsin.lib.zones import UnknownZone, zone

from ..wall_clock import NoSuchTime, moment_of, read_date, read_time

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HIDDEN = _(
    "The character %(code)s after “%(before)s” cannot be seen, or changes the order in which the text is read. "
    "Delete it, or type this place anew."
)
HIDDEN_FIRST = _(
    "The character %(code)s at the beginning cannot be seen, or changes the order in which the text is read. "
    "Delete it, or type this place anew."
)
NO_ZONE = _("There is no time zone called “%(name)s”. Write it like Europe/Stockholm, or UTC.")
GAP = _("On this day the clocks went from %(before)s to %(after)s, so there was no %(time)s. Correct the time.")


def require_visible(text: str) -> None:
    """ValidationError at the first character that hides or reorders, naming its code point and what stands before."""
    if not has_hidden(text):
        return
    place = next(index for index, character in enumerate(text) if has_hidden(character))
    before = clean_line(text[max(0, place - 20) : place])
    facts = {"code": f"U+{ord(text[place]):04X}", "before": before}
    raise ValidationError((HIDDEN if before else HIDDEN_FIRST) % facts, code="hidden")


def require_length(text: str, longest: int) -> None:
    if len(text) <= longest:
        return
    sentence = ngettext(
        "Shorten this to %(longest)s character; it has %(length)s.",
        "Shorten this to %(longest)s characters; it has %(length)s.",
        longest,
    )
    facts = {
        "longest": number_format(longest, force_grouping=True),
        "length": number_format(len(text), force_grouping=True),
    }
    raise ValidationError(sentence % facts, code="long")


class Line(forms.CharField):
    """One line. Too long is told, never cut: the browser gets no `maxlength`."""

    def __init__(self, *, longest: int, missing: "StrOrPromise" = "", mono: bool = False, **options: Any) -> None:
        self.longest = longest
        attrs = {"autocomplete": "off"} | ({"class": "mono"} if mono else {})
        super().__init__(
            widget=forms.TextInput(attrs), required=bool(missing), error_messages={"required": missing}, **options
        )

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        require_visible(typed)
        line = clean_line(typed)
        require_length(line, self.longest)
        return line


class Text(forms.CharField):
    """Several lines, Markdown where the page says so."""

    def __init__(self, *, longest: int, missing: "StrOrPromise" = "", rows: int = 6, **options: Any) -> None:
        self.longest = longest
        super().__init__(
            widget=forms.Textarea({"rows": rows}),
            required=bool(missing),
            error_messages={"required": missing},
            strip=False,
            **options,
        )

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        require_visible(typed)
        text = clean(typed).strip()
        require_length(text, self.longest)
        return text


class Choice(forms.ChoiceField):
    """Radio buttons; nothing is chosen beforehand unless `initial` says so."""

    def __init__(self, choices: Any, *, missing: "StrOrPromise" = "", **options: Any) -> None:
        super().__init__(
            choices=choices,
            widget=forms.RadioSelect,
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": _("Choose one of these answers.")},
            **options,
        )


class MomentWidget(forms.MultiWidget):
    """Date, time and the zone they are meant in: said beside them, or typed where the reader may choose it."""

    template_name = "report/widgets/moment.html"

    def __init__(self, *, zone_is_asked: bool = False) -> None:
        self.zone_is_asked = zone_is_asked
        self.zone_name = ""
        zone_input = forms.TextInput({"list": "zones", "autocomplete": "off"}) if zone_is_asked else forms.HiddenInput()
        super().__init__(
            {
                "date": forms.DateInput({"type": "date", "max": "2100-12-31", "min": "1990-01-01"}),
                "time": forms.TimeInput({"type": "time"}),
                "zone": zone_input,
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        return [None, None, self.zone_name]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed = [*(value if isinstance(value, list) else [None, None, None])]
        typed[2] = typed[2] or self.zone_name
        context: dict[str, Any] = super().get_context(name, typed, attrs)
        day, hour, place = context["widget"]["subwidgets"]
        context["parts"] = [(pgettext("field", "Date"), day), (pgettext("field", "Time"), hour)]
        if self.zone_is_asked:
            context["parts"].append((pgettext("field", "Time zone"), place))
        else:
            context["hidden_zone"] = place
            context["zone"] = _("Time zone: %(zone)s") % {"zone": typed[2]}
        return context


class Moment(forms.Field):
    """A date and a time as one aware moment; the sentences name what is missing or cannot be.

    `zone_name` (of the reader) is set by the form. What was typed keeps the zone that was shown with it.
    """

    widget: MomentWidget

    def __init__(self, *, missing: "StrOrPromise" = "", zone_is_asked: bool = False, **options: Any) -> None:
        super().__init__(
            widget=MomentWidget(zone_is_asked=zone_is_asked),
            required=bool(missing),
            error_messages={"required": missing},
            **options,
        )

    def in_zone(self, name: str) -> None:
        self.widget.zone_name = name

    def clean(self, value: Any) -> datetime | None:
        typed_date, typed_time, typed_zone = ((part or "").strip() for part in value)
        if not typed_date and not typed_time:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not typed_date:
            raise ValidationError(_("Give the date as well."), code="date")
        if not typed_time:
            raise ValidationError(_("Give the time as well, as near as you know it."), code="time")
        return self.combined(read_date_or_say(typed_date), read_time_or_say(typed_time), typed_zone)

    def combined(self, day: date, hour: time, typed_zone: str) -> datetime:
        name = typed_zone or self.widget.zone_name
        try:
            return moment_of(day, hour, zone(name))
        except UnknownZone as error:
            facts = {"name": clean_line(name)[:60]}
            raise ValidationError(NO_ZONE % facts, code="zone") from error
        except NoSuchTime as error:
            facts = {"time": f"{hour:%H:%M}", "before": f"{error.before:%H:%M}", "after": f"{error.after:%H:%M}"}
            raise ValidationError(GAP % facts, code="gap") from error


def read_date_or_say(typed: str) -> date:
    day = read_date(typed)
    if day is None:
        raise ValidationError(_("Write the date like 2026-11-20: year, month, day."), code="date")
    if not 1990 <= day.year <= 2100:
        raise ValidationError(_("Check the year: it must lie between 1990 and 2100."), code="date")
    return day


def read_time_or_say(typed: str) -> time:
    hour = read_time(typed)
    if hour is None:
        raise ValidationError(_("Write the time like 17:05, from 00:00 to 23:59."), code="time")
    return hour
