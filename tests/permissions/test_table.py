"""Every address, as every reader, against the hand-written table (STYLE 18, LESSONS T-37)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .table import READERS, TABLE

ROWS = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
OF_ALLAUTH = "accounts/"  # their own tests hold them; here only that the desk's wall is not theirs to open


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def arguments(name: str, key: str, objects: dict[str, list[Any]]) -> list[Any]:
    if name == "report-file-removal":
        return [objects["draft"][0], objects["draftfile"][0]]
    return objects[key]


def answer(response: Any) -> str:
    if response.status_code in {301, 302}:
        return "in" if response["Location"].startswith("/accounts/login/") else "home"
    if response.status_code == 303 and response["Location"].startswith("/accounts/login/"):
        return "in"
    return str(response.status_code)


def ask(method: str, address: str, person: Any) -> Any:
    client = Client()
    if person is not None:
        client.force_login(person)
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
            # Not `response.close()`: it tells that the request is over, and the pool takes the test's connection back.
            for close in response._resource_closers:
                close()
        transaction.set_rollback(True)
    return response


def test_every_route_stands_in_the_table() -> None:
    known = {row[1] for row in ROWS}
    ours = {pattern.name for path, pattern in routes(get_resolver().url_patterns) if not path.startswith(OF_ALLAUTH)}
    assert ours == known


def test_every_row_has_an_answer_for_every_reader() -> None:
    assert [row[:3] for row in ROWS if len(row) != 3 + len(READERS)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_each_reader_gets_the_answer_of_the_table(row: list[str], cast: Any, objects: Any) -> None:
    method, name, key, *expected = row
    address = reverse(name, args=arguments(name, key, objects))
    given = [answer(ask(method, address, cast[reader])) for reader in READERS]
    assert dict(zip(READERS, given, strict=True)) == dict(zip(READERS, expected, strict=True))


TICKET_ROWS = [row for row in ROWS if (row[1].startswith("ticket-") and row[2] == "own") or row[1] == "ticket"]


@pytest.mark.parametrize("row", TICKET_ROWS, ids=lambda row: "-".join(row[:3]))
def test_a_rivals_ticket_and_one_that_does_not_exist_are_the_same(row: list[str], cast: Any, objects: Any) -> None:
    """Equal in status and body; only what the reader typed into the address differs."""
    from tocsin.lib.confirmation import new_number, shown  # noqa: PLC0415

    unknown = shown(new_number())
    theirs = ask(row[0], reverse(row[1], args=objects[row[2]]), cast["rival"])
    nobodys = ask(row[0], reverse(row[1], args=[unknown]), cast["rival"])
    assert theirs.status_code == nobodys.status_code == 404
    assert same(theirs, objects[row[2]][0]) == same(nobodys, unknown)


def same(response: Any, number: str) -> str:
    import re  # noqa: PLC0415

    text = response.content.decode().replace(number, "NUMBER")
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "TOKEN", text)
