from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin.ledger.records import Malformed, Twig
from tocsin.ledger.reports import KEPT, Flaw, OpenEnd, Reason
from tocsin.ledger.verifying import Evidence, Kept, verify

from .forging import FORGERS_KEY, FORGING, SIGNER, Loot, empty, forged
from .stories import CHECKPOINT, FORGED_STEPS, LATER, STEADY, attacks, kept_stories, tell

KEY = SIGNER.public_key()
A, B = "ticket:A", "ticket:B"
STORY = [A, A, B, CHECKPOINT, A, B, B, CHECKPOINT]  # A: 3 entries, B: 3; leaves A2 B1, then A3 B3


def checked(loot: Loot, kept: Kept | None = None):
    return verify(loot.evidence(), KEY, kept)


# -- what is sound ----------------------------------------------------------------------------------------------
def test_an_empty_ledger_is_sound_and_nothing_covers_it():
    report = verify(empty().evidence(), None)
    assert (report.is_sound, report.chains, report.entries, report.covered_by) == (True, 0, 0, None)


def test_a_young_ledger_is_a_set_of_chains_that_nothing_covers_yet():
    report = verify(tell([A, B, A]).evidence(), None)
    assert report.is_sound
    assert (report.covered_by, report.open_chains, report.open_entries) == (None, 2, 3)
    assert report.open_ends == [OpenEnd(A, 1, 2), OpenEnd(B, 1, 1)]


def test_a_report_counts_what_was_checked_and_names_what_is_not_covered():
    loot = tell(STORY)
    loot.append(B, 100)
    loot.append(B, 101)
    loot.append("ticket:C", 102)
    report = checked(loot)
    assert report.is_sound
    assert (report.chains, report.entries, report.checkpoints) == (3, 9, 2)
    assert (report.covered_by, report.covered_at) == (2, "2026-01-07T09:00:00.000000Z")
    assert (report.open_chains, report.open_entries) == (2, 3)
    assert report.open_ends == [OpenEnd(B, 4, 5), OpenEnd("ticket:C", 1, 1)]


@STEADY
@given(kept_stories(), LATER)
def test_every_true_story_is_sound(story, later):
    loot = tell(story)
    kept = loot.kept()
    tell(later, loot)
    for report in (checked(loot), checked(loot, kept), checked(loot, Kept(kept.seal))):
        assert report.flaws == []
        assert report.open_entries == len(later)
        assert report.covered_by == kept.seal.number


# -- one flaw of each sort ----------------------------------------------------------------------------------------
def no_forging(loot):
    """Leave all traces."""


CASES = [
    (lambda loot: loot.change(A, 1, facts={}), no_forging, Flaw(Reason.CHANGED, A, 2)),
    (lambda loot: loot.change(A, 1, by="person:9"), no_forging, Flaw(Reason.CHANGED, A, 2)),
    (lambda loot: loot.change(A, 1, facts={"number": 0.5}), no_forging, Flaw(Reason.CHANGED, A, 2)),
    (lambda loot: loot.remove(A, 1), no_forging, Flaw(Reason.MISSING, A, 2)),
    (lambda loot: loot.remove(B, 0), no_forging, Flaw(Reason.MISSING, B, 1)),
    (lambda loot: loot.chains[A].append(loot.chains[A][1]), no_forging, Flaw(Reason.REPEATED, A, 2)),
    (lambda loot: loot.cut(A, 2), no_forging, Flaw(Reason.CUT, A, 3)),
    (lambda loot: loot.cut(A, 0), no_forging, Flaw(Reason.CUT, A, 1)),
    (lambda loot: loot.cut(B, 1), Loot.rehead, Flaw(Reason.CUT, B, 2)),
    (lambda loot: loot.insert(A, 1), no_forging, Flaw(Reason.CHANGED, A, 2)),
    (lambda loot: loot.insert(A, 1), Loot.rehash, Flaw(Reason.REPLACED, A, 2)),
    (lambda loot: loot.swap((A, 0), (B, 0)), no_forging, Flaw(Reason.CHANGED, A, 1)),
    (lambda loot: loot.swap_chains(A, B), Loot.rehash, Flaw(Reason.REPLACED, A, 2)),
    (lambda loot: loot.change(A, 0, facts={}), Loot.rehash, Flaw(Reason.REPLACED, A, 2)),
    (lambda loot: loot.change(A, 2, facts={}), Loot.rehash, Flaw(Reason.REPLACED, A, 3)),
    (lambda loot: loot.heads.pop(), no_forging, Flaw(Reason.HEAD, B, 3)),
    (lambda loot: loot.heads.append(Twig("ticket:C", 4, "0" * 64, 0)), no_forging, Flaw(Reason.HEAD, "ticket:C", 1)),
    (lambda loot: loot.twigs.pop(), no_forging, Flaw(Reason.ROOT, checkpoint=2)),
    (lambda loot: loot.seals.reverse(), no_forging, Flaw(Reason.UNCHAINED, checkpoint=2)),
    (lambda loot: loot.seals.pop(0), no_forging, Flaw(Reason.UNCHAINED, checkpoint=2)),
    (lambda loot: None, Loot.resign, Flaw(Reason.SIGNATURE, checkpoint=1)),
]


@pytest.mark.parametrize(("attack", "forge", "expected"), CASES)
def test_the_first_flaw_is_named(attack, forge, expected):
    loot = tell(STORY)
    attack(loot)
    forge(loot)
    report = checked(loot)
    assert report.flaws[0] == expected
    assert not report.is_sound


def test_an_entry_hashed_again_alone_leaves_the_next_one_hanging():
    loot = tell([A, A, A])
    again = tell([A, A, A])
    again.change(A, 1, facts={})
    again.rehash()
    loot.chains[A][1] = again.chains[A][1]
    assert checked(loot).first_broken_entry == Flaw(Reason.UNHOOKED, A, 3)


def test_the_first_broken_entry_is_the_first_in_the_order_of_subjects():
    loot = tell(STORY)
    loot.change(B, 0, facts={})
    loot.change(A, 2, facts={})
    report = checked(loot)
    assert [(flaw.subject, flaw.seq) for flaw in report.flaws] == [(A, 3), (B, 1)]
    assert report.first_broken_entry == report.flaws[0]


def test_many_flaws_are_counted_and_the_first_are_kept():
    loot = tell([f"ticket:{number:03}" for number in range(100)])
    for subject in loot.chains:
        loot.change(subject, 0, facts={})
    report = checked(loot)
    assert report.broken == 100
    assert [flaw.subject for flaw in report.flaws] == [f"ticket:{number:03}" for number in range(KEPT)]


def test_many_open_chains_are_counted_and_the_first_are_kept():
    report = checked(tell([f"ticket:{number:03}" for number in range(100)]))
    assert (report.open_chains, report.open_entries, len(report.open_ends)) == (100, 100, KEPT)


# -- what a kept checkpoint adds ----------------------------------------------------------------------------------
def test_a_ledger_burnt_to_the_ground_misses_the_kept_checkpoint():
    kept = tell(STORY).kept()
    report = checked(empty(), kept)
    assert report.flaws == [
        Flaw(Reason.GONE, checkpoint=2),
        Flaw(Reason.CUT, A, 1),
        Flaw(Reason.CUT, B, 1),
    ]


def test_a_ledger_forged_in_whole_is_named_at_the_first_entry_that_differs():
    loot = tell(STORY)
    kept = loot.kept()
    loot.change(B, 1, facts={})
    report = checked(forged(loot, 4), kept)
    assert report.first_broken_entry == Flaw(Reason.REPLACED, B, 3)
    assert Flaw(Reason.GONE, checkpoint=2) in report.flaws


def test_newer_checkpoints_may_be_missing_but_then_cover_nothing():
    loot = tell(STORY)
    kept = loot.kept()
    tell([A, CHECKPOINT], loot)
    assert checked(loot, kept).covered_by == 3
    loot.seals.pop()
    loot.twigs = [twig for twig in loot.twigs if twig.checkpoint < 3]
    report = checked(loot, kept)
    assert report.is_sound
    assert (report.covered_by, report.open_ends) == (2, [OpenEnd(A, 4, 4)])


def test_a_kept_checkpoint_of_another_key_is_not_listened_to():
    loot = tell(STORY)
    kept = loot.kept()
    foreign = kept.seal._replace(signature=FORGERS_KEY.sign(kept.seal.signed()).hex())
    report = checked(loot, replace(kept, seal=foreign))
    assert report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=2)]


@pytest.mark.parametrize("signature", ["", "zz", "00", "0" * 128])
def test_a_signature_that_is_none_is_no_stack_trace(signature):
    loot = tell(STORY)
    loot.seals[1] = loot.seals[1]._replace(signature=signature)
    report = checked(loot)
    assert report.flaws == [Flaw(Reason.SIGNATURE, checkpoint=2)]
    assert report.covered_by == 1


def test_another_installations_checkpoint_says_nothing_here():
    other = tell(STORY, replace(empty(), installation="00000000-0000-4000-8000-000000000002"))
    report = checked(tell(STORY), other.kept())
    assert report.flaws == [Flaw(Reason.STRANGER, checkpoint=2)]


def test_another_installations_ledger_cannot_stand_in():
    loot = tell(STORY)
    loot.installation = "00000000-0000-4000-8000-000000000002"
    report = checked(loot)
    assert report.flaws[0] == Flaw(Reason.STRANGER, checkpoint=1)
    assert report.first_broken_entry == Flaw(Reason.UNHOOKED, A, 1)


def test_without_a_key_no_checkpoint_is_trusted():
    report = verify(tell(STORY).evidence(), None)
    assert report.flaws[0] == Flaw(Reason.SIGNATURE, checkpoint=1)
    assert report.covered_by is None


# -- for all stories and attacks ------------------------------------------------------------------------------------
@STEADY
@given(kept_stories(), LATER, FORGED_STEPS, st.data())
def test_nothing_that_a_kept_checkpoint_covers_can_be_tampered_with_unseen(story, later, steps, data):
    loot = tell(story)
    kept = loot.kept()
    tell(later, loot)
    before = loot.copy()
    data.draw(attacks(loot))(loot)
    forged(loot, steps)
    assume(loot.covered(kept) != before.covered(kept))
    assert not checked(loot, kept).is_sound
    assert not checked(loot, Kept(kept.seal)).is_sound


@STEADY
@given(kept_stories(), FORGED_STEPS, st.data())
def test_the_broken_chain_is_named_whatever_was_forged(story, steps, data):
    loot = tell(story)
    kept = loot.kept()
    subject = data.draw(st.sampled_from(sorted(loot.chains)))
    before = loot.copy()
    lonely = Loot(loot.installation, {subject: loot.chains[subject]}, [], [], [])
    attack = data.draw(attacks(lonely))
    attack(loot)
    forged(loot, steps)
    assume(loot.covered(kept) != before.covered(kept))
    first = checked(loot, kept).first_broken_entry
    assert first is not None
    assert first.subject == subject


@STEADY
@given(kept_stories(), st.integers(0, len(FORGING) - 1), st.data())
def test_with_the_key_alone_all_but_burning_the_checkpoints_is_seen(story, steps, data):
    loot = tell(story)
    before = loot.copy()
    data.draw(attacks(loot))(loot)
    forged(loot, steps)
    assume(loot.chains != before.chains)
    assert not checked(loot).is_sound


@STEADY
@given(kept_stories(), st.data())
def test_burning_all_checkpoints_needs_a_kept_one_to_be_seen(story, data):
    loot = tell(story)
    kept = loot.kept()
    data.draw(attacks(loot))(loot)
    forged(loot, len(FORGING))
    assert checked(loot).is_sound
    assert checked(loot).covered_by is None
    assert not checked(loot, kept).is_sound


@STEADY
@given(kept_stories(), LATER, st.data())
def test_what_is_not_covered_yet_is_not_claimed_to_be(story, later, data):
    loot = tell(story)
    kept = loot.kept()
    tell([*later, A], loot)
    loot.change(A, len(loot.chains[A]) - 1, facts={"rewritten": data.draw(st.integers(0, 9))})
    forged(loot, 2)
    report = checked(loot, kept)
    assert report.is_sound
    assert A in {end.subject for end in report.open_ends}
    assert report.open_entries == len(later) + 1


# -- streams --------------------------------------------------------------------------------------------------------
def test_streams_out_of_order_are_unreadable():
    evidence = tell(STORY).evidence()
    links = list(evidence.links)
    report = verify(replace(evidence, links=links[3:] + links[:3]), KEY)
    assert report.flaws[-1] == Flaw(Reason.UNREADABLE, detail=f"{A} comes after {B}.")


def test_a_stream_that_breaks_off_is_a_flaw_and_no_stack_trace():
    evidence = tell(STORY).evidence()

    def breaking():
        yield from list(evidence.links)[:2]
        raise Malformed("entries.jsonl: 3")

    report = verify(replace(evidence, links=breaking()), KEY)
    assert report.flaws[-1] == Flaw(Reason.UNREADABLE, detail="entries.jsonl: 3")


def test_only_one_record_of_each_stream_is_held():
    """The links come from a generator that notes how far ahead it was asked to go."""
    loot = tell([f"ticket:{number:04}" for number in range(300)])
    loot.checkpoint()
    alive = 0
    most = 0

    class Counted(type(loot.chains["ticket:0000"][0])):
        def __init__(self, *_args):
            nonlocal alive, most
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    evidence = loot.evidence()
    links = (Counted(*link) for link in chain.from_iterable(loot.chains.values()))
    assert verify(Evidence(evidence.installation, links, evidence.twigs, evidence.seals), KEY).is_sound
    assert most <= 3
