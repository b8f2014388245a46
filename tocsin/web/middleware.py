"""Who reads, in what language and zone; who must sign in first; what a rule's "no" becomes."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from tocsin.lib.errors import DomainError, Invalid, NotAllowed, Stale
from tocsin.lib.languages import negotiate

from .errors import answer
from .parking import back_to, park, parked_path

Answer = Callable[[HttpRequest], HttpResponse]


class ReaderMiddleware:
    """Language: the bookmark's `locale=`, else what was chosen (cookie, person), else what the browser asks for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = negotiate(request.GET.get("locale", ""))
        language = asked or chosen(request) or translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        request.reader_zone = reader_zone(request)  # type: ignore[attr-defined]
        timezone.activate(request.reader_zone)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        response.headers.setdefault("Vary", "Accept-Language, Cookie")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        chosen_now = settings.LANGUAGE_COOKIE_NAME in response.cookies  # the footer's choice outlives the bookmark's
        if asked and not chosen_now and asked != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            remember(response, asked)
        return response


def chosen(request: HttpRequest) -> str | None:
    of_person = getattr(request.user, "language", "")
    return negotiate(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") or of_person)


def remember(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SECURE,
        httponly=True,
    )


def reader_zone(request: HttpRequest) -> ZoneInfo:
    if request.user.is_authenticated:
        return request.user.zone
    return ZoneInfo(settings.DEFAULT_TIME_ZONE)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, but a form of ours that arrives after the session has lapsed is parked first (SPEC 2.3)."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        response: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if response is not None and request.method == "POST":
            path = parked_path(request)
            if path and park(request):
                return back_to(request, path)
        return response


class AccountsAtomicMiddleware:
    """allauth writes row by row; on SQLite writers take turns by transaction, so each of its POSTs is one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path.startswith("/accounts/"):
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500:  # the exception has become an answer before it reaches us
                    transaction.set_rollback(True)
                return response
        return self.get_response(request)


class DomainErrorMiddleware:
    """403, 409 and 422, as whole page or fragment, in one place."""

    statuses: tuple[tuple[type[DomainError], int], ...] = ((NotAllowed, 403), (Stale, 409), (Invalid, 422))

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind, status in self.statuses:
            if isinstance(exception, kind):
                return answer(request, status, str(exception))
        return None
