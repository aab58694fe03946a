"""Wording: how alike two claims without numbers are. Only within one situation, never to make one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from shared.records import Claim, SourceKind
from workers.reconcile.marks import Taken
from workers.reconcile.names import fold, place_key
from workers.reconcile.sides import topic_of
from workers.reconcile.tellings import SILENCE, gap

SHORT = 4
"""Letters below which a word is taken for grammar."""
STEM = 5
"""Letters by which two forms of a word are told to be one: `surrendered`, `surrender`."""


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    found = (word.removesuffix("s") for word in fold(text).split() if len(word) >= SHORT)
    return frozenset(word[:STEM] for word in found)


def stems(claim: Claim) -> frozenset[str]:
    """The content words of a claim, without the names of its places: all claims here share those."""
    places = {
        part[:STEM] for p in claim.places for part in (*fold(p.name).split(), place_key(p.name))
    }
    return _stems(claim.text) - places


def says_alike(a: Taken, b: Taken) -> bool:
    """One topic, near in time, and at least half of the shorter claim's content words in common."""
    if topic_of(a.claim) != topic_of(b.claim) or not _near(a, b):
        return False
    ours, theirs = stems(a.claim), stems(b.claim)
    shared = len(ours & theirs)
    return shared >= 2 and 2 * shared >= min(len(ours), len(theirs))


_POINTING = frozenset(
    ["this", "these", "that", "those", "them", "report", "reports", "claim", "claims", "account"]
)


def only_points(claim: Claim) -> bool:
    """ "This", "these reports": nothing but what was said just before."""
    words = [word for word in fold(claim.text).split() if len(word) >= SHORT]
    return bool(words) and set(words) <= _POINTING


def names_no_deed(claim: Claim) -> bool:
    """ "Denied any involvement", "any role in it": of what, the words themselves do not say."""
    words = fold(claim.text).split()
    return any(word in {"involvement", "involved", "role", "responsibility"} for word in words)


def states(numbered: Taken, other: Taken) -> bool:
    """Does a claim with a number say what the other says: alike in words, and done by the same where
    the other says by whom. "19 died in the shelling" does not say whose shells they were."""
    ours, theirs = numbered.claim, other.claim
    if not _doers(theirs):
        return says_alike(numbered, other)
    done = bool(stems(ours) & stems(theirs)) and bool(_doers(ours) & _doers(theirs))
    return topic_of(ours) == topic_of(theirs) and done and _near(numbered, other)


def continues(a: Taken, b: Taken) -> bool:
    """The same report and voice, in the same sentence, on the same topic."""
    ours, theirs = a.claim, b.claim
    beside = ours.report == theirs.report and ours.sentence == theirs.sentence
    return beside and a.voice == b.voice and topic_of(ours) == topic_of(theirs)


def is_about(nay: Taken, yea: Taken) -> bool:
    """Can the denial mean this: a word or an actor in common, nothing but pronouns, or the same kind
    where a situation has hardly two of it (an agreement, a surrender)."""
    ours, theirs = nay.claim, yea.claim
    if (
        not stems(ours)
        or names_no_deed(ours)
        or stems(ours) & stems(theirs)
        or _names(ours) & _names(theirs)
    ):
        return True
    if ours.source is not None and ours.source.kind is SourceKind.HEARSAY:
        return False  # a rumour denies nothing, and is about what it says
    return ours.kinds[:1] == theirs.kinds[:1] and topic_of(ours) not in {"strike", "words", "rest"}


def closeness(a: Taken, b: Taken) -> float:
    """How much speaks for the one being about the other: kind, words, actors, the same report."""
    ours, theirs = a.claim, b.claim
    kind = 1.0 if ours.kinds[:1] == theirs.kinds[:1] else 0.0
    named = _names(ours) & _names(theirs)
    beside = 0.5 if ours.report == theirs.report else 0.0
    return kind + 0.5 * len(stems(ours) & stems(theirs)) + 0.5 * len(named) + beside


def _doers(claim: Claim) -> frozenset[str]:
    return frozenset(_folded(actor.name for actor in claim.actors if actor.role == "agent"))


def _names(claim: Claim) -> frozenset[str]:
    return frozenset(_folded(actor.name for actor in claim.actors))


def _folded(names: Iterable[str]) -> Iterable[str]:
    return (fold(name) for name in names)


def _near(a: Taken, b: Taken) -> bool:
    ours, theirs = a.setting.days, b.setting.days
    return ours is None or theirs is None or gap(ours, theirs) <= max(SILENCE, timedelta(days=1))
