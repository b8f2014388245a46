"""Every reading is noted, looking changes nothing, and a page asks as often for few messages as for many."""

import pytest

from tocsin.tickets import conversation, triage
from tocsin.tickets.choices import Category

from .ticket_site import address, again, html, kinds, look, queries, readings, signed_in, words

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("name", ["ada", "dmitri"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_page_takes_as_many_queries_with_10_messages_as_with_210(
    request, name, headers, ada, dmitri, acknowledged, now
):
    person = request.getfixturevalue(name)
    client = signed_in(person)

    def written(total: int) -> int:
        for number in range(acknowledged.messages.count(), total):
            if number % 2:
                conversation.answer(acknowledged, f"Answer {number}.", by=dmitri, now=now)
            else:
                conversation.send(acknowledged, f"Message {number}.", by=ada, now=now)
        client.post(address(acknowledged, "visit"))
        return queries(client, address(acknowledged), **headers)

    assert written(10) == written(210)
    assert html(client.get(address(acknowledged))).count("<article") == 211


def test_every_reading_of_the_desk_is_noted_by_the_way_it_went(ada, ticket):
    client = signed_in(ada)
    client.get(address(ticket))
    client.get(address(ticket), headers=HTMX)
    client.get(address(ticket, "?history=yes"), headers=HTMX)
    client.get(address(ticket, "as-publisher/"))
    assert readings(ada, ticket) == ["page", "fragment", "fragment", "page"]
    client.get(address(ticket, "changes"))
    client.get(address(ticket, "?form=redaction"), headers=HTMX)
    client.get(address(ticket, "calendar.ics"))
    client.post(address(ticket, "reply-draft"), {"body": "x"})
    assert len(readings(ada, ticket)) == 4
    client.post(address(ticket, "message"), {"body": ""})
    assert b"".join(client.post(address(ticket, "export")).streaming_content)
    assert readings(ada, ticket) == ["page", "fragment", "fragment", "page", "page", "export"]


def test_a_members_reading_is_noted_where_the_ticket_is_restricted(dmitri, carla, ticket, restricted):
    look(dmitri, address(ticket))
    assert readings(dmitri, ticket) == []
    for person in (dmitri, carla):
        look(person, address(restricted))
        look(person, address(restricted), **HTMX)
        assert readings(person, restricted) == ["page", "fragment"]


def test_a_reading_is_noted_before_the_page_is_made(ada, ticket, monkeypatch):
    def broken(*args: object, **options: object) -> None:
        raise ValueError

    monkeypatch.setattr("tocsin.web.tickets.showing.render", broken)
    client = signed_in(ada)
    client.raise_request_exception = False
    assert client.get(address(ticket)).status_code == 500
    assert readings(ada, ticket) == ["page"]


def test_looking_changes_nothing(ada, dmitri, ticket):
    before = (kinds(ticket), again(ticket).changed_at)
    for place in ("", "?history=yes", "calendar.ics", "as-publisher/", "changes"):
        look(ada, address(ticket, place))
        look(dmitri, address(ticket, place))
    assert (kinds(ticket), again(ticket).changed_at) == before


def test_a_reason_of_a_change_shows_to_both_sides(ada, dmitri, acknowledged, later):
    triage.change_category(acknowledged, category=Category.BOTH, reason="Data left.", by=ada, now=later)
    assert "· why the category changed Data left." in words(look(dmitri, address(acknowledged)))
