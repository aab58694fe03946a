"""`onrecord publish`: what is taken over, what is said, and that nothing is lost with the broker."""

import io
import json
import sys

import pytest
import redis
from standins import pending, submit

from producers.cli import main
from producers.options import Exit
from shared.embedded import using
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.settings import read_settings


@pytest.fixture
def publish(home, capfd):
    def run(*arguments: object) -> tuple[int, list[dict], str]:
        with pytest.raises(SystemExit) as ended:
            main(["publish", *map(str, arguments), "--json"])
        printed = capfd.readouterr()
        receipts = [json.loads(line) for line in printed.out.splitlines()]
        return int(ended.value.code or 0), receipts, printed.err

    return run


def stdin(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_report_is_kept_to_the_letter_and_a_worker_is_woken(publish, home, tmp_path):
    text = "Shells fell.\r\n“Nobody was hurt,” he said.  \n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    code, [receipt], logged = publish(
        tmp_path / "a.txt", "--outlet", "Post", "--published", "2021-05-06"
    )
    assert code == Exit.DONE
    report = open_ledger(read_settings()).report(receipt["report"])
    assert (report.text, report.outlet, report.ref) == (text, "Post", "a.txt")
    assert receipt["ref"] == "a.txt"
    with using(home) as url:
        [message] = redis.Redis.from_url(url).lrange("intake", 0, -1)
    assert receipt["report"].encode() in message
    line = json.loads(logged.splitlines()[0])
    assert (line["event"], line["trace"]) == ("published", receipt["trace"])
    assert "Shells" not in logged


def test_the_same_again_is_known_and_keeps_its_trace(publish, tmp_path):
    (tmp_path / "a.txt").write_text("Shells fell.")
    _, [first], _ = publish(tmp_path / "a.txt")
    code, [second], _ = publish(tmp_path / "a.txt")
    assert code == Exit.DONE
    assert second["known"]
    assert second["trace"] == first["trace"]


def test_a_text_comes_by_standard_input(publish, monkeypatch):
    stdin(monkeypatch, b"Shells fell.")
    code, [receipt], _ = publish("-", "--ref", "wire-7")
    assert code == Exit.DONE
    assert open_ledger(read_settings()).report(receipt["report"]).ref == "wire-7"


def test_an_envelope_keeps_its_own_trace(publish, monkeypatch):
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    event = {
        "specversion": "1.0", "id": "42", "source": "urn:wire", "traceparent": traceparent,
        "type": "org.onrecord.report.received.v1", "data": {"text": "Shells fell."},
    }  # fmt: skip
    stdin(monkeypatch, json.dumps(event).encode())
    _, [receipt], _ = publish("-")
    assert receipt["trace"] == "0af7651916cd43dd8448eb211c80319c"
    stdin(monkeypatch, json.dumps(event).encode())
    code, receipts, complaint = publish("-", "--outlet", "Post")
    assert (code, receipts) == (Exit.PROBLEMS, [])
    assert "says for itself" in complaint


def test_without_a_broker_the_report_is_safe_and_the_person_is_told_once(
    publish, monkeypatch, tmp_path
):
    monkeypatch.setenv("ONRECORD_BROKER_URL", "redis://127.0.0.1:1/0")
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Shells fell on {name}.")
    code, receipts, complaint = publish(tmp_path / "a.txt", tmp_path / "b.txt")
    assert code == Exit.DONE
    assert complaint.count("The broker does not answer") == 1
    assert pending(open_ledger(read_settings())) == len(receipts) == 2


def test_a_bad_file_is_named_and_the_others_are_taken(publish, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    (tmp_path / "b.txt").write_text("Shells fell.")
    code, receipts, complaint = publish(tmp_path / "a.txt", tmp_path / "b.txt")
    assert code == Exit.PROBLEMS
    assert len(receipts) == 1
    assert "a.txt: The file is not UTF-8: byte 3 is 0xe9" in complaint


@pytest.mark.parametrize("day", ["2999-01-01", "last week"])
def test_a_day_that_cannot_be_is_refused(publish, tmp_path, day):
    (tmp_path / "a.txt").write_text("Shells fell.")
    code, receipts, complaint = publish(tmp_path / "a.txt", "--published", day)
    assert (code, receipts) == (Exit.PROBLEMS, [])
    assert "published" in complaint


def test_replaying_is_a_line_of_the_report_s_trace(home, capfd):
    ledger = open_ledger(read_settings())
    receipt = submit(ledger, 1)
    ledger.put_away(ledger.take(Hop.INTAKE, None, "worker/1"), "bug", "It failed.")
    ledger.close()
    with pytest.raises(SystemExit):
        main(["quarantine", "replay", "1"])
    line = json.loads(capfd.readouterr().err.splitlines()[0])
    assert (line["event"], line["trace"], line["entry"]) == ("replayed", receipt.trace, 1)
