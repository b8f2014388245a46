import pytest

from tocsin.lib.zones import UnknownZone, zone


@pytest.mark.parametrize("name", ["Europe/Stockholm", "Asia/Vladivostok", "UTC"])
def test_a_zone_is_found_by_its_name(name):
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "Mars/Olympus",
        "../etc/passwd",
        "/etc/localtime",
        "Europe/Stockholm\0",
        "zone.tab",
        "a" * 5000,
        "é",
    ],
)
def test_what_is_no_zone_is_one_error(name):
    with pytest.raises(UnknownZone) as caught:
        zone(name)
    assert str(caught.value) == name
