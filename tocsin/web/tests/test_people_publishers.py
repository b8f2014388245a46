"""The desk's view of publishers."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.http import QueryDict

from conftest import make_offer
from tocsin.accounts.models import Invitation, Membership, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.models import Customer, Entitlement
from tocsin.ledger.models import Reading
from tocsin.lib.languages import locale
from tocsin.web.people import publishers as views
from tocsin.web.people.paging import leaf
from tocsin.web.people.publishers import region_name

from .people_site import flashes, invited, mailed_link, queries, reported, signed_in, text

pytestmark = pytest.mark.django_db
OWNER = {"email": "first@northwind.example"}


def hold(version, count: int) -> None:
    for number in range(count):
        customer, _new = Customer.objects.get_or_create(key=f"c{number}", defaults={"name": f"Customer {number}"})
        Entitlement.objects.create(customer=customer, version=version)


@pytest.fixture
def ownerless(db) -> Publisher:
    return Publisher.objects.create(key="fabrikam", name="Fabrikam", region="NL", language="nl")


# -- the list ---------------------------------------------------------------------------------------------------
def test_the_list_says_what_decides_whom_to_call(contoso, carla, ownerless, dmitri, otto):
    Publisher.objects.filter(pk=contoso.pk).update(security_contact="Per Ek", security_telephone="+46 8 123")
    reported(dmitri, contoso, "Archive overwrites files")
    rows = signed_in(otto).get("/desk/publishers/").context["rows"]
    assert [(str(row.publisher), row.region, row.owners, row.open_tickets) for row in rows] == [
        ("Contoso", "Sweden", 1, 1),
        ("Fabrikam", "Netherlands", 0, 0),
    ]
    page = text(signed_in(otto).get("/desk/publishers/"))
    assert "Per Ek" in page
    assert page.count("no owner yet") == 1


def test_a_catalogue_without_publishers_says_what_to_do(ada):
    assert "Import the catalogue" in text(signed_in(ada).get("/desk/publishers/"))


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("SE", "en", "Sweden"),
        ("SE", "ru", "Швеция"),
        ("DE-BY", "de", "Deutschland (DE-BY)"),
        ("ZZ-9", "en", "Unknown Region (ZZ-9)"),
        ("X7", "en", "X7"),
    ],
)
def test_a_region_is_named_in_the_readers_language(code, language, name):
    assert region_name(code, locale(language)) == name


# -- pages of a list --------------------------------------------------------------------------------------------
@pytest.fixture
def five(db) -> list[Publisher]:
    """Two of them are called alike."""
    names = ["Beta", "Alpha", "Beta", "Delta", "Gamma"]
    return [Publisher.objects.create(key=f"p{n}", name=name, region="SE") for n, name in enumerate(names)]


def walk(query: str):
    return leaf(Publisher.objects.all(), QueryDict(query.removeprefix("?")), 2)


def test_a_list_is_turned_page_by_page_and_back(five):
    first = walk("")
    second = walk(first.next)
    third = walk(second.next)
    assert [[one.name for one in page.rows] for page in (first, second, third)] == [
        ["Alpha", "Beta"],
        ["Beta", "Delta"],
        ["Gamma"],
    ]
    assert {one.pk for page in (first, second, third) for one in page.rows} == {one.pk for one in five}
    assert (first.previous, third.next) == ("", "")
    assert walk(third.previous).rows == second.rows
    assert walk(walk(third.previous).previous) == first


@pytest.mark.parametrize("query", ["after=999999", "after=x", "before=", "after=²", "before=" + "9" * 40, "after="])
def test_a_place_that_does_not_exist_is_the_first_page(five, query):
    assert walk(query) == walk("")


def test_the_list_has_a_way_on(five, ada, monkeypatch):
    monkeypatch.setattr(views, "PUBLISHERS_A_PAGE", 2)
    page = text(signed_in(ada).get("/desk/publishers/"))
    assert 'rel="next" href="?after=' in page
    assert 'rel="prev"' not in page


# -- one publisher ----------------------------------------------------------------------------------------------
def test_the_page_says_whom_to_call_and_who_holds_what(contoso, contoso_export, carla, ada):
    Publisher.objects.filter(pk=contoso.pk).update(
        mailbox="psirt@contoso.example", security_contact="Per Ek", security_telephone="+46 8 123 45 67"
    )
    hold(contoso_export.versions.get(label="2.3"), 3)
    hold(contoso_export.versions.get(label="2.0"), 1)
    response = signed_in(ada).get(f"/desk/publishers/{contoso.pk}/")
    page = text(response)
    for said in ("Sweden", "Per Ek", "+46 8 123 45 67", "psirt@contoso.example", "Carla Nyström", carla.email):
        assert said in page
    assert [(one.offer.name, one.bars) for one in response.context["offers"]] == [
        ("Contoso Export", [("2.3", 3), ("2.2", 0), ("2.1", 0), ("2.0", 1)]),
        ("Contoso Sync", [("1.0", 0)]),
    ]
    assert f'href="/desk/tickets/new?publisher={contoso.pk}"' in page


def test_the_auditor_opens_no_tickets(contoso, otto):
    assert "/desk/tickets/new" not in text(signed_in(otto).get(f"/desk/publishers/{contoso.pk}/"))


def test_open_tickets_are_listed_and_their_titles_noted_as_read(contoso, northwind, dmitri, eve, ada):
    mine = reported(dmitri, contoso, "Archive overwrites files")
    closed = reported(dmitri, contoso, "Closed long ago")
    type(closed).objects.filter(pk=closed.pk).update(state="closed", closing_reason="retracted")
    reported(eve, northwind, "Somebody else’s")
    page = text(signed_in(ada).get(f"/desk/publishers/{contoso.pk}/"))
    assert "Archive overwrites files" in page
    assert "Closed long ago" not in page
    assert "Somebody else’s" not in page
    assert [(r.by, r.subject, r.via) for r in Reading.objects.all()] == [(ada.key, mine.ledger_subject, "page")]


@pytest.mark.parametrize(("who", "opens"), [("ada", False), ("lena", True), ("otto", True)])
def test_a_restricted_ticket_is_a_number_alone(request, contoso, carla, who, opens):
    hidden = reported(carla, contoso, "Signing key used", restricted=True)
    page = text(signed_in(request.getfixturevalue(who)).get(f"/desk/publishers/{contoso.pk}/"))
    assert hidden.shown_number in page
    assert "Signing key used" not in page
    assert (f'href="/tickets/{hidden.shown_number}/"' in page) is opens
    assert not Reading.objects.exists()


def test_more_tickets_than_fit_are_told(contoso, dmitri, ada, monkeypatch):
    monkeypatch.setattr(views, "TICKETS", 1)
    reported(dmitri, contoso, "First")
    address = f"/desk/publishers/{contoso.pk}/"
    assert "There are more" not in text(signed_in(ada).get(address))
    reported(dmitri, contoso, "Second")
    page = text(signed_in(ada).get(address))
    assert "There are more; those due first are shown." in page
    assert Reading.objects.count() == 2  # what is not shown is not read


def test_the_number_of_queries_does_not_grow(contoso, carla, dmitri, lena):
    client, page = signed_in(lena), f"/desk/publishers/{contoso.pk}/"
    reported(dmitri, contoso, "First")
    few = queries(client, page), queries(client, "/desk/publishers/")
    for number in range(3):
        offer = make_offer(contoso, f"more-{number}", f"More {number}", v1_0=date(2026, 1, 1) + timedelta(number))
        hold(offer.versions.get(), 2)
        reported(dmitri, contoso, f"Another {number}")
        invited(f"more{number}@contoso.example", contoso, "reader", carla)
        Publisher.objects.create(key=f"more{number}", name=f"More {number}", region="SE")
    assert (queries(client, page), queries(client, "/desk/publishers/")) == few


# -- the first owner --------------------------------------------------------------------------------------------
def test_the_lead_invites_the_first_owner_in_the_publishers_language(ownerless, lena, client):
    page = f"/desk/publishers/{ownerless.pk}/"
    lead = signed_in(lena)
    assert "Invite the first owner" in text(lead.get(page))
    response = lead.post(f"{page}invitations/", OWNER, follow=True)
    assert response.redirect_chain == [(page, 303)]
    invitation = Invitation.objects.get()
    assert (invitation.publisher, invitation.role) == (ownerless, PublisherRole.OWNER)
    assert '<html lang="nl">' in mail.outbox[0].alternatives[0].content
    assert OWNER["email"] in text(response)

    address = mailed_link()
    assert client.get(address).status_code == 200
    revoked = lead.post(f"/desk/invitations/{invitation.pk}/revocation", follow=True)
    assert revoked.redirect_chain == [(page, 303)]
    assert flashes(revoked) == ["The invitation is revoked. Its link leads nowhere now."]
    assert client.get(address).status_code == 404


def test_where_there_is_an_owner_the_lead_invites_nobody(contoso, carla, lena):
    page = f"/desk/publishers/{contoso.pk}/"
    client = signed_in(lena)
    assert "Invite the first owner" not in text(client.get(page))
    assert client.post(f"{page}invitations/", OWNER).status_code == 403
    assert not Invitation.objects.exists()


def test_an_owner_whose_account_is_closed_does_not_count(contoso, carla, lena):
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert signed_in(lena).post(f"/desk/publishers/{contoso.pk}/invitations/", OWNER).status_code == 303


def test_a_wrong_address_is_refused_on_the_publishers_page(ownerless, lena):
    response = signed_in(lena).post(f"/desk/publishers/{ownerless.pk}/invitations/", {"email": "first at"})
    assert response.status_code == 422
    assert text(response).count("Enter an e-mail address such as name@example.com.") == 2
    assert 'value="first at"' in text(response)


@pytest.mark.parametrize("who", ["ada", "bo", "april", "otto"])
def test_only_the_lead_invites_an_owner(request, ownerless, who):
    client = signed_in(request.getfixturevalue(who))
    page = f"/desk/publishers/{ownerless.pk}/"
    assert "Invite the first owner" not in text(client.get(page))
    assert client.post(f"{page}invitations/", OWNER).status_code == 403
    assert not Membership.objects.filter(publisher=ownerless).exists()
