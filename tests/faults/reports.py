"""The reports of a run, told by a seed, and what must come of them: worked out here, in one thread."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from shared.envelope import Envelope
from shared.export import lines
from tests.faults.standin import PLAGUE, POISON, draw, read

TOWNS = ("Harim", "Kafr Zayta", "Salqin", "Binnish", "Maarat", "Jisr", "Ariha")
OUTLETS = ("Red Sea Wire", "Harbour Post", "Morning Ledger")
TEXT = (
    "At least {killed} people were killed and {wounded} people were wounded when shells fell on the "
    "market of {town}, the army said in a statement that was read on state television on Tuesday, "
    "and the fighting around the town went on.{mark}"
)


@dataclass(frozen=True)
class Written:
    """A report as it is handed over, and the id that the ledger must give it."""

    number: int
    envelope: Envelope
    identity: str
    poisonous: bool


@dataclass(frozen=True)
class Expected:
    """What a ledger must hold when nothing was lost, doubled or changed."""

    claims: str
    situations: str


def write(number: int, seed: int, poison: str = "") -> Written:
    """The report of this number: the same in every process that is told the same seed."""
    rng = random.Random(f"{seed}/{number}")
    text = TEXT.format(
        killed=rng.randint(2, 400),
        wounded=rng.randint(2, 900),
        town=rng.choice(TOWNS),
        mark=f" {poison}" if poison else "",
    )
    envelope = Envelope.wrap(
        text, ref=f"{number}.txt", outlet=rng.choice(OUTLETS), published="2026-03-04"
    )
    return Written(number, envelope, envelope.report().id, bool(poison))


def write_all(total: int, seed: int, poison: str = "", poisonous: int = 0) -> list[Written]:
    """So many reports; of them, spread over the first half, some that kill whoever reads them."""
    bad = poisonous_numbers(total, poisonous)
    return [write(n, seed, poison if n in bad else "") for n in range(total)]


def poisonous_numbers(total: int, poisonous: int) -> frozenset[int]:
    return frozenset((i + 1) * total // (2 * poisonous + 2) for i in range(poisonous))


def expected(written: Sequence[Written]) -> Expected:
    """The exports of these reports, read and drawn here without workers, broker or ledger."""
    reports = tuple(each.envelope.report() for each in written if not each.poisonous)
    claims = tuple(claim for report in reports for claim in read(report, 0.0).claims)
    ordered = tuple(sorted(claims, key=lambda each: each.id))
    return Expected(lines(ordered), lines(draw(ordered)))


MARKS = {"poison": POISON, "plague": PLAGUE}
