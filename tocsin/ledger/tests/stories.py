"""Random histories of a ledger, and random attacks on it, for hypothesis."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from .forging import FORGING, Loot, empty

SUBJECTS = ["offer:1", "ticket:A", "ticket:B", "ticket:a"]
CHECKPOINT = "checkpoint"
STEADY = settings(  # a busy machine may be slow, and many an attack changes nothing
    deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
Attack = Callable[[Loot], None]

# what happens before, and what after, the last checkpoint that somebody keeps
STEPS = st.lists(st.sampled_from([*SUBJECTS, CHECKPOINT]), max_size=14)
LATER = st.lists(st.sampled_from(SUBJECTS), max_size=4)
FORGED_STEPS = st.integers(0, len(FORGING))


@st.composite
def kept_stories(draw: st.DrawFn) -> list[str]:
    """A history that has something in it and ends with a checkpoint."""
    return [draw(st.sampled_from(SUBJECTS)), *draw(STEPS), draw(st.sampled_from(SUBJECTS)), CHECKPOINT]


def tell(story: list[str], loot: Loot | None = None) -> Loot:
    told = loot or empty()
    for number, step in enumerate(story):
        if step != CHECKPOINT:
            told.append(step, number)
        elif {(head.subject, head.seq) for head in told.heads} - {(twig.subject, twig.seq) for twig in told.twigs}:
            told.checkpoint()
    return told


def places(loot: Loot) -> st.SearchStrategy[tuple[str, int]]:
    return st.sampled_from(
        [(subject, at) for subject, chain in sorted(loot.chains.items()) for at in range(len(chain))]
    )


def attacks(loot: Loot) -> st.SearchStrategy[Attack]:
    """One attack on anything that the loot holds."""
    place = places(loot)
    changed: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [
            {"facts": {"number": 99}},
            {"by": "person:2"},
            {"kind": "test.opened"},
            {"at": "2026-01-05T09:00:00.000001Z"},
            {"prev": "0" * 64},
            {"hash": "0" * 64},
        ]
    )
    return st.one_of(
        st.builds(lambda at, fields: lambda target: target.change(*at, **fields), place, changed),
        st.builds(lambda at: lambda target: target.remove(*at), place),
        st.builds(lambda at: lambda target: target.cut(*at), place),
        st.builds(lambda at: lambda target: target.cut(at[0], 0), place),
        st.builds(lambda at: lambda target: target.insert(*at), place),
        st.builds(lambda one, other: lambda target: target.swap(one, other), place, place),
        st.builds(lambda one, other: lambda target: target.swap_chains(one[0], other[0]), place, place),
    )
