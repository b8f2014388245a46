"""Nothing typed is ever lost: not by an error, a reload, another language, a lapsed session, another tab."""

from typing import Any

import pytest
from django.test import Client

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.tickets.models import Draft, Parked

from .reporting import answer, begin, page, signed_in, typed, url

EVERY_ADDRESS = (
    "", "offers/", "situation/", "problem/", "score/", "remediation/", "customers/", "files/", "sharing/", "check/",
    "category/", "calculator/", "deletion",
)  # fmt: skip
EVERY_POST = (
    "offers/", "problem/", "problem/draft", "problem/parked", "calculator/", "category/", "found", "understood",
    "submission", "deletion", "files/1/removal",
)  # fmt: skip


# -- while typing -------------------------------------------------------------------------------------------------
def test_typing_is_saved_unjudged_and_the_time_is_said(carla: Person) -> None:
    client, draft = begin(carla)
    fragment = client.post(f"/report/{draft.pk}/problem/draft", {"title": "Half a ti", "problem": ""})
    assert fragment.status_code == 200
    assert page(fragment).strip().startswith("Saved ")
    assert Draft.objects.get().answers["problem"]["title"] == ["Half a ti"]
    again = page(client.get(url(draft, "problem")))
    assert 'value="Half a ti"' in again
    assert "There is a problem" not in again


def test_what_the_form_does_not_ask_is_not_kept(carla: Person) -> None:
    client, draft = begin(carla)
    client.post(f"/report/{draft.pk}/problem/draft", {"title": "T", "ticket": "1", "csrfmiddlewaretoken": "x"})
    assert set(Draft.objects.get().answers["problem"]) == {"title", "problem"}


def test_two_tabs_with_two_steps_do_not_undo_each_other(carla: Person) -> None:
    client, draft = begin(carla)
    answer(client, draft, "situation")
    client.post(f"/report/{draft.pk}/problem/draft", {"title": "T"})
    assert set(Draft.objects.get().answers) == {"situation", "problem"}


def test_answers_that_another_category_does_not_ask_wait_in_the_draft(carla: Person) -> None:
    client, draft = begin(carla, "both")
    answer(client, draft, "problem", customers_hit="about forty")
    client.post(url(draft, "category"), {"category": "vulnerability"})
    answer(client, draft, "problem", customers_hit=None, data_exposed=None)
    client.post(url(draft, "category"), {"category": "both"})
    assert 'value="about forty"' in page(client.get(url(draft, "problem")))


def test_another_language_keeps_what_is_typed_unjudged(carla: Person) -> None:
    client, draft = begin(carla)
    response = client.post(url(draft, "problem") + "?from=check", {"title": "", "problem": "Half", "language": "ru"})
    assert (response.status_code, response["Location"]) == (303, url(draft, "problem") + "?from=check")
    assert Draft.objects.get().answers["problem"]["problem"] == ["Half"]
    carla.refresh_from_db()
    assert carla.language == "ru"
    assert client.get(url(draft, "problem")).headers["Content-Language"] == "ru"


def test_a_preview_is_rendered_by_the_one_renderer(carla: Person) -> None:
    client, _draft = begin(carla)
    posted = {"preview": "problem", "problem": "**bold** <b>raw</b>", "remediation": "other"}
    fragment = client.post("/report/preview/", posted, headers={"HX-Request": "true"})
    assert "<strong>bold</strong>" in page(fragment)
    assert "<b>raw" not in fragment.content.decode()
    assert "other" not in page(fragment)


def test_nothing_but_the_three_texts_is_previewed(carla: Person) -> None:
    fragment = signed_in(carla).post("/report/preview/", {"preview": "title", "title": "**x**"})
    assert "Nothing to show yet." in page(fragment)


def test_without_scripts_the_page_comes_back_with_the_preview(carla: Person) -> None:
    client, draft = begin(carla)
    response = client.post(url(draft, "problem"), {"title": "", "problem": "**bold**", "preview": "problem"})
    assert (response.status_code, response["Location"]) == (303, url(draft, "problem") + "?preview=problem#preview")
    assert "<strong>bold</strong>" in page(client.get(url(draft, "problem") + "?preview=problem"))


# -- what comes too late ------------------------------------------------------------------------------------------
def key_of(client: Client, address: str) -> str:
    text = page(client.get(address))
    return text.split('name="draft_key" value="', 1)[1].split('"', 1)[0]


def test_a_lapsed_session_parks_the_answers_and_offers_them_after_sign_in(carla: Person) -> None:
    client, draft = begin(carla)
    key = key_of(client, url(draft, "problem"))
    client.logout()
    late = client.post(url(draft, "problem"), typed(draft, "problem") | {"draft_key": key})
    assert late.status_code == 302
    assert late["Location"].startswith("/accounts/login/?next=")
    assert "problem" not in Draft.objects.get().answers
    again = signed_in(carla)
    assert "We kept what you typed before you were signed out" in page(again.get(url(draft, "problem")))
    used = again.post(f"/report/{draft.pk}/problem/parked", {"use": "1"})
    assert (used.status_code, used["Location"]) == (303, url(draft, "problem"))
    assert Draft.objects.get().answers["problem"]["title"] == ["Path traversal in the export"]
    assert "We kept what you typed" not in page(again.get(url(draft, "problem")))


def test_a_nul_does_not_stop_the_parking(carla: Person) -> None:
    client, draft = begin(carla)
    key = key_of(client, url(draft, "problem"))
    client.logout()
    assert client.post(url(draft, "problem"), {"title": "a\x00b", "draft_key": key}).status_code == 302
    assert Parked.objects.get().answers == {"title": ["a␀b"]}


def test_what_was_parked_can_be_discarded(carla: Person) -> None:
    client, draft = begin(carla)
    key = key_of(client, url(draft, "problem"))
    client.logout()
    client.post(url(draft, "problem"), {"title": "Late", "draft_key": key})
    again = signed_in(carla)
    again.post(f"/report/{draft.pk}/problem/parked", {"discard": "1"})
    assert Parked.objects.count() == 0
    assert "problem" not in Draft.objects.get().answers


def test_a_stale_form_is_parked_as_well(carla: Person) -> None:
    _client, draft = begin(carla)
    client = Client(enforce_csrf_checks=True)
    client.force_login(carla)
    key = key_of(client, url(draft, "problem"))
    stale = client.post(url(draft, "problem"), {"title": "Stale", "draft_key": key, "csrfmiddlewaretoken": "x" * 32})
    assert stale["Location"] == url(draft, "problem")
    assert "We kept what you typed" in page(client.get(url(draft, "problem")))


def test_the_calculators_choices_are_parked_as_well(carla: Person) -> None:
    client, draft = begin(carla)
    key = key_of(client, url(draft, "calculator"))
    client.logout()
    client.post(url(draft, "calculator"), {"version": "4.0", "v4_AV": "P", "draft_key": key})
    again = signed_in(carla)
    again.post(f"/report/{draft.pk}/calculator/parked", {"use": "1"})
    assert Draft.objects.get().answers["calculator"]["v4_AV"] == ["P"]


# -- whose it is --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_a_colleagues_draft_is_not_there(carla: Person, dmitri: Person, address: str) -> None:
    _client, draft = begin(dmitri)
    assert signed_in(carla).get(f"/report/{draft.pk}/{address}").status_code == 404


@pytest.mark.parametrize("address", EVERY_POST)
def test_nor_can_it_be_written(carla: Person, dmitri: Person, address: str) -> None:
    _client, draft = begin(dmitri)
    assert signed_in(carla).post(f"/report/{draft.pk}/{address}", {"category": "both"}).status_code == 404
    assert (Draft.objects.get().answers, Draft.objects.get().category) == ({}, "vulnerability")


def test_the_desk_and_rivals_find_no_draft(ada: Person, eve: Person, dmitri: Person) -> None:
    _client, draft = begin(dmitri)
    for person in (ada, eve):
        answers = [signed_in(person).get(f"/report/{draft.pk}/{address}").status_code for address in EVERY_ADDRESS]
        assert set(answers) == {404}


def test_a_draft_ends_with_the_membership(dmitri: Person) -> None:
    client, draft = begin(dmitri)
    Membership.objects.filter(person=dmitri).delete()
    assert client.get(url(draft, "offers")).status_code == 404
    assert client.post(f"/report/{draft.pk}/problem/draft", {"title": "T"}).status_code == 404


def test_who_may_no_longer_report_is_told_so(dmitri: Person) -> None:
    client, draft = begin(dmitri)
    Membership.objects.filter(person=dmitri).update(role=PublisherRole.READER)
    response = client.get(url(draft, "offers"))
    assert response.status_code == 403
    assert "Ask an owner of your publisher to change it." in page(response)


def test_a_draft_of_another_publisher_of_ones_own_stays_apart(
    carla: Person, northwind: Publisher, contoso: Publisher
) -> None:
    Membership.objects.create(person=carla, publisher=northwind, role=PublisherRole.OWNER)
    client, draft = begin(carla, publisher=str(northwind.pk))
    text = page(client.get(url(draft, "offers")))
    assert "Northwind Relay" in text
    assert "Contoso Export" not in text


def test_every_page_is_kept_out_of_caches(carla: Person) -> None:
    client, draft = begin(carla)
    answers: list[Any] = [client.get(f"/report/{draft.pk}/{address}") for address in EVERY_ADDRESS]
    assert {answer.headers["Cache-Control"] for answer in answers if answer.status_code == 200} == {"no-store"}
