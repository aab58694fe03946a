"""Wording: how alike two claims without numbers are. Only within one situation, never to make one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from shared.catalogue import Days
from shared.records import Claim, Kind, SourceKind
from workers.reconcile.dating import SILENCE
from workers.reconcile.marks import Taken
from workers.reconcile.names import fold, place_key
from workers.reconcile.once import once
from workers.reconcile.sides import Opposed, Side, is_numbered, opposed, side_of, topic_of
from workers.reconcile.tellings import gap

SHORT = 4
"""Letters below which a word is taken for grammar."""
STEM = 5
"""Letters by which two forms of a word are told to be one: `surrendered`, `surrender`."""
_POINTING = frozenset(
    [
        *(
            "this",
            "these",
            "that",
            "those",
            "them",
            "report",
            "reports",
            "claim",
            "claims",
            "account",
        ),
        *("allegation", "allegations", "accusation", "accusations", "charge", "charges"),
    ]
)
_DEEDS = frozenset(["involvement", "involved", "role", "responsibility"])
_ANY_DEED = re.compile(
    r"\bbehind (?:it\b|(?:the|this|that|those|these|any|such) (?:\w+ )?(?:attack|strike|raid|bombing|blast|explosion|killing"
    r"|massacre|shelling|ambush|incident)s?\b(?! (?:of|in|at|on|against|near)\b))"
    r"|\b(?:had|have|has|having) (?:anything|something|nothing) to do with\b"
    r"|\bany (?:(?:air|drone|rocket|artillery|missile|military|such) ?)*"
    r"(?:strikes?|raids?|attacks?|bombings?|shelling|bombardments?|airstrikes?)\b(?! (?:on|against|targeting)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Worded:
    """A claim as its words are compared, each looked at once."""

    taken: Taken
    id: str
    report: str
    voice: str | None
    """Whose word it is; hearsay is nobody's."""
    kind: tuple[Kind, ...]
    """Its main kind, if it has one."""
    topic: str
    side: Side
    numbered: bool
    """It stands in a figure."""
    stems: frozenset[str]
    """Of its content words, without the names of its places: all claims here share those."""
    enough: int
    """So many of its stems another has that says the same, if it is no shorter: half of them, and two at least."""
    doers: frozenset[str]
    marks: frozenset[str]
    """Its stems and the names of all its actors, told apart."""
    opposed: Opposed | None
    points: bool
    """ "This", "these reports": nothing but what was said just before."""
    names_no_deed: bool
    """ "Denied any involvement", "any role in it", "any strike", "was behind it": of what, the words themselves do not say."""

    @property
    def claim(self) -> Claim:
        return self.taken.claim

    @property
    def days(self) -> Days | None:
        return self.taken.setting.days


@once(12_000)
def word(taken: Taken) -> Worded:
    claim = taken.claim
    words = fold(claim.text).split()
    long = {each for each in words if len(each) >= SHORT}
    actors = [(fold(actor.name), actor.role == "agent") for actor in claim.actors]
    stems = set(map(stem, long)) - _place_stems(claim)
    return Worded(
        taken=taken,
        id=claim.id,
        report=claim.report,
        voice=taken.voice.key if taken.voice else None,
        kind=claim.kinds[:1],
        topic=topic_of(claim),
        side=side_of(claim),
        numbered=is_numbered(claim),
        stems=frozenset(stems),
        enough=enough(stems),
        doers=frozenset(name for name, does in actors if does),
        marks=frozenset(stems.union(f"={name}" for name, _ in actors)),
        opposed=opposed(claim),
        points=bool(long) and long <= _POINTING,
        names_no_deed=not _DEEDS.isdisjoint(words) or _ANY_DEED.search(claim.text) is not None,
    )


def stem(word: str) -> str:
    """ "Bombed" and "bombing" are one."""
    bare = _ENDING.sub("", word)
    return (bare if len(bare) >= SHORT else word.removesuffix("s"))[:STEM]


_ENDING = re.compile(r"(?:ing|ed|s)$")


def enough(stems: Collection[str]) -> int:
    """How many of them another has that says the same."""
    return max(2, (len(stems) + 1) // 2)


def _place_stems(claim: Claim) -> frozenset[str]:
    return frozenset(
        stem(part) for p in claim.places for part in (*fold(p.name).split(), place_key(p.name))
    )


def says_alike(a: Worded, b: Worded) -> bool:
    """One topic, near in time, and enough of the shorter claim's content words in common."""
    if a.topic != b.topic:
        return False
    return len(a.stems & b.stems) >= min(a.enough, b.enough) and near(a, b)


def states(numbered: Worded, other: Worded) -> bool:
    """Does a claim with a number say what the other says: alike in words, and done by the same where
    the other says by whom. "19 died in the shelling" does not say whose shells they were."""
    if not other.doers:
        return says_alike(numbered, other)
    done = bool(numbered.stems & other.stems) and bool(numbered.doers & other.doers)
    return numbered.topic == other.topic and done and near(numbered, other)


def continues(a: Worded, b: Worded) -> bool:
    """The same report and voice, in the same sentence, on the same topic; or the same words of two: "the capture of the town
    was announced by the militia and confirmed by the Observatory"."""
    ours, theirs = a.claim, b.claim
    beside = a.report == b.report and ours.sentence == theirs.sentence and a.topic == b.topic
    same = (ours.start, ours.end) == (theirs.start, theirs.end)
    return beside and (same or a.taken.voice == b.taken.voice)


def is_hearsay(claim: Claim) -> bool:
    return claim.source is not None and claim.source.kind is SourceKind.HEARSAY


def near(a: Worded, b: Worded) -> bool:
    ours, theirs = a.days, b.days
    return ours is None or theirs is None or gap(ours, theirs) <= max(SILENCE, timedelta(days=1))
