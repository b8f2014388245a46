"""What is closed, and which tickets one CVE has brought over all publishers."""

import re

import pytest

from tocsin.tickets import closing, restricting
from tocsin.tickets.choices import ClosingReason
from tocsin.tickets.models import Ticket
from tocsin.tickets.tests.conftest import CVE, acknowledge_as
from tocsin.web.desk import closed as closed_list

from .ticket_site import html, look, queries, readings, signed_in, words

PAGE = f"/desk/cves/{CVE}/"


def numbers(page: object) -> list[str]:
    return re.findall(r'<td class="number-cell"><span class="number">([^<]+)', html(page))


@pytest.fixture
def closed(ada, bo, report, now, later):
    """Closes as many reports as are asked for, one after the other."""

    def make(count: int, **words_of: object) -> list[Ticket]:
        made = [acknowledge_as(ada, report(title=f"Report {number}", **words_of), now) for number in range(count)]
        for ticket in made:
            closing.close(ticket, reason=ClosingReason.NOT_AFFECTED, by=bo, now=later)
        return made

    return make


# -- closed -------------------------------------------------------------------------------------------------------
def test_what_is_closed_stands_there_with_its_reason_the_latest_first(ada, closed, report):
    report()
    first, second = closed(2)
    page = look(ada, "/desk/closed/")
    assert numbers(page) == [second.shown_number, first.shown_number]
    assert "Assigned to Closing reason" in words(page)
    assert "The offer is not affected" in words(page)
    assert readings(ada, first) == ["page"]


def test_no_closed_ticket_is_said(ada):
    assert "No ticket is closed yet" in words(look(ada, "/desk/closed/"))


def test_a_closed_restricted_ticket_is_a_number(ada, carla, closed, later):
    (ticket,) = closed(1)
    restricting.restrict(ticket, by=carla, now=later)
    page = look(ada, "/desk/closed/")
    assert numbers(page) == [ticket.shown_number]
    assert "Report 0" not in html(page)
    assert "not affected" not in words(page)


def test_pages_of_closed_ones_follow_each_other(ada, closed, monkeypatch):
    monkeypatch.setattr(closed_list, "ROWS", 2)
    made = [ticket.shown_number for ticket in reversed(closed(5))]
    seen, address = [], "/desk/closed/"
    while address:
        page = look(ada, address)
        seen += numbers(page)
        assert len(seen) <= 5
        following = re.search(r'rel="next" href="([^"]+)"', html(page))
        address = f"/desk/closed/{following[1]}" if following else ""
    assert seen == made


def test_a_made_up_cursor_is_the_first_page(ada, closed):
    (ticket,) = closed(1)
    for cursor in ("x", "1_2_3", "-1_-1", "9" * 40, "1_" + "9" * 30):
        assert numbers(look(ada, f"/desk/closed/?after={cursor}")) == [ticket.shown_number]


# -- by CVE -------------------------------------------------------------------------------------------------------
def test_one_cve_shows_its_tickets_over_all_publishers(ada, ticket, rivals):
    page = look(ada, "/desk/cves/")
    assert f'href="{PAGE}"' in html(page)
    assert re.search(rf"{CVE} 2 ", words(page))
    page = look(ada, PAGE)
    assert numbers(page) == [rivals.shown_number, ticket.shown_number]
    assert "Contoso" in words(page)
    assert "Northwind" in words(page)
    assert readings(ada, ticket) == readings(ada, rivals) == ["page"]


def test_a_cve_id_is_found_however_it_is_written_in_the_address(ada, ticket):
    assert numbers(look(ada, "/desk/cves/cve-2026-12345/")) == [ticket.shown_number]
    assert look(ada, "/desk/cves/nonsense/").status_code == 404


def test_a_cve_that_no_ticket_names_says_so(ada):
    assert "No ticket names this CVE id" in words(look(ada, "/desk/cves/CVE-2024-3094/"))
    assert "No ticket names a CVE id" in words(look(ada, "/desk/cves/"))


def test_a_restricted_ticket_stands_there_by_number_and_only_for_who_sees_it(ada, lena, restricted):
    assert numbers(look(ada, PAGE)) == []
    page = look(lena, PAGE)
    assert numbers(page) == [restricted.shown_number]
    assert "Signing key" not in html(page)
    assert readings(lena, restricted) == []


def test_no_publisher_sees_the_page(carla, ticket):
    assert look(carla, PAGE).status_code == 404


# -- counted --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/desk/closed/", "/desk/cves/", PAGE])
def test_a_list_asks_as_often_for_one_row_as_for_three(ada, closed, path):
    client = signed_in(ada)
    closed(1)
    first = queries(client, path)
    closed(2)
    assert queries(client, path) == first
