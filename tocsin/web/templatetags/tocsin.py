"""The tags and filters that every template may use without loading them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.lib import confirmation, moments
from tocsin.lib import markdown as markdown_renderer

from . import fields, navigation

register = template.Library()

SEVERITIES: dict[str, tuple[str, Promise]] = {
    "critical": ("▲", pgettext_lazy("severity", "Critical")),
    "high": ("◆", pgettext_lazy("severity", "High")),
    "medium": ("■", pgettext_lazy("severity", "Medium")),
    "low": ("●", pgettext_lazy("severity", "Low")),
    "none": ("○", pgettext_lazy("severity", "None")),
}


# -- times ------------------------------------------------------------------------------------------------------
def request_of(context: Context) -> HttpRequest | None:
    """The request, also inside inclusion tags and `include … only`, where its name is gone."""
    found: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return found


def zone_of(context: Context) -> ZoneInfo:
    """The reader's zone: `zone` in the context (mail), else of the request, else the house's."""
    zone = context.get("zone") or getattr(request_of(context), "reader_zone", None) or settings.DEFAULT_TIME_ZONE
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone))


def language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def time_element(when: datetime, title: str, words: str) -> SafeString:
    stamp = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, words)


def shown(context: Context, when: datetime | None, form: Callable[[datetime, ZoneInfo, str], str]) -> SafeString | str:
    if when is None:
        return ""
    zone, tongue = zone_of(context), language()
    return time_element(when, moments.exact(when, zone, tongue), form(when, zone, tongue))


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime | None) -> SafeString | str:
    """The moment in the reader's zone and language; exact, with the zone's name, on hover."""
    return shown(context, when, moments.moment)


@register.simple_tag(takes_context=True)
def day(context: Context, when: datetime | None) -> SafeString | str:
    """The day alone, in the reader's zone."""
    return shown(context, when, moments.day)


@register.simple_tag(takes_context=True)
def relative(context: Context, when: datetime | None) -> SafeString | str:
    """How long ago or until then when that is within seven days, else the moment."""
    return shown(context, when, moments.relative)


@register.simple_tag(takes_context=True)
def clock(context: Context, when: datetime | None) -> SafeString | str:
    """The time alone, for what is of today."""
    return shown(context, when, moments.clock)


# -- words ------------------------------------------------------------------------------------------------------
@register.filter
def number(stored: str) -> SafeString:
    """A confirmation number as people see it; it never breaks."""
    return format_html('<span class="number">{}</span>', confirmation.shown(stored))


@register.filter
def plain_number(stored: str) -> str:
    """A confirmation number without markup: for titles, attributes and mail."""
    return confirmation.shown(stored)


@register.filter
def count(value: float | None) -> str:
    """A number as the reader's language writes it."""
    return "" if value is None else moments.number(value, language())


@register.filter
def markdown(text: str | None) -> SafeString:
    """Markdown as safe HTML, by the one renderer of preview, page and mail."""
    return markdown_renderer.render(text or "")


@register.inclusion_tag("parts/_severity.html")
def severity(value: str | None) -> dict[str, Any]:
    """Word, shape and colour; nothing where no severity is set."""
    shape, word = SEVERITIES.get(value or "", ("", ""))
    return {"value": value or "", "shape": shape, "word": word}


@register.inclusion_tag("parts/_priority.html")
def priority(value: str | None) -> dict[str, Any]:
    return {"value": value or ""}


@register.inclusion_tag("parts/_tlp.html")
def tlp(value: str | None) -> dict[str, Any]:
    """The label of FIRST's Traffic Light Protocol 2.0, never translated."""
    return {"label": f"TLP:{value.upper()}" if value else ""}


@register.inclusion_tag("parts/_bar_chart.html")
def bar_chart(rows: list[tuple[str, int]], caption: str = "", amount: str | Promise = "") -> dict[str, Any]:
    """Bars for (label, number), in a table that says the numbers too; `amount` names the column of numbers."""
    most = max((value for _label, value in rows), default=0) or 1
    bars = [
        {"label": label, "value": value, "share": max(round(100 * value / most), 1 if value else 0)}
        for label, value in rows
    ]
    return {"bars": bars, "caption": caption, "amount": amount or _("Number")}


def share(value: int, most: int) -> int:
    """Percent of the longest bar; what is not nothing stays visible."""
    return max(round(100 * value / most), 1) if value else 0


# -- forms ------------------------------------------------------------------------------------------------------
@register.inclusion_tag("parts/_field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """One field with label, help and error. Options: see `fields.parts`."""
    return fields.parts(bound, **options)


@register.simple_tag
def error_links(*forms: Any) -> list[dict[str, str]]:
    """What the error summary lists: {"target": id or "", "message": sentence}, in the order of the page.

    Each argument is a form, a formset, a list or mapping of them, or nothing.
    """
    return [link for form in forms for link in fields.links(form)]


# -- getting about ----------------------------------------------------------------------------------------------
@register.inclusion_tag("parts/_navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    """The header's links for who is signed in; a view may name the current one as `nav` in its context."""
    request = request_of(context)
    user = getattr(request, "user", None)
    path = str(context.get("nav") or getattr(request, "path", ""))
    return {"links": navigation.links(user, path)}


@register.simple_tag(takes_context=True)
def nav_link(context: Context, href: str, label: str, exact: bool = False) -> SafeString:
    """A link that says so when it leads to the page it stands on, or (unless `exact`) to one above it."""
    path = getattr(request_of(context), "path", "")
    here = path == href or (not exact and href != "/" and path.startswith(href))
    return format_html('<a href="{}"{}>{}</a>', href, mark_safe(' aria-current="page"') if here else "", label)


@register.simple_tag(takes_context=True)
def querystring_with(context: Context, **changed: Any) -> str:
    """The page's own query with some parameters changed, or taken away by None; empty as "?", never as ""."""
    request = request_of(context)
    query = request.GET.copy() if request else None
    return navigation.changed_query(query, changed)


@register.simple_block_tag(takes_context=True)
def language_switch(context: Context, content: str) -> SafeString:
    """The language buttons. Inside stands the id of the form being typed, if any: it is posted along and kept."""
    request = request_of(context)
    own = {
        "languages": context.get("languages", []),
        "typed": content.strip(),
        "next": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }
    return mark_safe(render_to_string("parts/_languages.html", own))
