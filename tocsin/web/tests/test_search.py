"""The search of both sides: what leads straight on, what is found where, and what nobody learns from it."""

import re
from datetime import timedelta

import pytest

from tocsin.lib import confirmation
from tocsin.tickets import conversation, restricting
from tocsin.tickets.tests.conftest import CVE

from .ticket_site import address, html, look, queries, readings, signed_in, title, words


def search(person, typed: str, **query: str):
    return signed_in(person).get("/search/", {"q": typed, **query})


def found(page: object) -> list[str]:
    """The tickets' numbers on the page, in their order."""
    return re.findall(r'<a data-row href="/tickets/(SE-\w{5}-\w{5})/', html(page))


# -- a number -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "write",
    [
        lambda number: f"SE-{number[:5]}-{number[5:]}",
        lambda number: number.lower(),
        lambda number: f" se {number[:5]} {number[5:]} ",
        lambda number: f"SE{number}",
        lambda number: number.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_number_however_typed_leads_straight_to_the_ticket(ada, dmitri, ticket, write):
    for person in (ada, dmitri):
        answer = search(person, write(ticket.number))
        assert (answer.status_code, answer["Location"]) == (303, address(ticket))
    assert readings(ada, ticket) == []


def test_a_number_of_somebody_else_is_found_no_more_than_one_of_nobody(eve, rita, ticket, restricted):
    unknown = confirmation.shown(confirmation.new_number())
    for person, number in ((eve, ticket.shown_number), (rita, restricted.shown_number)):
        theirs, nobodys = search(person, number), search(person, unknown)
        assert (theirs.status_code, nobodys.status_code) == (200, 200)
        own = re.compile(rf"{number}|{unknown}|csrfmiddlewaretoken\" value=\"[^\"]+|X-CSRFToken\": \"[^\"]+")
        assert own.sub("", html(theirs)) == own.sub("", html(nobodys))
        assert "Nothing found" in words(theirs)


def test_a_restricted_number_leads_who_may_open_it(carla, ada, restricted):
    assert search(carla, restricted.number).status_code == 303
    assert search(ada, restricted.number).status_code == 200


def test_a_wrong_character_is_said(dmitri, ticket):
    number = ticket.number
    wrong = ("7" if number[2] != "7" else "8").join((number[:2], number[3:]))
    page = words(search(dmitri, f"SE-{wrong}"))
    assert "This looks like a confirmation number, but one of its characters is wrong." in page
    assert "Nothing found" in page


@pytest.mark.parametrize("typed", ["EXTRACTREE", "CVE20243094", "short", "cve-2024-30941"])
def test_a_word_or_a_cve_id_is_no_number_that_went_wrong(dmitri, typed):
    assert "looks like a confirmation number" not in words(search(dmitri, typed))


# -- a CVE id -------------------------------------------------------------------------------------------------------
def test_a_cve_id_leads_the_desk_to_its_page_and_lists_the_tickets(ada, dmitri, ticket, rivals):
    page = search(ada, "cve 2026 12345")
    assert f'href="/desk/cves/{CVE}/"' in html(page)
    assert f"All tickets that name {CVE}, over all publishers" in words(page)
    assert found(page) == [rivals.shown_number, ticket.shown_number]
    assert "by its CVE id" in words(page)
    theirs = search(dmitri, CVE)
    assert "/desk/cves/" not in html(theirs)
    assert found(theirs) == [ticket.shown_number]


# -- words ------------------------------------------------------------------------------------------------------------
def test_words_are_found_in_report_message_note_and_outcome_and_it_is_said_where(ada, dmitri, ticket, later):
    conversation.answer(ticket, "The giraffe is patched.", by=dmitri, now=later)
    conversation.note(ticket, "A zebra among us.", by=ada, now=later)
    page = search(dmitri, "giraffes")
    assert found(page) == [ticket.shown_number]
    assert "· in a message" in words(page)
    place = re.search(rf'href="{address(ticket)}#(message-\w+)"', html(page))
    assert place is not None
    assert f'id="{place[1]}"' in html(look(dmitri, address(ticket)))
    assert "· in the report" in words(search(dmitri, "overwrites archive"))
    assert "in an internal note, desk only" in words(search(ada, "zebra"))
    assert found(search(dmitri, "zebra")) == []


def test_the_private_remark_is_found_by_the_desk_alone(ada, dmitri, report):
    ticket = report(words={"private_remark": "Our ombudsman knows."})
    assert "in the publisher’s private remark, desk only" in words(search(ada, "ombudsman"))
    assert found(search(dmitri, "ombudsman")) == []
    assert found(search(ada, "ombudsman")) == [ticket.shown_number]


def test_the_publishers_own_reference_finds_its_ticket(carla, ticket, later):
    restricting.set_reference(ticket, "CON-2291", by=carla, now=later)
    page = search(carla, "con-2291")
    assert found(page) == [ticket.shown_number]
    assert "by the publisher’s reference" in words(page)


def test_a_rival_finds_nothing_of_it(eve, ticket, restricted):
    for typed in ("archive", "Contoso", "traversal", "signing", ticket.title):
        page = search(eve, typed)
        assert found(page) == []
        assert "Contoso" not in words(page).replace(f"“{typed}”", "")


def test_restricted_tickets_are_found_by_who_sees_them_and_shown_by_number(ada, carla, lena, restricted):
    assert found(search(ada, "signing key")) == []
    for person in (carla, lena):
        page = search(person, "signing key")
        assert found(page) == [restricted.shown_number]
        assert "Signing key in a backup" not in html(page)
        assert "Restricted" in words(page)
        assert readings(person, restricted) == []


def test_every_title_that_is_found_is_a_reading(ada, dmitri, ticket, rivals):
    search(ada, "overwrites")
    assert readings(ada, ticket) == readings(ada, rivals) == ["search"]
    search(dmitri, "overwrites")
    assert readings(dmitri, ticket) == []


# -- offers and publishers ------------------------------------------------------------------------------------------
def test_the_desk_finds_offers_and_publishers_a_member_its_own_offers(ada, carla, eve, contoso, northwind):
    page = search(ada, "contoso")
    assert "Offers Contoso Export Contoso Contoso Sync Contoso Publishers Contoso" in words(page)
    assert f'href="/desk/publishers/{contoso.pk}/"' in html(page)
    own = search(carla, "export")
    assert 'href="/report/?offer=contoso-export"' in html(own)
    assert "Publishers" not in words(own)
    assert "Contoso" not in words(search(eve, "export"))


def test_the_header_still_says_whose_member_one_is(carla, contoso):
    assert "Carla Nyström · Contoso" in words(search(carla, "zzz"))


# -- the page ----------------------------------------------------------------------------------------------------------
def test_the_boxes_keep_what_was_typed_and_the_window_is_not_named_after_it(dmitri, ticket):
    page = search(dmitri, '<b>"archive"</b>')
    assert html(page).count('value="<b>"archive"</b>"') == 2
    assert "<b>" not in page.content.decode()
    assert title(page) == "Search · Tocsin"


def test_nothing_typed_says_what_can_be_looked_for(dmitri, ticket):
    for query in ("", "   ", "\0"):
        page = search(dmitri, query)
        assert "All words must be found." in words(page)
        assert found(page) == []


@pytest.mark.parametrize(
    "typed", ["x" * 30_000, "a " * 5_000, "' OR 1=1 --", 'NEAR("a" b) AND * : ^', "{{7*7}} %s", "@1"]
)
def test_whatever_is_typed_is_text(ada, dmitri, ticket, typed):
    for person in (ada, dmitri):
        page = search(person, typed)
        assert page.status_code == 200
        assert found(page) == []


def test_more_follows_without_a_gap_or_a_count(dmitri, report, now):
    made = [report(title=f"Wombat {number}", at=now + timedelta(seconds=number)).shown_number for number in range(30)]
    seen, path = [], "/search/?q=wombat"
    while path:
        page = look(dmitri, path)
        seen += found(page)
        following = re.search(r'rel="next" href="(\?[^"]+)"', html(page))
        path = f"/search/{following[1]}" if following else ""
        assert len(seen) <= 30
    assert seen == made[::-1]
    assert "30" not in re.sub(r"Wombat \d+", "", words(page)).replace(":30", "")
    assert "To the first page" in words(page)
    assert "Offers" not in words(page)


def test_a_made_up_place_is_the_first_page(dmitri, ticket):
    for before in ("x", "t_", "t_-1", "t_" + "9" * 30):
        assert found(search(dmitri, "archive", before=before)) == [ticket.shown_number]


@pytest.mark.parametrize("name", ["ada", "dmitri"])
def test_a_search_asks_as_often_for_one_hit_as_for_three(request, name, report, restricted):
    client = signed_in(request.getfixturevalue(name))
    report(title="Wombat one")
    first = queries(client, "/search/?q=wombat")
    report(title="Wombat two")
    report(title="Wombat three")
    assert queries(client, "/search/?q=wombat") == first


def test_the_answer_may_not_be_stored_and_changes_nothing(dmitri, ticket):
    page = look(dmitri, "/search/?q=archive")
    assert page["Cache-Control"] == "no-store"
    assert signed_in(dmitri).post("/search/", {"q": "archive"}).status_code == 405
