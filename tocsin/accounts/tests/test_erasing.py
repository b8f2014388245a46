import json

import pytest
from allauth.account.models import EmailAddress
from django.core import serializers

from conftest import make_person
from tocsin.accounts.erasing import erase
from tocsin.accounts.inviting import accept, invite
from tocsin.accounts.membership import reactivate
from tocsin.accounts.models import Invitation, Membership, Person
from tocsin.accounts.preferences import choose_name, choose_time_zone
from tocsin.ledger.models import Entry
from tocsin.ledger.verdicts import verify_live
from tocsin.lib.errors import Invalid, NotAllowed, Stale


def everything() -> str:
    """All that the rooms of people and ledger hold, as text."""
    models = (Person, EmailAddress, Invitation, Membership, Entry)
    return json.dumps([serializers.serialize("python", model.objects.all()) for model in models], default=str)


def test_an_erased_person_is_gone_from_every_row(lena, carla, dmitri, contoso, signed_in):
    session = signed_in(dmitri)
    EmailAddress.objects.create(user=dmitri, email="orlov@private.example", verified=True)
    invite("orlov@private.example", publisher=None, role="triager", by=lena)
    choose_name(dmitri, "Dmitri O.")
    choose_time_zone(dmitri, "Asia/Vladivostok")
    entries = Entry.objects.count()

    erase(dmitri, by=lena)

    held = everything()
    for personal in ("dmitri", "Dmitri", "orlov", "Orlov"):
        assert personal not in held
    assert not session()
    gone = Person.objects.get(pk=dmitri.pk)
    assert (gone.email, str(gone), gone.is_active) == (f"erased-{dmitri.pk}@erased.invalid", "Erased person", False)
    assert gone.roles == {}
    assert not gone.has_usable_password()
    assert Entry.objects.count() == entries + 1


def test_the_ledger_tells_of_the_erasure_by_ids_alone(lena, dmitri, contoso, told):
    erase(dmitri, by=lena)
    assert told(dmitri) == [("person.erased", lena.key, {"publishers": [contoso.pk], "desk_role": ""})]


def test_the_ledger_verifies_as_before(lena, carla, dmitri, contoso, settings, tmp_path):
    settings.LEDGER_KEY_FILE = tmp_path / "none"
    sven = make_person("Sven Ek", "second@contoso.example")
    choose_name(dmitri, "Dmitri O.")
    accept(invite("second@contoso.example", publisher=contoso, role="owner", by=carla)[0], by=sven)
    before = verify_live().report
    erase(dmitri, by=lena)
    after = verify_live().report
    assert (before.is_sound, before.entries) == (True, 3)
    assert (after.is_sound, after.entries) == (True, 4)


def test_a_person_may_ask_for_it_themselves(dmitri, contoso, told):
    erase(dmitri, by=dmitri)
    assert told(dmitri) == [("person.erased", dmitri.key, {"publishers": [contoso.pk], "desk_role": ""})]


def test_the_address_is_free_for_a_new_account(lena, dmitri, contoso):
    erase(dmitri, by=lena)
    assert make_person("Dmitri Orlov", "dmitri@contoso.example").roles == {}


def test_a_publisher_that_lost_its_last_owner_gets_the_next_from_the_lead(lena, carla, contoso):
    erase(carla, by=carla)
    invitation, _token = invite("next@contoso.example", publisher=contoso, role="owner", by=lena)
    person = make_person("Next", "next@contoso.example")
    accept(invitation, by=person)
    assert person.roles == {contoso.pk: "owner"}


def test_open_invitations_by_the_erased_end(lena, carla, contoso):
    invitation, _token = invite("nils@contoso.example", publisher=contoso, role="owner", by=carla)
    erase(carla, by=lena)
    assert Invitation.objects.get(pk=invitation.pk).revoked_at is not None


@pytest.mark.parametrize("who", ["carla", "rita", "eve", "ada", "april", "otto"])
def test_nobody_but_a_lead_erases_others(request, who, dmitri):
    with pytest.raises(NotAllowed):
        erase(dmitri, by=request.getfixturevalue(who))
    assert Person.objects.get(pk=dmitri.pk).name == "Dmitri Orlov"


def test_the_last_lead_is_not_erased(lena):
    with pytest.raises(Invalid, match="The desk needs at least one lead"):
        erase(lena, by=lena)


def test_a_responder_leaves_the_desk_by_erasure(lena, ada, told):
    erase(ada, by=lena)
    assert Person.objects.get(pk=ada.pk).desk_role == ""
    assert told(ada) == [("person.erased", lena.key, {"publishers": [], "desk_role": "triager"})]


def test_erasing_twice_tells_the_second_and_nobody_brings_them_back(lena, dmitri):
    again = Person.objects.get(pk=dmitri.pk)
    erase(dmitri, by=lena)
    with pytest.raises(Stale):
        erase(again, by=lena)
    with pytest.raises(Stale):
        reactivate(dmitri, by=lena)
