"""What a view gives back after a verb: 303 to a page, so that a reload repeats nothing."""

from django.http import HttpResponse, HttpResponseRedirect


class HttpResponseSeeOther(HttpResponseRedirect):
    """303 (RFC 9110 section 15.4.4): go and GET that page, whatever method brought you here."""

    status_code = 303


def done(url: str) -> HttpResponse:
    return HttpResponseSeeOther(url)
