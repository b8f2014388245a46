import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tocsin.ledger import checkpoints, stored
from tocsin.ledger.appending import append
from tocsin.ledger.checkpoints import export_checkpoint, insert, make_checkpoint
from tocsin.ledger.hashing import NOTHING, seal_digest
from tocsin.ledger.merkle import tree_root
from tocsin.ledger.models import Checkpoint, Entry, Head, Installation, Leaf
from tocsin.ledger.signing import KeyTrouble, is_signed, read_private_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
NOW = timezone.now()


def happen(*subjects):
    with transaction.atomic():
        for subject in subjects:
            append(subject, "test.happened", by="system")


def leaves(checkpoint):
    return list(checkpoint.leaves.order_by("subject").values_list("subject", "seq"))


def files(folder):
    return sorted(file.name for file in folder.iterdir() if file.is_file())


def twigs(standing_at=None):
    with stored.snapshot() as rows:
        return list(rows.twigs(standing_at))


def test_a_checkpoint_signs_the_root_over_all_heads(key_file):
    happen("ticket:B", "ticket:A", "ticket:A")
    made = make_checkpoint(NOW)
    seal = stored.newest_seal()
    assert (made.number, made.heads, made.previous, made.at) == (1, 2, NOTHING, NOW)
    assert seal.installation == str(Installation.objects.this().key)
    assert made.root == tree_root(twig.leaf() for twig in twigs()).hex()
    assert is_signed(seal.signed(), made.signature, read_private_key(key_file).public_key())
    assert leaves(made) == [("ticket:A", 2), ("ticket:B", 1)]


def test_a_leaf_has_the_hash_of_the_entry_at_its_place():
    happen("ticket:A", "ticket:B")
    make_checkpoint(NOW)
    for leaf in Leaf.objects.all():
        assert Entry.objects.get(subject=leaf.subject, seq=leaf.seq).hash == leaf.hash


def test_the_next_checkpoint_names_the_one_before_and_holds_only_what_moved():
    happen("ticket:A", "ticket:B")
    make_checkpoint(NOW)
    first = stored.newest_seal()
    happen("ticket:B", "ticket:C")
    second = make_checkpoint(NOW + timedelta(hours=1))
    assert (second.number, second.heads, second.previous) == (2, 3, seal_digest(first))
    assert leaves(second) == [("ticket:B", 2), ("ticket:C", 1)]
    assert second.root == tree_root(twig.leaf() for twig in twigs(standing_at=2)).hex()


def test_of_each_subject_the_leaf_that_stood_then_is_found_again():
    happen("ticket:A", "ticket:B")
    make_checkpoint(NOW)
    happen("ticket:B")
    make_checkpoint(NOW)
    assert [(twig.subject, twig.seq) for twig in twigs(standing_at=1)] == [("ticket:A", 1), ("ticket:B", 1)]
    assert [(twig.subject, twig.seq) for twig in twigs(standing_at=2)] == [("ticket:A", 1), ("ticket:B", 2)]


def test_nothing_new_makes_no_checkpoint(key_file):
    assert make_checkpoint(NOW) is None
    assert not key_file.exists()
    happen("ticket:A")
    assert make_checkpoint(NOW) is not None
    assert make_checkpoint(NOW) is None
    assert Checkpoint.objects.count() == 1


def test_subjects_are_sorted_by_their_bytes_on_every_database():
    happen("ticket:a", "ticket:B", "ticket:A", "ticket:_", "ticket:b", "ticket:-", "ticket:1", "offer:Z")
    make_checkpoint(NOW)
    subjects = [twig.subject for twig in twigs()]
    assert subjects == sorted(subjects)
    with stored.snapshot() as rows:
        assert [link.subject for link in rows.links()] == subjects
        assert [end.subject for end in rows.ends()] == subjects


def test_the_slower_of_two_makers_makes_none():
    happen("ticket:A")
    make_checkpoint(NOW)
    assert insert(stored.newest_seal(), NOW, []) is None
    assert Checkpoint.objects.count() == 1


def test_a_lost_key_is_not_replaced_by_another(key_file):
    happen("ticket:A")
    make_checkpoint(NOW)
    key_file.unlink()
    happen("ticket:A")
    with pytest.raises(KeyTrouble, match="Restore it from the backup"):
        make_checkpoint(NOW)
    assert not key_file.exists()
    assert Checkpoint.objects.count() == 1


def test_how_many_queries_a_checkpoint_takes_does_not_depend_on_how_many_heads(django_assert_num_queries):
    happen("ticket:A")
    make_checkpoint(NOW)
    happen("ticket:A")
    with django_assert_num_queries(11) as few:
        make_checkpoint(NOW)
    happen(*(f"ticket:{number}" for number in range(60)))
    with django_assert_num_queries(len(few)):
        make_checkpoint(NOW)


def test_an_exported_checkpoint_carries_its_seal_and_every_leaf_under_its_root(tmp_path):
    happen("ticket:A", "ticket:B")
    make_checkpoint(NOW)
    happen("ticket:B")
    make_checkpoint(NOW)
    happen("ticket:A")
    file = tmp_path / "kept.jsonl"
    seal = export_checkpoint(file)
    first, *rest = file.read_bytes().splitlines()
    assert first == seal.line()
    assert [(line["subject"], line["seq"], line["checkpoint"]) for line in map(json.loads, rest)] == [
        ("ticket:A", 1, 1),
        ("ticket:B", 2, 2),
    ]


def test_exporting_again_replaces_the_file_at_once_and_leaves_no_draft(tmp_path):
    happen("ticket:A")
    make_checkpoint(NOW)
    file = tmp_path / "kept.jsonl"
    file.write_text("old")
    export_checkpoint(file)
    assert json.loads(file.read_bytes().splitlines()[0])["number"] == 1
    assert files(tmp_path) == ["kept.jsonl"]


def test_an_export_that_fails_leaves_the_old_file_as_it_was(tmp_path, monkeypatch):
    happen("ticket:A")
    make_checkpoint(NOW)
    file = tmp_path / "kept.jsonl"
    file.write_text("old")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints, "write_lines", full)
    with pytest.raises(OSError, match="No space left"):
        export_checkpoint(file)
    assert file.read_text() == "old"
    assert files(tmp_path) == ["kept.jsonl"]


def test_before_the_first_checkpoint_there_is_nothing_to_keep(tmp_path):
    assert export_checkpoint(tmp_path / "kept.jsonl") is None
    assert files(tmp_path) == []


def test_a_head_that_was_inserted_and_not_used_is_impossible():
    happen("ticket:A")
    assert not Head.objects.filter(seq=0).exists()
