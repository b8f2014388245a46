"""The mail as it goes out: headers, one receiver, and nothing that could become another header (T-35)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.correspondence.composing import BadAddress, compose, envelope, receiver
from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import Delivery, OnCallAddress
from tocsin.correspondence.relaying import relay_due
from tocsin.correspondence.wording import Words
from tocsin.tickets import conversation
from tocsin.tickets.models import Ticket

from .conftest import PROBLEM, TITLE


@pytest.fixture(autouse=True)
def _house(settings):
    settings.PUBLIC_URL = "https://tocsin.market.example"
    settings.DESK_ADDRESS = "desk@market.example"
    settings.MARKETPLACE = "Märket"


def read(message):
    return message_from_bytes(message.as_bytes(), policy=default)


def account_mail(**fields):
    values = {
        "kind": Kind.ACCOUNT,
        "address": "new@contoso.example",
        "language": "en",
        "message_id": "<delivery.1@market.example>",
        "created_at": datetime(2026, 11, 18, 10, tzinfo=UTC),
    }
    return Delivery(**(values | fields))


def test_headers_of_a_receipt(receipt, ticket):
    mail = read(compose(receipt))
    assert mail["From"] == "Märket <desk@market.example>"
    assert mail["To"] == "dmitri@contoso.example"
    assert mail["Subject"] == f"We have received your report [{ticket.shown_number}]"
    assert mail["Message-ID"] == receipt.message_id
    assert receipt.message_id.endswith("@market.example>")
    assert mail["In-Reply-To"] == mail["References"] == f"<ticket.{ticket.number}@market.example>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail["Date"].datetime == receipt.created_at.replace(microsecond=0)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert not set(mail.keys()) & {"Cc", "Bcc", "Reply-To"}


def test_it_carries_nothing_that_was_typed(receipt):
    raw = compose(receipt).as_bytes()
    mail = read(compose(receipt))
    texts = str(mail["Subject"]) + "".join(part.get_content() for part in mail.iter_parts())
    for typed in (TITLE, PROBLEM, "Tarpaulin", "Octarine", "7*7", "Dmitri", "Contoso Export"):
        assert typed not in texts
        assert typed.encode() not in raw


def test_attempts_differ_in_nothing(receipt):
    boundary = b'boundary="'
    first, second = (compose(receipt).as_bytes() for _ in range(2))
    assert first.split(boundary)[0] == second.split(boundary)[0]
    assert max(map(len, first.split(b"\r\n"))) <= 200
    assert first.isascii()


def test_it_speaks_the_receivers_language_of_the_moment(receipt, dmitri):
    Person.objects.filter(pk=dmitri.pk).update(language="ru", time_zone="Asia/Vladivostok")
    html = read(compose(Delivery.objects.get())).get_body(("html",)).get_content()
    assert '<html lang="ru">' in html
    assert "(Владивосток)" in html


def test_a_team_mailbox_reads_in_its_publishers_language_and_zone(report, contoso):
    Publisher.objects.filter(pk=contoso.pk).update(
        mailbox="team@contoso.example", language="de", time_zone="Asia/Tokyo"
    )
    report()
    relay_due(timezone.now())
    text = read(compose(Delivery.objects.get(address="team@contoso.example"))).get_body(("html",)).get_content()
    assert '<html lang="de">' in text
    assert " JST" in text


# -- who may not hear any more --------------------------------------------------------------------------------------
def test_a_receiver_who_lost_access_since_is_not_told(receipt, ticket, dmitri):
    Membership.objects.filter(person=dmitri).delete()
    assert compose(Delivery.objects.get()) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "other@contoso.example"}])
def test_nor_one_who_was_deactivated_or_has_another_address_now(change, receipt, dmitri):
    Person.objects.filter(pk=dmitri.pk).update(**change)
    assert compose(Delivery.objects.get()) is None


def test_nor_a_publisher_whose_accounts_turned_out_to_be_compromised(receipt, report):
    report(accounts_compromised="yes")
    assert compose(Delivery.objects.get(pk=receipt.pk)) is None


def test_nor_a_mailbox_that_was_changed_or_whose_ticket_was_restricted(report, contoso):
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="team@contoso.example")
    ticket = report()
    relay_due(timezone.now())
    mine = Delivery.objects.filter(address="team@contoso.example")
    assert compose(mine.get()) is not None
    Ticket.objects.filter(pk=ticket.pk).update(restricted=True)
    assert compose(mine.get()) is None
    Ticket.objects.filter(pk=ticket.pk).update(restricted=False)
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="new@contoso.example")
    assert compose(mine.get()) is None


def test_an_on_call_address_hears_while_it_is_one(report):
    on_call = OnCallAddress.objects.create(address="night@market.example", language="nl")
    report(exploited="yes", accounts_compromised="yes")
    relay_due(timezone.now())
    alert = Delivery.objects.filter(address="night@market.example")
    assert compose(alert.get())["To"] == "night@market.example"
    OnCallAddress.objects.filter(pk=on_call.pk).update(active=False)
    assert compose(alert.get()) is None


def test_a_responder_hears_until_the_ticket_is_closed_to_them(acknowledged, dmitri, ada):
    conversation.answer(acknowledged, "More", by=dmitri, now=timezone.now())
    relay_due(timezone.now())
    answered = Delivery.objects.filter(kind=Kind.ANSWERED)
    assert compose(answered.get()) is not None
    Ticket.objects.filter(pk=acknowledged.pk).update(restricted=True, assignee=None)
    assert compose(answered.get()) is None
    Person.objects.filter(pk=ada.pk).update(desk_role="")
    assert compose(answered.get()) is None


def test_account_mail_stops_with_the_rest_where_accounts_may_be_compromised(report, dmitri):
    mail = account_mail(address="dmitri@contoso.example", person=dmitri, subject="Reset", text="Here")
    assert compose(mail)["Subject"] == "Reset"
    report(accounts_compromised="yes")
    assert compose(account_mail(person=Person.objects.get(pk=dmitri.pk), subject="Reset", text="Here")) is None
    assert compose(account_mail(subject="For somebody new", text="Here")) is not None


# -- injection ----------------------------------------------------------------------------------------------------
@given(subject=st.text(st.characters(codec="utf-8"), max_size=120), house=st.text(max_size=60))
@example(subject="=?utf-8?q?=0D=0ABcc:_e@n.example?=", house="=?utf-8?b?DQpCY2M6IGVAbi5leGFtcGxl?=")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_subject_and_the_house_are_called_there_is_one_of_each_header(subject, house, settings):
    settings.MARKETPLACE = house
    mail = read(envelope(account_mail(), Words(subject, "text", "<p>html</p>")))
    assert mail.keys().count("Subject") == mail.keys().count("To") == mail.keys().count("From") == 1
    assert not set(mail.keys()) & {"Cc", "Bcc", "X-Injected"}
    assert [address.addr_spec for address in mail["To"].addresses] == ["new@contoso.example"]
    assert [address.addr_spec for address in mail["From"].addresses] == ["desk@market.example"]


@pytest.mark.parametrize(
    "subject",
    ["Hi\r\nBcc: eve@northwind.example", "Hi\nX-Injected: 1", "Hi\r\n\r\nbody", "=?utf-8?q?Hi=0D=0ABcc:_e@n.example?="],
)
def test_line_ends_in_a_subject_or_in_the_houses_name_become_nothing_else(subject, settings):
    settings.MARKETPLACE = subject
    mail = read(envelope(account_mail(), Words(subject, "text", "")))
    assert not set(mail.keys()) & {"Cc", "Bcc", "X-Injected"}
    assert "\n" not in mail["Subject"]
    assert mail.get_content().strip() == "text"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: e@n.example",
        "a@b.example, e@n.example",
        "<a@b.example>",
        "a b@c.example",
        "a@",
        "@b",
        "",
        "a",
        "ä@b.example",
        "a@b\n.example",
        "a@" + "x" * 70 + ".example",
    ],
)
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(BadAddress):
        receiver(address)


def test_a_domain_of_other_letters_is_written_in_ascii():
    assert receiver("info@bücher.example").addr_spec == "info@xn--bcher-kva.example"


def test_a_mail_of_html_alone_has_that_part_alone():
    mail = read(envelope(account_mail(), Words("Hi", "", "<p>Hi</p>")))
    assert mail.get_content_type() == "text/html"
