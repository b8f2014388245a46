"""Each step of the request: what it takes, and the sentence for what it does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape

from conftest import make_offer
from tocsin.accounts.models import Person, Publisher
from tocsin.catalogue.models import Offer
from tocsin.tickets.models import Draft

from .reporting import ANSWERS, answer, begin, fill, page, says, typed, url


def refused(person: Person, step: str, sentence: str, category: str = "both", **changed: Any) -> None:
    """Asserts the sentence in the summary and at the field, and that everything typed is in the draft all the same."""
    client, draft = begin(person, category)
    response = answer(client, draft, step, **changed)
    assert response.status_code == 422
    assert says(response, sentence), page(response)
    kept = Draft.objects.get(pk=draft.pk).answers[step]
    for name, value in typed(draft, step, **changed).items():
        assert kept[name] == (value if isinstance(value, list) else [value])
    again = client.get(url(draft, step))
    assert "Error:" not in page(again)
    for name, value in changed.items():
        if name in {"title", "problem", "pasted", "reference", "aware_date", "aware_time"} and value:
            assert escape(value) in again.content.decode()


# -- offers -------------------------------------------------------------------------------------------------------
def test_an_offer_without_versions_is_asked_about(carla: Person, contoso_export: Offer) -> None:
    refused(carla, "offers", "Tick the versions of Contoso Export, or that you do not know which.", versions=None)


def test_at_least_one_offer_must_be_chosen(carla: Person) -> None:
    refused(carla, "offers", "Choose at least one offer.", offers=None, versions=None)


def test_not_knowing_the_versions_is_an_answer(carla: Person, contoso_export: Offer) -> None:
    client, draft = begin(carla)
    assert answer(client, draft, "offers", versions=None, unknown=contoso_export.pk).status_code == 303


def test_a_version_brings_its_offer_along(carla: Person, contoso_export: Offer) -> None:
    client, draft = begin(carla)
    assert answer(client, draft, "offers", offers=None).status_code == 303
    assert Draft.objects.get().answers["offers"]["offers"] == [str(contoso_export.pk)]


def test_a_rivals_offer_cannot_be_chosen(carla: Person, northwind: Publisher) -> None:
    rival = northwind.offers.get()
    client, draft = begin(carla)
    response = answer(client, draft, "offers", offers=rival.pk)
    assert response.status_code == 422
    assert "Something you chose is not among your offers any more." in page(response)
    assert "Northwind" not in page(response)


def test_a_pasted_list_becomes_ticks(carla: Person, contoso_export: Offer, contoso_sync: Offer) -> None:
    client, draft = begin(carla)
    list_of_two = "Contoso Export; 2.0; v2.2\ncontoso-sync"
    assert answer(client, draft, "offers", offers=None, versions=None, pasted=list_of_two).status_code == 303
    kept = Draft.objects.get().answers["offers"]
    labels = set(contoso_export.versions.filter(pk__in=kept["versions"]).values_list("label", flat=True))
    assert (labels, kept["unknown"], kept["pasted"]) == ({"2.0", "2.2"}, [str(contoso_sync.pk)], [""])


def test_wrong_lines_of_a_list_are_named(carla: Person) -> None:
    sentence = "Line 2, “Contoso Exprt”: none of your offers has this name. Correct the line or take it out."
    refused(carla, "offers", sentence, pasted="Contoso Export 2.0\nContoso Exprt")


def test_a_publishers_only_offer_is_ticked_beforehand(eve: Person, northwind: Publisher) -> None:
    client, draft = begin(eve)
    assert f'id="id_offers_{northwind.offers.get().pk}" checked' in page(client.get(url(draft, "offers")))


def test_a_publisher_without_offers_can_go_on(eve: Person, northwind: Publisher) -> None:
    northwind.offers.all().delete()
    client, draft = begin(eve)
    assert "has no offers listed for Northwind yet" in page(client.get(url(draft, "offers")))
    assert client.post(url(draft, "offers"), {}).status_code == 303


def test_many_offers_are_found_by_name_and_what_is_ticked_stays(carla: Person, contoso: Publisher) -> None:
    for number in range(40):
        make_offer(contoso, f"tool-{number}", f"Tool {number:02}")
    wanted, ticked = contoso.offers.get(name="Tool 39"), contoso.offers.get(name="Tool 07")
    client, draft = begin(carla)
    shown = page(client.get(url(draft, "offers")))
    assert "Tool 39" not in shown
    assert "12 more offers are not shown." in shown
    stayed = client.post(url(draft, "offers"), {"offers": ticked.pk, "find": "tool 39", "stay": "1"})
    found = page(client.get(stayed["Location"]))
    assert f'id="id_offers_{wanted.pk}">' in found
    assert f'id="id_offers_{ticked.pk}" checked' in found
    fragment = client.post(
        f"/report/{draft.pk}/found", {"offers": ticked.pk, "find": "38"}, headers={"HX-Request": "true"}
    )
    assert "Tool 38" in page(fragment)
    assert "Tool 07" in page(fragment)
    assert "<html" not in page(fragment)


def test_the_offers_page_asks_as_many_queries_for_three_offers_as_for_two(
    carla: Person, contoso: Publisher, django_assert_num_queries: Any
) -> None:
    client, draft = begin(carla)
    with django_assert_num_queries(9):
        client.get(url(draft, "offers"))
    make_offer(contoso, "third", "Third")
    with django_assert_num_queries(9):
        client.get(url(draft, "offers"))


# -- the situation ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"exploited": None}, "Say whether it is being exploited or going on."),
        ({"accounts_compromised": None}, "Say whether your own accounts or mail may be compromised."),
        ({"exploited": "perhaps"}, "Choose one of these answers."),
        ({"aware_date": "", "aware_time": ""}, "Give the date and time when you became aware of it"),
        ({"aware_time": ""}, "Give the time as well, as near as you know it."),
        ({"aware_date": ""}, "Give the date as well."),
        ({"aware_date": "11/20/2026"}, "Write the date like 2026-11-20: year, month, day."),
        ({"aware_date": "0001-01-01"}, "Check the year: it must lie between 1990 and 2100."),
        ({"aware_date": "9999-12-31"}, "Check the year: it must lie between 1990 and 2100."),
        ({"aware_time": "25:00"}, "Write the time like 17:05, from 00:00 to 23:59."),
        (
            {"aware_date": "2026-03-29", "aware_time": "02:30"},
            "On this day the clocks went from 02:00 to 03:00, so there was no 02:30.",
        ),
        ({"aware_date": "2099-01-01"}, "This moment lies in the future."),
        ({"aware_zone": "Mars/Phobos"}, "There is no time zone called “Mars/Phobos”."),
        ({"aware_zone": "../../etc/passwd"}, "There is no time zone called “../../etc/passwd”."),
    ],
)
def test_the_situation_is_asked_for_precisely(carla: Person, changed: dict[str, Any], sentence: str) -> None:
    refused(carla, "situation", sentence, **changed)


def test_a_clock_that_is_a_little_fast_is_forgiven(carla: Person) -> None:
    soon = timezone.now() + timedelta(minutes=3)
    client, draft = begin(carla)
    now = {"aware_date": f"{soon:%Y-%m-%d}", "aware_time": f"{soon:%H:%M}", "aware_zone": "UTC"}
    assert answer(client, draft, "situation", **now).status_code == 303


@pytest.mark.parametrize(
    ("category", "question"),
    [
        ("vulnerability", "Is it being exploited?"),
        ("incident", "Is it still going on?"),
        ("both", "Is it being exploited, or still going on?"),
    ],
)
def test_the_question_fits_the_category(carla: Person, category: str, question: str) -> None:
    client, draft = begin(carla, category)
    assert question in page(client.get(url(draft, "situation")))


def test_an_hour_keeps_the_zone_it_was_typed_in(carla: Person) -> None:
    client, draft = begin(carla)
    answer(client, draft, "situation", aware_zone="Asia/Vladivostok")
    text = page(client.get(url(draft, "situation")))
    assert "Time zone: Asia/Vladivostok" in text
    assert 'name="aware_zone" value="Asia/Vladivostok"' in text


# -- the problem --------------------------------------------------------------------------------------------------
HIDDEN = "The character %s after “Export” cannot be seen, or changes the order in which the text is read."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Give the report a title: what is wrong, and where."),
        ({"title": "   "}, "Give the report a title: what is wrong, and where."),
        ({"title": "Export\u202etxt.exe"}, HIDDEN % "U+202E"),
        ({"title": "Export\x07"}, HIDDEN % "U+0007"),
        ({"title": "\x1bExport"}, "The character U+001B at the beginning cannot be seen"),
        ({"title": "x" * 201}, "Shorten this to 200 characters; it has 201."),
        ({"title": "x" * 30_000}, "Shorten this to 200 characters; it has 30,000."),
        ({"problem": ""}, "Describe the problem."),
        ({"problem": "## What happened\n\n## How it was noticed\n"}, "So far there are only headings."),
        ({"problem": "Export\u2066 hidden"}, HIDDEN % "U+2066"),
        ({"problem": "x" * 40_001}, "Shorten this to 40,000 characters; it has 40,001."),
        ({"data_exposed": None}, "Say which data could be reached."),
        ({"attackers_control": None}, "Say whether attackers control code or credentials."),
        ({"contained": None}, "Say whether it is contained."),
        ({"began_date": "2099-01-01", "began_time": "10:00"}, "This moment lies in the future."),
        ({"customers_hit": "y" * 201}, "Shorten this to 200 characters; it has 201."),
    ],
)
def test_the_problem_is_asked_for_in_words(carla: Person, changed: dict[str, Any], sentence: str) -> None:
    refused(carla, "problem", sentence, **changed)


def test_thirty_thousand_characters_are_taken(carla: Person) -> None:
    client, draft = begin(carla)
    text = "Überlänge, много, 長い. " * 1_500
    assert len(text) > 30_000
    assert answer(client, draft, "problem", problem=text).status_code == 303
    assert Draft.objects.get().answers["problem"]["problem"] == [text]


def test_a_nul_is_refused_with_a_sentence_and_keeps_its_place(carla: Person) -> None:
    client, draft = begin(carla)
    response = answer(client, draft, "problem", title="Export\x00")
    assert says(response, HIDDEN % "U+0000")
    assert Draft.objects.get().answers["problem"]["title"] == ["Export␀"]


@pytest.mark.parametrize("text", ["{{7*7}}", "{% load x %}", "${7*7}", "%(a)s %s {0}", "<script>alert(1)</script>"])
def test_what_looks_like_code_stays_text(carla: Person, text: str) -> None:
    client, draft = begin(carla)
    fill(client, draft, problem={"title": text, "problem": text})
    shown = client.get(url(draft, "check")).content.decode()
    assert f"<dd>{escape(text)}\n" in shown
    assert "<script>alert" not in shown


def test_an_incident_is_not_asked_about_a_score(carla: Person) -> None:
    client, draft = begin(carla, "incident")
    assert client.get(url(draft, "score")).status_code == 404
    assert "Step 8 of 8" in page(client.get(url(draft, "check")))
    assert answer(client, draft, "problem")["Location"] == url(draft, "remediation")


def test_a_vulnerability_is_not_asked_about_the_incident(carla: Person) -> None:
    client, draft = begin(carla)
    assert 'name="data_exposed"' not in page(client.get(url(draft, "problem")))
    assert answer(client, draft, "problem", data_exposed=None, contained=None).status_code == 303


def test_headings_to_write_under_stand_there_beforehand(carla: Person) -> None:
    client, draft = begin(carla, "both")
    text = page(client.get(url(draft, "problem")))
    assert "# What happened" in text
    assert "# What the weakness is" in text


# -- remediation, customers, sharing ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "changed", "sentence"),
    [
        ("remediation", {"mitigation": None}, "Say whether there is a resolution or a mitigation."),
        ("remediation", {"mitigation": "yes"}, "Describe the remediation steps"),
        ("remediation", {"mitigation": "yes", "remediation": " \n "}, "Describe the remediation steps"),
        ("customers", {"message": None}, "Say whether there is a message for customers."),
        ("customers", {"message": "yes", "customer_message_language": "sv"}, "Write the draft of the message"),
        ("customers", {"message": "yes", "customer_message": "Hej"}, "Choose the language of the message."),
        (
            "customers",
            {"message": "yes", "customer_message": "Hej", "customer_message_language": "zz"},
            "Choose one of these languages.",
        ),
        (
            "customers",
            {
                "message": "yes", "customer_message": "Hej", "customer_message_language": "pl",
                "wish_date": "2020-01-01", "wish_time": "10:00",
            },
            "This moment has passed.",
        ),
        ("sharing", {"tlp": None}, "Choose a TLP label."),
        ("sharing", {"tlp": "white"}, "Choose one of these answers."),
        ("sharing", {"who": None}, "Say who on your side may see the ticket."),
        ("sharing", {"embargo_date": "2020-01-01", "embargo_time": "10:00"}, "This moment has passed."),
        ("sharing", {"reference": "z" * 81}, "Shorten this to 80 characters; it has 81."),
        ("sharing", {"who": "named", "restricted_to": "999999"}, "is not your colleague any more"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said(
    carla: Person, rita: Person, step: str, changed: dict[str, Any], sentence: str
) -> None:
    refused(carla, step, sentence, **changed)


def test_what_is_not_asked_is_not_judged(carla: Person) -> None:
    client, draft = begin(carla)
    hidden = {"mitigation": "no", "remediation": "Export\u202e"}
    assert answer(client, draft, "remediation", **hidden).status_code == 303
    assert Draft.objects.get().answers["remediation"]["remediation"] == ["Export\u202e"]


def test_an_embargo_is_meant_in_the_zone_that_was_typed(carla: Person) -> None:
    client, draft = begin(carla)
    until = {"embargo_date": "2099-06-01", "embargo_time": "09:00", "embargo_zone": "America/New_York"}
    fill(client, draft, sharing=until)
    assert "Mon 1 Jun 2099, 15:00 CEST" in page(client.get(url(draft, "check")))


def test_a_rival_cannot_be_named(carla: Person, rita: Person, eve: Person) -> None:
    refused(carla, "sharing", "is not your colleague any more", who="named", restricted_to=str(eve.pk))


def test_any_language_may_be_that_of_the_message(carla: Person) -> None:
    client, draft = begin(carla)
    text = page(client.get(url(draft, "customers")))
    assert '<option value="pl">Polish</option>' in text
    assert '<option value="en" selected>English</option>' in text


# -- getting about ------------------------------------------------------------------------------------------------
def test_each_step_leads_to_the_next_and_back(carla: Person) -> None:
    client, draft = begin(carla)
    seen, here = [], "offers"
    while here != "check":
        text = page(client.get(url(draft, here)))
        seen.append(here)
        following = answer(client, draft, here)["Location"].split("/")[3]
        assert f"Step {len(seen)} of 9" in text
        assert f'href="{url(draft, seen[-2])}"' in text if len(seen) > 1 else 'href="/report/"' in text
        here = following
    assert seen == ["offers", *[step for step in ANSWERS if step != "offers"]]


def test_a_step_that_does_not_exist_is_not_there(carla: Person) -> None:
    client, draft = begin(carla)
    assert client.get(url(draft, "colour")).status_code == 404


def test_the_way_back_in_is_the_first_unanswered_step(carla: Person) -> None:
    client, draft = begin(carla)
    assert client.get(f"/report/{draft.pk}/")["Location"] == url(draft, "offers")
    answer(client, draft, "offers")
    answer(client, draft, "situation", exploited=None)
    assert client.get(f"/report/{draft.pk}/")["Location"] == url(draft, "situation")
    fill(client, draft)
    assert client.get(f"/report/{draft.pk}/")["Location"] == url(draft, "check")


def test_the_hour_of_awareness_arrives_in_utc(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    client.post(f"/report/{draft.pk}/submission")
    draft.refresh_from_db()
    assert draft.ticket is not None
    assert draft.ticket.aware_at == datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
