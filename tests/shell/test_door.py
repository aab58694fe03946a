"""The door of the ledger: what it has taken over, and the receipts it gives."""

import pytest
from standins import PROSE, pending, submit

from shared.envelope import Envelope
from shared.ledger import Ledger


def test_the_same_report_again_is_known_and_changes_nothing(ledger: Ledger) -> None:
    first = submit(ledger, 1)
    again = submit(ledger, 1)
    assert (again.report, again.trace, again.known) == (first.report, first.trace, True)
    assert ledger.counts()["reports"] == 1
    assert pending(ledger) == 1


@pytest.mark.parametrize("text", ["a\x00b \U0001f54a é\r\n\t ", " ", "\ufeff\u2028x"])
def test_a_text_is_kept_as_submitted(ledger: Ledger, text: str) -> None:
    receipt = ledger.accept(Envelope.wrap(text))
    kept = ledger.report(receipt.report)
    assert kept is not None
    assert kept.text == text


def test_the_envelope_is_kept_to_the_letter(ledger: Ledger) -> None:
    raw = " " + Envelope.wrap("x", ref="a").json_text() + "\n"
    receipt = ledger.accept(Envelope.parse(raw))
    assert ledger.original(receipt.report) == raw


def test_many_are_accepted_at_once_and_each_has_its_receipt(ledger: Ledger) -> None:
    envelopes = [Envelope.wrap(PROSE.format(number), ref="a") for number in (1, 2, 1, 3)]
    known = ledger.accept(envelopes[3])
    receipts = ledger.accept_all(envelopes)
    assert [each.known for each in receipts] == [False, False, True, True]
    assert receipts[2].trace == receipts[0].trace
    assert receipts[3].trace == known.trace
    assert ledger.counts()["reports"] == pending(ledger) == 3
    assert ledger.accept_all([]) == ()
