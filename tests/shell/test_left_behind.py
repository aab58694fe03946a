"""An envelope whose task ended before it was committed: nobody else has it, since Celery has acknowledged it."""

import pytest
from standins import PROSE, shell_of

from shared.envelope import Envelope
from shared.errors import LedgerAway
from shared.hops import Hop
from shared.ledger import Ledger
from shared.messages import read_refused
from shared.settings import Settings
from workers.shell import Shell, accept, left_behind

HOLDER = "w/1"


@pytest.fixture
def shell(settings: Settings, ledger: Ledger) -> Shell:
    return shell_of(settings, ledger)


@pytest.fixture
def raw() -> str:
    return Envelope.wrap(PROSE.format(1), ref="1.txt").json_text()


def test_it_is_kept_as_it_came(shell: Shell, raw: str) -> None:
    for given, kept in (([raw], raw), ([{"a": 1}], '{"a": 1}')):
        left = left_behind(shell, given, {}, HOLDER, "WorkerLostError")
        assert left is not None
        one = read_refused(left)
        assert (one.hop, one.element.decode()) == (Hop.INTAKE, kept)
        assert "WorkerLostError" in one.why


def test_what_the_ledger_has_and_what_only_wakes_is_not(shell: Shell, raw: str) -> None:
    assert accept(shell, raw, HOLDER)
    assert left_behind(shell, [raw], {}, HOLDER, "Why") is None
    assert left_behind(shell, ["0123456789abcdef"], {}, HOLDER, "Why") is None


def test_what_was_put_away_already_is_so_once(shell: Shell) -> None:
    assert accept(shell, "{}", HOLDER) is None
    left = left_behind(shell, ["{}"], {}, HOLDER, "Why")
    assert left is not None
    one = read_refused(left)
    shell.ledger.put_away_unknown(one.element, one.why, "w", one.hop, one.trace)
    assert len(shell.ledger.quarantined()) == 1


def test_while_the_ledger_is_away_it_is_kept_too(
    shell: Shell, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise LedgerAway("It is away.")

    monkeypatch.setattr(type(shell.ledger), "report", away)
    assert left_behind(shell, [raw], {}, HOLDER, "Why") is not None
