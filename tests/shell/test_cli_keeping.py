"""The commands that keep the ledger: what they print, what they refuse, how they end."""

import json

import pytest
from standins import redraw, submit, tamper, work_all

from producers.options import Exit
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.settings import read_settings


@pytest.fixture
def ledger(home) -> Ledger:
    """One report done, one in quarantine."""
    ledger = open_ledger(read_settings())
    submit(ledger, 1)
    submit(ledger, 2, "FAULTY {}")
    work_all(ledger.settings, ledger)
    return ledger


def lines(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("command", [["backup", "x"], ["verify"], ["retention", "--older-than", "1d"]])  # fmt: skip
def test_where_nothing_is_nothing_is_made(command, onrecord, home):
    code, _, complaint = onrecord(*command)
    assert code == Exit.UNAVAILABLE
    assert "no ledger" in complaint
    assert not home.exists()


def test_a_backup_is_written_tried_and_restored(onrecord, ledger, tmp_path):
    file = tmp_path / "file"
    code, printed, _ = onrecord("backup", file)
    assert code == Exit.DONE
    assert "2 reports, 1 claims, 1 situations are in" in printed
    assert onrecord("backup", file)[0] == Exit.USAGE
    (head,) = lines(onrecord("backup", file, "--force", "--json")[1])
    assert head["counts"]["report"] == 2

    new = tmp_path / "new"
    code, printed, _ = onrecord("restore", file, "--home", new, "--dry-run")
    assert code == Exit.DONE
    assert "could be restored" in printed
    assert not new.exists()
    assert onrecord("restore", file, "--home", new)[0] == Exit.DONE
    assert onrecord("show", "--json", "--home", new)[1] == onrecord("show", "--json")[1]
    code, _, complaint = onrecord("restore", file, "--home", new)
    assert code == Exit.USAGE
    assert "not empty" in complaint
    assert onrecord("restore", tmp_path / "nothing", "--home", new)[0] == Exit.USAGE


def test_what_is_broken_is_shown_with_what_to_do(onrecord, ledger, programs_here, monkeypatch):
    """As a process of its own it is run in `flow/test_keeping.py`."""
    monkeypatch.setattr("workers.core.redraw", redraw)
    monkeypatch.setattr("producers.verifying.CHECK", "workers.verifying.__main__")
    code, printed, _ = onrecord("verify")
    assert code == Exit.DONE
    assert "the picture recomputes to itself" in printed
    report = ledger.claims()[0].report
    tamper(ledger, "DELETE FROM claim")
    code, printed, _ = onrecord("verify")
    assert code == Exit.PROBLEMS
    assert f"claims: report {report} at extract was read into 1 claims and has 0" in printed
    assert "onrecord verify --fix" in printed
    code, printed, _ = onrecord("verify", "--fix", "--json")
    assert code == Exit.DONE
    assert [line["promise"] for line in lines(printed) if line["kind"] == "mended"] == ["claims"]
    assert ledger.due(Hop.EXTRACT, 9) == 1


def test_a_check_that_cannot_be_made_is_no_broken_promise(onrecord, ledger, monkeypatch):
    monkeypatch.setattr("producers.verifying.CHECK", "no_such_module")
    assert onrecord("verify")[0] == Exit.BUG
    with ledger.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        db.exec_driver_sql("UPDATE compatible SET oldest = '9999'")
    monkeypatch.setattr("producers.verifying.CHECK", "workers.verifying")
    code, _, complaint = onrecord("verify")
    assert code == Exit.UNAVAILABLE
    assert "9999" in complaint


def test_a_report_is_removed_with_its_reason(onrecord, ledger):
    report = ledger.claims()[0].report
    code, _, complaint = onrecord("retention", "--report", report)
    assert code == Exit.USAGE
    assert "--why" in complaint
    code, printed, _ = onrecord(
        "retention", "--report", report, "--why", "court order", "--dry-run"
    )
    assert code == Exit.DONE
    assert "would be removed" in printed
    assert ledger.claims()
    code, printed, said = onrecord("retention", "--report", report, "--why", "court order", "--by", "Ada")  # fmt: skip
    assert code == Exit.DONE
    assert f"Report {report} is removed" in printed
    assert "Backups" in said
    assert not ledger.claims()
    printed = onrecord("retention", "--log")[1]
    assert all(word in printed for word in (report, "Ada", "court order"))
    assert onrecord("retention", "--report", report, "--why", "again")[0] == Exit.USAGE


def test_what_is_old_is_counted_and_let_go(onrecord, ledger):
    onrecord("quarantine", "drop", "--all")
    tamper(ledger, "UPDATE quarantine SET resolved_at = 5", "UPDATE report SET accepted_at = 5")
    counted = lines(onrecord("retention", "--older-than", "90d", "--dry-run", "--json")[1])
    assert {line["what"]: line["number"] for line in counted} == {"payloads": 1, "updates": 0}
    assert onrecord("retention", "--older-than", "90d")[0] == Exit.DONE
    assert [each.what for each in ledger.deletions()] == ["payloads"]
    code, printed, _ = onrecord("retention", "--older-than", "8w", "--reports", "--why", "licence", "--json")  # fmt: skip
    assert code == Exit.DONE
    assert [line["what"] for line in lines(printed)] == ["payloads", "updates", "report", "report"]
    assert [each.why for each in ledger.deletions()][1:] == ["licence", "licence"]


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--older-than", "90"],
        ["--older-than", "0d"],
        ["--older-than", "90d", "--log"],
        ["--older-than", "90d", "--reports"],
        ["--older-than", "90d", "--outlet", "A"],
        ["--reports", "--why", "x"],
        ["--report", "feedfeedfeed", "--why", "x"],
    ],
)
def test_what_is_to_go_must_be_said_clearly(options, onrecord, ledger):
    code, _, complaint = onrecord("retention", *options)
    assert code == Exit.USAGE
    assert complaint.strip()
    assert ledger.deletions() == ()
