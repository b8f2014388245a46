"""Exports, and their verification on another machine: whole or of one chain, folder or zip."""

import json
import os
import shutil
import stat
import zipfile

import pytest
from django.db import transaction
from django.utils import timezone

from tocsin.ledger import exporting
from tocsin.ledger.appending import append
from tocsin.ledger.archives import NoArchive
from tocsin.ledger.checkpoints import export_checkpoint, make_checkpoint
from tocsin.ledger.exporting import FOLDER_IN_ZIP, NotEmpty, export_ledger, export_subject
from tocsin.ledger.reports import Flaw, OpenEnd, Reason
from tocsin.ledger.signing import KeyTrouble, public_pem
from tocsin.ledger.verdicts import Trust, verify_archive
from tocsin.lib.canonical import canonical

from .forging import FORGERS_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
A, B, C = "ticket:A", "ticket:B", "ticket:C"


@transaction.atomic
def happen(*subjects):
    for subject in subjects:
        append(subject, "test.happened", by="person:1", word="слово")


@pytest.fixture
def history():
    """A has three entries, B two, C one; one checkpoint covers A 1 to 2 and B, the next nothing of C."""
    happen(A, B, A)
    make_checkpoint(timezone.now())
    happen(B)
    make_checkpoint(timezone.now())
    happen(A, C)


@pytest.fixture
def whole(history, tmp_path):
    export_ledger(tmp_path / "whole")
    return tmp_path / "whole"


def packed(folder, file, prefix=""):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.iterdir()):
            made.write(path, prefix + path.name)
    return file


def written(files, folder):
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def edit(file, change):
    """Change the lines of a file, each as its members, and write them as canonically as they were."""
    lines = change([json.loads(line) for line in file.read_bytes().splitlines()])
    file.write_bytes(b"".join(canonical(line) + b"\n" for line in lines))


def set_in(place, /, **members):
    return lambda lines: [line | members if at == place else line for at, line in enumerate(lines)]


# -- the whole ledger -----------------------------------------------------------------------------------------------
def test_a_whole_export_has_its_five_files(whole):
    assert sorted(os.listdir(whole)) == [
        "checkpoints.jsonl",
        "entries.jsonl",
        "leaves.jsonl",
        "manifest.json",
        "public_key.pem",
    ]
    manifest = json.loads((whole / "manifest.json").read_bytes())
    assert (manifest["format"], manifest["entries"], manifest["leaves"], manifest["checkpoints"]) == (
        "tocsin ledger", 6, 3, 2,
    )  # fmt: skip
    assert stat.S_IMODE(whole.stat().st_mode) == 0o700


def test_a_whole_export_verifies_offline(whole, django_assert_num_queries):
    with django_assert_num_queries(0):
        verdict = verify_archive(whole)
    report = verdict.report
    assert report.flaws == []
    assert verdict.trust is Trust.INSIDE
    assert (report.chains, report.entries, report.checkpoints, report.covered_by) == (3, 6, 2, 2)
    assert report.open_ends == [OpenEnd(A, 3, 3), OpenEnd(C, 1, 1)]


@pytest.mark.parametrize("prefix", ["", FOLDER_IN_ZIP])
def test_it_verifies_as_a_zip_as_well(whole, tmp_path, prefix):
    assert verify_archive(packed(whole, tmp_path / "export.zip", prefix)).report == verify_archive(whole).report


def test_it_verifies_as_a_folder_in_a_folder(whole, tmp_path):
    (tmp_path / "ticket").mkdir()
    shutil.copytree(whole, tmp_path / "ticket" / "ledger")
    assert verify_archive(tmp_path / "ticket").report == verify_archive(whole).report


def test_it_verifies_against_a_checkpoint_and_a_key_kept_elsewhere(whole, tmp_path):
    export_checkpoint(tmp_path / "kept")
    shutil.move(whole / "public_key.pem", tmp_path / "key.pem")
    verdict = verify_archive(whole, tmp_path / "kept", tmp_path / "key.pem")
    assert (verdict.is_sound, verdict.trust, verdict.kept) == (True, Trust.GIVEN, 2)


def test_a_key_found_inside_may_be_the_forgers_and_the_one_given_tells(whole, tmp_path):
    (tmp_path / "key.pem").write_bytes((whole / "public_key.pem").read_bytes())
    (whole / "public_key.pem").write_bytes(public_pem(FORGERS_KEY.public_key()))
    assert verify_archive(whole, public_key=tmp_path / "key.pem").is_sound
    assert verify_archive(whole).report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=1)]


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        ("entries.jsonl", set_in(1, by="person:2"), Flaw(Reason.CHANGED, A, 2)),
        ("entries.jsonl", lambda lines: lines[:3] + lines[4:], Flaw(Reason.MISSING, B, 1)),
        ("entries.jsonl", lambda lines: lines[:4] + lines[5:], Flaw(Reason.CUT, B, 2)),
        ("entries.jsonl", lambda lines: [lines[1], lines[0], *lines[2:]], Flaw(Reason.MISSING, A, 1)),
        ("entries.jsonl", lambda lines: lines[3:], Flaw(Reason.CUT, A, 1)),
        ("leaves.jsonl", set_in(0, hash="0" * 64), Flaw(Reason.REPLACED, A, 2)),
        ("leaves.jsonl", lambda lines: lines[1:], Flaw(Reason.ROOT, checkpoint=2)),
        ("checkpoints.jsonl", set_in(1, root="0" * 64), Flaw(Reason.SIGNATURE, checkpoint=2)),
        ("checkpoints.jsonl", lambda lines: lines[1:], Flaw(Reason.UNCHAINED, checkpoint=2)),
        ("entries.jsonl", set_in(2, seq="3"), Flaw(Reason.UNREADABLE, detail="entries.jsonl: 3")),
        ("entries.jsonl", set_in(2, seq=True), Flaw(Reason.UNREADABLE, detail="entries.jsonl: 3")),
        ("entries.jsonl", set_in(2, v=2), Flaw(Reason.UNREADABLE, detail="entries.jsonl: 3")),
        ("entries.jsonl", set_in(2, more=1), Flaw(Reason.UNREADABLE, detail="entries.jsonl: 3")),
        ("manifest.json", lambda lines: lines * 2, Flaw(Reason.UNREADABLE, detail="manifest.json: 2")),
        ("manifest.json", lambda lines: [], Flaw(Reason.UNREADABLE, detail="manifest.json: 1")),
        ("manifest.json", set_in(0, format="else"), Flaw(Reason.UNREADABLE, detail="manifest.json: 1")),
    ],
)
def test_an_export_that_was_changed_is_broken_at_a_place_with_a_name(whole, file, change, expected):
    edit(whole / file, change)
    assert expected in verify_archive(whole).report.flaws


@pytest.mark.parametrize(
    "content",
    [b"{}", b"{}\n", b"\n", b"\xff\n", b'{"v": 1}\n', b"[1]\n", b"x" * (5 * 1024 * 1024)],
)
def test_lines_that_are_none_are_flaws_and_no_stack_trace(whole, content):
    (whole / "entries.jsonl").write_bytes(content)
    assert verify_archive(whole).report.flaws[-1] == Flaw(Reason.UNREADABLE, detail="entries.jsonl: 1")


@pytest.mark.parametrize("name", ["entries.jsonl", "leaves.jsonl", "checkpoints.jsonl"])
def test_a_file_that_is_missing_is_a_flaw(whole, name):
    (whole / name).unlink()
    report = verify_archive(whole).report
    assert Flaw(Reason.UNREADABLE, detail=f"{name}: not there") in report.flaws


def test_an_export_of_before_the_kept_checkpoint_is_not_what_it_covers(whole, tmp_path):
    make_checkpoint(timezone.now())
    happen(A)
    export_checkpoint(tmp_path / "kept")
    assert verify_archive(whole, tmp_path / "kept").report.flaws == [Flaw(Reason.GONE, checkpoint=3)]


def test_a_damaged_zip_is_a_flaw_and_no_stack_trace(whole, tmp_path):
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for path in sorted(whole.iterdir()):
            made.write(path, path.name)
    content = bytearray(file.read_bytes())
    content[content.index(b"test.happened")] = 0
    file.write_bytes(content)
    assert not verify_archive(file).is_sound


def test_a_folder_that_holds_something_is_not_exported_into(history, tmp_path):
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "notes").write_text("mine")
    with pytest.raises(NotEmpty):
        export_ledger(tmp_path / "whole")
    assert os.listdir(tmp_path / "whole") == ["notes"]


def test_an_export_that_failed_half_way_is_none(history, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_lines", full)
    with pytest.raises(OSError, match="No space left"):
        export_ledger(tmp_path / "whole")
    with pytest.raises(NoArchive, match=r"has no manifest\.json"):
        verify_archive(tmp_path / "whole")


def test_an_export_of_a_young_ledger_needs_no_key(tmp_path):
    happen(A)
    export_ledger(tmp_path / "whole")
    verdict = verify_archive(tmp_path / "whole")
    assert (verdict.is_sound, verdict.report.open_ends) == (True, [OpenEnd(A, 1, 1)])


# -- one chain ------------------------------------------------------------------------------------------------------
@pytest.fixture
def chain(history, tmp_path):
    return written(export_subject(A), tmp_path / "chain")


def test_one_chain_is_exported_with_its_proof_and_nobody_elses(history):
    files = export_subject(A)
    assert sorted(files) == ["checkpoint.json", "entries.jsonl", "manifest.json", "proof.json", "public_key.pem"]
    assert {json.loads(line)["subject"] for line in files["entries.jsonl"].splitlines()} == {A}
    assert b"ticket:B" not in b"".join(files.values())
    proof = json.loads(files["proof.json"])
    assert (proof["subject"], proof["seq"], proof["place"], len(proof["path"])) == (A, 2, 0, 1)


@pytest.mark.parametrize("subject", [f"ticket:{number}" for number in range(7)])
def test_every_chain_of_a_tree_of_any_shape_has_its_proof(tmp_path, subject):
    happen(*(f"ticket:{number}" for number in range(7)))
    make_checkpoint(timezone.now())
    report = verify_archive(written(export_subject(subject), tmp_path / "chain")).report
    assert (report.flaws, report.covered_by, report.open_entries) == ([], 1, 0)


def test_a_chain_verifies_offline_and_says_what_is_not_covered(chain, django_assert_num_queries):
    with django_assert_num_queries(0):
        verdict = verify_archive(chain)
    report = verdict.report
    assert (report.flaws, verdict.trust) == ([], Trust.INSIDE)
    assert (report.chains, report.entries, report.covered_by) == (1, 3, 2)
    assert report.open_ends == [OpenEnd(A, 3, 3)]


def test_a_tickets_zip_has_it_under_ledger_beside_other_files(chain, tmp_path):
    file = packed(chain, tmp_path / "ticket.zip", FOLDER_IN_ZIP)
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("ticket.json", "{}")
        made.writestr("attachments/manifest.json", "{}")
    assert verify_archive(file).report == verify_archive(chain).report


def test_a_chain_that_no_checkpoint_covers_yet_is_a_chain_all_the_same(history, tmp_path):
    files = export_subject(C)
    assert sorted(files) == ["entries.jsonl", "manifest.json"]
    verdict = verify_archive(written(files, tmp_path / "chain"))
    assert (verdict.is_sound, verdict.trust) == (True, Trust.NONE)
    assert (verdict.report.covered_by, verdict.report.open_ends) == (None, [OpenEnd(C, 1, 1)])


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        ("entries.jsonl", set_in(0, by="person:2"), Flaw(Reason.CHANGED, A, 1)),
        ("entries.jsonl", lambda lines: lines[1:], Flaw(Reason.MISSING, A, 1)),
        ("entries.jsonl", lambda lines: lines[:1], Flaw(Reason.CUT, A, 2)),
        ("entries.jsonl", lambda lines: [], Flaw(Reason.CUT, A, 1)),
        ("entries.jsonl", set_in(2, subject=B), Flaw(Reason.UNREADABLE, detail="ticket:B is not ticket:A")),
        ("proof.json", set_in(0, hash="0" * 64), Flaw(Reason.PROOF, A, 2, 2)),
        ("proof.json", set_in(0, seq=1), Flaw(Reason.PROOF, A, 1, 2)),
        ("proof.json", set_in(0, place=1), Flaw(Reason.PROOF, A, 2, 2)),
        ("proof.json", set_in(0, path=[]), Flaw(Reason.PROOF, A, 2, 2)),
        ("proof.json", set_in(0, path=["zz"]), Flaw(Reason.PROOF, A, 2, 2)),
        ("proof.json", set_in(0, subject=B), Flaw(Reason.PROOF, A, 2, 2)),
        ("proof.json", set_in(0, path=[1]), Flaw(Reason.UNREADABLE, detail="proof.json: 1")),
        ("checkpoint.json", set_in(0, heads=3), Flaw(Reason.SIGNATURE, checkpoint=2)),
        ("manifest.json", set_in(0, installation="other"), Flaw(Reason.STRANGER, checkpoint=2)),
        ("manifest.json", set_in(0, subject=B), Flaw(Reason.PROOF, B, 2, 2)),
    ],
)
def test_a_chain_that_was_changed_is_broken(chain, file, change, expected):
    edit(chain / file, change)
    assert verify_archive(chain).report.flaws[0] == expected


@pytest.mark.parametrize("name", ["checkpoint.json", "proof.json"])
def test_half_a_proof_is_a_flaw(chain, name):
    (chain / name).unlink()
    assert verify_archive(chain).report.flaws == [Flaw(Reason.UNREADABLE, detail=f"{name}: not there")]


def test_a_chain_without_its_key_needs_one(chain):
    (chain / "public_key.pem").unlink()
    with pytest.raises(KeyTrouble, match="Give one with --public-key"):
        verify_archive(chain)


def test_a_chain_verifies_against_a_kept_checkpoint_older_or_newer_than_its_own(history, tmp_path):
    export_checkpoint(tmp_path / "older")
    make_checkpoint(timezone.now())
    chain = written(export_subject(A), tmp_path / "chain")
    happen(B)
    make_checkpoint(timezone.now())
    export_checkpoint(tmp_path / "newer")
    for kept in ("older", "newer"):
        assert verify_archive(chain, tmp_path / kept).report.flaws == []
    assert verify_archive(chain, tmp_path / "newer").report.covered_by == 4


def test_a_chain_whose_proof_was_taken_away_is_held_against_the_kept_checkpoint(history, tmp_path):
    export_checkpoint(tmp_path / "kept")
    files = export_subject(A)
    (tmp_path / "key.pem").write_bytes(files["public_key.pem"])
    chain = written({name: files[name] for name in ("entries.jsonl", "manifest.json")}, tmp_path / "chain")
    edit(chain / "entries.jsonl", lambda lines: lines[:1])
    report = verify_archive(chain, tmp_path / "kept", tmp_path / "key.pem").report
    assert report.flaws == [Flaw(Reason.CUT, A, 2)]


def seal_only(file):
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])


def test_a_kept_seal_without_leaves_must_be_the_chains_own(chain, tmp_path):
    kept = tmp_path / "kept"
    export_checkpoint(kept)
    seal_only(kept)
    assert verify_archive(chain, kept).is_sound
    make_checkpoint(timezone.now())
    export_checkpoint(kept)
    seal_only(kept)
    assert verify_archive(chain, kept).report.flaws == [Flaw(Reason.GONE, checkpoint=3)]


def test_a_kept_checkpoint_of_elsewhere_or_of_another_key_says_nothing_of_a_chain(chain, tmp_path):
    kept = tmp_path / "kept"
    export_checkpoint(kept)
    edit(kept, set_in(0, signature="0" * 128))
    assert verify_archive(chain, kept).report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=2)]
    export_checkpoint(kept)
    edit(chain / "manifest.json", set_in(0, installation="other"))
    assert Flaw(Reason.STRANGER, checkpoint=2) in verify_archive(chain, kept).report.flaws


# -- what is no export ------------------------------------------------------------------------------------------------
def test_what_is_no_export_is_a_sentence(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    for path in (file, tmp_path / "nowhere"):
        with pytest.raises(NoArchive, match="neither a folder nor a zip file"):
            verify_archive(path)
    with pytest.raises(NoArchive, match=r"has no manifest\.json"):
        verify_archive(tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"{}\n", b"\xff\n"])
def test_a_checkpoint_that_is_none_is_a_sentence(chain, tmp_path, content):
    file = tmp_path / "kept"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NoArchive, match="is not a checkpoint"):
        verify_archive(chain, file)


@pytest.mark.parametrize("change", [lambda lines: lines[:-1], set_in(1, hash="0" * 64), lambda lines: [*lines, {}]])
def test_a_damaged_checkpoint_blames_no_entry(chain, tmp_path, change):
    export_checkpoint(tmp_path / "kept")
    edit(tmp_path / "kept", change)
    with pytest.raises(NoArchive, match="is a damaged checkpoint"):
        verify_archive(chain, tmp_path / "kept")
