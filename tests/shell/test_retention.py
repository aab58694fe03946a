"""Letting go: what is old and nothing depends on, and one report for good, each with its record."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select
from standins import PROSE, redraw, submit, tamper, work_all

from shared.envelope import Envelope
from shared.errors import Overtaken, Unreadable
from shared.hops import Hop, Outcome
from shared.ledger import Ledger, open_ledger
from shared.ledger.schema import metadata
from shared.settings import Settings, read_settings
from workers import core
from workers.verifying.__main__ import verify

HOUR = 3600.0
WORDS = "Nobody but Ghalib Marzuq of the ferry saw {} boats."


@pytest.fixture(autouse=True)
def standin_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "redraw", redraw)


def everything(ledger: Ledger) -> bytes:
    """All cells of all tables, one after the other."""
    with ledger.reading() as db:
        rows = [row for table in metadata.sorted_tables for row in db.execute(select(table))]
    return b"\n".join(
        cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row
    )


def picture(ledger: Ledger) -> str:
    return "".join(each.title for each in ledger.situations())


def test_what_is_old_and_seen_to_goes_and_the_rest_stays(
    settings: Settings, ledger: Ledger
) -> None:
    submit(ledger, 1)
    work_all(settings, ledger)
    before = ledger.situations()
    numbers = [ledger.put_away_unknown(f"odd {n}", "It is no envelope.", "w/1") for n in range(3)]
    ledger.drop(numbers[0])
    ledger.drop(numbers[1])
    (sent,) = ledger.updates()
    ledger.sent([sent.id])
    tamper(ledger, f"UPDATE quarantine SET resolved_at = 5 WHERE id = {numbers[0]}")
    moment = time.time() + HOUR
    assert ledger.old(10.0) == {"payloads": 1, "updates": 0}
    assert ledger.retire(10.0, "me", "it is old") == {"payloads": 1, "updates": 0}
    payloads = [ledger.quarantine_entry(number).payload for number in numbers]
    assert payloads == ["", "odd 1", "odd 2"]
    assert ledger.retire(moment, "me", "all of it") == {"payloads": 1, "updates": 1}
    assert ledger.updates() == ()
    assert [e.payload for e in map(ledger.quarantine_entry, numbers)] == ["", "", "odd 2"]
    assert ledger.retire(moment, "me", "again") == {"payloads": 0, "updates": 0}
    told = [
        (each.who, each.why, each.what, each.number, each.before) for each in ledger.deletions()
    ]
    assert told == [
        ("me", "it is old", "payloads", 1, 10.0),
        ("me", "all of it", "payloads", 1, moment),
        ("me", "all of it", "updates", 1, moment),
    ]
    assert ledger.situations() == before
    assert verify(ledger, False) == 0


def test_an_update_that_was_not_sent_is_kept(settings: Settings, ledger: Ledger) -> None:
    submit(ledger, 1)
    work_all(settings, ledger)
    tamper(ledger, "UPDATE situation_update SET sent = false, at = 5")
    ledger.retire(time.time(), "me", "it is old")
    assert len(ledger.updates()) == 1


def test_many_go_in_several_transactions_and_one_record(ledger: Ledger) -> None:
    with ledger.writing() as db:
        table = metadata.tables["situation_update"]
        one = {"at": 1.0, "version": 0, "situation": "s", "record": "{}", "sent": True}
        db.execute(table.insert(), [one] * 2500)
    steps: list[int] = []
    ledger.retire(5.0, "me", "old", steps.append)
    assert steps == [1000, 2000, 2500]
    assert [each.number for each in ledger.deletions()] == [2500]


@pytest.mark.parametrize("hops", [0, 1, 2, 3])
def test_a_removed_report_leaves_its_id_and_no_word(
    hops: int, settings: Settings, ledger: Ledger
) -> None:
    submit(ledger, 1)
    work_all(settings, ledger)
    untouched = picture(ledger)
    report = submit(ledger, 2, WORDS).report
    trace = ledger.journey(report).trace
    for hop in list(Hop)[:hops]:
        work_all(settings, ledger, hop)
    gone = ledger.remove(report, "the editor", "court order 12/7")
    assert (gone.characters, gone.claims) == (len(WORDS.format(2)), int(hops > 1))
    assert b"Ghalib" not in everything(ledger)
    assert b"2.txt" not in everything(ledger)
    work_all(settings, ledger)
    assert picture(ledger) == untouched
    assert ledger.claims(report) == ()
    assert ledger.journey(report).trace == trace
    (told,) = ledger.deletions()
    assert (told.who, told.why, told.what, told.report) == ("the editor", "court order 12/7", "report", report)  # fmt: skip
    assert verify(ledger, False) == 0

    assert submit(ledger, 2, WORDS).known
    work_all(settings, ledger)
    assert picture(ledger) == untouched
    assert b"Ghalib" not in everything(ledger)
    with pytest.raises(Unreadable, match="removed already"):
        ledger.remove(report, "me", "twice")
    assert len(ledger.deletions()) == 1


def test_a_removed_report_in_quarantine_leaves_no_word_there_either(
    settings: Settings, ledger: Ledger
) -> None:
    report = submit(ledger, 2, "FAULTY " + WORDS).report
    work_all(settings, ledger)
    assert ledger.quarantined()
    assert ledger.remove(report, "me", "asked for").entries == 1
    assert b"Ghalib" not in everything(ledger)
    assert ledger.quarantined() == ()
    assert verify(ledger, False) == 0


def test_a_redraw_that_had_read_its_claims_is_not_written(
    settings: Settings, ledger: Ledger
) -> None:
    report = submit(ledger, 2, WORDS).report
    work_all(settings, ledger)
    submit(ledger, 3)
    for hop in (Hop.INTAKE, Hop.EXTRACT):
        work_all(settings, ledger, hop)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    with ledger.catalogue(held) as drawing:
        redrawn = redraw(drawing, [held[0].report])
    ledger.remove(report, "me", "asked for")
    with pytest.raises(Overtaken):
        ledger.redraw(held, redrawn, Outcome.RECONCILED, {})


def test_a_worker_that_reads_it_just_now_writes_nothing(settings: Settings, ledger: Ledger) -> None:
    report = submit(ledger, 2, WORDS).report
    work_all(settings, ledger, Hop.INTAKE)
    held = ledger.take(Hop.EXTRACT, report, "w/1")
    ledger.remove(report, "me", "asked for")
    with pytest.raises(Overtaken):
        ledger.finish(held, Outcome.EXTRACTED, {"claims": 0})
    assert verify(ledger, False) == 0


def test_a_dry_run_says_what_would_go(settings: Settings, ledger: Ledger) -> None:
    report = submit(ledger, 2, WORDS).report
    work_all(settings, ledger)
    before = everything(ledger)
    assert ledger.remove(report, "me", "asked for", dry_run=True).claims == 1
    assert everything(ledger) == before


def test_no_word_is_left_in_the_file(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path)
    ledger = open_ledger(settings)
    report = submit(ledger, 2, "FAULTY " + WORDS + " Ghalib" * 900).report
    submit(ledger, 3, PROSE)
    work_all(settings, ledger)
    files = list(tmp_path.glob("ledger.db*"))
    assert any(b"Ghalib" in file.read_bytes() for file in files)
    ledger.remove(report, "me", "asked for")
    assert ledger.wipe()
    assert not [file for file in tmp_path.glob("ledger.db*") if b"Ghalib" in file.read_bytes()]
    ledger.close()


def test_old_reports_go_with_all_that_belongs_to_them(ledger: Ledger) -> None:
    def accept(ref: str, at: float, outlet: str = "A", **more: str) -> str:
        envelope = Envelope.wrap(f"{ref} {outlet} {at}", ref=ref, outlet=outlet, **more)
        report = ledger.accept(envelope).report
        tamper(ledger, f"UPDATE report SET accepted_at = {at} WHERE id = '{report}'")
        return report

    alone, other = accept("1", 1.0), accept("1", 2.0, "B")
    accept("2", 3.0)  # its correction is young
    accept("2b", 90.0, revision_of="2")
    accept("3", 91.0)  # came again after its withdrawal
    accept("3k", 4.0, revision_of="3", status="canceled")
    pair = accept("4", 5.0), accept("4", 6.0, revision_of="4")
    assert ledger.old_reports(50.0) == (alone, other, *pair)
    assert ledger.old_reports(50.0, "B") == (other,)
    ledger.remove(alone, "me", "licence ended")
    assert ledger.old_reports(50.0) == (other, *pair)


@pytest.mark.parametrize("name", ["", "ab", "1.txt", "%", "feedfeedfeedfeed"])
def test_only_an_id_names_what_is_to_go(name: str, ledger: Ledger) -> None:
    report = submit(ledger, 1).report
    assert ledger.the_report(report[:6]) == report
    with pytest.raises(Unreadable, match="No one report"):
        ledger.the_report(name)


def test_who_gives_a_ref_is_told_the_ids_it_belongs_to(ledger: Ledger) -> None:
    one, two = submit(ledger, 1).report, submit(ledger, 1, "Another text {}.").report
    with pytest.raises(Unreadable, match=f"1.txt is what ({one} and {two}|{two} and {one}) is"):
        ledger.the_report("1.txt")
