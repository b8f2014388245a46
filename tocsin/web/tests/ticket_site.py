"""What the tests of tickets' pages share: who looks, what stands there, what was noted."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry, Reading
from tocsin.tickets.models import Ticket


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(ticket: Ticket, place: str = "") -> str:
    return f"/tickets/{ticket.shown_number}/{place}"


def look(person: Person, path: str, **headers: str) -> Any:
    return signed_in(person).get(path, headers=headers)


def do(who: Person, ticket: Ticket, noun: str, /, **values: Any) -> Any:
    """Posts the form of an act."""
    return signed_in(who).post(address(ticket, noun), values)


def html(response: Any) -> str:
    return unescape(response.content.decode())


def words(response: Any) -> str:
    """The page's text without tags, scripts and runs of white space."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def title(response: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", html(response), re.S)
    assert found is not None
    return " ".join(found[1].split())


def told(response: Any) -> list[str]:
    """The messages that wait for the next page."""
    follow = response.client.get(response["Location"].partition("#")[0])
    return [str(message) for message in follow.context["messages"]]


def says(response: Any, sentence: str) -> bool:
    """Whether an error is said in the summary, with a link, and at the field, on a page that is called one."""
    page = html(response)
    linked = re.search(rf'<li><a href="#([^"]+)">{re.escape(sentence)}</a>', page)
    at_field = re.search(rf'<span class="error">{re.escape(sentence)}</span>', page)
    leads = bool(linked) and f'id="{linked[1]}"' in page  # type: ignore[index]
    return leads and bool(at_field) and title(response).startswith("Error:")


def readings(person: Person, ticket: Ticket) -> list[str]:
    """By which ways this person was given the ticket's texts, in their order."""
    noted = Reading.objects.filter(by=person.key, subject=ticket.ledger_subject)
    return list(noted.order_by("pk").values_list("via", flat=True))


def kinds(ticket: Ticket) -> list[str]:
    return [entry.kind for entry in Entry.objects.of(ticket.ledger_subject)]


def queries(client: Client, path: str, **headers: str) -> int:
    """How many an answer takes, once session and visit stand."""
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, headers=headers).status_code == 200
    return len(asked)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)
