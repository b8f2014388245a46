"""The request as our views know it: signed in (the middleware saw to that), with the reader's zone."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest

from tocsin.accounts.models import Person


class Request(HttpRequest):
    user: Person
    reader_zone: ZoneInfo


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
