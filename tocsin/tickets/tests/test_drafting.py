"""Drafts: begun, saved as typed, thrown away, and over once they have become a ticket."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile

from tocsin.accounts.models import Person, Publisher
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import attaching, drafting, intake
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Attachment, Draft
from tocsin.tickets.new_report import NewReport

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 10, 43, tzinfo=UTC)


@pytest.fixture
def draft(carla: Person, contoso: Publisher) -> Draft:
    return drafting.start(contoso, Category.BOTH, {"offers": {"offers": ["1"]}}, by=carla, now=NOW)


def sent(draft: Draft) -> None:
    new = NewReport(
        publisher=draft.publisher,
        category=Category.INCIDENT,
        title="T",
        problem="P",
        affected=[],
        exploited="no",
        aware_at=NOW,
    )
    intake.submit(draft, new, by=draft.person, now=NOW)


def test_a_draft_begins_with_what_is_known(draft: Draft, carla: Person) -> None:
    assert (draft.person, draft.category, draft.answers) == (carla, "both", {"offers": {"offers": ["1"]}})
    assert draft.started_at == draft.saved_at == NOW


def test_readers_rivals_and_the_desk_start_none(rita: Person, eve: Person, ada: Person, contoso: Publisher) -> None:
    for person in (rita, eve, ada):
        with pytest.raises(NotAllowed):
            drafting.start(contoso, Category.BOTH, {}, by=person, now=NOW)


def test_there_is_a_most(carla: Person, contoso: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_DRAFTS", 0)
    with pytest.raises(Invalid):
        drafting.start(contoso, Category.BOTH, {}, by=carla, now=NOW)


def test_saving_one_step_leaves_what_another_tab_saved(draft: Draft) -> None:
    other_tab = Draft.objects.get(pk=draft.pk)
    drafting.save(other_tab, "problem", {"title": ["T"]}, now=NOW)
    drafting.save(draft, "score", {"cves": ["C"]}, now=LATER)
    kept = Draft.objects.get(pk=draft.pk)
    assert kept.answers == {"offers": {"offers": ["1"]}, "problem": {"title": ["T"]}, "score": {"cves": ["C"]}}
    assert (kept.saved_at, draft.answers) == (LATER, kept.answers)


def test_a_nul_is_stored_as_its_picture(draft: Draft) -> None:
    drafting.save(draft, "problem", {"title": ["a\x00b"]}, now=NOW)
    assert Draft.objects.get(pk=draft.pk).answers["problem"] == {"title": ["a␀b"]}


def test_another_category_keeps_the_answers(draft: Draft) -> None:
    drafting.change_category(draft, Category.INCIDENT, now=LATER)
    kept = Draft.objects.get(pk=draft.pk)
    assert (kept.category, kept.answers, kept.saved_at) == ("incident", {"offers": {"offers": ["1"]}}, LATER)


def test_a_sent_draft_is_over(draft: Draft) -> None:
    sent(draft)
    with pytest.raises(Stale):
        drafting.save(draft, "problem", {"title": ["Late"]}, now=LATER)
    with pytest.raises(Stale):
        drafting.change_category(draft, Category.INCIDENT, now=LATER)
    with pytest.raises(Stale):
        drafting.delete(draft)
    assert Draft.objects.get(pk=draft.pk).answers == {}


def test_deleting_takes_the_files_along(draft: Draft, carla: Person, django_capture_on_commit_callbacks) -> None:
    file = attaching.attach(draft, ContentFile(b"x", "x.txt"), by=carla, now=NOW)
    storage, name = file.file.storage, file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        drafting.delete(draft)
    assert (Draft.objects.count(), Attachment.objects.count(), storage.exists(name)) == (0, 0, False)
