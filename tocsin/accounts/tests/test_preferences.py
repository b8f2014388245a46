import pytest

from tocsin.accounts.erasing import erase
from tocsin.accounts.models import Person
from tocsin.accounts.preferences import choose_language, choose_name, choose_time_zone
from tocsin.lib.errors import Invalid, Stale


def test_a_person_chooses_language_zone_and_name(dmitri, told):
    choose_language(dmitri, "ru")
    choose_time_zone(dmitri, "Asia/Vladivostok")
    choose_name(dmitri, " Дмитрий Орлов ")

    chosen = Person.objects.get(pk=dmitri.pk)
    assert (chosen.language, chosen.time_zone, chosen.name) == ("ru", "Asia/Vladivostok", "Дмитрий Орлов")
    assert (dmitri.language, dmitri.zone.key, dmitri.name) == ("ru", "Asia/Vladivostok", "Дмитрий Орлов")
    assert told(dmitri) == [
        ("person.language_chosen", dmitri.key, {"language": "ru"}),
        ("person.time_zone_chosen", dmitri.key, {"time_zone": "Asia/Vladivostok"}),
        ("person.name_chosen", dmitri.key, {}),
    ]


def test_choosing_what_one_has_is_no_change(dmitri, told):
    choose_language(dmitri, "en")
    choose_name(dmitri, "Dmitri Orlov")
    assert told(dmitri) == []


def test_without_a_zone_of_ones_own_the_installations_holds(dmitri, told, settings):
    settings.DEFAULT_TIME_ZONE = "Europe/Stockholm"
    choose_time_zone(dmitri, "Asia/Vladivostok")
    choose_time_zone(dmitri, "")
    assert (Person.objects.get(pk=dmitri.pk).time_zone, dmitri.zone.key) == ("", "Europe/Stockholm")
    assert told(dmitri)[-1] == ("person.time_zone_chosen", dmitri.key, {"time_zone": ""})


@pytest.mark.parametrize("language", ["", "da", "EN", "sv-SE"])
def test_a_language_that_is_not_spoken_is_refused(dmitri, language):
    with pytest.raises(Invalid, match=r"Choose one of the languages\.") as refused:
        choose_language(dmitri, language)
    assert list(refused.value.fields) == ["language"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "europe/stockholm", "UTC+1"])
def test_a_zone_that_does_not_exist_is_refused(dmitri, zone):
    with pytest.raises(Invalid, match="Choose one of the time zones") as refused:
        choose_time_zone(dmitri, zone)
    assert list(refused.value.fields) == ["time_zone"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter your name."),
        (" \t ", "Enter your name."),
        ("x" * 121, "A name has at most 120 characters."),
        ("Dmitri\nBcc: eve@northwind.example", "A name is one line without invisible characters."),
        ("Dmitri \u202etegdaG", "A name is one line without invisible characters."),
        ("Dmitri\x00", "A name is one line without invisible characters."),
    ],
)
def test_a_name_that_is_none_is_refused_with_what_to_do(dmitri, name, sentence):
    with pytest.raises(Invalid, match=sentence):
        choose_name(dmitri, name)
    assert Person.objects.get(pk=dmitri.pk).name == "Dmitri Orlov"


def test_the_longest_name_fits(dmitri):
    choose_name(dmitri, "x" * 120)
    assert Person.objects.get(pk=dmitri.pk).name == "x" * 120


def test_only_the_chosen_field_is_written(dmitri):
    stale = Person.objects.get(pk=dmitri.pk)
    choose_name(dmitri, "Dima")
    choose_language(stale, "sv")
    assert Person.objects.get(pk=dmitri.pk).name == "Dima"


def test_an_erased_person_stays_blank(dmitri, lena):
    stale = Person.objects.get(pk=dmitri.pk)
    erase(dmitri, by=lena)
    with pytest.raises(Stale):
        choose_name(stale, "Dmitri again")
    assert Person.objects.get(pk=dmitri.pk).name == ""
