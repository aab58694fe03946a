"""Copies: words that another outlet had first.

Ten outlets that carry one wire text are one voice, also when one of them mistypes a number in it. What is
found depends on the texts alone: the original is the earliest published, then the smallest id.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shared.catalogue import Card, Copy, Key, Standing
from shared.records import Claim, Report, Span
from workers.reconcile.dating import own_days
from workers.reconcile.keys import key, window
from workers.reconcile.names import fold
from workers.reconcile.placing import same_place
from workers.reconcile.revisions import when
from workers.reconcile.tellings import gap

WIDTH = 4
"""Words in a shingle: four in a row are seldom met by chance."""
SHORTEST = 7
"""Words below which a sentence is said alike by chance ("Five people were killed")."""
SENTENCE = 0.7
"""Share of a sentence's shingles that stand in the original's."""
WHOLE = 0.6
"""Share of a report that stands in another before a number changed in it counts as an altered copy
rather than as news: an agency's later version has a new number too, and new sentences around it."""
DAYS = 4
"""Stock sentences return every week; a wire text is carried within days."""

Shingles = frozenset[int]
Order = tuple[tuple[str, str], str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One that claims were read from."""

    span: Span
    shingles: Shingles
    claims: tuple[Claim, ...]


class Page:
    """A report as its words are compared."""

    def __init__(self, card: Card, report: Report, claims: Iterable[Claim]) -> None:
        self.card = card
        self._text = report.text
        told: dict[Span, list[Claim]] = defaultdict(list)
        for claim in claims:
            if not claim.background and card.standing is not Standing.NOTICE:
                told[claim.sentence].append(claim)
        self.sentences = tuple(
            Sentence(span, _shingles(self._text[slice(*span)], SHORTEST), tuple(told[span]))
            for span in sorted(told)
        )

    @cached_property
    def whole(self) -> Shingles:
        return _shingles(self._text, WIDTH)

    @property
    def shingles(self) -> Shingles:
        """Of all its sentences."""
        return frozenset(each for one in self.sentences for each in one.shingles)

    def keys(self) -> Iterator[Key]:
        """The keys its sentences are found under."""
        days = window(days_of(self.card)) or (None, None)
        for each in sorted(self.shingles):
            yield Key(each, *days)

    def may_share(self, shared: Shingles) -> bool:
        """Could a sentence that has these of its shingles be a copy, or have been copied from it?"""
        least = SENTENCE * (SHORTEST - WIDTH + 1)
        return any(len(one.shingles & shared) >= least for one in self.sentences)


def days_of(card: Card) -> tuple[date, date] | None:
    if card.published is None:
        return None
    day = date.fromisoformat(card.published[:10])
    return day, day


def carried_within(card: Card) -> tuple[int, int] | None:
    """The days of the reports that could carry its words, or it theirs."""
    return window(days_of(card), timedelta(days=DAYS))


def order(card: Card) -> Order:
    """Who had the words first; a correction is no newer than what it corrects."""
    return card.first, when(card.published), card.report


def could_be_original(original: Card, copy: Card) -> bool:
    """Another outlet's report, come out before, and not long before."""
    if original.first >= copy.first or original.side == copy.side:
        return False
    ours, theirs = days_of(copy), days_of(original)
    return ours is None or theirs is None or abs(ours[0] - theirs[0]) <= timedelta(days=DAYS)


def find_copies(copy: Page, originals: Iterable[Page]) -> Mapping[str, Copy]:
    """By claim id: its copies, each of the first of the originals that has its words."""
    found: dict[str, Copy] = {}
    open_ = [one for one in copy.sentences if one.shingles]
    for original in originals:
        for sentence in open_:
            for theirs in original.sentences:
                if len(sentence.shingles & theirs.shingles) < SENTENCE * len(sentence.shingles):
                    continue
                for claim in sentence.claims:
                    match = _match(claim, theirs.claims, copy, original)
                    if match is not None:
                        told = Copy(claim=claim.id, of=match.id, report=match.report)
                        found.setdefault(claim.id, told)
        open_ = [one for one in open_ if any(claim.id not in found for claim in one.claims)]
        if not open_:
            break
    return found


def _match(claim: Claim, theirs: Iterable[Claim], copy: Page, original: Page) -> Claim | None:
    """The original's claim in the same words; with another number only where the whole text is copied."""
    mine = _words(claim.text)
    scored = [(_alike(mine, _words(other.text)), other.id, other) for other in theirs]
    fitting = [(-alike, i, other) for alike, i, other in scored if alike >= 0.6]
    for _, _, other in sorted(fitting, key=lambda row: row[:2]):
        if _set_apart(claim, other):
            continue
        if _numbers(claim) == _numbers(other) or _share(copy.whole, original.whole) >= WHOLE:
            return other
    return None


def _set_apart(a: Claim, b: Claim) -> bool:
    """One sentence, another town or another day: a form of words that an agency fills in anew."""
    if a.places and b.places and not same_place(a.places[0], b.places[0]):
        return True
    ours, theirs = own_days(a), own_days(b)
    return bool(ours and theirs and gap(ours, theirs))


def _numbers(claim: Claim) -> list[tuple[str, str]]:
    return sorted((str(q.low), str(q.high)) for q in claim.quantities)


def _alike(a: list[str], b: list[str]) -> float:
    both = sum((Counter(a) & Counter(b)).values())
    return 2 * both / (len(a) + len(b)) if a or b else 0.0


def _words(text: str) -> list[str]:
    """The words in order, every number written the same: a changed number changes no words."""
    return [
        re.sub(r"\d+", "#", word) for word in fold(re.sub(r"(?<=\d)[,.](?=\d)", "", text)).split()
    ]


def _shingles(text: str, shortest: int) -> Shingles:
    words = _words(text)
    if len(words) < shortest:
        return frozenset()
    return frozenset(key("words", *words[i : i + WIDTH]) for i in range(len(words) - WIDTH + 1))


def _share(part: Shingles, whole: Shingles) -> float:
    return len(part & whole) / len(part) if part else 0.0
