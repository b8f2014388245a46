"""One ticket as a zip that is checked offline."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tocsin.ledger import exporting as ledger_exporting
from tocsin.ledger.checkpoints import make_checkpoint
from tocsin.ledger.models import Entry, Reading
from tocsin.ledger.verdicts import verify_archive
from tocsin.lib.errors import NotAllowed
from tocsin.tickets import assessment, closing, conversation, exporting
from tocsin.tickets.attaching import receive
from tocsin.tickets.choices import OutcomeKind
from tocsin.tickets.exporting import export, file_name
from tocsin.tickets.models import Attachment
from tocsin.tickets.redacting import remove_file

from .acting import REASONS
from .conftest import acknowledge_as


@pytest.fixture
def told(storage, settings, tmp_path, report, rivals, ada, bo, dmitri, rita, now, later):
    """A ticket with something of everything."""
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    ticket = report(words={"private_remark": "We suspect a wombat."}, restricted_to=[rita.pk])
    file = receive(ContentFile(b"\0\1 trace", name="трасса.txt"), by=dmitri, now=now)
    conversation.answer(ticket, "Ünïcode & <b>.", by=dmitri, now=now, files=[file])
    conversation.note(ticket, "A zebra among us.", by=ada, now=now)
    acknowledge_as(ada, ticket, later)
    assessment.communicate(ticket, OutcomeKind.NO_ACTION, REASONS, by=bo, now=later)
    closing.mark_duplicate(ticket, rivals, by=bo, now=later)
    return ticket


def saved(ticket, person, folder: Path) -> zipfile.ZipFile:
    path = folder / file_name(ticket)
    with export(ticket, person) as spool:
        path.write_bytes(spool.read())
    return zipfile.ZipFile(path)


def read(archive: zipfile.ZipFile, name: str):
    return json.loads(archive.read(name))


def test_it_holds_the_ticket_its_messages_files_and_ledger(told, ada, tmp_path):
    make_checkpoint(timezone.now())
    with saved(told, ada, tmp_path) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert names == {
        "ticket.json", "messages.json", "attachments.json",
        f"attachments/{Attachment.objects.get().pk}-трасса.txt", "ledger/manifest.json", "ledger/entries.jsonl",
        "ledger/checkpoint.json", "ledger/proof.json", "ledger/public_key.pem",
    }  # fmt: skip


def test_its_data_is_all_of_the_ticket(told, rivals, ada, tmp_path):
    with saved(told, ada, tmp_path) as archive:
        data = read(archive, "ticket.json")
    assert {name: data[name] for name in ("number", "title", "state", "severity", "submitted_at", "related")} == {
        "number": told.shown_number, "title": "Path traversal in the archive", "state": "mitigating",
        "severity": "high", "submitted_at": "2026-11-18T10:00:00.000000Z", "related": [rivals.shown_number],
    }  # fmt: skip
    assert data["report"]["private_remark"] == "We suspect a wombat."
    assert data["affected"] == [{"offer": "contoso-export", "name": "Contoso Export", "version": "2.3"}]
    assert data["findings"][0]["cve"] == "CVE-2026-12345"
    assert data["findings"][0]["scores"][0]["score"] == "8.8"
    assert (data["reporter"]["name"], data["assignee"]["name"]) == ("Dmitri Orlov", "Ada Lindqvist")
    assert [row["name"] for row in data["named"]] == ["Rita Moreau"]
    assert [(row["kind"], row["facts"]) for row in data["outcomes"]] == [("no_action", REASONS.facts)]
    assert [row["kind"] for row in data["deadlines"]] == ["acknowledge", "update", "update"]


def test_internal_notes_are_in_it_and_marked(told, ada, tmp_path):
    with saved(told, ada, tmp_path) as archive:
        messages = read(archive, "messages.json")
    assert [(row["body"], row["internal"], row["author"]["name"]) for row in messages] == [
        ("Ünïcode & <b>.", False, "Dmitri Orlov"), ("A zebra among us.", True, "Ada Lindqvist"),
    ]  # fmt: skip


def test_files_are_in_it_byte_by_byte_with_their_digest(told, ada, tmp_path):
    with saved(told, ada, tmp_path) as archive:
        (row,) = read(archive, "attachments.json")
        assert archive.read(row["path"]) == b"\0\1 trace"
    assert (row["name"], row["size"], row["removed_at"]) == ("трасса.txt", 8, None)


def test_a_removed_file_is_named_without_its_bytes(told, ada, tmp_path, later):
    remove_file(Attachment.objects.get(), by=ada, now=later)
    with saved(told, ada, tmp_path) as archive:
        (row,) = read(archive, "attachments.json")
        assert not [name for name in archive.namelist() if name.startswith("attachments/")]
    assert (row["path"], row["removed_at"]) == (None, "2026-11-18T11:00:00.000000Z")


def test_its_ledger_verifies_without_the_database(told, ada, tmp_path):
    saved(told, ada, tmp_path).close()
    make_checkpoint(timezone.now())
    path = tmp_path / file_name(told)
    assert verify_archive(path).is_sound
    saved(told, ada, tmp_path).close()
    verdict = verify_archive(path)
    assert (verdict.is_sound, verdict.report.checkpoints) == (True, 1)
    assert verdict.report.entries == Entry.objects.of(told.ledger_subject).count()


def test_a_changed_entry_does_not_verify(told, ada, tmp_path):
    saved(told, ada, tmp_path).close()
    path = tmp_path / file_name(told)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    entries = files["ledger/entries.jsonl"]
    files["ledger/entries.jsonl"] = entries.replace(b'"severity":"high"', b'"severity":"low"')
    assert files["ledger/entries.jsonl"] != entries
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert not verify_archive(path).is_sound


def test_the_command_accepts_it_in_another_installation(told, ada, tmp_path):
    make_checkpoint(timezone.now())
    saved(told, ada, tmp_path).close()
    there = {**os.environ, "TOCSIN_DATA_DIR": str(tmp_path / "elsewhere"), "TOCSIN_DATABASE_URL": ""}
    command = [sys.executable, "-m", "tocsin.cli", "ledger", "verify", str(tmp_path / file_name(told))]
    done = subprocess.run(command, env=there, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_entry_and_the_reading_come_first(told, ada, monkeypatch):
    def broken(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(exporting, "fill", broken)
    with pytest.raises(OSError):
        export(told, ada)
    assert Entry.objects.of(told.ledger_subject).last().kind == "ticket.exported"
    reading = Reading.objects.of(told.ledger_subject).first()
    assert (reading.by, reading.via) == (ada.key, "export")


@pytest.mark.parametrize("who", ["ada", "lena", "otto"])
def test_the_desk_exports(who, request, told, tmp_path):
    saved(told, request.getfixturevalue(who), tmp_path).close()


@pytest.mark.parametrize("who", ["dmitri", "carla", "eve"])
def test_publishers_do_not_export_here(who, request, told):
    with pytest.raises(NotAllowed):
        export(told, request.getfixturevalue(who))
    assert not Entry.objects.of_kind("ticket.exported").exists()


def test_a_responder_who_does_not_see_a_restricted_ticket_does_not_export_it(restricted, ada, lena):
    with pytest.raises(NotAllowed):
        export(restricted, ada)
    export(restricted, lena).close()


def test_a_large_file_goes_through_in_pieces(storage, settings, ticket, dmitri, ada, tmp_path, monkeypatch, now):
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    monkeypatch.setattr(exporting, "IN_MEMORY", 1000)
    content = os.urandom(600_000)
    conversation.answer(
        ticket, "Large.", by=dmitri, now=now, files=[receive(ContentFile(content, name="l.bin"), by=dmitri, now=now)]
    )
    with export(ticket, ada) as spool:
        assert spool._rolled
        with zipfile.ZipFile(spool) as archive:
            assert archive.read(f"attachments/{Attachment.objects.get().pk}-l.bin") == content


def test_the_ledger_lies_where_the_check_looks_for_it():
    assert ledger_exporting.FOLDER_IN_ZIP == "ledger/"
