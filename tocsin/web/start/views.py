"""The pages anybody may open, and where a person lands after signing in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tocsin.web.answers import done
from tocsin.web.requests import Request

from .language import switch


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The signed-out reader's first page; bookmarks to it carry their query on to the report."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "landing.html", {"bookmark": request.GET.urlencode()})


@require_safe
def home(request: Request) -> HttpResponse:
    if request.user.is_desk:
        return redirect("queue")
    return redirect("tickets" if request.user.roles else "team")


@require_safe
def help_page(request: Request) -> HttpResponse:
    return render(request, "start/help.html")


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "start/legal.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Back to the page the reader was on, in the language they chose; `next` never leads elsewhere."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=settings.SECURE):
        back = "/"
    response = done(without_locale(back))
    switch(request, response, request.POST.get("language", ""))
    return response


def without_locale(address: str) -> str:
    """The bookmark's `locale=` would win over the choice just made, so it goes."""
    page, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("locale="))
    return f"{page}?{kept}" if kept else page


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this server can answer pages: its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})
