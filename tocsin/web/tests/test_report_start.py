"""Where a report begins: who may, what the page says, and what a bookmark brings along."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from conftest import make_member, make_person
from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.models import Offer
from tocsin.tickets import drafting
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from .reporting import begin, page, says, signed_in


# -- who ----------------------------------------------------------------------------------------------------------
def test_a_reporter_sees_what_to_have_at_hand_and_the_promised_moment(
    carla: Person, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    friday = datetime(2026, 11, 20, 17, 5, tzinfo=ZoneInfo("Europe/Stockholm"))
    monkeypatch.setattr(timezone, "now", lambda: friday)
    client = signed_in(carla)
    text = page(client.get("/report/"))
    assert "About ten minutes." in text
    assert "Tue 24 Nov, 09:00" in text
    assert text.count('name="category"') == 3


def test_the_emergency_telephone_is_said_first(carla: Person, settings) -> None:
    settings.EMERGENCY_TELEPHONE = "+46 8 123 45 67"
    text = page(signed_in(carla).get("/report/"))
    assert text.index("+46 8 123 45 67") < text.index('name="category"')


def test_the_chart_is_a_table_with_its_four_rows(carla: Person) -> None:
    text = page(signed_in(carla).get("/report/"))
    for row in ("It is", "For example", "It is not", "Elsewhere"):
        assert f'<th scope="row">{row}</th>' in text


def test_who_only_reads_is_told_so(rita: Person) -> None:
    answer = signed_in(rita).get("/report/")
    assert answer.status_code == 403
    assert "Ask an owner of your publisher" in page(answer)


def test_who_only_reads_cannot_start_one_either(rita: Person) -> None:
    answer = signed_in(rita).post("/report/", {"category": "incident"})
    assert (answer.status_code, Draft.objects.count()) == (403, 0)


def test_the_desk_is_led_to_its_own_form(ada: Person) -> None:
    answer = signed_in(ada).get("/report/")
    assert answer.status_code == 403
    assert 'href="/desk/tickets/new"' in page(answer)


def test_who_belongs_to_no_publisher_learns_what_to_do(db: None) -> None:
    nobody = make_person("Nils", "nils@new.example")
    answer = signed_in(nobody).get("/report/")
    assert answer.status_code == 200
    assert "Ask an owner of yours to invite" in page(answer)
    assert "nils@new.example" in page(answer)


# -- the bookmark -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["pesid", "offer"])
def test_a_bookmarked_offer_is_chosen_beforehand(carla: Person, contoso_export: Offer, name: str) -> None:
    client = signed_in(carla)
    text = page(client.get(f"/report/?{name}=contoso-export"))
    assert "Contoso Export" in text
    started = client.post("/report/", {"category": "incident", "pesid": "contoso-export"})
    draft = Draft.objects.get()
    assert draft.answers == {"offers": {"offers": [str(contoso_export.pk)]}}
    first = page(client.get(started["Location"]))
    assert f'value="{contoso_export.pk}" id="id_offers_{contoso_export.pk}" checked' in first


@pytest.mark.parametrize("key", ["northwind-relay", "no-such-offer", "", "\x00", "contoso-export' OR 1=1"])
def test_an_offer_that_is_not_theirs_is_passed_over_in_silence(carla: Person, northwind: Publisher, key: str) -> None:
    client = signed_in(carla)
    answer = client.get("/report/", {"pesid": key, "colour": "blue"})
    assert answer.status_code == 200
    assert page(answer).count("Northwind") == 0
    client.post("/report/", {"category": "incident", "pesid": key})
    assert Draft.objects.get().answers == {}


def test_the_bookmark_survives_sign_in(carla: Person) -> None:
    address = "/report/?locale=sv-se&supportregion=de-de&pesid=contoso-export&x=1"
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(
        "/accounts/login/?next=/report/%3Flocale%3Dsv-se%26supportregion%3Dde-de%26pesid"
    )
    signed = Client().post(answer["Location"], {"login": carla.email, "password": "correct-horse-battery"})
    assert signed["Location"] == address


def test_the_suggested_region_picks_among_several_publishers(northwind: Publisher, carla: Person) -> None:
    Membership.objects.create(person=carla, publisher=northwind, role=PublisherRole.CONTRIBUTOR)
    text = page(signed_in(carla).get("/report/?supportregion=de-de"))
    assert f'<option value="{northwind.pk}" selected>Northwind</option>' in text


# -- start request ------------------------------------------------------------------------------------------------
def test_starting_without_a_category_says_what_is_missing(carla: Person) -> None:
    answer = signed_in(carla).post("/report/", {})
    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert says(answer, "Choose the kind of event.")


def test_a_category_that_does_not_exist_is_refused(carla: Person) -> None:
    answer = signed_in(carla).post("/report/", {"category": "fire"})
    assert (answer.status_code, Draft.objects.count()) == (422, 0)


def test_who_belongs_to_several_publishers_chooses(northwind: Publisher, carla: Person) -> None:
    Membership.objects.create(person=carla, publisher=northwind, role=PublisherRole.CONTRIBUTOR)
    client = signed_in(carla)
    missing = client.post("/report/", {"category": "incident"})
    assert (missing.status_code, says(missing, "Choose the publisher you report for.")) == (422, True)
    client.post("/report/", {"category": "incident", "publisher": northwind.pk})
    assert Draft.objects.get().publisher == northwind


def test_a_publisher_they_only_read_is_not_offered(northwind: Publisher, carla: Person) -> None:
    Membership.objects.create(person=carla, publisher=northwind, role=PublisherRole.READER)
    client = signed_in(carla)
    assert "Northwind</option>" not in page(client.get("/report/"))
    client.post("/report/", {"category": "incident", "publisher": northwind.pk})
    assert Draft.objects.get().publisher.key == "contoso"


def test_another_language_keeps_what_is_chosen(carla: Person, contoso_export: Offer) -> None:
    client = signed_in(carla)
    assert 'id="typed" method="post" action="/report/"' in page(client.get("/report/?locale=en&pesid=contoso-export"))
    posted = {"category": "both", "pesid": "contoso-export", "language": "sv"}
    answer = client.post("/report/", posted, follow=True)
    assert answer.headers["Content-Language"] == "sv"
    assert answer.context["form"]["category"].value() == "both"
    assert 'name="pesid" value="contoso-export"' in page(answer)
    assert Draft.objects.count() == 0


# -- the helper ---------------------------------------------------------------------------------------------------
def test_the_helper_asks_three_questions(carla: Person) -> None:
    text = page(signed_in(carla).get("/report/helper/"))
    assert text.count("<legend") == 3


def test_an_unanswered_question_of_the_helper_is_named(carla: Person) -> None:
    answer = signed_in(carla).get("/report/helper/?attacker=no")
    assert page(answer).count("Answer this question with yes or no") >= 2


def test_the_helpers_answers_choose_the_category_and_go_into_the_draft(carla: Person) -> None:
    client = signed_in(carla)
    suggested = page(client.get("/report/helper/?attacker=no&weakness=yes&harm=yes&pesid=contoso-export"))
    assert "Report it as: Vulnerability" in suggested
    assert "pesid=contoso-export" in suggested
    start = page(client.get("/report/?attacker=no&weakness=yes&harm=yes"))
    assert 'value="vulnerability"' in start
    assert 'name="weakness" value="yes"' in start
    client.post("/report/", {"category": "vulnerability", "attacker": "no", "weakness": "yes", "harm": "yes"})
    assert Draft.objects.get().answers["helper"] == {"attacker": ["no"], "weakness": ["yes"], "harm": ["yes"]}


def test_the_helper_says_where_else_to_go(carla: Person) -> None:
    text = page(signed_in(carla).get("/report/helper/?attacker=no&weakness=no&harm=no"))
    assert "This does not sound like a security event" in text


# -- drafts -------------------------------------------------------------------------------------------------------
def test_drafts_are_listed_and_can_be_deleted(carla: Person) -> None:
    client, draft = begin(carla)
    listed = page(client.get("/report/"))
    assert f"/report/{draft.pk}/" in listed
    asked = client.get(f"/report/{draft.pk}/deletion")
    assert (asked.status_code, Draft.objects.count()) == (200, 1)
    assert client.post(f"/report/{draft.pk}/deletion")["Location"] == "/report/"
    assert Draft.objects.count() == 0


def test_nobody_elses_drafts_are_listed(carla: Person, dmitri: Person) -> None:
    begin(dmitri)
    assert "Your drafts" not in page(signed_in(carla).get("/report/"))


def test_too_many_drafts_are_a_sentence(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_DRAFTS", 1)
    client, _draft = begin(carla)
    answer = client.post("/report/", {"category": "incident"})
    assert (answer.status_code, Draft.objects.count()) == (422, 1)
    assert "You have too many drafts." in page(answer)


def test_the_page_asks_as_many_queries_for_three_drafts_as_for_one(
    carla: Person, contoso: Publisher, django_assert_num_queries
) -> None:
    client, _draft = begin(carla)
    client.get("/report/")
    with django_assert_num_queries(7):
        client.get("/report/")
    for _ in range(2):
        drafting.start(contoso, Category.BOTH, {}, by=carla, now=timezone.now())
    with django_assert_num_queries(7):
        client.get("/report/")


def test_a_new_colleague_starts_with_nothing(contoso: Publisher) -> None:
    erik = make_member("Erik", "erik@contoso.example", contoso, PublisherRole.CONTRIBUTOR)
    assert "Your drafts" not in page(signed_in(erik).get("/report/"))
