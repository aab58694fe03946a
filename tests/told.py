"""Reports whose claims are known beforehand, and a line that takes them in portion by portion."""

import random
from collections.abc import Callable, Iterable

import pytest
from standins import Quiet

from shared.envelope import Envelope
from shared.export import lines
from shared.hops import Hop
from shared.identity import claim_id
from shared.ledger import migrate, open_ledger
from shared.records import Claim, Report
from shared.settings import Settings
from tests.factories import a_day, a_place, a_quantity, a_report, a_source, claim_at
from workers import core
from workers.jobs import JOBS
from workers.reconcile import reconcile
from workers.shell import Shell, run

PLACES = {
    "Karm": {"lat": 35.0, "lon": 36.0, "precision": 1, "id": "1", "country": "SY"},
    "West Karm": {"precision": 1},
    "Port Karm": {"lat": 40.0, "lon": 36.0, "precision": 1, "id": "6", "country": "SY"},
    "South Port Karm": {"precision": 1},
    "Tal Amar": {"lat": 35.02, "lon": 36.02, "precision": 1, "id": "2", "country": "SY"},
    "Amar province": {"lat": 35.3, "lon": 36.3, "precision": 4, "id": "3", "country": "SY"},
    "Syria": {"lat": 35.0, "lon": 38.0, "precision": 6, "id": "4", "country": "SY"},
    "Far Hill": {"lat": 10.0, "lon": 10.0, "precision": 1, "id": "5", "country": "NG"},
}
SENTENCES = (
    "Shells fell on the old market of the town late in the evening and killed {n} people there.",
    "Shells fell on the old market of the town late in the evening and killed {n} people, officials said.",
    "Buses took {n} people out of the besieged quarter under a deal that both sides confirmed today.",
    "{n} were killed.",
    "The deal holds.",
)
DAYS = ("2020-05-01", "2020-05-02", "2020-05-05")


def written(
    texts: list[dict], make: Callable[..., Report] = a_report
) -> tuple[list[Claim], list[Report]]:
    """Reports of these sentences, and a claim of each sentence."""
    claims: list[Claim] = []
    reports: dict[str, Report] = {}
    for row in texts:
        said = [s["words"].format(n=s["n"]) for s in row["sentences"]]
        head = {k: row[k] for k in ("outlet", "published", "ref", "revision_of", "status")}
        report = make(" ".join(f"{i}: {s}" for i, s in enumerate(said)), **head)
        if report.id in reports:
            continue
        reports[report.id] = report
        at = 0
        for number, (sentence, words) in enumerate(zip(row["sentences"], said, strict=True)):
            at = report.text.index(f"{number}: {words}", at) + len(f"{number}: ")
            claims.append(_said(report, at, words, sentence))
    return claims, list(reports.values())


def _said(report: Report, at: int, words: str, row: dict) -> Claim:
    place = row["place"]
    named = (a_place(place, **PLACES[place]),) if place else ()
    counted = (a_quantity(row["n"], measure="evacuated" if "Buses" in words else "killed"),)
    return claim_at(
        report,
        at,
        at + len(words),
        id=claim_id(report.id, at, at + len(words), row["source"], "asserts"),
        places=named,
        time=a_day(row["day"], span=(at, at + 1)) if row["day"] else None,
        kinds=(row["kind"],),
        quantities=counted if "{n}" in row["words"] else (),
        source=a_source(row["source"], organisation=row["source"]) if row["source"] else None,
        background=row["background"],
        phase=row["phase"],
    )


def some_texts(seed: int, number: int) -> list[dict]:
    """Texts that say much the same of few places and days, with copies, corrections and withdrawals."""
    choose = random.Random(seed).choice
    return [
        {
            "sentences": [
                {
                    "words": choose(SENTENCES),
                    "n": choose([3, 17, 23]),
                    "place": choose([*PLACES, None, "Karm"]),
                    "day": choose([None, *DAYS]),
                    "kind": choose(["casualties", "attack", "evacuation", "agreement"]),
                    "source": choose([None, "the army", "Red Crescent"]),
                    "background": choose([False, False, False, True]),
                    "phase": "happened",
                }
                for _ in range(choose([1, 2, 3]))
            ],
            "outlet": choose(["Wire", "Gazette", "Northern Front", None]),
            "published": choose([*DAYS, None]),
            "ref": choose("abcdefgh"),
            "revision_of": choose([None, None, None, "a", "b"]),
            "status": choose(["usable", "usable", "usable", "canceled"]),
        }
        for _ in range(number)
    ]


class Written:
    """A reader that knows the claims of each report beforehand."""

    def __init__(self, seed: int, number: int = 24) -> None:
        self.envelopes: dict[str, Envelope] = {}
        self.claims, self.reports = written(some_texts(seed, number), self._wrapped)

    def _wrapped(self, text: str, **head: object) -> Report:
        envelope = Envelope.wrap(text, **head)  # type: ignore[arg-type]
        report = envelope.report()
        self.envelopes[report.id] = envelope
        return report

    def __call__(self, report: Report) -> "Written.Extraction":
        return Written.Extraction(tuple(c for c in self.claims if c.report == report.id))

    class Extraction:
        def __init__(self, claims: tuple[Claim, ...]) -> None:
            self.claims = claims
            self.leftover: dict[str, int] = {}

    def of(self, reports: Iterable[str]) -> str:
        """The exported picture of these reports, drawn at once."""
        there = set(reports)
        told = [claim for claim in self.claims if claim.report in there]
        return lines(reconcile(told, [r for r in self.reports if r.id in there]).situations)


def take_in(shell: Shell, portion: Iterable[Envelope]) -> None:
    """Accept them, and do all that is due."""
    shell.ledger.accept_all(list(portion))
    work_on(shell, *Hop)


def all_told(settings: Settings) -> None:
    """A ledger with all of `Written(1)` in its picture. It is in no language: intake lets it pass without looking."""
    migrate(settings)
    ledger, texts = open_ledger(settings), Written(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.intake.admit", lambda *_: None)
        take_in(Shell(settings, ledger, Quiet(), texts, core.redraw), texts.envelopes.values())
    ledger.close()


def work_on(shell: Shell, *hops: Hop) -> None:
    """All that is due at these hops, in this process."""
    for hop in hops:
        while shell.ledger.due(hop, 1):
            run(shell, hop, JOBS[hop], None, "w/1")
