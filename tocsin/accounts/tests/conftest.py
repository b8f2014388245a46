from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry

Told = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture
def told(db: None) -> Callable[[Any], Told]:
    """What the ledger says of a subject: (kind, by, facts), oldest first."""

    def read(subject: Any) -> Told:
        name = subject if isinstance(subject, str) else subject.ledger_subject
        return [(entry.kind, entry.by, entry.facts) for entry in Entry.objects.of(name)]

    return read


@pytest.fixture
def signed_in(db: None) -> Callable[[Person], Callable[[], bool]]:
    """Sign a person in; what it gives tells whether that session still holds."""

    def sign_in(person: Person) -> Callable[[], bool]:
        client = Client()
        client.force_login(person)
        # What the authentication middleware asks at each request, without a page in between.
        return lambda: get_user(request_of(client)).is_authenticated

    return sign_in


def request_of(client: Client) -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return request
