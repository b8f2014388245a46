"""The demo's day began before you came: its story is told with the clock set back, by the verbs themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Inside, `timezone.now()` is that moment. For the demo's preparation alone, before anything is served."""
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield moment
