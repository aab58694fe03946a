"""As many reports as wanted, in the shape of real ones: for measuring what a full ledger costs.

The structure is that of the invented texts beside this file as onrecord reads them: how many claims a
report has, of which kinds, how placed, dated, counted, attributed and hedged. Towns, days, numbers, outlets and
words are drawn anew for each report: some towns see much, most see little, and what is told comes day after day. One in ten carries
another outlet's words, one in thirty corrects an earlier one. The same seed gives the same reports.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from shared.envelope import Envelope
from shared.identity import claim_id
from shared.records import Claim, DateSpan, Place, Quantity, Report
from workers.local import read
from workers.reconcile.placing import is_specific

TEXTS = Path(__file__).with_name("texts")
THEATRES = 400
"""Towns with what lies around them."""
A_DAY = 10
"""Reports; most come the day they are of, some weeks late."""
FIRST = date(2022, 1, 1)
OUTLETS = tuple(f"{name} {sort}" for name in ["Red", "Blue", "Amber", "Ivory", "Slate", "Olive"]
                for sort in ["Wire", "Post", "Ledger", "Herald", "Monitor", "Courier", "Tribune"])  # fmt: skip
SYLLABLES = [
    "ba",
    "ka",
    "ra",
    "ta",
    "ma",
    "na",
    "sha",
    "zu",
    "ku",
    "du",
    "mi",
    "ri",
    "li",
    "ni",
    "ho",
    "lo",
    "mo",
    "do",
    "ar",
    "ul",
    "en",
    "is",
]


@dataclass(frozen=True)
class Written:
    """A report, and what it is read into."""

    envelope: Envelope
    report: Report
    claims: tuple[Claim, ...]


class Crowd:
    """Reports by number, and their claims by report id."""

    def __init__(self, seed: int = 1, begin: int = 0) -> None:
        self._random = random.Random(seed)
        self._earlier: list[Written] = []
        self._number = begin * A_DAY

    def reports(self, number: int) -> Iterator[Written]:
        """So many more."""
        for _ in range(number):
            one = self._next()
            self._earlier = [*self._earlier[-40:], one]
            yield one

    def of_one_happening(self, number: int) -> Iterator[Written]:
        """So many, all of one town on one day."""
        for _ in range(number):
            yield self._anew(theatre=THEATRES, day=FIRST - timedelta(days=100))

    def _next(self) -> Written:
        self._number += 1
        chance = self._random.random()
        if self._earlier and chance < 0.1:
            return self._copied(self._random.choice(self._earlier))
        if self._earlier and chance < 0.13:
            return self._corrected(self._random.choice(self._earlier))
        late = self._random.choice([0] * 12 + [1] * 4 + [3, 5, 20, 60])
        day = FIRST + timedelta(days=max(0, self._number // A_DAY - late))
        return self._anew(self._rank(THEATRES) - 1, day)

    def _anew(self, theatre: int, day: date) -> Written:
        claims = self._random.choice(_structures())
        words = {claim.sentence: self._words() for claim in claims}
        text = "".join(f"{words[span]} " for span in sorted(words))
        head = {"outlet": self._random.choice(OUTLETS), "ref": f"{self._random.getrandbits(48):x}"}
        envelope = Envelope.wrap(text, published=day.isoformat(), **head)
        starts: dict[tuple[int, int], int] = {}
        at = 0
        for span in sorted(words):
            starts[span], at = at, at + len(words[span]) + 1
        shift = day - _day_of(claims)
        report = envelope.report()
        told = tuple(
            self._told(
                c, report, (starts[c.sentence], starts[c.sentence] + len(words[c.sentence])),
                theatre, shift,
            )
            for c in claims
        )  # fmt: skip
        return Written(envelope, report, tuple({c.id: c for c in told}.values()))

    def _words(self) -> str:
        chosen = (self._word() for _ in range(self._random.randint(9, 22)))
        return " ".join(chosen).capitalize() + "."

    def _word(self) -> str:
        return _name("word", self._rank(5000)).lower()

    def _rank(self, last: int) -> int:
        """From 1, small ones as much more often as words and towns are in the news (Zipf)."""
        return int(math.exp(self._random.uniform(0, math.log(last + 1))))

    def _told(
        self, claim: Claim, report: Report, span: tuple[int, int], theatre: int, shift: timedelta
    ) -> Claim:
        """The claim in other words, of another town, days and numbers."""
        name = claim.source.name if claim.source else None
        # Several claims of one sentence are told apart by their ends.
        end = span[1] - (claim.end % 7)
        return claim.model_copy(
            update={
                "id": claim_id(report.id, span[0], end, name, claim.stance.value),
                "report": report.id,
                "report_ref": report.ref,
                "outlet": report.outlet,
                "published": report.published,
                "start": span[0],
                "end": end,
                "text": report.text[span[0] : end],
                "sentence": span,
                "time": claim.time and _shifted(claim.time, shift),
                "places": tuple(_moved(place, theatre) for place in claim.places),
                "quantities": tuple(self._counted(each) for each in claim.quantities),
            }
        )

    def _counted(self, quantity: Quantity) -> Quantity:
        factor = self._random.choice([0.5, 1, 1, 1, 1.5, 3])
        bounds = {k: v and max(1, round(v * factor)) for k, v in
                  (("low", quantity.low), ("high", quantity.high))}  # fmt: skip
        return quantity.model_copy(update=bounds)

    def _copied(self, original: Written) -> Written:
        outlet = self._random.choice([o for o in OUTLETS if o != original.report.outlet])
        return self._again(original, lambda e: Envelope.wrap(
            original.report.text, outlet=outlet, ref=f"{self._random.getrandbits(48):x}",
            published=original.report.published,
        ))  # fmt: skip

    def _corrected(self, original: Written) -> Written:
        return self._again(original, lambda e: Envelope.wrap(
            original.report.text, outlet=original.report.outlet, revision_of=original.report.ref,
            ref=f"{self._random.getrandbits(48):x}", published=original.report.published,
        ))  # fmt: skip

    def _again(self, original: Written, wrap: Callable[[Written], Envelope]) -> Written:
        envelope = wrap(original)
        report = envelope.report()
        told = (
            claim.model_copy(
                update={
                    "id": claim_id(
                        report.id, claim.start, claim.end,
                        claim.source.name if claim.source else None, claim.stance.value,
                    ),
                    "report": report.id,
                    "report_ref": report.ref,
                    "outlet": report.outlet,
                }
            )
            for claim in original.claims
        )  # fmt: skip
        return Written(envelope, report, tuple(told))


@cache
def _structures() -> tuple[tuple[Claim, ...], ...]:
    """The claims of each text beside this file."""
    read_in = []
    for path in sorted(TEXTS.glob("**/*.txt")):
        text = path.read_text(encoding="utf-8")
        envelope = Envelope.wrap(text, ref=path.name, outlet="Wire", published="2024-03-05")
        claims = read(envelope.report()).claims
        if claims:
            read_in.append(claims)
    return tuple(read_in)


def _day_of(claims: tuple[Claim, ...]) -> date:
    """The day that most of a text's claims are of, else the one it is published on."""
    days = [c.time.end[:10] for c in claims if c.time and c.time.end]
    return date.fromisoformat(max(days, key=days.count)) if days else date(2024, 3, 5)


def _shifted(time: DateSpan, shift: timedelta) -> DateSpan:
    moved = {
        end: value and (date.fromisoformat(value[:10]) + shift).isoformat()
        for end, value in (("start", time.start), ("end", time.end))
    }
    return time.model_copy(update=moved)


def _moved(place: Place, theatre: int) -> Place:
    """The place as it would lie in another theatre: as far from the others, under another name. The last
    theatre is one town."""
    if (place.precision or 0) >= 6:
        return place
    if theatre == THEATRES and is_specific(place):
        place = place.model_copy(update={"name": "one", "lat": 0.0, "lon": 0.0, "id": "one"})
    north, east = theatre % 20 - 10, theatre // 20 - 10
    return place.model_copy(
        update={
            "name": _name(place.name, theatre),
            "lat": None if place.lat is None else place.lat / 4 + north * 3,
            "lon": None if place.lon is None else place.lon / 4 + east * 6,
            "id": place.id and f"{place.id}-{theatre}",
            "candidates": (),
        }
    )


@cache
def _name(what: str, number: int) -> str:
    rng = random.Random(f"{what}/{number}")
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()
