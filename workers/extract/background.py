"""Which claims are history or context, told besides the report's own news."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Token

from shared.records import Mode, Phase
from workers.extract.clauses import auxiliaries, is_passive
from workers.extract.contents import Piece
from workers.extract.lexicon import load
from workers.extract.marks import DateMark
from workers.extract.senses import is_occasion


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("background")[name])


@dataclass(frozen=True, slots=True)
class Context:
    """What has to be known besides the piece itself."""

    published: date | None
    date: DateMark | None
    phase: Phase
    before: bool = False
    """Whether the piece before it is background."""
    since_long: bool = False
    """Whether the sentence counts since a day more than a year back: "killed since 2011"."""
    fresh: bool = False
    """Whether the report tells of days just before its own."""
    same_sentence: bool = False
    """Whether that piece stands in the same sentence."""


def is_background(text: str, piece: Piece, context: Context) -> bool:
    """History by its date, its words or its tense, or a sentence that carries history on.

    `text` is the view's, into which the piece's offsets point.
    """
    if context.since_long:
        return True
    old = _by_date(text, context, piece) if _of_sentence(context.date, piece) else None
    if old is not None:
        return old
    return (
        _by_phrase(text, piece)
        or _by_words(piece.head)
        or _told_before(piece, context)
        or (context.before and (_carries_on(text, piece, context) or _counts_on(text, piece)))
    )


def _of_sentence(mark: DateMark | None, piece: Piece) -> bool:
    """A heading's day says when the news under it was, not that all under it is news."""
    return mark is not None and piece.sentence[0] <= mark.start < piece.sentence[1]


def _by_phrase(text: str, piece: Piece) -> bool:
    """ "at the height of its power"; of what others say only their own words count."""
    words = text[piece.start : piece.end].casefold()
    sentence = text[piece.sentence[0] : piece.sentence[1]].casefold()
    told = words if piece.attribution else sentence
    found = any(phrase in told for phrase in _list("phrases"))
    return found or any(re.search(pattern, words) for pattern in _list("patterns"))


def _by_date(text: str, context: Context, piece: Piece) -> bool | None:
    """A day more than a month back is history, a nearer one is news; open periods reach to now. Where the report has
    fresher news, what was two weeks ago is history: "On 4 September the navy lifted its siege", on 5 October."""
    mark = context.date
    if mark is None or mark.first is None or context.published is None:
        return None
    days = load("background")["fresh_days" if context.fresh else "days"]
    if context.fresh and _is_of_another(piece.head):
        days = load("background")["news_days"]
    limit = context.published - timedelta(days=days)
    last = mark.last or mark.first
    if last < limit:
        since = text[max(piece.start, mark.start - 60) : mark.start + 6].casefold()
        return None if "since" in since else True
    lasting = (last - mark.first).days > 300 and mark.first < limit
    if lasting and context.phase is Phase.ONGOING:
        return True
    return None if mark.first < limit else False


def _is_of_another(head: Token) -> bool:
    """ "A similar blast at the pier on 25 April killed nine", "it was the second time this month", told beside the blast of
    yesterday."""
    if any(c.dep_ == "attr" and is_occasion(c) for c in head.children):
        return True
    subjects = [c for c in head.children if c.dep_ in {"nsubj", "nsubjpass"}]
    return any(c.lower_ in _list("others") for s in subjects for c in s.children)


def is_fresh(dates: Sequence[DateMark], published: date | None) -> bool:
    """Whether one of the days told of is one of the last before publication."""
    if published is None:
        return False
    first = published - timedelta(days=load("background")["news_days"])
    return any(m.first and first <= m.first and (m.last or m.first) <= published for m in dates)


def since_long(text: str, dates: Sequence[DateMark], published: date | None) -> bool:
    """Whether one of the dates is what is counted from, more than a year before publication.

    "Hundreds of thousands have been killed since the conflict broke out in March 2011" closes many
    reports; its totals are of the whole war and not of the report's news.
    """
    if is_fresh(
        dates, published
    ):  # "On Monday raids hit the town, which has been under siege since 2013"
        return False
    for mark in dates:
        before = text[max(0, mark.start - 60) : mark.start + 6].casefold()
        counted = "since" in before.rpartition(".")[2]
        if counted and published and mark.first and mark.first < published - timedelta(days=365):
            return True
    return False


def _by_words(head: Token) -> bool:
    """ "once controlled", "was founded by", "the war broke out"."""
    for child in head.children:
        # "once controlled", not "used such weapons at least once"
        if child.dep_ == "advmod" and child.lower_ in _list("adverbs") and child.i < head.i:
            return True
    lemma = head.lemma_.lower()
    subject = [c for c in head.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if (
        lemma in _list("origins")
        and is_passive(head)
        and any(a.tag_ == "VBD" for a in auxiliaries(head))
    ):
        return any(s.ent_type_ in {"ORG", "NORP", "GPE"} or s.pos_ == "PROPN" for s in subject)
    return lemma in _list("begin") and any(s.lemma_.lower() in _list("conflicts") for s in subject)


def _told_before(piece: Piece, context: Context) -> bool:
    """The past perfect of the reporter's own voice leads back: "had held the town for years"."""
    if piece.attribution is not None or context.phase is not Phase.HAPPENED:
        return False
    had = [a for a in auxiliaries(piece.head) if a.lower_ in {"had", "'d", "’d"}]
    return bool(had) and context.date is None and piece.head.dep_ == "ROOT"


def _carries_on(text: str, piece: Piece, context: Context) -> bool:
    """Undated past told of the same party ("It imposed its rule ...") after history is history."""
    quoted = piece.attribution is not None and piece.attribution.mode is Mode.DIRECT
    if quoted or context.date is not None:
        return False
    subject = [c for c in piece.head.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if not subject and piece.head.dep_ == "conj" and context.same_sentence:
        return True
    back = any(s.lower_ in {"it", "they", "he", "she", "which"} for s in subject)
    if any(
        c.dep_ == "det" and c.lower_ == "that" for s in (piece.head, *subject) for c in s.children
    ):
        return True  # "That attack was claimed by the group"
    if context.same_sentence and _goes_on_telling(text, piece):
        return True
    # "claimed a mid-August attack there that killed at least 32"
    back = back or (piece.head.dep_ == "relcl" and context.same_sentence)
    return back and piece.head.tag_ == "VBD"


def _goes_on_telling(text: str, piece: Piece) -> bool:
    """ "That attack was claimed by the group, which said three of its men had stormed the station"; not "Russia, which has fought
    there since 2015, said nine had been killed"."""
    cue = piece.attribution.cue if piece.attribution else None
    had = any(a.lower_ == "had" for a in auxiliaries(piece.head))
    return (
        had and cue is not None and text[max(0, cue[0] - 7) : cue[0]].endswith((" which ", " who "))
    )


def _counts_on(text: str, piece: Piece) -> bool:
    """ "Since then a quarter of a million have been killed", behind what was history."""
    return text[slice(*piece.sentence)].lstrip().casefold().startswith(tuple(_list("carry")))


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date or moment."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
