"""The story's tickets as web tests need them: begun an hour before the clock of the machine, by which pages go."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tocsin.tickets.tests import conftest as story

ticket, acknowledged, restricted, rivals = story.ticket, story.acknowledged, story.restricted, story.rivals
report, draft = story.report, story.draft


@pytest.fixture
def now() -> datetime:
    return timezone.now() - timedelta(hours=1)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(minutes=40)
