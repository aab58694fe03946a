"""Why reports are together: what speaks for it, what came near, and what an analyst has decided."""

import json

import pytest
from standins import Quiet, tamper

from producers.options import Exit
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.overrules import Act, Overrule
from shared.records import Report
from shared.settings import read_settings
from tests.told import Written, take_in, work_on, written
from workers import core
from workers.explaining import explained
from workers.reconcile.likeness import JOIN
from workers.shell import Shell

SAID = {"kind": "casualties", "source": None, "background": False, "phase": "happened"}
TELLS = (
    ("Shells fell on the market late in the evening and killed {n} people.", "2020-05-01", 17),
    ("The number of dead has risen, hospitals say, and stands at {n}.", "2020-05-01", 23),
    ("Fire from the hills: {n} were killed.", None, 60),
)


class Told(Written):
    """Two reports of one day, and one that names no day, with a toll far from theirs."""

    def __init__(self) -> None:
        self.envelopes: dict[str, Envelope] = {}
        rows = [
            {
                "sentences": [SAID | {"words": words, "n": n, "place": "Karm", "day": day}],
                "outlet": f"Outlet {n}", "published": "2020-05-02", "ref": str(n),
                "revision_of": None, "status": "usable",
            }
            for words, day, n in TELLS
        ]  # fmt: skip
        self.claims, self.reports = written(rows, self._wrapped)

    def of_number(self, n: int) -> Report:
        return next(report for report in self.reports if report.ref == str(n))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ledger(home, told: Told, monkeypatch, capfd) -> Ledger:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    ledger = open_ledger(read_settings())
    take_in(shell(ledger, told), told.envelopes.values())
    capfd.readouterr()
    return ledger


def shell(ledger: Ledger, told: Told) -> Shell:
    return Shell(ledger.settings, ledger, Quiet(), told, core.redraw)


def of(ledger: Ledger, report: Report) -> str:
    return next(s.id for s in ledger.situations() if report.id in ledger.told_in(s.id))


def why(ledger: Ledger, situation: str) -> list[dict]:
    with ledger.catalogue(()) as drawing:
        return list(explained(drawing, situation))


def test_each_report_says_what_it_is_most_like_and_how_much(ledger: Ledger, told: Told) -> None:
    two = [told.of_number(17).id, told.of_number(23).id]
    found = why(ledger, of(ledger, told.of_number(17)))
    inside = [each for each in found if each["inside"]]
    assert sorted(each["report"] for each in inside) == sorted(two)
    assert {each["like"] for each in inside} == {each["telling"] for each in inside}
    for each in inside:
        features = dict(each["features"])
        assert features["same place"] + features["same days"] > JOIN
        assert not each["overruled"]


def test_what_came_near_says_what_speaks_against_it(ledger: Ledger, told: Told) -> None:
    itself, near = why(ledger, of(ledger, told.of_number(60)))
    assert (itself["inside"], near["inside"]) == (True, False)
    assert near["situation"] == of(ledger, told.of_number(17))
    assert ["tolls far apart", -1.0] in near["features"]
    assert near["weight"] == sum(weight for _, weight in near["features"]) < JOIN


def test_what_an_overrule_put_there_is_told_apart(ledger: Ledger, told: Told) -> None:
    homes = [of(ledger, told.of_number(n)) for n in (17, 60)]
    claims = [ledger.told_in(each) for each in homes]
    made = Overrule(
        act=Act.JOIN,
        together=tuple(sorted(c for each in claims for its in each.values() for c in its)),
        reports=tuple(sorted(report for each in claims for report in each)),
    )
    ledger.overrule(made, "ann", "one night")
    work_on(shell(ledger, told), Hop.RECONCILE)
    inside = [each for each in why(ledger, of(ledger, told.of_number(60))) if each["inside"]]
    assert len(inside) == 3
    put = {each["report"] for each in inside if each["overruled"]}
    assert put == {told.of_number(60).id}


@pytest.mark.usefixtures("programs_here")
def test_a_picture_of_other_rules_is_not_explained_by_these(onrecord, ledger: Ledger, told: Told):
    tamper(ledger, "UPDATE picture SET drawn_as = NULL")
    code, printed, said = onrecord("why", of(ledger, told.of_number(17)))
    assert (code, printed) == (Exit.UNAVAILABLE, "")
    assert "onrecord verify --fix" in said


def test_the_command_shows_it_and_prints_it_for_scripts(
    onrecord, ledger: Ledger, told: Told, request: pytest.FixtureRequest
):
    """By a process of its own, whose answer is that of this one."""
    situation = of(ledger, told.of_number(17))
    code, printed, _ = onrecord("why", situation)
    assert code == Exit.DONE
    assert "same place (+2), same days (+2)" in printed
    assert "the first report" in printed
    assert "tolls far apart (-1)" in printed.replace("\n", " ")
    request.getfixturevalue("programs_here")
    rows = [json.loads(each) for each in onrecord("why", situation, "--json")[1].splitlines()]
    assert {each["report"] for each in rows if each["inside"]} == set(ledger.told_in(situation))
    code, _, said = onrecord("why", situation, "--as-of", "2100-01-01")
    assert code == Exit.USAGE
    assert "yet to come" in said
