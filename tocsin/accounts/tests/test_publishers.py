import pytest

from tocsin.accounts.models import Publisher
from tocsin.accounts.publishers import change_contacts
from tocsin.lib.errors import Invalid, NotAllowed

SOUND = {
    "mailbox": "psirt@contoso.example",
    "security_contact": "Per Ek",
    "security_telephone": "+46 8 123 45 67",
}


def stored(publisher):
    return Publisher.objects.values(*SOUND).get(pk=publisher.pk)


def test_an_owner_names_mailbox_contact_and_telephone(contoso, carla, told):
    typed = {
        "mailbox": " PSIRT@contoso.example ",
        "security_contact": "Per Ek ",
        "security_telephone": "+46 8 123 45 67",
    }
    change_contacts(contoso, **typed, by=carla)

    assert stored(contoso) == SOUND
    assert (contoso.mailbox, contoso.security_contact) == ("psirt@contoso.example", "Per Ek")
    fields = {"fields": ["mailbox", "security_contact", "security_telephone"]}
    assert told(contoso) == [("publisher.contacts_changed", carla.key, fields)]


def test_only_what_changes_is_told_and_nothing_of_what_it_says(contoso, carla, told):
    change_contacts(contoso, **SOUND, by=carla)
    change_contacts(contoso, **SOUND, by=carla)
    change_contacts(contoso, **{**SOUND, "security_telephone": ""}, by=carla)

    assert [facts["fields"] for _kind, _by, facts in told(contoso)] == [
        ["mailbox", "security_contact", "security_telephone"],
        ["security_telephone"],
    ]
    assert stored(contoso) == {**SOUND, "security_telephone": ""}


@pytest.mark.parametrize("who", ["dmitri", "rita", "eve", "lena"])
def test_nobody_but_the_publishers_own_owners_may(contoso, request, who):
    with pytest.raises(NotAllowed):
        change_contacts(contoso, **SOUND, by=request.getfixturevalue(who))
    assert stored(contoso) == dict.fromkeys(SOUND, "")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mailbox", "psirt at contoso", "Enter an e-mail address such as name@example.com."),
        ("mailbox", "psirt@contoso.example, eve@northwind.example", "Enter an e-mail address"),
        ("mailbox", "p" * 250 + "@contoso.example", "Shorten this to 254 characters."),
        ("security_contact", "x" * 161, "Shorten this to 160 characters."),
        ("security_contact", "Per\nBcc: eve@northwind.example", "This is one line without invisible characters."),
        ("security_telephone", "ask Per", "Enter a telephone number with its country code"),
        ("security_telephone", "1" * 41, "Shorten this to 40 characters."),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(contoso, carla, told, field, value, sentence):
    with pytest.raises(Invalid, match=sentence) as refused:
        change_contacts(contoso, **{**SOUND, field: value}, by=carla)
    assert list(refused.value.fields) == [field]
    assert stored(contoso) == dict.fromkeys(SOUND, "")
    assert told(contoso) == []
