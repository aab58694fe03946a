"""Each promise of the ledger: broken behind its back, named, mended, and the picture as if nothing had been."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from standins import PROSE, redraw, submit, tamper, work_all

from shared.hops import Hop
from shared.ledger import Ledger, migrate, open_ledger
from shared.settings import Settings, read_settings
from tests.ledgers import Copy
from workers import core
from workers.verifying.__main__ import verify

ONE = "(SELECT id FROM report WHERE ref = '1.txt')"
BAD = "(SELECT id FROM report WHERE ref = '3.txt')"
DROPPED = "(SELECT id FROM report WHERE ref = '4.txt')"
WORK_OF_ONE = f"work WHERE report = {ONE}"


@pytest.fixture(autouse=True)
def standin_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "redraw", redraw)


def fill(settings: Settings) -> None:
    """Something is done, quarantined and dropped."""
    migrate(settings)
    ledger = open_ledger(settings)
    for number in (1, 2):
        submit(ledger, number)
        work_all(settings, ledger)
    submit(ledger, 3, "FAULTY " + PROSE)
    submit(ledger, 4, "FAULTY " + PROSE)
    work_all(settings, ledger)
    ledger.drop(ledger.quarantined()[1].id)
    ledger.close()


@pytest.fixture
def whole(copy: Copy, tmp_path: Path) -> Iterator[Ledger]:
    settings = copy(fill, tmp_path / "home").model_copy(update={"relay_seconds": 0.01})
    ledger = open_ledger(settings)
    yield ledger
    ledger.close()


Verify = Callable[..., tuple[int, list[dict[str, object]]]]


@pytest.fixture
def verified(capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(ledger: Ledger, fix: bool = False) -> tuple[int, list[dict[str, object]]]:
        capsys.readouterr()
        code = verify(ledger, fix)
        return code, [
            json.loads(line) for line in capsys.readouterr().out.splitlines() if line[0] == "{"
        ]

    return run


def named(lines: list[dict[str, object]], kind: str = "breach") -> set[str]:
    return {str(line["promise"]) for line in lines if line["kind"] == kind}


def test_nothing_is_amiss_with_a_ledger_as_it_grows(
    settings: Settings, ledger: Ledger, verified: Verify
) -> None:
    assert verified(ledger)[0] == 0
    submit(ledger, 1)
    ledger.put_away_unknown("no envelope", "It is none.", "w/1")
    assert verified(ledger)[0] == 0
    ledger.beat("w", list(Hop))
    held = ledger.take(Hop.INTAKE, None, "w/1")
    assert held is not None
    assert verified(ledger)[0] == 0
    ledger.give_back([held], pause=50)
    assert verified(ledger)[0] == 0
    ledger.free_worker("w")
    with ledger.writing() as db:
        db.exec_driver_sql("UPDATE work SET due_at = 0")
    work_all(settings, ledger)
    code, lines = verified(ledger)
    assert code == 0
    looked_at = {
        str(line["promise"]): line["looked_at"] for line in lines if line["kind"] == "promise"
    }
    assert (looked_at["report"], looked_at["claims"], looked_at["picture"]) == (1, 1, 1)


MENDABLE = [
    ("line", f"DELETE FROM {WORK_OF_ONE}"),
    ("line", f"DELETE FROM {WORK_OF_ONE} AND hop = 'intake'"),
    ("line", f"DELETE FROM {WORK_OF_ONE} AND hop = 'extract'"),
    ("line", f"DELETE FROM {WORK_OF_ONE} AND hop = 'reconcile'"),
    ("line", f"UPDATE work SET state = 'sleeping' WHERE report = {ONE} AND hop = 'extract'"),
    ("line", f"UPDATE work SET hop = 'publish' WHERE report = {ONE} AND hop = 'reconcile'"),
    ("holder", f"UPDATE work SET state = 'claimed', claimed_by = 'gone/1' WHERE report = {ONE} AND hop = 'reconcile'"),
    ("holder", f"UPDATE work SET state = 'claimed', claimed_by = NULL WHERE report = {ONE} AND hop = 'reconcile'"),
    ("quarantine", f"UPDATE quarantine SET resolved_at = 1, resolution = 'dropped' WHERE report = {BAD}"),
    ("quarantine", f"UPDATE work SET state = 'due', due_at = 0 WHERE report = {BAD} AND hop = 'extract'"),
    ("report", f"UPDATE report SET text = envelope WHERE id = {ONE}"),
    ("report", f"UPDATE report SET outlet = 'Another' WHERE id = {ONE}"),
    ("report", f"UPDATE report SET status = 'unknown' WHERE id = {ONE}"),
    ("report", f"UPDATE report SET trace = 'feed' WHERE id = {ONE}"),
    ("claims", f"DELETE FROM claim WHERE report = {ONE}"),
    ("claims", f"UPDATE claim SET record = '{{' WHERE report = {ONE}"),
    ("claims", f"UPDATE claim SET kind = 'attack' WHERE report = {ONE}"),
    ("claims", f"UPDATE claim SET id = 'feedfeedfeedfeed' WHERE report = {ONE}"),
    ("claims", f"UPDATE claim SET record = replace(record, 'asserts', 'denies') WHERE report = {ONE}"),
    ("claims", f"""UPDATE claim SET record = replace(record, '"text": "1"', '"text": "7"') WHERE report = {ONE}"""),
    ("claims", f"""UPDATE claim SET record = replace(record, '"outlet": "A"', '"outlet": "B"') WHERE report = {ONE}"""),
    ("claims", f"UPDATE work SET counts = '{{}}' WHERE report = {ONE} AND hop = 'extract'"),
    ("claims", f"INSERT INTO reading SELECT id, '[]' FROM report WHERE id = {ONE}"),
    ("line", f"UPDATE work SET counts = '{{}}' WHERE report = {ONE} AND hop = 'intake'"),
    ("line", f"UPDATE work SET counts = NULL WHERE report = {ONE} AND hop = 'reconcile'"),
    ("line", f"UPDATE work SET outcome = 'quarantined' WHERE report = {ONE} AND hop = 'extract'"),
    ("line", f"UPDATE work SET outcome = 'dropped' WHERE report = {ONE} AND hop = 'reconcile'"),
    ("line", f"UPDATE work SET outcome = NULL WHERE report = {ONE} AND hop = 'intake'"),
    ("line", f"UPDATE work SET outcome = 'extracted' WHERE report = {DROPPED} AND hop = 'extract'"),
    ("line", f"UPDATE work SET outcome = 'refused' WHERE report = {BAD} AND hop = 'extract'"),
    ("updates", "DELETE FROM situation_update"),
    ("updates", "DELETE FROM situation_update WHERE id = (SELECT max(id) FROM situation_update)"),
    ("updates", "UPDATE situation_update SET record = replace(record, 'changed', 'gone')"),
    ("past", f"DELETE FROM stay WHERE report = {ONE}"),
    ("past", f"UPDATE stay SET since = since + 9999999 WHERE report = {ONE}"),
    ("past", f"UPDATE stay SET since = since + 0.5 WHERE report = {ONE}"),
    ("past", f"UPDATE stay SET until = (SELECT max(since) FROM stay), claims = '[]' WHERE report = {ONE}"),
    ("picture", "DELETE FROM picture"),
    ("orphans", "INSERT INTO work (report, hop, state, due_at, enqueued_at) VALUES ('feedfeedfeedfeed', 'intake', 'done', 0, 0)"),
    ("orphans", "INSERT INTO claim (id, report, record) VALUES ('feedfeedfeedfeed', 'feedfeedfeedfeed', '{')"),
    ("forwards", "INSERT INTO forward VALUES ('aaaa', 'nowhere')"),
    ("forwards", "INSERT INTO forward VALUES ('everything', 'everything')"),
    ("picture", "UPDATE situation SET record = replace(record, 'title', 'titel')"),
    ("picture", "UPDATE situation SET record = replace(record, '\"title\": \"', '\"title\": \"not ')"),
    ("picture", "UPDATE situation SET record = record || ' '"),
    ("picture", "UPDATE situation SET id = 'another'"),
    ("picture", "DELETE FROM situation"),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "statement"), MENDABLE)
def test_what_is_broken_is_named_and_mended_and_the_picture_is_as_before(
    promise: str, statement: str, whole: Ledger, verified: Verify
) -> None:
    before = whole.situations(), whole.claims(), [e.report for e in whole.quarantined()]
    stays = _stays(whole)
    originals = {each.id: whole.original(each.id) for each in whole.reports()}
    tamper(whole, statement)
    code, lines = verified(whole)
    assert code == 1
    assert promise in named(lines)
    code, lines = verified(whole, fix=True)
    assert promise in named(lines, "mended")
    assert code == 0, lines
    work_all(whole.settings, whole)
    assert (whole.situations(), whole.claims(), [e.report for e in whole.quarantined()]) == before
    assert {each.id: whole.original(each.id) for each in whole.reports()} == originals
    assert verified(whole)[0] == 0
    if promise == "past" and "until" not in statement:
        assert _stays(whole) == stays


def _stays(ledger: Ledger) -> set[tuple[object, ...]]:
    with ledger.reading() as db:
        rows = db.exec_driver_sql("SELECT report, since, until, claims FROM stay")
        return {tuple(row) for row in rows}


UNMENDABLE = [
    ("report", f"UPDATE report SET envelope = text WHERE id = {ONE}", "Restore a backup"),
    ("report", f"UPDATE report SET envelope = text, text = envelope WHERE id = {ONE}", "publish it again"),
    ("orphans", "UPDATE quarantine SET report = 'feedfeedfeedfeed' WHERE resolution IS NOT NULL", "Publish what"),
    ("past", f"INSERT INTO stay SELECT id, 5, 1e11, '[]' FROM report WHERE id = {BAD}", "Restore a backup"),
    ("past", f"INSERT INTO stay SELECT id, 5, 4, '[]' FROM report WHERE id = {ONE}", "Restore a backup"),
    ("past", f"INSERT INTO stay SELECT id, 4, 5, '{{' FROM report WHERE id = {ONE}", "Restore a backup"),
    ("updates", "UPDATE situation_update SET record = '{'", "restore"),
    ("updates", "UPDATE situation_update SET situation = 'another'", "restore"),
    ("updates", "UPDATE situation_update SET version = 99", "restore"),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "statement", "todo"), UNMENDABLE)
def test_what_cannot_be_mended_is_left_as_it_is_and_said(
    promise: str, statement: str, todo: str, whole: Ledger, verified: Verify
) -> None:
    tamper(whole, statement)
    code, lines = verified(whole, fix=True)
    assert code == 1
    assert named(lines) == {promise}
    assert all(todo in str(line["todo"]) for line in lines if line["kind"] == "breach")


def test_a_wrong_picture_is_broken_though_other_reports_are_on_their_way(
    whole: Ledger, verified: Verify
) -> None:
    before = whole.situations()
    submit(whole, 5)
    tamper(whole, "UPDATE situation SET record = replace(record, 'title', 'titel')")
    assert verified(whole)[0] == 1
    tamper(whole, "DELETE FROM situation")
    code, lines = verified(whole)
    assert (code, named(lines)) == (1, {"updates", "picture"})
    assert verified(whole, fix=True)[0] == 0
    assert whole.situations() == before


def test_a_worker_that_is_just_beginning_breaks_no_promise(
    whole: Ledger, verified: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(whole, 5)
    assert whole.take(Hop.INTAKE, None, "new/1") is not None
    monkeypatch.setattr("time.sleep", lambda _: whole.beat("new", list(Hop)))
    assert verified(whole)[0] == 0


def test_a_repair_leaves_alone_what_went_on_meanwhile(whole: Ledger, verified: Verify) -> None:
    from workers.verifying.checking import check
    from workers.verifying.fixing import ALREADY, fix

    tamper(whole, f"DELETE FROM {WORK_OF_ONE} AND hop = 'reconcile'")
    found = check(whole, lambda *_: None)
    assert [each.promise for each in found.breaches] == ["line"]
    with whole.mending(found.breaches[0].report or "") as repair:
        assert repair is not None
        repair.begin_again(Hop.RECONCILE)
    held = whole.take_all(Hop.RECONCILE, "w/1")
    assert [one.did for one in fix(whole, found)] == [ALREADY]
    assert whole.take_all(Hop.RECONCILE, "w/2") == ()
    assert held


def test_a_damaged_file_is_named(tmp_path, verified: Verify) -> None:
    ledger = open_ledger(read_settings(home=tmp_path))
    submit(ledger, 1)
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as plain:
        plain.execute("PRAGMA writable_schema = ON")
        row = plain.execute("SELECT * FROM sqlite_master WHERE name = 'work_due'").fetchone()
        plain.execute("DELETE FROM sqlite_master WHERE name = 'work_due'")
        plain.commit()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as plain:
        plain.execute("UPDATE work SET enqueued_at = 17")
        plain.execute("PRAGMA writable_schema = ON")
        plain.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
        plain.commit()
    code, lines = verified(ledger)
    assert code == 1
    assert named(lines) == {"file"}
    assert "Restore a backup" in str([line["todo"] for line in lines if line["kind"] == "breach"])
