"""The reader's language, chosen in the footer: kept for the person and in the browser, with what is typed."""

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from tocsin.accounts import preferences
from tocsin.lib.languages import negotiate
from tocsin.web.middleware import remember


def switch(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    """Makes `language` the reader's from the next page on; an unknown one changes nothing."""
    chosen = negotiate(language)
    if chosen is None:
        return
    remember(response, chosen)
    translation.activate(chosen)
    if request.user.is_authenticated and request.user.language != chosen:
        with transaction.atomic():
            preferences.choose_language(request.user, chosen)
