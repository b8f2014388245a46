"""The desk's pages of mails and of on-call addresses, and the demo's mailbox."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import Delivery, DemoMail, OnCallAddress, State
from tocsin.correspondence.relaying import relay_due
from tocsin.correspondence.tests.conftest import PROBLEM, TITLE
from tocsin.ledger.models import Entry, Relay
from tocsin.tickets.models import Ticket
from tocsin.tickets.tests.conftest import report_as

pytestmark = pytest.mark.django_db
DELIVERIES, ON_CALL, MAILBOX = "/desk/deliveries/", "/desk/on-call/", "/demo/mailbox/"


@pytest.fixture
def ticket(dmitri, contoso):
    return report_as(dmitri, contoso, timezone.now(), title=TITLE, problem=PROBLEM)


@pytest.fixture
def failed(ticket):
    """Dmitri's receipt, refused."""
    relay_due(timezone.now())
    Delivery.objects.update(state=State.FAILED, last_error="550 5.1.1 <no> such mailbox")
    return Delivery.objects.get()


@pytest.fixture
def at(client, request):
    """Gets a page, or posts to it, as somebody of the cast."""

    signed_in = [""]

    def ask(who, path, data=None, **headers):
        if who != signed_in[0]:
            client.logout()
            if who:
                client.force_login(request.getfixturevalue(who))
            signed_in[0] = who
        return client.get(path, **headers) if data is None else client.post(path, data, **headers)

    return ask


def text(response) -> str:
    return response.content.decode()


def demo_mail(n=1, **fields):
    values = {
        "message_id": f"<{n}@market.example>",
        "address": "dmitri@contoso.example",
        "sender": "Market <desk@market.example>",
        "subject": f"Subject {n}",
        "text": "Read http://127.0.0.1:8000/tickets/ <b>now</b>\n\nBye",
        "at": timezone.now(),
    }
    return DemoMail.objects.create(**(values | fields))


# -- who may ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [DELIVERIES, ON_CALL])
@pytest.mark.parametrize(
    ("who", "status"), [("ada", 200), ("lena", 200), ("otto", 200), ("carla", 404), ("eve", 404), ("", 302)]
)
def test_the_desk_sees_its_pages_and_to_publishers_they_are_not_there(path, who, status, at):
    assert at(who, path).status_code == status


@pytest.mark.parametrize("act", ["retrial", "settlement"])
@pytest.mark.parametrize(("who", "status"), [("otto", 403), ("carla", 404), ("dmitri", 404), ("", 302)])
def test_only_who_triages_acts_on_a_mail(act, who, status, at, failed):
    assert at(who, f"{DELIVERIES}{failed.pk}/{act}", {}).status_code == status
    assert Delivery.objects.get().settled_at is None


@pytest.mark.parametrize("path", [f"{DELIVERIES}99/retrial", f"{DELIVERIES}99/settlement", f"{ON_CALL}99/removal"])
def test_what_is_not_there_is_not_found(path, at):
    assert at("lena", path, {}).status_code == 404


@pytest.mark.parametrize("path", ["1/retrial", "1/settlement", "relays/retrial"])
def test_nothing_changes_by_looking(path, at):
    assert at("lena", f"{DELIVERIES}{path}").status_code == 405


# -- deliveries -----------------------------------------------------------------------------------------------------
def test_what_needs_attention_comes_first_with_its_reason(at, failed, ticket):
    page = text(at("ada", DELIVERIES))
    for seen in (
        ticket.shown_number, "dmitri@contoso.example", "Receipt", "Not sent: the receiver’s server refused it",
        "550 5.1.1 &lt;no&gt; such mailbox", "Send again", "Lay aside",
    ):  # fmt: skip
        assert seen in page
    assert reverse("ticket", args=[ticket.shown_number]) in page
    assert TITLE not in page


@pytest.mark.parametrize(
    ("fields", "views", "word"),
    [
        ({"state": State.FAILED}, {"attention", "all"}, "refused it"),
        ({"state": State.UNCERTAIN}, {"attention", "all"}, "Perhaps sent"),
        ({"dead_at": timezone.now()}, {"attention", "all"}, "given up"),
        ({"last_error": "450 later"}, {"attention", "waiting", "all"}, "will be tried again"),
        ({}, {"waiting", "all"}, "Waiting"),
        ({"state": State.SENDING}, {"waiting", "all"}, "Being sent"),
        ({"state": State.SENT, "sent_at": timezone.now()}, {"sent", "all"}, "Sent"),
        ({"state": State.WITHHELD}, {"withheld", "all"}, "may no longer get it"),
        ({"state": State.FAILED, "settled_at": timezone.now()}, {"all"}, "refused it"),
    ],
)
def test_each_state_stands_in_its_views_and_only_the_unsent_can_be_sent_again(fields, views, word, at, ticket):
    relay_due(timezone.now())
    Delivery.objects.update(**fields)
    shown = {}
    for view in ("attention", "waiting", "sent", "withheld", "all"):
        shown[view] = text(at("ada", f"{DELIVERIES}?view={view}"))
    assert {view for view, page in shown.items() if "dmitri@contoso.example" in page} == views
    assert all(word in shown[view] for view in views)
    offered = Delivery.objects.get().is_unsent
    assert all(("/retrial" in shown[view]) == offered for view in views)


@pytest.mark.parametrize("query", ["?view=nonsense", "?after=x", "?after=-1", "?after=99999999999999999999"])
def test_a_made_up_query_is_the_first_page(query, at, failed):
    assert "dmitri@contoso.example" in text(at("ada", f"{DELIVERIES}{query}"))


def test_an_auditor_sees_no_buttons(at, failed):
    page = text(at("otto", DELIVERIES))
    assert "dmitri@contoso.example" in page
    assert "/retrial" not in page


def test_sending_again_and_laying_aside(at, failed):
    answer = at("ada", f"{DELIVERIES}{failed.pk}/retrial", {})
    assert (answer.status_code, answer["Location"]) == (303, DELIVERIES)
    assert "The mail is being sent again." in text(at("ada", DELIVERIES))
    again = Delivery.objects.get(attempt_group=2)
    Delivery.objects.filter(pk=again.pk).update(state=State.UNCERTAIN)
    assert at("ada", f"{DELIVERIES}{again.pk}/settlement", {}).status_code == 303
    assert "No mail needs attention" in text(at("ada", DELIVERIES))


def test_the_second_click_is_told_that_somebody_was_faster(at, failed):
    at("ada", f"{DELIVERIES}{failed.pk}/retrial", {})
    assert at("bo", f"{DELIVERIES}{failed.pk}/retrial", {}).status_code == 409
    assert Delivery.objects.count() == 2


def test_a_restricted_tickets_receivers_are_not_shown_to_all(at, failed, ticket):
    Ticket.objects.update(restricted=True)
    page = text(at("ada", DELIVERIES))
    assert ticket.shown_number in page
    assert "dmitri@contoso.example" not in page
    assert "550" not in page
    assert "/retrial" not in page
    assert at("ada", f"{DELIVERIES}{failed.pk}/retrial", {}).status_code == 403
    assert "dmitri@contoso.example" in text(at("lena", DELIVERIES))


def test_an_account_mail_shows_no_words(at, db):
    Delivery.objects.create(
        kind=Kind.ACCOUNT, address="new@contoso.example", language="en", message_id="<1@x>", state=State.FAILED,
        subject="Choose a new password", text="https://secret.example/", html="<p>secret</p>",
    )  # fmt: skip
    page = text(at("ada", DELIVERIES))
    assert "new@contoso.example" in page
    assert "Account mail" in page
    assert "secret" not in page
    assert "Choose a new password" not in page


def test_pages_follow_each_other_without_a_gap(at, failed):
    first = Delivery.objects.get()
    for n in range(2, 62):
        Delivery.objects.create(
            entry=first.entry, kind=first.kind, address=f"{n}@contoso.example", language="en", message_id=f"<{n}@x>",
            state=State.FAILED,
        )  # fmt: skip
    page = text(at("ada", DELIVERIES))
    seen = page.count("/settlement")
    cursor = page.split("after=")[1].split('"')[0]
    assert (seen, text(at("ada", f"{DELIVERIES}?after={cursor}")).count("/settlement")) == (50, 11)


def test_the_list_costs_the_same_whatever_its_length(at, failed, report_more, django_assert_num_queries, client):
    at("ada", DELIVERIES)
    with django_assert_num_queries(5):
        client.get(DELIVERIES)
    report_more(2)
    with django_assert_num_queries(5):
        assert text(client.get(DELIVERIES)).count("/settlement") == 3


@pytest.fixture
def report_more(dmitri, contoso):
    def make(count):
        for _ in range(count):
            report_as(dmitri, contoso, timezone.now())
        relay_due(timezone.now())
        Delivery.objects.update(state=State.FAILED)

    return make


def test_entries_that_nobody_was_told_of_are_shown_and_the_lead_tries_them_again(at, ticket):
    Relay.objects.update(dead_at=timezone.now(), attempts=15)
    assert "Of some entries nobody has been told." in text(at("ada", DELIVERIES))
    assert "relays/retrial" not in text(at("ada", DELIVERIES))
    assert at("ada", f"{DELIVERIES}relays/retrial", {}).status_code == 403
    assert at("lena", f"{DELIVERIES}relays/retrial", {}).status_code == 303
    assert Entry.objects.order_by("-pk").first().kind == "relays.revived"
    assert "1 entry is tried again." in text(at("lena", DELIVERIES))
    assert relay_due(timezone.now() + timedelta(seconds=1)) == 2
    assert Delivery.objects.count() == 1
    assert at("lena", f"{DELIVERIES}relays/retrial", {}).status_code == 409


# -- on-call --------------------------------------------------------------------------------------------------------
def test_the_lead_adds_and_removes_an_address(at):
    answer = at("lena", ON_CALL, {"address": "Night@market.example", "mail_language": "nl"})
    assert (answer.status_code, answer["Location"]) == (303, ON_CALL)
    page = text(at("lena", ON_CALL))
    assert "night@market.example is alerted from now on." in page
    assert '<span lang="nl">Nederlands</span>' in page
    row = OnCallAddress.objects.get()
    assert at("lena", f"{ON_CALL}{row.pk}/removal", {}).status_code == 303
    assert "No on-call address is set." in text(at("lena", ON_CALL))
    assert at("lena", f"{ON_CALL}{row.pk}/removal", {}).status_code == 409


@pytest.mark.parametrize("who", ["ada", "bo", "april", "otto"])
def test_others_at_the_desk_read_only(who, at):
    row = OnCallAddress.objects.create(address="night@market.example", language="nl")
    page = text(at(who, ON_CALL))
    assert "night@market.example" in page
    assert "/removal" not in page
    assert 'name="address"' not in page
    assert at(who, ON_CALL, {"address": "x@market.example", "mail_language": "nl"}).status_code == 403
    assert at(who, f"{ON_CALL}{row.pk}/removal", {}).status_code == 403
    assert OnCallAddress.objects.active().count() == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter an e-mail address such as name@example.com."),
        ("night", "Enter an e-mail address such as name@example.com."),
        ("NIGHT@market.example", "This address is alerted already."),
    ],
)
def test_a_wrong_address_is_said_at_the_field_and_stays_typed(address, sentence, at):
    OnCallAddress.objects.create(address="night@market.example", language="nl")
    answer = at("lena", ON_CALL, {"address": address, "mail_language": "sv"})
    assert answer.status_code == 422
    page = text(answer)
    assert page.count(sentence) == 2
    assert "<title>Error: On-call addresses" in page
    assert f'value="{address}"' in page or not address
    assert '<option value="sv" selected' in page


def test_a_language_that_is_none_is_refused(at):
    answer = at("lena", ON_CALL, {"address": "a@market.example", "mail_language": "xx"})
    assert answer.status_code == 422
    assert not OnCallAddress.objects.exists()


def test_switching_the_language_keeps_what_is_typed(at, client):
    key = text(at("lena", ON_CALL)).split('name="draft_key" value="')[1].split('"')[0]
    answer = client.post(ON_CALL, {"address": "ni", "mail_language": "ru", "draft_key": key, "language": "sv"})
    assert (answer.status_code, answer["Location"]) == (303, ON_CALL)
    page = text(client.get(ON_CALL))
    assert '<html lang="sv"' in page
    assert 'value="ni"' in page
    assert '<option value="ru" selected' in page
    assert not OnCallAddress.objects.exists()


# -- the demo's mailbox -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("who", ["", "ada", "dmitri"])
def test_the_mailbox_is_there_for_anybody_in_the_demo_and_for_nobody_else(demo, who, at, settings, db):
    settings.DEMO = demo
    mail = demo_mail()
    expected = 200 if demo else 404
    assert at(who, MAILBOX).status_code == expected
    answer = at(who, f"{MAILBOX}{mail.pk}/")
    assert answer.status_code == expected
    if demo:
        assert "no-store" in answer["Cache-Control"]


def test_a_mail_is_shown_as_text_with_its_links(at, settings):
    settings.DEMO = True
    page = text(at("", f"{MAILBOX}{demo_mail().pk}/"))
    assert '<a href="http://127.0.0.1:8000/tickets/" rel="nofollow">' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "Market &lt;desk@market.example&gt;" in page
    assert at("", f"{MAILBOX}999/").status_code == 404


def test_one_receivers_mails_alone(at, settings):
    settings.DEMO = True
    demo_mail(1)
    demo_mail(2, address="ada@market.example")
    page = text(at("", f"{MAILBOX}?to=Ada@market.example"))
    assert "Subject 2" in page
    assert "Subject 1" not in page
    assert "No mails here" in text(at("", f"{MAILBOX}?to=nobody@market.example"))


def test_the_newest_stand_first_page_by_page_at_the_same_cost(at, settings, client, django_assert_num_queries):
    settings.DEMO = True
    demo_mail(0)
    with django_assert_num_queries(1):
        client.get(MAILBOX)
    for n in range(1, 55):
        demo_mail(n)
    with django_assert_num_queries(1):
        page = text(client.get(MAILBOX))
    assert page.index("Subject 54") < page.index("Subject 5<")
    assert "Subject 4<" not in page
    cursor = page.split("after=")[1].split('"')[0]
    assert "Subject 0<" in text(client.get(f"{MAILBOX}?after={cursor}"))


@pytest.mark.parametrize("language", ["en", "nl", "sv", "de", "fr", "ru"])
def test_every_page_reads_in_every_language(language, at, settings, failed):
    settings.DEMO = True
    mail = demo_mail()
    for path in (DELIVERIES, ON_CALL, MAILBOX, f"{MAILBOX}{mail.pk}/"):
        answer = at("lena", f"{path}?locale={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in text(answer)
