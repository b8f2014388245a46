"""Domain errors become answers here, once: whole page or fragment (DESIGN section 3)."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from .parking import back_to, park, parked_path

log = logging.getLogger("tocsin.web")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The error page of this status, or its fragment for htmx; both carry the same sentence."""
    fragment = request.headers.get("HX-Request") == "true"
    template = "errors/_error.html" if fragment else f"errors/{status}.html"
    return render(request, template, {"sentence": sentence, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 for what is too large or too many, 400 for what cannot be read."""
    if not hasattr(request, "user"):  # refused before anybody could know who asks: another host's name
        return HttpResponseBadRequest()
    if isinstance(exception, TOO_MUCH):
        return answer(
            request,
            413,
            _(
                "Go back, choose a smaller file or leave some out, and send the form again. What you typed is still in "
                "your browser."
            ),
        )
    return answer(request, 400, _("Go back and try again. Nothing was changed."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for "not yours" and "not there"."""
    return answer(request, 404, _("There is nothing here, or it is not yours to see."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 403, str(exception) or _("Your role does not allow this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A stale form: what was typed is kept if it carries its draft key, and offered on its own page."""
    path = parked_path(request)
    if path and park(request):
        return back_to(request, path)
    return answer(request, 403, _("This page was open for too long. Load it again and repeat what you did."))


def server_error(request: HttpRequest) -> HttpResponse:
    """A 500 that names an id to tell the administrator, and nothing else."""
    incident = secrets.token_hex(4)
    log.error("500 answered as %s for %s", incident, request.path)
    return render(request, "errors/500.html", {"incident": incident}, status=500)
