import pytest

from tocsin.lib import environ
from tocsin.lib.environ import SettingError


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("TOCSIN_THING", "TOCSIN_THING_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def thing(monkeypatch):
    return lambda value: monkeypatch.setenv("TOCSIN_THING", value)


def test_a_text_is_the_variable_or_the_default(thing):
    assert environ.text("THING") == ""
    assert environ.text("THING", "default") == "default"
    thing("said")
    assert environ.text("THING", "default") == "said"
    thing("")
    assert environ.text("THING", "default") == ""


def test_a_file_gives_its_content_without_the_last_line_end(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("two\nlines ü\n", encoding="utf-8")
    monkeypatch.setenv("TOCSIN_THING_FILE", str(secret))
    assert environ.text("THING", "default") == "two\nlines ü"


def test_a_value_and_a_file_contradict_each_other(thing, monkeypatch, tmp_path):
    thing("said")
    monkeypatch.setenv("TOCSIN_THING_FILE", str(tmp_path))
    with pytest.raises(SettingError, match=r"Set TOCSIN_THING or TOCSIN_THING_FILE, not both\."):
        environ.text("THING")


def test_a_file_that_cannot_be_read_says_why_without_its_path(monkeypatch, tmp_path):
    monkeypatch.setenv("TOCSIN_THING_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingError) as caught:
        environ.text("THING")
    assert str(caught.value) == "TOCSIN_THING_FILE cannot be read: No such file or directory."


def test_a_file_that_is_not_text_is_refused(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xff\xfe")
    monkeypatch.setenv("TOCSIN_THING_FILE", str(secret))
    with pytest.raises(SettingError, match=r"^TOCSIN_THING_FILE cannot be read: it is not text in UTF-8\.$"):
        environ.text("THING")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        ("Yes", True),
        (" true ", True),
        ("ON", True),
        ("0", False),
        ("no", False),
        ("False", False),
        ("", False),
    ],
)
def test_yes_and_no(thing, value, expected):
    thing(value)
    assert environ.boolean("THING", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_yes_or_no_has_a_default(default):
    assert environ.boolean("THING", default=default) is default


def test_neither_yes_nor_no_is_refused(thing):
    thing("maybe")
    with pytest.raises(SettingError, match=r"^TOCSIN_THING must be yes or no\.$"):
        environ.boolean("THING")


@pytest.mark.parametrize(("value", "expected"), [("1", 1), (" 10 ", 10), ("007", 7)])
def test_a_whole_number_within_its_bounds(thing, value, expected):
    thing(value)
    assert environ.integer("THING", 5, least=1, most=10) == expected


def test_a_whole_number_has_a_default():
    assert environ.integer("THING", 5, least=1, most=10) == 5


@pytest.mark.parametrize("value", ["0", "11", "-1", "1.5", "ten", "", "٣", "²", "9" * 5000])
def test_other_numbers_are_refused_with_the_bounds(thing, value):
    thing(value)
    with pytest.raises(SettingError, match=r"^TOCSIN_THING must be a whole number from 1 to 10\.$"):
        environ.integer("THING", 5, least=1, most=10)


@pytest.mark.parametrize(("value", "expected"), [("a,b", ["a", "b"]), (" a , ,b, ", ["a", "b"]), ("", []), (",", [])])
def test_words_are_separated_by_commas(thing, value, expected):
    thing(value)
    assert environ.words("THING", "default") == expected


def test_words_have_a_default():
    assert environ.words("THING", "one, two") == ["one", "two"]


def test_an_address_is_taken_apart(thing):
    thing("smtp://ada:secret@mail.example:587")
    found = environ.address("THING", {"smtp", "smtps"})
    assert (found.scheme, found.username, found.password, found.hostname, found.port) == (
        "smtp",
        "ada",
        "secret",
        "mail.example",
        587,
    )
    assert environ.address("THING_ELSE", {"demo"}, "demo:").scheme == "demo"


def test_another_kind_of_address_is_refused_without_its_credentials(thing):
    thing("ftp://ada:secret@mail.example")
    with pytest.raises(SettingError) as caught:
        environ.address("THING", {"smtps", "smtp"})
    assert str(caught.value) == "TOCSIN_THING must be an address that starts with smtp or smtps:"


@pytest.mark.parametrize(
    "value", ["smtp://ada:secret@[::1", "smtp://ada:secret@mail:port", "smtp://ada:secret@mail:70000"]
)
def test_an_address_that_cannot_be_read_is_refused_without_its_credentials(thing, value):
    thing(value)
    with pytest.raises(SettingError) as caught:
        environ.address("THING", {"smtp"})
    assert str(caught.value) == "TOCSIN_THING is not an address: its host or port cannot be read."
    assert caught.value.__suppress_context__
