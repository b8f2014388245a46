from argparse import ArgumentParser

import pytest
from django.db import transaction
from django.utils import translation

from tocsin.ledger import commands
from tocsin.ledger.appending import append
from tocsin.ledger.models import Checkpoint, Entry
from tocsin.ledger.reports import Reason
from tocsin.ledger.signing import fingerprint, public_pem, read_private_key

from .forging import FORGERS_KEY, unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
A = "ticket:A"


@transaction.atomic
def happen(*subjects):
    for subject in subjects:
        append(subject, "test.happened", by="person:1")


@pytest.fixture
def ledger():
    """`tocsin ledger …`: the exit code and the lines it wrote."""
    parser = ArgumentParser()
    commands.add_arguments(parser)

    def call(*arguments):
        lines = []
        code = commands.run(parser.parse_args([str(argument) for argument in arguments]), lines.append)
        return code, lines

    return call


def test_a_checkpoint_is_made_and_written_with_the_key_to_keep(ledger, key_file, tmp_path):
    happen(A)
    code, lines = ledger("checkpoint", tmp_path / "kept")
    assert code == 0
    assert lines == [
        "Checkpoint 1 was made.",
        f"Checkpoint 1 is in {tmp_path / 'kept'}.",
        "Keep it, and this public key, where nobody who can change the database can change them:",
        public_pem(read_private_key(key_file).public_key()).decode().rstrip(),
    ]
    assert (tmp_path / "kept").exists()


def test_without_a_file_a_checkpoint_is_only_made(ledger):
    happen(A)
    assert ledger("checkpoint") == (0, ["Checkpoint 1 was made."])
    assert ledger("checkpoint") == (0, ["Nothing was appended since the last checkpoint."])
    assert Checkpoint.objects.count() == 1


def test_of_an_empty_ledger_there_is_no_checkpoint_to_write(ledger, tmp_path):
    code, lines = ledger("checkpoint", tmp_path / "kept")
    assert (code, lines[-1]) == (2, "There is no checkpoint to write yet.")


def test_a_sound_ledger_is_said_to_be(ledger, key_file):
    happen(A, A)
    ledger("checkpoint")
    happen(A, "ticket:B")
    code, lines = ledger("verify")
    at = Checkpoint.objects.get().at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    key = fingerprint(read_private_key(key_file).public_key())
    assert code == 0
    assert lines == [
        "Chains: 2. Entries: 4. Checkpoints: 1.",
        f"Checked with this installation’s own key, {key}.",
        f"Covered by checkpoint 1 of {at}.",
        "2 entries are not covered yet; as chains they were checked:",
        "  ticket:A 3–3",
        "  ticket:B 1–1",
        "Without a checkpoint kept elsewhere (--checkpoint) nobody can see if the newest ones were removed.",
        "The ledger is sound.",
    ]


def test_a_young_ledger_says_that_nothing_covers_it(ledger):
    happen(A)
    code, lines = ledger("verify")
    assert code == 0
    assert lines[1:4] == [
        "No trusted checkpoint covers anything yet.",
        "1 entry is not covered yet; as a chain it was checked:",
        "  ticket:A 1–1",
    ]


def test_a_broken_ledger_names_the_first_broken_entry_and_ends_with_1(ledger, tmp_path):
    happen(A, A, "ticket:B")
    ledger("checkpoint", tmp_path / "kept")
    with unguarded():
        Entry.objects.filter(subject=A, seq=2).update(by="person:2")
    code, lines = ledger("verify", "--checkpoint", tmp_path / "kept")
    assert code == 1
    assert lines[-3:] == [
        "The first broken entry is number 2 of ticket:A.",
        "  ticket:A 2: The entry was changed: it no longer has the hash that stands with it.",
        "The ledger is broken.",
    ]


def test_a_forged_checkpoint_is_named_by_its_number(ledger):
    happen(A)
    ledger("checkpoint")
    with unguarded():
        Checkpoint.objects.update(heads=2)
    code, lines = ledger("verify")
    assert code == 1
    assert lines[-2] == "  checkpoint 1: The checkpoint’s signature is not by the trusted key."


def test_an_export_verifies_and_says_what_the_key_inside_is_worth(ledger, tmp_path):
    happen(A)
    ledger("checkpoint")
    assert ledger("export", tmp_path / "out") == (
        0,
        [f"Exported to {tmp_path / 'out'}. Entries: 1. Leaves: 1. Checkpoints: 1."],
    )
    code, lines = ledger("verify", tmp_path / "out")
    assert code == 0
    assert "That proves that the export agrees with itself, not who made it" in lines[1]
    assert not any("kept elsewhere" in line for line in lines)


def test_an_export_under_another_key_than_the_trusted_one_is_broken(ledger, tmp_path):
    happen(A)
    ledger("checkpoint")
    ledger("export", tmp_path / "out")
    (tmp_path / "trusted.pem").write_bytes(public_pem(FORGERS_KEY.public_key()))
    code, lines = ledger("verify", tmp_path / "out", "--public-key", tmp_path / "trusted.pem")
    assert code == 1
    assert lines[1] == f"Checked with the public key that was given, {fingerprint(FORGERS_KEY.public_key())}."


def test_an_unreadable_line_is_named(ledger, tmp_path):
    happen(A)
    ledger("export", tmp_path / "out")
    (tmp_path / "out" / "entries.jsonl").write_text("nonsense\n")
    code, lines = ledger("verify", tmp_path / "out")
    assert (code, lines[-2]) == (1, "  entries.jsonl: 1: It cannot be read.")


def test_what_is_left_out_is_counted(ledger):
    happen(*(f"ticket:{number:02}" for number in range(30)))
    _code, lines = ledger("verify")
    assert lines[3] == "  ticket:00 1–1"
    assert lines[23] == "  and 10 more"
    with unguarded():
        Entry.objects.update(by="person:2")
    _code, lines = ledger("verify")
    assert lines[-2] == "  and 10 more"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "{tmp}/nowhere"], "{tmp}/nowhere is neither a folder nor a zip file."),
        (["verify", "--checkpoint", "{tmp}/nowhere"], "{tmp}/nowhere is not a checkpoint."),
        (["verify", "--public-key", "{tmp}/nowhere"], "The public key cannot be read from {tmp}/nowhere."),
        (["export", "{tmp}"], "The folder {tmp} is not empty. Name a new one."),
        (["export", "{tmp}/file/out"], "{tmp}/file/out cannot be read or written: Not a directory."),
        (["checkpoint", "{tmp}/none/kept"], "cannot be read or written: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_ends_with_2(ledger, tmp_path, arguments, says):
    happen(A)
    (tmp_path / "file").write_text("")
    code, lines = ledger(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert code == 2
    assert lines[-1].endswith(says.format(tmp=tmp_path))


def test_every_reason_is_a_sentence_of_its_own():
    with translation.override("en"):
        sentences = [str(reason.label) for reason in Reason]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
