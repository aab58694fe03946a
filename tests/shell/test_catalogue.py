"""The picture in the ledger, taken in portion by portion, is that of all reports at once."""

import random
from collections.abc import Iterable

import pytest
from standins import Quiet, tamper

from shared.envelope import Envelope
from shared.export import lines
from shared.hops import Hop
from shared.ledger import Ledger
from shared.records import Claim, Report
from shared.settings import Settings
from tests.unit.test_amend import PLACES, SENTENCES, written
from workers import core
from workers.jobs import JOBS
from workers.reconcile import reconcile
from workers.shell import Shell, run
from workers.verifying.checking import check
from workers.verifying.fixing import fix

DAYS = ("2020-05-01", "2020-05-02", "2020-05-05")


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
    shell.ledger.accept_all(list(portion))
    for hop in Hop:
        while shell.ledger.due(hop, 1):
            run(shell, hop, JOBS[hop], None, "w/1")


@pytest.fixture
def texts(request: pytest.FixtureRequest) -> Written:
    return Written(getattr(request, "param", 1))


@pytest.fixture
def line(settings: Settings, ledger: Ledger, texts: Written, monkeypatch) -> Shell:
    """What is told here is in no language, so that intake lets it pass without looking."""
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    return Shell(settings, ledger, Quiet(), texts, core.redraw)


@pytest.mark.parametrize("texts", [1, 2, 3], indirect=True)
def test_portion_by_portion_it_is_the_picture_of_all(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    left, there = sorted(texts.envelopes), []
    while left:
        portion, left = left[:3], left[3:]
        there += portion
        take_in(line, [texts.envelopes[each] for each in portion])
        assert lines(ledger.situations()) == texts.of(there)
    assert check(ledger, lambda *_: None).breaches == []


def test_after_a_redraw_by_a_release_without_cards_all_are_made_anew(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    first, *rest = (texts.envelopes[each] for each in sorted(texts.envelopes))
    take_in(line, rest)
    tamper(ledger, "DELETE FROM card_key", "UPDATE picture SET version = version + 1")
    (breach,) = check(ledger, lambda *_: None).breaches
    assert "has no catalogue" in breach.what
    take_in(line, [first])
    assert lines(ledger.situations()) == texts.of(texts.envelopes)
    assert check(ledger, lambda *_: None).breaches == []


def test_where_there_is_no_catalogue_verify_makes_it(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    take_in(line, texts.envelopes.values())
    drawn = lines(ledger.situations())
    tamper(ledger, "DELETE FROM seat", "UPDATE picture SET catalogued = NULL")
    assert list(fix(ledger, check(ledger, lambda *_: None)))
    assert check(ledger, lambda *_: None).breaches == []
    assert lines(ledger.situations()) == drawn


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM card",
        "UPDATE card_key SET first = 5, last = 6",
        "UPDATE seat SET base = 'another' WHERE base IS NOT NULL",
        "DELETE FROM seat",
    ],
)
def test_a_catalogue_that_is_not_of_its_claims_is_found_and_made_anew(
    line: Shell, ledger: Ledger, texts: Written, harm: str
) -> None:
    take_in(line, texts.envelopes.values())
    drawn = lines(ledger.situations())
    tamper(ledger, harm)
    found = check(ledger, lambda *_: None)
    assert {each.promise.value for each in found.breaches} == {"picture"}
    assert list(fix(ledger, found))
    assert check(ledger, lambda *_: None).breaches == []
    assert lines(ledger.situations()) == drawn
