"""Files: received, bounded, digested, and gone when what they belong to goes."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tocsin.accounts.models import Person, Publisher
from tocsin.lib.errors import Invalid, Stale
from tocsin.tickets import attaching, drafting
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Attachment, Draft

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that stands in for the installation's."""
    storage = Attachment._meta.get_field("file").storage
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(storage), name, str(tmp_path))
    return tmp_path


@pytest.fixture
def draft(carla: Person, contoso: Publisher) -> Draft:
    return drafting.start(contoso, Category.BOTH, {}, by=carla, now=NOW)


def on_disk(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_file_is_kept_with_name_size_and_digest(draft: Draft, carla: Person, stored: Path) -> None:
    file = attaching.attach(draft, ContentFile(b"line\n", "../../log.txt"), by=carla, now=NOW)
    assert (file.name, file.size, file.sha256) == ("log.txt", 5, hashlib.sha256(b"line\n").hexdigest())
    assert (file.uploaded_by, file.uploaded_at, len(file.salt)) == (carla, NOW, 32)
    assert (file.draft, file.ticket, file.message) == (draft, None, None)
    assert on_disk(stored) == [b"line\n"]
    assert file.file.name.startswith("2026/11/")
    assert Draft.objects.get().saved_at == NOW


def test_a_received_file_is_stored_and_its_row_is_not(carla: Person, stored: Path) -> None:
    file = attaching.receive(ContentFile(b"x", "a.txt"), by=carla, now=NOW)
    assert (file.pk, Attachment.objects.count(), on_disk(stored)) == (None, 0, [b"x"])


@pytest.mark.parametrize(("content", "words"), [(b"", "“a.txt” is empty."), (b"x" * 11, "“a.txt” is larger than 10")])
def test_an_empty_or_too_large_file_leaves_nothing(
    draft: Draft, carla: Person, stored: Path, settings: Any, content: bytes, words: str
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(Invalid) as refused:
        attaching.attach(draft, ContentFile(content, "a.txt"), by=carla, now=NOW)
    assert words in str(refused.value)
    assert list(refused.value.fields) == ["files"]
    assert (Attachment.objects.count(), on_disk(stored)) == (0, [])


def test_one_too_many_leaves_nothing_of_itself(draft: Draft, carla: Person, stored: Path, settings: Any) -> None:
    settings.ATTACHMENTS_PER_TICKET = 1
    attaching.attach(draft, ContentFile(b"1", "1.txt"), by=carla, now=NOW)
    with pytest.raises(Invalid, match="at most 1 file"):
        attaching.attach(draft, ContentFile(b"2", "2.txt"), by=carla, now=NOW)
    assert (Attachment.objects.count(), on_disk(stored)) == (1, [b"1"])


def test_a_draft_that_is_gone_takes_no_file(draft: Draft, carla: Person, stored: Path) -> None:
    Draft.objects.all().delete()
    with pytest.raises(Stale):
        attaching.attach(draft, ContentFile(b"1", "1.txt"), by=carla, now=NOW)
    assert on_disk(stored) == []


def test_only_the_drafts_own_file_is_detached(
    draft: Draft, carla: Person, contoso: Publisher, stored: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = attaching.attach(draft, ContentFile(b"1", "1.txt"), by=carla, now=NOW)
    other = drafting.start(contoso, Category.BOTH, {}, by=carla, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        attaching.detach(other, file.pk)
        attaching.detach(draft, file.pk + 1)
    assert on_disk(stored) == [b"1"]
    with django_capture_on_commit_callbacks(execute=True):
        attaching.detach(draft, file.pk)
        attaching.detach(draft, file.pk)
    assert (Attachment.objects.count(), on_disk(stored)) == (0, [])


def test_a_file_without_a_name_gets_one(draft: Draft, carla: Person) -> None:
    assert attaching.attach(draft, ContentFile(b"1"), by=carla, now=NOW).name == "file"
