"""What people choose for themselves: how they are called, read to and shown things, and where they are signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.accounts import preferences as verbs
from tocsin.accounts.sessions import end_sessions
from tocsin.lib.errors import Invalid
from tocsin.web.answers import done
from tocsin.web.context import THEMES
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

from . import zones
from .forms import AppearanceForm, PreferencesForm
from .typed import Typed, in_other_words, kept, typed_before

A_YEAR = 365 * 24 * 3600  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    here = reverse("preferences")
    if "language" in request.POST:
        return in_other_words(request, here)
    if request.method != "POST":
        before = typed_before(request, here)
        return page(request, form=PreferencesForm(initial=standing(request) | before), before=before)
    form = PreferencesForm(request.POST)
    if not keep(request, form):
        return page(request, form=form)
    response = done(here)
    switch(request, response, form.cleaned_data["tongue"])
    messages.success(request, _("Your preferences are saved."))
    return response


def standing(request: Request) -> Typed:
    person = request.user
    return {"name": person.name, "tongue": translation.get_language(), "time_zone": person.time_zone}


def keep(request: Request, form: PreferencesForm) -> bool:
    """All of it or nothing."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            verbs.choose_name(request.user, form.cleaned_data["name"])
            verbs.choose_time_zone(request.user, form.cleaned_data["time_zone"])
    except Invalid as error:
        form.refuse(error)
        return False
    return True


def page(
    request: Request, *, form: PreferencesForm, appearance: AppearanceForm | None = None, before: Typed | None = None
) -> HttpResponse:
    shown = appearance or AppearanceForm(initial=looks(request))
    context = {"form": form, "appearance": shown, "zones": zones.names(), "now": timezone.now()}
    context |= kept(request, reverse("preferences"), before or {})
    return render(request, "people/preferences.html", context, status=422 if form.errors or shown.errors else 200)


def looks(request: Request) -> dict[str, str]:
    """What this browser's cookies say."""
    theme = request.COOKIES.get("tocsin_theme", "")
    keys = request.COOKIES.get("tocsin_keys", "")
    return {"theme": theme if theme in THEMES else "system", "keys": "off" if keys == "off" else "on"}


@require_POST
def appearance(request: Request) -> HttpResponse:
    """Colours and keys are this browser's, not the person's: a telephone at night is not a desk by day."""
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        return page(request, form=PreferencesForm(initial=standing(request)), appearance=form)
    response = done(reverse("preferences"))
    remember(response, "tocsin_theme", form.cleaned_data["theme"], usual="system")
    remember(response, "tocsin_keys", form.cleaned_data["keys"], usual="on")
    messages.success(request, _("The appearance is saved for this browser."))
    return response


def remember(response: HttpResponse, cookie: str, value: str, *, usual: str) -> None:
    """Only what differs from the usual needs a cookie."""
    if value == usual:
        response.delete_cookie(cookie, samesite="Lax")
        return
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)


@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """Sign out everywhere, here as well."""
    end_sessions([request.user])
    with transaction.atomic():
        logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return done(reverse("account_login"))
