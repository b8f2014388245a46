"""Files: taken one by one, named safely, and given back as downloads to who may read them, and to nobody else."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tocsin.accounts.models import Membership, Person
from tocsin.ledger.models import Reading
from tocsin.tickets import attaching, conversation
from tocsin.tickets.models import Attachment, Draft, Ticket
from tocsin.tickets.redacting import remove_file

from .reporting import begin, fill, page, says, send, signed_in, url

TOKEN = r"[A-Za-z0-9]{64}"  # of CSRF: another in each answer


@pytest.fixture(autouse=True)
def stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that stands in for the installation's."""
    storage = Attachment._meta.get_field("file").storage
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(storage), name, str(tmp_path))
    return tmp_path


def upload(name: str = "log.txt", content: bytes = b"line\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def put(client: Client, draft: Draft, *files: SimpleUploadedFile, **more: str) -> HttpResponse:
    response: Any = client.post(url(draft, "files"), {"files": list(files), **more})
    return response


def get(person: Person, file: Attachment, name: str = "") -> Any:
    """The answer, read to its end so that the stored file is closed; `body` is what came."""
    response: Any = signed_in(person).get(f"/attachments/{file.key}/{name or file.name}")
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def kept_on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# -- taking -------------------------------------------------------------------------------------------------------
def test_several_files_are_kept_under_random_names(carla: Person, stored: Path) -> None:
    client, draft = begin(carla)
    assert put(client, draft, upload("a.txt", b"one"), upload("b.txt", b"two")).status_code == 303
    assert [(file.name, file.size) for file in draft.attachments.all()] == [("a.txt", 3), ("b.txt", 3)]
    names = [path.name for path in kept_on_disk(stored)]
    assert len(set(names)) == 2
    assert all(len(name) == 32 and "." not in name for name in names)


def test_the_limits_are_said_before(carla: Person) -> None:
    client, draft = begin(carla)
    text = page(client.get(url(draft, "files")))
    assert "At most 20 files, each of 25.0" in text
    assert 'enctype="multipart/form-data"' in text


def test_an_empty_file_is_named_and_the_others_are_kept(carla: Person) -> None:
    client, draft = begin(carla)
    response = put(client, draft, upload("a.txt"), upload("empty.txt", b""), upload("b.txt"))
    assert response.status_code == 422
    assert says(response, "“empty.txt” is empty. Choose the file again.")
    assert [file.name for file in draft.attachments.all()] == ["a.txt", "b.txt"]
    assert ">a.txt</a>" in page(response)


def test_a_file_that_is_too_large_is_named_and_the_others_are_kept(carla: Person, settings: Any, stored: Path) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000
    client, draft = begin(carla)
    response = put(client, draft, upload("dump.bin", b"x" * 200_000), upload("a.txt"))
    assert response.status_code == 422
    assert says(response, "“dump.bin” is larger than 1000\xa0bytes, so it was not kept.")
    assert [file.name for file in draft.attachments.all()] == ["a.txt"]
    assert len(kept_on_disk(stored)) == 1


def test_one_file_too_many_is_named(carla: Person, settings: Any, stored: Path) -> None:
    settings.ATTACHMENTS_PER_TICKET = 2
    client, draft = begin(carla)
    response = put(client, draft, *(upload(f"{n}.txt") for n in range(3)))
    assert says(response, "“2.txt” was not kept, because a report may have at most 2 files.")
    assert (draft.attachments.count(), len(kept_on_disk(stored))) == (2, 2)


def test_a_file_can_be_removed_again(carla: Person, stored: Path, django_capture_on_commit_callbacks: Any) -> None:
    client, draft = begin(carla)
    put(client, draft, upload("a.txt"), upload("b.txt"))
    first = draft.attachments.first()
    assert first is not None
    with django_capture_on_commit_callbacks(execute=True):
        removed = client.post(f"/report/{draft.pk}/files/{first.key}/removal")
    assert removed["Location"] == url(draft, "files")
    assert [file.name for file in draft.attachments.all()] == ["b.txt"]
    assert len(kept_on_disk(stored)) == 1


def test_another_language_does_not_lose_the_files_just_chosen(carla: Person) -> None:
    client, draft = begin(carla)
    stayed = put(client, draft, upload("a.txt"), upload("empty.txt", b""), language="sv")
    assert (stayed.status_code, draft.attachments.count()) == (303, 1)
    assert "“empty.txt”" in page(client.get(url(draft, "files")))


def test_no_file_is_an_answer_too(carla: Person) -> None:
    client, draft = begin(carla)
    assert put(client, draft)["Location"] == url(draft, "sharing")


# -- giving back --------------------------------------------------------------------------------------------------
@pytest.fixture
def ticket(carla: Person) -> Ticket:
    """Carla's report with one file."""
    client, draft = begin(carla)
    fill(client, draft)
    put(client, draft, upload("evil.svg", b"<svg onload='alert(1)'/>"))
    send(client, draft)
    return Ticket.objects.get()


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.xhtml", "x.xml", "x.pdf", "x.js"])
def test_whatever_it_is_a_browser_downloads_it_and_opens_nothing(carla: Person, name: str) -> None:
    client, draft = begin(carla)
    put(client, draft, upload(name, b"<svg/>"))
    response = get(carla, Attachment.objects.get())
    assert response.status_code == 200
    assert response.body == b"<svg/>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("../../x.txt", 'attachment; filename="x.txt"'),
        ("C:\\temp\\x.txt", 'attachment; filename="x.txt"'),
        ("a\r\nSet-Cookie: b=c.txt", 'attachment; filename="aSet-Cookie_ b=c.txt"'),
        ("gpj.\u202eexe.txt", 'attachment; filename="gpj.exe.txt"'),
        ('a"b;c.txt', 'attachment; filename="a_b;c.txt"'),
        ("журнал.txt", "attachment; filename*=utf-8''%D0%B6%D1%83%D1%80%D0%BD%D0%B0%D0%BB.txt"),
    ],
)
def test_no_name_breaks_out_of_the_header(carla: Person, typed: str, told: str) -> None:
    _client, draft = begin(carla)
    # The test client and Django's parser tidy names on their way; here they arrive as an attacker sends them.
    file = SimpleUploadedFile("x", b"x")
    file._name = typed
    kept = attaching.attach(draft, file, by=carla, now=timezone.now())
    response = get(carla, kept, "anything")
    assert response.headers["Content-Disposition"] == told
    assert "Set-Cookie" not in response.headers


def test_a_long_name_is_shortened_and_keeps_its_extension(carla: Person) -> None:
    client, draft = begin(carla)
    put(client, draft, upload("x" * 200 + ".log"))
    name = Attachment.objects.get().name
    assert (len(name), name[-5:]) == (120, "x.log")


def test_who_may_read_the_ticket_gets_the_file(carla: Person, rita: Person, ada: Person, ticket: Ticket) -> None:
    file = ticket.attachments.get()
    assert [get(person, file).status_code for person in (carla, rita, ada)] == [200, 200, 200]


def test_nobody_else_does(eve: Person, ticket: Ticket) -> None:
    file = ticket.attachments.get()
    rival, missing = get(eve, file), signed_in(eve).get("/attachments/999999/evil.svg")
    assert (rival.status_code, missing.status_code) == (404, 404)
    words = [re.sub(TOKEN, "", page(answer)).replace(answer.wsgi_request.path, "") for answer in (rival, missing)]
    assert words[0] == words[1]
    assert Client().get(f"/attachments/{file.key}/evil.svg").status_code == 302


def test_a_restricted_tickets_file_is_for_those_who_see_it(
    carla: Person, rita: Person, ada: Person, ticket: Ticket
) -> None:
    Ticket.objects.update(restricted=True)
    file = ticket.attachments.get()
    assert [get(person, file).status_code for person in (carla, rita, ada)] == [200, 404, 404]


def test_the_desks_reading_is_noted_before_the_file_leaves(carla: Person, ada: Person, ticket: Ticket) -> None:
    file = ticket.attachments.get()
    get(carla, file)
    assert Reading.objects.count() == 0
    get(ada, file)
    [reading] = Reading.objects.all()
    assert (reading.by, reading.subject, reading.via) == (ada.key, ticket.ledger_subject, "file")


def test_an_internal_notes_file_stays_at_the_desk(carla: Person, ada: Person, ticket: Ticket) -> None:
    now = timezone.now()
    file = attaching.receive(upload("trace.txt"), by=ada, now=now)
    conversation.note(ticket, "Look at this.", by=ada, now=now, files=[file])
    assert [get(person, file).status_code for person in (carla, ada)] == [404, 200]


def test_a_drafts_file_is_its_writers_alone(carla: Person, dmitri: Person, ada: Person) -> None:
    client, draft = begin(dmitri)
    put(client, draft, upload())
    file = Attachment.objects.get()
    assert [get(person, file).status_code for person in (dmitri, carla, ada)] == [200, 404, 404]
    Membership.objects.filter(person=dmitri).delete()
    assert get(dmitri, file).status_code == 404


def test_a_file_of_nothing_is_nobodys(carla: Person, ada: Person) -> None:
    client, draft = begin(carla)
    put(client, draft, upload())
    Attachment.objects.update(draft=None)
    file = Attachment.objects.get()
    assert [get(person, file).status_code for person in (carla, ada)] == [404, 404]


def test_a_file_that_is_lost_from_the_disk_is_a_404_and_no_reading(
    ada: Person, ticket: Ticket, stored: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept_on_disk(stored)[0].unlink()
    assert get(ada, ticket.attachments.get()).status_code == 404
    assert Reading.objects.count() == 0
    assert "is missing" in caplog.text


def test_a_file_that_the_desk_took_away_is_a_404_even_before_its_bytes_are_gone(
    carla: Person, ada: Person, ticket: Ticket, stored: Path
) -> None:
    file = ticket.attachments.get()
    remove_file(file, by=ada, now=timezone.now())
    assert len(kept_on_disk(stored)) == 1
    assert (get(carla, file).status_code, get(ada, file).status_code) == (404, 404)


def test_a_sent_file_cannot_be_taken_out_of_its_ticket(carla: Person, ticket: Ticket) -> None:
    file = ticket.attachments.get()
    response = signed_in(carla).post(f"/report/{ticket.draft.pk}/files/{file.key}/removal")
    assert response.status_code == 303
    assert ticket.attachments.count() == 1


def test_asking_costs_the_same_however_many_files(carla: Person, django_assert_num_queries: Any) -> None:
    client, draft = begin(carla)
    put(client, draft, upload("a.txt"))
    client.get(url(draft, "files"))
    with django_assert_num_queries(7):
        client.get(url(draft, "files"))
    put(client, draft, upload("b.txt"), upload("c.txt"))
    with django_assert_num_queries(7):
        client.get(url(draft, "files"))
