"""Whose words a claim is in, and that a number in them was changed on the way."""

import json
from datetime import UTC, datetime

import pytest
from plans import plans_of, read_whole
from standins import Quiet

from producers.finding import ids_of, the_part, the_situation
from producers.options import Exit
from producers.reasons import evidence_of
from shared.envelope import Envelope
from shared.errors import Unreadable
from shared.ledger import Ledger, open_ledger
from shared.settings import read_settings
from tests.told import Written, take_in, written
from workers import core
from workers.shell import Shell

pytestmark = pytest.mark.timeout(300)

WORDS = "Shells fell on the old market of the town late in the evening and killed {n} people, police said."
CARRIED = (("Wire", "2020-05-01", 17), ("Gazette", "2020-05-02", 17), ("Courier", "2020-05-02", 71))


class Told(Written):
    """One wire text, as it was and as two outlets carry it: one of them turns the digits round."""

    def __init__(self) -> None:
        self.envelopes: dict[str, Envelope] = {}
        said = {"kind": "casualties", "source": None, "background": False, "phase": "happened"}
        rows = [
            {
                "sentences": [said | {"words": WORDS, "n": n, "place": "Karm", "day": "2020-05-01"}],
                "outlet": outlet, "published": published, "ref": outlet,
                "revision_of": None, "status": "usable",
            }
            for outlet, published, n in CARRIED
        ]  # fmt: skip
        self.claims, self.reports = written(rows, self._wrapped)


@pytest.fixture
def ledger(home, monkeypatch, capfd) -> Ledger:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    told = Told()
    ledger = open_ledger(read_settings())
    take_in(Shell(ledger.settings, ledger, Quiet(), told, core.redraw), told.envelopes.values())
    capfd.readouterr()
    return ledger


def test_a_copy_says_whose_words_it_is_in_and_what_was_changed(onrecord, ledger: Ledger) -> None:
    (situation,) = ledger.situations()
    code, printed, _ = onrecord("why", f"{situation.id}:killed")
    assert code == Exit.DONE
    flat = " ".join(printed.split())
    assert flat.count("in the words of Wire · Wire (claim") == 2
    assert flat.count("with another number: there it is 17") == 1


def test_and_so_for_scripts_and_of_one_claim(onrecord, ledger: Ledger) -> None:
    (situation,) = ledger.situations()
    by_report = {report.id: report.outlet for report in ledger.reports()}
    (row,) = map(json.loads, onrecord("why", f"{situation.id}:killed", "--json")[1].splitlines())
    told = {by_report[each["claim"]["report"]]: each for each in row["claims"]}
    original = told["Wire"]["claim"]["id"]
    assert {name: each["copy_of"] for name, each in told.items()} == {
        "Wire": None, "Gazette": original, "Courier": original,
    }  # fmt: skip
    assert {name for name, each in told.items() if each["altered"]} == {"Courier"}
    (one,) = map(
        json.loads, onrecord("why", told["Courier"]["claim"]["id"], "--json")[1].splitlines()
    )
    assert one["claims"][0]["copy_of"] == original


def test_no_table_is_read_whole_for_one_figure(ledger: Ledger) -> None:
    (situation,) = ledger.situations()
    with plans_of(ledger) as plans:
        _, figure = the_part(ledger, situation.id[:8], "killed")
        evidence = evidence_of(ledger, ids_of(figure))
        assert ledger.claim(figure.claims[0][:8]) == evidence.claims[figure.claims[0]]
    assert len(evidence.copied) == 2
    assert len(plans) > 4
    assert read_whole(plans) == set(), plans


def test_a_situation_is_found_by_a_word_of_it(ledger: Ledger) -> None:
    (situation,) = ledger.situations()
    assert the_situation(ledger, "kARM") == situation
    for word in ("Aleppo", "100%", "K_rm", '"', "Kärm"):
        with pytest.raises(Unreadable):
            the_situation(ledger, word)


def test_what_was_known_a_moment_ago_says_the_same(onrecord, ledger: Ledger) -> None:
    (situation,) = ledger.situations()
    live = onrecord("why", f"{situation.id}:killed")[1]
    code, printed, _ = onrecord(
        "why", f"{situation.id}:killed", "--as-of", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    )
    assert (code, printed) == (Exit.DONE, live)
