"""What is typed into a small form outlives a switch of language and a lapsed session: it is parked, and shown again."""

from django.http import HttpResponse

from tocsin.web.answers import done
from tocsin.web.parking import draft_key, park, take, waiting
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

Typed = dict[str, str]


def in_other_words(request: Request, page: str) -> HttpResponse:
    """A language button was pressed in the middle of typing: back to the page, in that language, nothing judged."""
    park(request)
    response = done(page)
    switch(request, response, request.POST["language"])
    return response


def typed_before(request: Request, page: str) -> Typed:
    """What was parked for this page, once, by field; nothing as a rule, at the cost of one read."""
    if waiting(request.user, page) is None:
        return {}
    return {name: values[0] for name, values in (take(request.user, page) or {}).items() if values}


def kept(request: Request, page: str, before: Typed) -> dict[str, object]:
    """What a page's template needs for its typed form."""
    return {"draft_key": draft_key(request.user, page), "typed_before": bool(before)}
