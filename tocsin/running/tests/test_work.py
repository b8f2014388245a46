"""The worker's rounds: one sweep that fails holds up no other, and checkpoints keep their time."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError

from .. import work

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("error", [OperationalError("locked"), InterfaceError("closed"), RuntimeError("a fault")])
def test_a_sweep_that_fails_is_logged_and_the_others_are_done(error, caplog, monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def fails(now: datetime) -> int:
        raise error

    with caplog.at_level(logging.WARNING, "tocsin.work"):
        assert work.once([lambda now: 2, fails, lambda now: 3]) == 5
    assert "the next round tries again" in caplog.text


@pytest.mark.parametrize(("error", "reopened"), [(OperationalError(), 1), (InterfaceError(), 1), (ValueError(), 0)])
def test_a_connection_that_broke_is_given_up(error, reopened, monkeypatch):
    closed = []
    monkeypatch.setattr(work, "close_old_connections", lambda: closed.append(True))

    def fails(now: datetime) -> int:
        raise error

    assert work.once([fails]) == 0
    assert len(closed) == reopened


def test_what_has_its_turn_now_and_then_comes_at_once_and_then_at_its_time(monkeypatch):
    monkeypatch.setattr(work.timezone, "now", lambda: NOW)
    done = []
    every = work.Every(60, lambda now: len(done.append(now) or done))
    answers = [every(NOW + timedelta(seconds=seconds)) for seconds in (0, 1, 59, 60, 61, 120)]
    assert answers == [1, 0, 0, 2, 0, 3]
    assert done == [NOW + timedelta(seconds=seconds) for seconds in (0, 60, 120)]


def test_every_round_relays_sends_and_marks_what_is_missed():
    assert {"relay_due", "send_due", "mark_missed"} <= {getattr(sweep, "__name__", "") for sweep in work.sweeps()}


def test_a_checkpoint_counts_as_work_only_when_it_was_made(monkeypatch):
    monkeypatch.setattr(work, "make_checkpoint", lambda now: None)
    assert work.checkpoint(NOW) == 0
    monkeypatch.setattr(work, "make_checkpoint", lambda now: object())
    assert work.checkpoint(NOW) == 1
