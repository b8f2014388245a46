from django.test import override_settings

from tocsin.accounts.models import Person
from tocsin.accounts.sessions import end_sessions


def test_ending_sessions_ends_all_of_these_people_and_nobody_elses(carla, dmitri, eve, signed_in):
    ended = [signed_in(carla), signed_in(carla), signed_in(dmitri)]
    kept = signed_in(eve)
    end_sessions([carla, dmitri])
    assert [holds() for holds in ended] == [False, False, False]
    assert kept()


def test_ending_sessions_is_one_update_however_many_people(carla, dmitri, rita, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, update, release
        end_sessions([carla, dmitri, rita])


def test_who_signs_in_afterwards_stays(carla, signed_in):
    end_sessions([carla])
    assert signed_in(Person.objects.get(pk=carla.pk))()


def test_a_new_password_ends_sessions_too(carla, signed_in):
    session = signed_in(carla)
    carla.set_password("another horse altogether")
    carla.save(update_fields=["password"])
    assert not session()


def test_sessions_outlive_a_change_of_the_signing_key_while_the_old_is_accepted(carla):
    before = carla.get_session_auth_hash()
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=["o" * 50]):
        assert carla.get_session_auth_hash() != before
        assert len(list(carla.get_session_auth_fallback_hash())) == 1
