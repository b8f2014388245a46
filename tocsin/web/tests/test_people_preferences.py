"""What people choose for themselves."""

from zoneinfo import available_timezones

import pytest
from django.conf import settings

from tocsin.accounts.models import Person
from tocsin.web.people.zones import find, names

from .people_site import flashes, kinds, signed_in, text

pytestmark = pytest.mark.django_db
TYPED = {"name": "Carla Ny", "tongue": "de", "time_zone": "Europe/Berlin"}


def test_name_language_and_zone_are_saved_together(carla):
    client = signed_in(carla)
    response = client.post("/preferences/", TYPED, follow=True)

    assert response.redirect_chain == [("/preferences/", 303)]
    kept = Person.objects.get(pk=carla.pk)
    assert (kept.name, kept.language, kept.time_zone) == ("Carla Ny", "de", "Europe/Berlin")
    assert response.headers["Content-Language"] == "de"  # the cookie of the old language does not win
    assert sorted(kinds(carla.key)) == ["person.language_chosen", "person.name_chosen", "person.time_zone_chosen"]


def test_the_form_shows_what_holds_now(carla):
    Person.objects.filter(pk=carla.pk).update(time_zone="Asia/Vladivostok")
    client = signed_in(carla)
    client.cookies["tocsin_language"] = "sv"
    form = client.get("/preferences/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown == {"name": "Carla Nyström", "tongue": "sv", "time_zone": "Asia/Vladivostok"}


def test_every_zone_can_be_searched_without_a_script(carla):
    page = text(signed_in(carla).get("/preferences/"))
    assert 'list="zones"' in page
    for zone in ("Europe/Stockholm", "Asia/Vladivostok", "America/Argentina/Ushuaia", "UTC"):
        assert f'<option value="{zone}">' in page
    assert set(names()) <= available_timezones()
    assert len(names()) > 400


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("europe/stockholm", "Europe/Stockholm"),
        (" Stockholm ", "Europe/Stockholm"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("Pacific", None),  # of Canada, or of the United States?
        ("Mars/Olympus", None),
        ("../etc/passwd", None),
        ("localtime", None),
    ],
)
def test_a_zone_is_found_as_people_write_it(typed, zone):
    assert find(typed) == zone


def test_an_empty_zone_is_the_installations(carla, settings):
    settings.DEFAULT_TIME_ZONE = "Europe/Amsterdam"
    Person.objects.filter(pk=carla.pk).update(time_zone="Asia/Vladivostok")
    response = signed_in(carla).post("/preferences/", {**TYPED, "tongue": "en", "time_zone": ""}, follow=True)
    assert Person.objects.get(pk=carla.pk).time_zone == ""
    assert "Leave it empty for the installation’s, Europe/Amsterdam." in text(response)
    assert "Times in Europe/Amsterdam" in text(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Enter your name."),
        ({"name": "x" * 121}, "Shorten this to 120 characters"),
        ({"name": "Carla \u202eeve"}, "cannot be seen"),
        ({"tongue": "da"}, "Choose one of the languages."),
        (
            {"time_zone": "Mars/Olympus"},
            "There is no such time zone. Choose one of the list, such as Europe/Stockholm.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_saved(carla, typed, sentence):
    response = signed_in(carla).post("/preferences/", {**TYPED, **typed})
    page = text(response)
    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert "<title>Error:" in page
    kept = Person.objects.get(pk=carla.pk)
    assert (kept.name, kept.language, kept.time_zone) == ("Carla Nyström", "en", "")


def test_a_switch_of_language_in_the_footer_keeps_what_was_typed(carla):
    client = signed_in(carla)
    key = client.get("/preferences/").context["draft_key"]
    typed = {**TYPED, "name": "Carla Half", "tongue": "en"}
    assert client.post("/preferences/", {**typed, "draft_key": key, "language": "ru"}).url == "/preferences/"
    page = client.get("/preferences/")
    assert page.headers["Content-Language"] == "ru"
    assert page.context["form"]["name"].value() == "Carla Half"
    assert Person.objects.get(pk=carla.pk).name == "Carla Nyström"


# -- this browser -----------------------------------------------------------------------------------------------
def test_appearance_and_keys_are_the_browsers(carla):
    client = signed_in(carla)
    response = client.post("/preferences/appearance", {"theme": "dark", "keys": "off"}, follow=True)
    assert flashes(response) == ["The appearance is saved for this browser."]
    assert 'data-theme="dark"' in text(response)
    assert 'data-shortcuts="off"' in text(response)
    cookie = client.cookies["tocsin_theme"]
    assert (cookie["samesite"], cookie["httponly"], cookie["max-age"]) == ("Lax", True, 31536000)
    assert "data-theme" not in text(signed_in(carla).get("/preferences/"))  # another browser


def test_as_the_system_needs_no_cookie(carla):
    client = signed_in(carla)
    client.post("/preferences/appearance", {"theme": "dark", "keys": "off"})
    client.post("/preferences/appearance", {"theme": "system", "keys": "on"})
    assert (client.cookies["tocsin_theme"].value, client.cookies["tocsin_keys"].value) == ("", "")
    page = text(client.get("/preferences/"))
    assert "data-theme" not in page
    assert 'data-shortcuts="on"' in page


def test_a_look_that_does_not_exist_is_refused(carla):
    client = signed_in(carla)
    response = client.post("/preferences/appearance", {"theme": '"><script>', "keys": "on"})
    assert response.status_code == 422
    assert text(response).count("Choose one of these answers.") == 2
    assert "tocsin_theme" not in client.cookies


def test_a_cookie_with_anything_else_is_passed_over(carla):
    client = signed_in(carla)
    client.cookies["tocsin_theme"] = "neon"
    assert client.get("/preferences/").context["appearance"]["theme"].value() == "system"


# -- sessions ---------------------------------------------------------------------------------------------------
def test_signing_out_everywhere_ends_every_session_of_this_person_alone(carla, dmitri):
    here, elsewhere, other = signed_in(carla), signed_in(carla), signed_in(dmitri)
    response = here.post("/preferences/sessions/end", follow=True)
    assert response.redirect_chain == [("/accounts/login/", 303)]
    assert flashes(response) == ["You are signed out everywhere."]
    assert [client.get("/preferences/").status_code for client in (here, elsewhere, other)] == [302, 302, 200]


def test_asking_by_get_signs_nobody_out(carla):
    client = signed_in(carla)
    assert client.get("/preferences/sessions/end").status_code == 405
    assert client.get("/preferences/").status_code == 200


@pytest.mark.parametrize("who", ["ada", "otto", "carla", "rita"])
def test_everybody_has_preferences(request, who):
    page = text(signed_in(request.getfixturevalue(who)).get("/preferences/"))
    for address in ("/accounts/email/", "/accounts/password/change/", "/preferences/sessions/end"):
        assert address in page
    assert page.count("<option value=") == len(names()) + len(settings.LANGUAGES)
