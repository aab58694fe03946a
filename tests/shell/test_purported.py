"""What was refused is found by what it says of itself: by outlet, ref and trace."""

import json

import pytest
from standins import PROSE

from producers.options import Exit
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.messages import task
from shared.purported import LONGEST, Purported, purported
from shared.settings import read_settings

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"
REPORT = {"text": "secret words", "outlet": "Raw Feed", "ref": "raw-7"}
ENVELOPE = {
    "source": "urn:example:feed",
    "traceparent": f"00-{CALLER}-00f067aa0ba902b7-01",
    "data": REPORT | {"headline": "No field of ours."},
}
ITS_NAMES = Purported("Raw Feed", "raw-7", "urn:example:feed", CALLER)


@pytest.fixture
def refused(home) -> Ledger:
    ledger = open_ledger(read_settings())
    ledger.put_away_unknown(json.dumps(ENVELOPE), "The field data.headline is not known.", "w/1")
    ledger.put_away_unknown(b"\xff", "It is no message.", "w", Hop.EXTRACT, "a" * 32)
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        (json.dumps(ENVELOPE), ITS_NAMES),
        (task(Hop.INTAKE, json.dumps(ENVELOPE)), ITS_NAMES),
        (json.dumps(REPORT), Purported("Raw Feed", "raw-7")),
        (json.dumps({"data": "x", "source": 3, "traceparent": "00-x"}), Purported()),
        (json.dumps({"data": {"outlet": "x" * (LONGEST + 1), "ref": " "}}), Purported()),
        (json.dumps({"outlet": "Raw\x1b[2J", "ref": "\ud800", "source": "a\nb"}), Purported()),
        ("no JSON", Purported()),
        ("[" * 100_000, Purported()),
        ("[]", Purported()),
    ],
)
def test_names_are_taken_where_they_can_be_read(payload: str, names: Purported) -> None:
    assert purported(payload) == names


def test_quarantine_is_listed_by_the_outlet_it_says_it_is_of(onrecord, refused: Ledger) -> None:
    code, printed, _ = onrecord("quarantine", "list", "--outlet", "Raw Feed", "--json")
    (entry,) = map(json.loads, printed.splitlines())
    assert code == Exit.PROBLEMS
    assert (entry["outlet"], entry["ref"]) == ("Raw Feed", "raw-7")
    assert (entry["source"], entry["caller"]) == ("urn:example:feed", CALLER)
    assert "raw-7" in onrecord("quarantine", "list")[1]
    assert CALLER in onrecord("quarantine", "show", "1")[1]
    assert onrecord("quarantine", "list", "--outlet", "Nobody")[0] == Exit.USAGE


@pytest.mark.parametrize("name", ["raw-7", CALLER])
def test_trace_finds_what_became_no_report(onrecord, refused: Ledger, name: str) -> None:
    code, printed, told = onrecord("trace", name)
    assert code == Exit.DONE
    assert "data.headline" in printed
    assert "secret" not in printed
    assert "became no report" in told
    (entry,) = map(json.loads, onrecord("trace", name, "--json")[1].splitlines())
    assert entry["id"] == 1


def test_trace_finds_it_by_the_trace_of_the_log_and_adds_the_lines(
    onrecord, refused: Ledger, tmp_path
) -> None:
    log = tmp_path / "log"
    log.write_text(json.dumps({"event": "refused", "trace": "a" * 32, "worker": "w"}))
    printed = onrecord("trace", "a" * 32, "--log", str(log))[1]
    assert "no message" in printed
    assert "refused" in printed


def test_beside_a_report_of_the_same_name_both_are_shown(onrecord, refused: Ledger) -> None:
    refused.accept(Envelope.wrap(PROSE.format(1), ref="raw-7", outlet="Raw Feed"))
    printed = onrecord("trace", "raw-7")[1]
    assert "data.headline" in printed
    assert "accepted" in printed


def test_what_was_mended_by_replaying_it_is_shown_as_the_report_alone(
    onrecord, home, refused: Ledger
) -> None:
    sound = Envelope.wrap(PROSE.format(1), ref="sound.txt").json_text()
    number = refused.put_away_unknown(sound, "It names another task.", "w/2")
    assert refused.replay(number)
    printed = onrecord("trace", "sound.txt")[1]
    assert "accepted" in printed
    assert "another task" not in printed
