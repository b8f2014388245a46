from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tocsin.ledger.models import Reading
from tocsin.ledger.reading import note_reading

pytestmark = pytest.mark.django_db


def test_one_reading_is_noted_per_subject():
    before = timezone.now()
    note_reading(SimpleNamespace(key="person:7"), ["ticket:A", "ticket:B", "ticket:A"], "search")
    noted = Reading.objects.order_by("pk")
    assert list(noted.values_list("by", "subject", "via")) == [
        ("person:7", "ticket:A", "search"),
        ("person:7", "ticket:B", "search"),
    ]
    assert before <= noted[0].at == noted[1].at <= timezone.now()


def test_however_many_subjects_it_is_one_insert_in_one_transaction(django_assert_num_queries):
    with django_assert_num_queries(3) as captured:
        note_reading("person:7", [f"ticket:{number}" for number in range(50)], "search")
    assert [query["sql"].split()[0] for query in captured.captured_queries] == ["SAVEPOINT", "INSERT", "RELEASE"]


def test_nothing_read_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        note_reading("person:7", iter(()), "page")


@pytest.mark.parametrize(("by", "subject"), [("Ada", "ticket:A"), ("person:7", "A ticket"), ("", "")])
def test_what_is_not_of_the_shape_is_refused(by, subject):
    with pytest.raises(ValueError, match="shape noun:id"):
        note_reading(by, [subject], "page")
    assert not Reading.objects.exists()


def test_readings_of_a_subject_come_newest_first():
    for via in ("page", "file", "export"):
        note_reading("person:7", ["ticket:A"], via)
    note_reading("person:7", ["ticket:B"], "page")
    assert [reading.via for reading in Reading.objects.of("ticket:A")] == ["export", "file", "page"]
    assert Reading.objects.since(timezone.now() - timedelta(minutes=1)).count() == 4
    assert Reading.objects.since(timezone.now() + timedelta(minutes=1)).count() == 0
