"""Whether a headline stands for a claim, against it, or only passes it on (measure only).

The set pairs headlines with claims that others put in words: those about one claim are taken to be
about it, as they are for the reconciling, and the stance is read off the headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shared.records import Certainty, Claim, Kind, Report, Stance
from tests.bench.measuring import Counts, Measured, Row, lines, scorer, share
from workers.local import read
from workers.reconcile.names import fold
from workers.reconcile.sides import Side, side_of
from workers.reconcile.wording import SHORT, enough, stem

_AGAINST = {Stance.DENIES, Stance.DISPUTES}
_KNOWN_SO = (
    "acknowledge",
    "admit",
    "announce",
    "confess",
    "demonstrate",
    "discover",
    "expose",
    "prove",
    "reveal",
    "show",
)
"""Verbs of what is so: "Video shows tanks in town" is told by whoever writes it, and "Video is said to show" is hearsay."""


def stance_of(claim: Claim, asked: Sequence[Claim]) -> str:
    """The side that the picture puts it on, of the outlet's own: its doubt, and another's word, are no judgement.
    What is denied is what is asked, in whatever words."""
    side = side_of(claim)
    if side is Side.UNVERIFIED:
        return "observing"
    denied = side is Side.AGAINST and claim.stance in _AGAINST
    if denied or speaks_against(claim, asked):
        return "against"
    certain = claim.certainty is Certainty.CERTAIN
    return "for" if certain and is_vouched(claim, asked) else "observing"


def speaks_against(claim: Claim, asked: Sequence[Claim]) -> bool:
    """On the other side and with a word in common, as the picture has it: "there was no way out" negates nothing else.
    Where a "not" is asked, who negates nothing is against it only if he says the same without it: "needs charging daily"
    is no word against "does not last a day"."""
    ours, wanted = side_of(claim), side_of(asked[0]) if asked else Side.FOR
    if ours is wanted:
        return False
    said = stems(claim)
    least = 1 if ours is Side.AGAINST else enough(said)
    return any(len(said & stems(each)) >= least for each in asked)


def stems(claim: Claim) -> set[str]:
    """Of its words and of who says it."""
    who = claim.source.name if claim.source else None
    words = fold(f"{who or ''} {claim.text}").split()
    return {stem(word) for word in words if len(word) >= SHORT}


def is_vouched(claim: Claim, asked: Sequence[Claim]) -> bool:
    """Who passes on another's word has not judged it; unless that it is confirmed is his word, or his verb is one of
    what is so ("Army admits raid"), or the word is what is told, by a verb and no colon: "Army threatens to shell town",
    or what the claim is about ("The army said that ...")."""
    if claim.source is None or claim.stance is Stance.CONFIRMS or is_known_so(claim):
        return True
    threatened = claim.cue is not None and claim.kinds[:1] == (Kind.POSITION,)
    return threatened or any(c.source is not None for c in asked)


def is_known_so(claim: Claim) -> bool:
    said = claim.cue.text.lower().split() if claim.cue else []
    return any(word.startswith(_KNOWN_SO) for word in said)


def claims_of(text: str) -> tuple[Claim, ...]:
    return read(Report(id="headline", text=text)).claims


def stance(headline: str, asked: str) -> str:
    """Of a headline that tells several things, what weighs most: against, then observing. A question judges
    nothing; what else is no claim to us ("Actor to Play Inventor") says what it says, for want of a doubt."""
    wanted = claims_of(asked)
    bare = "observing" if "?" in headline else "for"
    found = {stance_of(claim, wanted) for claim in claims_of(headline)} or {bare}
    return next((each for each in ("against", "observing") if each in found), "for")


def measure(data: Path) -> Measured:
    """Of the headlines, and of the claims they are about: how each stands, over all its outlets."""
    every = [row for row in lines(data / "bench/emergent/pairs.jsonl") if row["split"] == "train"]
    found = {row["id"]: stance(row["headline"], row["claim"]) for row in every}
    rows = [row for row in every if not row["conflict"]]
    cases: dict[str, Counts] = {
        row["id"]: (int(found[row["id"]] == row["stance"]), 1, 1) for row in rows
    }
    _, standing = scorer(data / "bench/emergent/score.py").run(every, found)
    return Measured(
        (
            Row("emergent: stance of headlines", share(cases.values()), 80),
            Row("emergent: how claims stand over outlets", standing["accuracy"], 82),
        ),
        cases,
    )
