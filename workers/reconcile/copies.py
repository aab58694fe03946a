"""Copies: words that another outlet had first.

Ten outlets that carry one wire text are one voice, also when one of them mistypes a number in it. What is
found depends on the texts alone: the original is the earliest published, then the smallest id.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.records import Claim, Report, Span
from workers.reconcile.names import fold
from workers.reconcile.placing import same_place
from workers.reconcile.revisions import first_versions, when
from workers.reconcile.settings import own_days
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
CROWD = 200
"""A shingle in more sentences than this is a stock phrase."""

Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    report: Report
    span: Span
    shingles: Shingles
    first: tuple[str, str]
    """When the first version of its report came out, and that version's id."""

    @property
    def order(self) -> tuple[tuple[str, str], str, str, Span]:
        return self.first, when(self.report.published), self.report.id, self.span


def find_copies(claims: Iterable[Claim], reports: Iterable[Report]) -> Mapping[str, str]:
    """Claim id to the id of the claim of another outlet whose words it carries."""
    by_id = {report.id: report for report in reports}
    told: dict[tuple[str, Span], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.report in by_id:
            told[claim.report, claim.sentence].append(claim)
    firsts = first_versions(by_id.values())
    sentences = [
        _Sentence(
            by_id[report],
            span,
            _shingles(by_id[report].text[slice(*span)], SHORTEST),
            firsts[report],
        )
        for report, span in sorted(told)
    ]
    whole = {i: _shingles(report.text, WIDTH) for i, report in by_id.items()}
    found: dict[str, str] = {}
    for copy, originals in _candidates(sentences):
        for original in originals:
            theirs = told[original.report.id, original.span]
            altered = _share(whole[copy.report.id], whole[original.report.id]) >= WHOLE
            for claim in told[copy.report.id, copy.span]:
                match = _match(claim, theirs, altered)
                if match is not None:
                    found.setdefault(claim.id, match.id)
    return found


def _candidates(sentences: list[_Sentence]) -> Iterable[tuple[_Sentence, list[_Sentence]]]:
    """Each sentence with the earlier ones of other outlets that hold its words, earliest first."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, sentence in enumerate(sentences):
        for shingle in sentence.shingles:
            index[shingle].append(number)
    for sentence in sentences:
        shared = Counter(
            number
            for shingle in sentence.shingles
            if len(index[shingle]) <= CROWD
            for number in index[shingle]
        )
        enough = SENTENCE * len(sentence.shingles)
        held = [sentences[n] for n, count in shared.items() if count >= enough]
        earlier = [other for other in held if _could_be_original(other, sentence)]
        if earlier:
            yield sentence, sorted(earlier, key=lambda other: other.order)


def _could_be_original(other: _Sentence, sentence: _Sentence) -> bool:
    if other.first >= sentence.first:
        return False
    ours, theirs = sentence.report, other.report
    if fold(ours.outlet or ours.id) == fold(theirs.outlet or theirs.id):
        return False
    days = [date.fromisoformat(r.published[:10]) for r in (ours, theirs) if r.published]
    return len(days) < 2 or abs((days[0] - days[1]).days) <= DAYS


def _match(claim: Claim, theirs: list[Claim], altered: bool) -> Claim | None:
    """The original's claim in the same words; with another number only where the whole text is copied."""
    mine = _words(claim.text)
    scored = [(_alike(mine, _words(other.text)), other.id, other) for other in theirs]
    fitting = [(-alike, i, other) for alike, i, other in scored if alike >= 0.6]
    for _, _, other in sorted(fitting, key=lambda row: row[:2]):
        if (altered or _numbers(claim) == _numbers(other)) and not _set_apart(claim, other):
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
    return frozenset(tuple(words[i : i + WIDTH]) for i in range(len(words) - WIDTH + 1))


def _share(part: Shingles, whole: Shingles) -> float:
    return len(part & whole) / len(part) if part else 0.0
