"""The whole of it on the database that the settings name: real appends and checkpoints, rows rewritten underneath."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tocsin.ledger import stored
from tocsin.ledger.appending import append
from tocsin.ledger.checkpoints import export_checkpoint, make_checkpoint
from tocsin.ledger.digests import digest, new_salt
from tocsin.ledger.models import Entry, Head, Installation
from tocsin.ledger.reports import Flaw, OpenEnd, Reason
from tocsin.ledger.signing import KeyTrouble, make_private_key, public_pem
from tocsin.ledger.verdicts import Trust, verify_live

from .forging import FORGERS_KEY, FORGING, Loot, forged, unguarded
from .stories import CHECKPOINT, FORGED_STEPS, LATER, attacks, kept_stories

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
A, B = "ticket:A", "ticket:B"


@transaction.atomic
def live(story):
    for number, step in enumerate(story):
        if step == CHECKPOINT:
            make_checkpoint(timezone.now())
        else:
            append(step, "test.happened", by="person:1", number=number)


def rewrite(loot):
    with unguarded():
        loot.put_back()


def undone(example):
    """Run an example in a transaction that is rolled back, whatever comes of it."""
    with transaction.atomic():
        example()
        transaction.set_rollback(True)


def test_a_ledger_just_written_is_sound(key_file):
    live([A, B, A, CHECKPOINT, B, A, CHECKPOINT, A])
    verdict = verify_live()
    report = verdict.report
    assert verdict.is_sound
    assert verdict.trust is Trust.OWN
    assert (report.chains, report.entries, report.checkpoints, report.covered_by) == (2, 6, 2, 2)
    assert report.open_ends == [OpenEnd(A, 4, 4)]


def test_an_empty_ledger_is_sound_without_any_key(key_file):
    verdict = verify_live()
    assert verdict.is_sound
    assert verdict.trust is Trust.NONE


@FEW
@given(story=kept_stories(), later=LATER)
def test_every_true_story_is_sound(key_file, tmp_path, story, later):
    def example():
        live(story)
        export_checkpoint(tmp_path / "kept")
        live(later)
        report = verify_live(tmp_path / "kept").report
        assert report.flaws == []
        assert report.open_entries == len(later)

    undone(example)


@FEW
@given(story=kept_stories(), later=LATER, steps=FORGED_STEPS, data=st.data())
def test_nothing_that_a_kept_checkpoint_covers_can_be_tampered_with_unseen(
    key_file, tmp_path, story, later, steps, data
):
    def example():
        live(story)
        export_checkpoint(tmp_path / "kept")
        loot = Loot.taken()
        kept = loot.kept()
        live(later)
        loot, before = Loot.taken(), Loot.taken()
        data.draw(attacks(loot))(loot)
        forged(loot, steps)
        assume(loot.covered(kept) != before.covered(kept))
        rewrite(loot)
        assert Loot.taken().chains == {subject: chain for subject, chain in loot.chains.items() if chain}
        assert not verify_live(tmp_path / "kept").is_sound

    undone(example)


@FEW
@given(story=kept_stories(), steps=st.integers(0, len(FORGING) - 1), data=st.data())
def test_with_the_key_alone_all_but_burning_the_checkpoints_is_seen(key_file, story, steps, data):
    def example():
        live(story)
        loot, before = Loot.taken(), Loot.taken()
        data.draw(attacks(loot))(loot)
        forged(loot, steps)
        assume(loot.chains != before.chains)
        rewrite(loot)
        assert not verify_live().is_sound

    undone(example)


def test_putting_everything_back_as_it_was_is_no_tampering(key_file, tmp_path):
    live([A, B, A, CHECKPOINT, B, CHECKPOINT])
    export_checkpoint(tmp_path / "kept")
    rewrite(Loot.taken())
    assert verify_live(tmp_path / "kept").is_sound


def test_the_first_broken_entry_is_named(key_file):
    live([A, A, A, B, CHECKPOINT])
    with unguarded():
        Entry.objects.filter(subject=A, seq=2).update(by="person:2")
        Entry.objects.filter(subject=B, seq=1).update(by="person:2")
    report = verify_live().report
    assert report.first_broken_entry == Flaw(Reason.CHANGED, A, 2)
    assert report.broken == 2


def test_a_moment_changed_by_a_microsecond_is_seen(key_file):
    live([A])
    with unguarded():
        entry = Entry.objects.get()
        Entry.objects.update(at=entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000))
    assert verify_live().report.flaws == [Flaw(Reason.CHANGED, A, 1)]


def test_a_head_that_was_turned_back_is_seen_before_the_next_entry_hangs_on_it(key_file):
    live([A, A])
    first = Entry.objects.of(A)[0]
    Head.objects.update(seq=1, hash=first.hash)
    assert verify_live().report.flaws == [Flaw(Reason.HEAD, A, 2)]


def test_an_installation_that_was_exchanged_breaks_every_chain(key_file):
    live([A, CHECKPOINT])
    with unguarded():
        Installation.objects.update(key="00000000-0000-4000-8000-000000000001")
    assert verify_live().report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=1), Flaw(Reason.UNHOOKED, A, 1)]


def test_an_installation_that_is_gone_is_a_flaw(key_file):
    live([A])
    with unguarded():
        Installation.objects.all().delete()
    assert verify_live().report.flaws == [Flaw(Reason.UNREADABLE, detail="ledger_installation: there is not one row")]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's columns hold only what they should")
@pytest.mark.parametrize(
    "change",
    [
        "facts = 'nonsense'",
        "facts = '[]'",
        "facts = '{\"number\": 0.5}'",
        "at = 'nonsense'",
        "seq = 'one'",
        "kind = x'ff'",
    ],
)
def test_rows_that_no_program_of_ours_could_write_are_flaws_and_no_stack_trace(key_file, change):
    live([A, A])
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE ledger_entry SET {change} WHERE seq = 1")  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        assert cursor.execute("SELECT changes()").fetchone() == (1,)
    assert not verify_live().is_sound


def test_without_a_key_nothing_can_be_said_of_checkpoints(key_file):
    live([A, CHECKPOINT])
    key_file.unlink()
    with pytest.raises(KeyTrouble, match="Give one with --public-key"):
        verify_live()


def test_the_key_that_is_given_is_the_one_that_is_trusted(key_file, tmp_path):
    live([A, CHECKPOINT])
    own, other = tmp_path / "own.pem", tmp_path / "other.pem"
    own.write_bytes(public_pem(make_private_key(key_file).public_key()))
    other.write_bytes(public_pem(FORGERS_KEY.public_key()))
    key_file.unlink()
    verdict = verify_live(public_key=own)
    assert (verdict.is_sound, verdict.trust) == (True, Trust.GIVEN)
    assert verify_live(public_key=other).report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=1)]


def test_a_public_key_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(KeyTrouble, match="public key cannot be read"):
        verify_live(public_key=tmp_path / "none.pem")


def test_the_chain_verifies_after_what_it_tells_of_was_erased(key_file, tmp_path):
    """Bodies and their salts lie elsewhere; the entries hold digests, and nobody's name."""
    bodies = {"body": "Ada Lindqvist’s password is hunter2", "salt": new_salt()}
    with transaction.atomic():
        append(A, "test.happened", by="person:1", digest=digest(bodies["body"], bodies["salt"]))
    live([A, CHECKPOINT])
    export_checkpoint(tmp_path / "kept")
    proof_while_kept = digest(bodies["body"], bodies["salt"]) == Entry.objects.of(A)[0].facts["digest"]
    bodies.clear()
    assert proof_while_kept
    assert verify_live(tmp_path / "kept").is_sound
    with stored.snapshot() as rows:
        everything = b"".join(link.line() for link in rows.links())
    assert b"Ada" not in everything
    assert b"hunter2" not in everything


def test_verifying_takes_the_same_queries_however_many_entries(key_file, django_assert_num_queries):
    live([A, CHECKPOINT, A])
    with django_assert_num_queries(6) as few:
        verify_live()
    live([*(f"ticket:{number}" for number in range(40)), *[A, B] * 10, CHECKPOINT])
    with django_assert_num_queries(len(few)):
        verify_live()
