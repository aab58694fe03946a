"""The door of the ledger: what it has taken over, and the receipts it gives."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from standins import PROSE, pending, submit, tamper

from shared.envelope import Envelope
from shared.errors import LedgerAway
from shared.ledger import Ledger
from shared.ledger.entering import MOST
from tests.ledgers import do

Said = Callable[[], list[str]]
TOO_MANY = {
    True: "CREATE TRIGGER too_many BEFORE INSERT ON tally WHEN NEW.number > {} BEGIN SELECT RAISE(ABORT, 'too_many'); END",
    False: "ALTER TABLE tally ADD CONSTRAINT too_many CHECK (number <= {})",
}
"""What refuses to count more than so many: in SQLite, and in PostgreSQL."""


@pytest.fixture
def said(ledger: Ledger, tmp_path: Path) -> Iterator[Said]:
    """What has been said to the ledger since last asked: statements of SQLite; of PostgreSQL what went over the wire."""
    submit(ledger, 0)
    heard: list[str] = []
    wire = tmp_path / "wire"
    with ExitStack() as held, closing(ledger.engine.raw_connection()) as connection:
        driver = connection.driver_connection
        if ledger.sqlite:
            driver.set_trace_callback(heard.append)
        else:
            driver.pgconn.trace(held.enter_context(wire.open("ab")).fileno())
            held.callback(driver.pgconn.untrace)

        def since() -> list[str]:
            lines = heard.copy() if ledger.sqlite else wire.read_text().splitlines()
            heard.clear()
            with wire.open("w"):
                return lines

        connection.close()
        yield since


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


def test_a_publisher_waits_for_one_answer_a_report(ledger: Ledger, said: Said) -> None:
    """Of PostgreSQL, as soon as it knows the statement; of SQLite, which is in the same process, for one commit."""
    for number in range(1, 11):
        submit(ledger, number)
    said()
    submit(ledger, 11)
    lines = said()
    if ledger.sqlite:
        assert [line.split()[0] for line in lines] == ["BEGIN", *["INSERT"] * 3, "COMMIT"]
    else:
        assert sum("ReadyForQuery" in line for line in lines) == 1
        assert not any("Parse" in line.split() for line in lines)


def test_many_more_are_one_transaction_too(ledger: Ledger) -> None:
    envelopes = [Envelope.wrap(PROSE.format(number)) for number in range(3 * MOST + 1)]
    receipts = ledger.accept_all(envelopes)
    assert not any(each.known for each in receipts)
    assert ledger.counts()["reports"] == pending(ledger) == len(envelopes)
    (accepted,) = (each for each in ledger.tallied() if each.outcome == "accepted")
    assert accepted.number == len(envelopes)


@pytest.mark.parametrize("number", [1, MOST, 2 * MOST])
def test_what_fails_leaves_nothing_and_says_what_is_wrong(ledger: Ledger, number: int) -> None:
    """Its last part fails, with the report and its work written already."""
    tamper(ledger, TOO_MANY[ledger.sqlite].format(number - 1))
    envelopes = [Envelope.wrap(PROSE.format(n)) for n in range(number)]
    with pytest.raises(Exception, match="too_many"):
        ledger.accept_all(envelopes)
    assert ledger.counts()["reports"] == pending(ledger) == 0
    tamper(
        ledger,
        "DROP TRIGGER too_many" if ledger.sqlite else "ALTER TABLE tally DROP CONSTRAINT too_many",
    )
    assert len(ledger.accept_all(envelopes)) == number


def test_who_is_interrupted_leaves_nothing(ledger: Ledger) -> None:
    submit(ledger, 1)
    with pytest.raises(KeyboardInterrupt), ledger.driver() as driver:
        driver.execute("BEGIN")
        driver.execute("DELETE FROM work")
        raise KeyboardInterrupt
    assert pending(ledger) == 1
    assert not submit(ledger, 2).known


def test_a_connection_that_dies_awake_is_told_of_once(ledger: Ledger) -> None:
    """PostgreSQL was started again: what lies in the pool is lost with the one that found it out. SQLite's file is always there."""
    with ledger.driver(), ledger.driver():
        pass
    if not ledger.sqlite:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        address = ledger.engine.url.render_as_string(hide_password=False)
        do(address, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        with pytest.raises(LedgerAway, match="cannot be used now"):
            submit(ledger, 1)
    with ledger.driver() as one, ledger.driver() as another:
        one.execute("SELECT 1")
        another.execute("SELECT 1")
    assert not submit(ledger, 1).known
