import json
import re
from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tocsin.accounts.models import Publisher
from tocsin.catalogue import importing, storing
from tocsin.catalogue.models import Customer, Entitlement, Offer, Version
from tocsin.catalogue.rows import Unreadable
from tocsin.ledger.models import Entry

from .conftest import counts

# Everything before what it depends on.
WHOLE = """\
kind;key;name;publisher;offer;version;customer;region;language;email;released;active;time_zone;mailbox;security_contact;security_telephone
entitlement;;;;fab-bill;1.2;acme;;;;;;;;;
entitlement;;;;fab-bill;1.1;acme;;;;;;;;;
entitlement;;;;fab-bill;1.2;berg;;;;;;;;;
version;;;;fab-bill;1.2;;;;;2026-02-03;;;;;
version;;;;fab-bill;1.1;;;;;;;;;;
customer;acme;=HYPERLINK("http://169.254.169.254");;;;;nl;nl-NL;it@acme.example;;;;;;
customer;berg;@Berg & Söhne;;;;;;;;;;;;;
offer;fab-bill;Fabrikam Bill;fabrikam;;;;;;;;no;;;;
publisher;fabrikam;Fabrikam;;;;;de-by;de-DE;;;;Europe/Berlin;team@fabrikam.example;Frida Kahl;+49 89 1234
"""
WHOLE = WHOLE.replace('=HYPERLINK("http://169.254.169.254")', '"=HYPERLINK(""http://169.254.169.254"")"')


def test_a_whole_catalogue_in_any_order(imports):
    summary, refused = imports(WHOLE)

    assert refused == []
    assert counts(summary) == {
        "entitlement": (3, 0, 0, 0),
        "version": (2, 0, 0, 0),
        "customer": (2, 0, 0, 0),
        "offer": (1, 0, 0, 0),
        "publisher": (1, 0, 0, 0),
    }
    assert Publisher.objects.values_list(
        "key", "name", "region", "language", "time_zone", "mailbox", "security_contact", "security_telephone"
    ).get() == (
        "fabrikam", "Fabrikam", "DE-BY", "de", "Europe/Berlin", "team@fabrikam.example", "Frida Kahl", "+49 89 1234",
    )  # fmt: skip
    assert Offer.objects.values_list("key", "name", "publisher__key", "active").get() == (
        "fab-bill", "Fabrikam Bill", "fabrikam", False,
    )  # fmt: skip
    assert set(Version.objects.values_list("offer__key", "label", "released_at")) == {
        ("fab-bill", "1.2", date(2026, 2, 3)),
        ("fab-bill", "1.1", None),
    }
    assert set(Customer.objects.values_list("key", "name", "region", "language", "email")) == {
        ("acme", '=HYPERLINK("http://169.254.169.254")', "NL", "nl-NL", "it@acme.example"),
        ("berg", "@Berg & Söhne", "", "", ""),
    }
    assert set(Entitlement.objects.values_list("customer__key", "version__label")) == {
        ("acme", "1.2"), ("acme", "1.1"), ("berg", "1.2"),
    }  # fmt: skip


def everything() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Publisher, Offer, Version, Customer, Entitlement)]


def test_importing_the_same_again_changes_nothing(imports):
    imports(WHOLE)
    before, entries = everything(), Entry.objects.count()

    summary, refused = imports(WHOLE)

    assert refused == []
    assert counts(summary) == {
        "entitlement": (0, 0, 3, 0),
        "version": (0, 0, 2, 0),
        "customer": (0, 0, 2, 0),
        "offer": (0, 0, 1, 0),
        "publisher": (0, 0, 1, 0),
    }
    assert everything() == before
    assert Entry.objects.count() == entries


def test_json_says_the_same(imports):
    header, *lines = [
        line.split(";") for line in WHOLE.replace('"=', "=").replace('""', '"').replace(')";', ");").splitlines()
    ]
    imports(WHOLE)
    before = everything()
    summary, refused = imports(json.dumps([dict(zip(header, line, strict=True)) for line in lines]))
    assert refused == []
    assert summary.refused == 0
    assert everything() == before


def test_a_row_changes_what_it_says_and_nothing_else(imports):
    imports(WHOLE)
    summary, _ = imports("kind,key,name,active\noffer,fab-bill,Fabrikam Billing,\ncustomer,acme,,\n")
    assert counts(summary) == {"offer": (0, 1, 0, 0), "customer": (0, 0, 1, 0)}
    assert Offer.objects.values_list("name", "active").get() == ("Fabrikam Billing", False)


def test_an_empty_value_deletes_nothing(imports):
    imports(WHOLE)
    before = everything()
    imports("kind,key,name,region,language,email\ncustomer,acme,,,,\npublisher,fabrikam,,,,\n")
    imports('[{"kind": "customer", "key": "acme", "email": null, "name": ""}]')
    assert everything() == before


def test_what_a_file_leaves_out_stays(imports):
    imports(WHOLE)
    imports("kind,key,name\ncustomer,new,New\n")
    assert Entitlement.objects.count() == 3
    assert Customer.objects.count() == 3


def test_an_offer_may_move_to_another_publisher(imports, contoso):
    imports(WHOLE)
    imports("kind,key,publisher\noffer,fab-bill,contoso\n")
    assert Offer.objects.get(key="fab-bill").publisher == contoso


def test_a_wrong_row_is_named_and_the_rest_goes_in(imports, contoso):
    summary, refused = imports(
        "kind,key,name,publisher,offer,version,customer,region,language,email,released,active\n"
        "customer,acme,Acme,,,,,Sverige,sv_SE,it@,,\n"
        "customer,berg,Berg,,,,,SE,sv,it@berg.example,,\n"
        "customer,,Nobody,,,,,,,,,\n"
        "customer,neu,,,,,,,,,,\n"
        "offer,x,X,nobody,,,,,,,,\n"
        "offer,y,Y,,,,,,,,,perhaps\n"
        "offer,z,Z,,,,,,,,,\n"
        "version,,,,contoso-export,2.4,,,,,24.12.2026,\n"
        "version,,,,unknown,1.0,,,,,,\n"
        "entitlement,,,,contoso-export,2.3,nobody,,,,,\n"
        "entitlement,,,,contoso-export,9.9,berg,,,,,\n"
        "entitlement,,,,unknown,9.9,nobody,,,,,\n"
        "entitlement,,,,contoso-export,,berg,,,,,\n"
        "entitlement,,,,contoso-export,2.3,berg,,,,,\n"
        "vendor,v,V,,,,,,,,,\n"
        ",w,W,,,,,,,,,\n"
    )
    empty_key = "This is empty, and the row cannot be told apart without it."
    empty_new = "This is empty, and the catalogue does not have this row yet."
    nobody = "There is no customer with this key, neither here nor in the file."
    no_offer = "There is no offer with this key, neither here nor in the file."
    assert sorted(refused) == [
        (2, "email", "Write an e-mail address such as name@example.com."),
        (2, "language", "Write the language as a BCP 47 tag, such as sv or pt-BR."),
        (2, "region", "Write the region as an ISO 3166 code, such as SE or DE-BY."),
        (4, "key", empty_key),
        (5, "name", empty_new),
        (6, "publisher", "There is no publisher with this key, neither here nor in the file."),
        (7, "active", "Write yes or no."),
        (8, "publisher", empty_new),
        (9, "released", "Write a day of the calendar as year-month-day, such as 2026-11-20."),
        (10, "offer", no_offer),
        (11, "customer", nobody),
        (12, "version", "The offer has no version of this name, neither here nor in the file."),
        (13, "customer", nobody),
        (13, "offer", no_offer),
        (14, "version", empty_key),
        (16, "kind", "This is none of publisher, offer, version, customer and entitlement."),
        (17, "kind", "This is empty. Write what the row is, or say it of all rows with --kind."),
    ]
    assert counts(summary) == {
        "customer": (1, 0, 0, 3),
        "offer": (0, 0, 0, 3),
        "version": (0, 0, 0, 2),
        "entitlement": (1, 0, 0, 4),
        "": (0, 0, 0, 2),
    }
    assert summary.refused == 14
    assert Entitlement.objects.values_list("customer__key", "version__label").get() == ("berg", "2.3")


def test_a_file_of_one_kind_needs_no_column_for_it(imports):
    summary, refused = imports("key,name\nacme,Acme\nberg,Berg\n", kind="customer")
    assert (counts(summary), refused) == ({"customer": (2, 0, 0, 0)}, [])


def test_a_row_may_say_another_kind_than_the_files(imports):
    summary, _ = imports("Kind,key,name,region\n,acme,Acme,\nPublisher,p,P,se\n", kind="customer")
    assert counts(summary) == {"customer": (1, 0, 0, 0), "publisher": (1, 0, 0, 0)}


def test_columns_that_no_kind_has_are_named_and_ignored(imports):
    summary, refused = imports("kind,key,name,realeased,shoe_size\ncustomer,acme,Acme,2026-01-01,44\n")
    assert (summary.ignored, refused) == (["realeased", "shoe_size"], [])
    assert Customer.objects.count() == 1


def test_of_two_rows_of_one_key_the_later_holds(imports):
    rows = "kind,key,name,email\ncustomer,acme,Acme,a@acme.example\ncustomer,acme,Acme AB,\ncustomer,acme,Acme AB,\n"
    summary, _ = imports(rows)
    assert counts(summary) == {"customer": (1, 1, 1, 0)}
    assert Customer.objects.values_list("name", "email").get() == ("Acme AB", "a@acme.example")

    imports(rows)
    assert Customer.objects.values_list("name", "email").get() == ("Acme AB", "a@acme.example")


def test_keys_differ_by_letter_case(imports):
    summary, _ = imports("kind,key,name\ncustomer,acme,Acme\ncustomer,ACME,ACME\n")
    assert counts(summary) == {"customer": (2, 0, 0, 0)}


def test_nothing_of_an_unreadable_file_is_stored(imports):
    with pytest.raises(Unreadable):
        imports("key,name\nacme,Acme\n")
    assert not Customer.objects.exists()
    assert not Entry.objects.exists()


def test_each_transaction_that_changes_something_leaves_one_entry_of_ids(imports):
    imports(WHOLE)
    imports("kind,key,name,region\ncustomer,acme,Acme,BE\ncustomer,berg,,CH\ncustomer,new,New,\n")
    entry = Entry.objects.of("catalogue:imports").last()
    ids = sorted(Customer.objects.filter(key__in=["acme", "berg"]).values_list("pk", flat=True))
    assert (entry.kind, entry.by) == ("catalogue.imported", "system")
    assert entry.facts.pop("file").isalnum()
    assert entry.facts == {"rows": "customer", "new": 1, "changed": ids, "fields": ["name", "region"]}
    assert [one.facts["rows"] for one in Entry.objects.of("catalogue:imports")] == [
        "publisher", "offer", "version", "customer", "entitlement", "customer",
    ]  # fmt: skip


def test_a_batch_that_changes_writes_only_the_fields_that_differ(imports, django_assert_max_num_queries):
    imports(WHOLE)
    with django_assert_max_num_queries(60) as asked:
        imports("kind,key,name,region\ncustomer,acme,Acme,NL\ncustomer,berg,@Berg & Söhne,CH\n")
    updates = [query["sql"] for query in asked if query["sql"].startswith('UPDATE "catalogue_customer"')]
    assert len(updates) == 2
    assert not any('"email"' in sql or '"language"' in sql for sql in updates)


def entitlements(count: int) -> str:
    customers = "".join(f"customer,c{number},C{number},,,\n" for number in range(count))
    held = "".join(f"entitlement,,,contoso-export,2.3,c{number}\n" for number in range(count))
    return f"kind,key,name,offer,version,customer\n{held}{customers}"


@pytest.mark.parametrize("known", [False, True])
def test_a_batch_asks_the_same_questions_whatever_its_size(imports, contoso, known):
    def asked(count: int) -> list[str]:
        imports(entitlements(count if known else 0) + "customer,first,First,,,\n")
        with CaptureQueriesContext(connection) as queries:
            imports(entitlements(count))
        Customer.objects.all().delete()
        return [re.split(r" WHERE ", query["sql"])[0] for query in queries if query["sql"].startswith("SELECT")]

    few = asked(5)
    assert asked(400) == few
    assert len(few) == (5 if known else 7)  # known keys, holders, offers, versions, held; and two ledger heads


def test_more_rows_than_a_batch(imports, contoso):
    summary, refused = imports(entitlements(1201))
    assert (counts(summary), refused) == ({"entitlement": (1201, 0, 0, 0), "customer": (1201, 0, 0, 0)}, [])
    assert Entry.objects.of("catalogue:imports").count() == 6


def test_what_was_stored_before_an_interruption_stays_and_importing_again_ends_it(imports, contoso, monkeypatch):
    whole = storing.STORE["entitlement"]

    def interrupted(batch):
        if batch[0].line > 500:
            raise KeyboardInterrupt
        return whole(batch)

    monkeypatch.setitem(storing.STORE, "entitlement", interrupted)
    with pytest.raises(KeyboardInterrupt):
        imports(entitlements(700))
    assert Entitlement.objects.count() == 500

    monkeypatch.undo()
    summary, _ = imports(entitlements(700))
    assert counts(summary) == {"entitlement": (200, 0, 500, 0), "customer": (0, 0, 700, 0)}


def test_a_faster_import_of_the_same_keys_is_found_the_second_time(imports, monkeypatch):
    store, faster = storing.customers, []

    def second(batch):
        stored = store(batch)
        if not faster:  # as if another process had committed the same customer in between
            faster.append(Customer.objects.get(key="acme"))
            Customer.objects.create(key="acme", name="Acme")
        return stored

    monkeypatch.setitem(importing.STORE, "customer", second)
    summary, refused = imports("kind,key,name\ncustomer,acme,Acme\n")
    assert (counts(summary), refused) == ({"customer": (1, 0, 0, 0)}, [])
    assert len(faster) == 1


def test_a_database_that_is_gone_is_not_mistaken_for_a_race(imports, monkeypatch):
    def broken(batch):
        raise DatabaseError("gone")

    monkeypatch.setitem(importing.STORE, "customer", broken)
    with pytest.raises(DatabaseError, match="gone"):
        imports("kind,key,name\ncustomer,acme,Acme\n")
    assert connection.is_usable()
