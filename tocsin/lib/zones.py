"""Time zones by their names in the IANA database."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class UnknownZone(ValueError):
    """Its text is the name that no zone has."""


def zone(name: str) -> ZoneInfo:
    """The zone of this name, such as `Europe/Stockholm`; raises UnknownZone, also for what only looks like a name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, a name too long
        raise UnknownZone(name) from error
