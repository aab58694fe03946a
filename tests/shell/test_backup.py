"""The ledger into a file and out of one: of either kind, whole or not at all."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from standins import PROSE, pending, redraw, submit, tamper, work_all

from shared.envelope import Envelope
from shared.errors import Unavailable, Unreadable
from shared.hops import Hop, State
from shared.ledger import Ledger, migrate, open_ledger
from shared.ledger.backup import GAP, OF_THE_RUNNING_SYSTEM
from shared.ledger.migration import check
from shared.ledger.schema import metadata, quarantine, situation_update
from shared.settings import Settings
from tests.ledgers import SqliteOriginals
from workers import core
from workers.verifying.__main__ import verify

SAMPLES = Path(__file__).parent / "samples"
WRONG = "no envelope \x00 \udcff"


def lived_in(settings: Settings, ledger: Ledger) -> Ledger:
    """A ledger with something of everything: done, waiting, claimed, in quarantine, and seen to."""
    submit(ledger, 1)
    submit(ledger, 2, "At {} o'clock\x00 the bridge\r\n fell, said \U0001f54a Ürün. It was not so.")
    submit(ledger, 3, "FAULTY {}")
    work_all(settings, ledger)
    ledger.drop(ledger.put_away_unknown(WRONG, "It is no envelope.", "w/1"))
    submit(ledger, 4)
    assert ledger.take(Hop.INTAKE, None, "w/2") is not None
    submit(ledger, 5)
    ledger.beat("w", list(Hop))
    return ledger


def submit_all(ledger: Ledger, numbers: Iterable[int]) -> None:
    """At once, since it is not about the door."""
    ledger.accept_all([Envelope.wrap(PROSE.format(n), ref=f"{n}.txt") for n in numbers])


def contents(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with ledger.reading() as db:
        return {
            table.name: [
                tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
            if table not in OF_THE_RUNNING_SYSTEM
        }


def old_one(settings: Settings) -> None:
    lived_in(settings, open_ledger(settings)).close()


@pytest.fixture(params=["sqlite", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A second ledger of each kind, new."""
    originals = request.getfixturevalue(f"{request.param}_originals")
    ledger = open_ledger(originals.copy(migrate, tmp_path / "target"))
    yield ledger
    ledger.close()


@pytest.fixture
def new(sqlite_originals: SqliteOriginals, tmp_path: Path) -> Ledger:
    return open_ledger(sqlite_originals.copy(migrate, tmp_path / "new"))


@pytest.fixture
def old(sqlite_originals: SqliteOriginals, tmp_path: Path) -> Ledger:
    return open_ledger(sqlite_originals.copy(old_one, tmp_path / "old"))


@pytest.fixture
def file(tmp_path: Path, old: Ledger) -> Path:
    old.backup(tmp_path / "file")
    return tmp_path / "file"


def test_a_ledger_moves_between_the_kinds_and_back(
    settings: Settings, ledger: Ledger, target: Ledger, new: Ledger, tmp_path: Path
) -> None:
    lived_in(settings, ledger)
    ledger.backup(tmp_path / "a")
    target.restore(tmp_path / "a")
    target.backup(tmp_path / "b")
    new.restore(tmp_path / "b")
    free = [row for row in contents(ledger)["work"] if State.CLAIMED not in row]
    found = contents(new)
    assert [row for row in found.pop("work") if row in free] == free
    assert found == {name: rows for name, rows in contents(ledger).items() if name != "work"}
    assert found["quarantine"]
    assert found["claim"]
    assert contents(target) == found | {"work": contents(new)["work"]}


def test_what_was_at_work_waits_again_and_nobody_is_blamed(new: Ledger, file: Path) -> None:
    new.restore(file)
    assert new.workers() == ()
    assert pending(new) == 2
    for _ in range(2):
        held = new.take(Hop.INTAKE, None, "w/9")
        assert held is not None
        assert held.lost == 0


def test_the_restored_line_ends_in_the_picture_of_the_one_that_went_on(
    old: Ledger, new: Ledger, file: Path
) -> None:
    old.free_worker("w")
    for each in (old, new):
        if each is new:
            new.restore(file)
        work_all(each.settings, each)
    assert new.situations() == old.situations()
    assert new.claims() == old.claims()


def test_numbers_go_on_behind_all_that_were_given_out(
    settings: Settings, ledger: Ledger, target: Ledger, tmp_path: Path
) -> None:
    lived_in(settings, ledger)
    last = ledger.put_away_unknown("x", "It is no envelope.", "w/1")
    newest = ledger.updates()[-1].id
    with ledger.writing() as db:
        db.execute(quarantine.delete().where(quarantine.c.id == last))
        db.execute(situation_update.delete().where(situation_update.c.id == newest))
    ledger.backup(tmp_path / "a")
    target.restore(tmp_path / "a")
    assert target.put_away_unknown("x", "It is no envelope.", "w/1") == last + 1
    work_all(target.settings, target)
    # Listeners have seen the numbers that the old ledger gave out after the backup.
    assert target.updates()[-1].id > newest + GAP


def test_a_backup_is_of_one_moment_while_others_go_on(
    settings: Settings, open_again: Callable[[], Ledger], new: Ledger, tmp_path: Path
) -> None:
    ledger, other = open_again(), open_again()
    submit_all(ledger, range(600))
    came: list[str] = []

    def meanwhile(_: int) -> None:
        came.append(submit(other, 1000 + len(came)).report)
        held = other.take(Hop.INTAKE, None, "w/1")
        assert held is not None
        other.finish(held, "admitted", {})

    head = ledger.backup(tmp_path / "a", done=meanwhile)
    assert came
    assert head.counts["report"] == head.counts["work"] == 600
    new.restore(tmp_path / "a")
    assert new.due(Hop.INTAKE, 1000) == 600
    assert new.report(came[0]) is None
    assert other.report(came[0]) is not None


def cut(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def without_a_row(lines: list[bytes]) -> list[bytes]:
    return lines[:3] + lines[4:]


def with_another_word(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b"usable", b"usabel") for line in lines]


def with_more(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[3]]


@pytest.mark.parametrize("spoil", [cut, without_a_row, with_another_word, with_more])
def test_an_altered_backup_is_refused_before_anything_is_written(
    spoil: Callable[[list[bytes]], list[bytes]], new: Ledger, file: Path
) -> None:
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join(spoil(lines))))
    with pytest.raises(Unreadable, match=r"cannot be used: it is (cut off|not as it was written)"):
        new.restore(file)
    assert not new.counts()["reports"]


@pytest.mark.parametrize("length", [0, 9, 300, -5])
def test_a_cut_off_file_is_refused(length: int, new: Ledger, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(Unreadable):
        new.restore(file)
    file.write_bytes(b"no backup at all")
    with pytest.raises(Unreadable, match="no backup"):
        new.restore(file)
    assert not new.counts()["reports"]


def test_a_backup_of_a_version_to_come_names_what_to_use(new: Ledger, file: Path) -> None:
    first, rest = gzip.decompress(file.read_bytes()).split(b"\n", 1)
    head = json.loads(first) | {"schema": "9999", "onrecord": "8.8.8"}
    file.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + rest))
    with pytest.raises(Unreadable, match=r"9999.*onrecord 8\.8\.8 or newer"):
        new.restore(file)


def test_a_ledger_that_is_not_empty_is_left_alone(new: Ledger, file: Path) -> None:
    submit(new, 77)
    with pytest.raises(Unreadable, match=r"not empty.*--home"):
        new.restore(file)
    assert new.counts()["reports"] == 1


def test_a_dry_run_writes_nothing(new: Ledger, file: Path) -> None:
    assert new.restore(file, dry_run=True).counts["report"] == 5
    assert not new.counts()["reports"]


def test_a_row_that_the_ledger_does_not_take_undoes_all(
    old: Ledger, target: Ledger, tmp_path: Path
) -> None:
    tamper(old, "DELETE FROM report WHERE ref = '1.txt'")
    old.backup(tmp_path / "a")
    with pytest.raises(Unreadable, match=r"claim|work"):
        target.restore(tmp_path / "a")
    assert not target.counts()["reports"]


def test_a_backup_is_for_its_owner_and_overwrites_only_when_told(
    old: Ledger, tmp_path: Path
) -> None:
    file = tmp_path / "a"
    old.backup(file)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(Unreadable, match="--force"):
        old.backup(file)
    assert file.read_bytes() == before
    submit(old, 50)
    old.backup(file, force=True)
    assert file.read_bytes() != before
    assert [each.name for each in tmp_path.glob("a*")] == ["a"]
    with pytest.raises(Unavailable, match="cannot be written"):
        old.backup(tmp_path / "nowhere" / "a")


def test_a_backup_of_a_damaged_ledger_says_so_and_keeps_the_last_one(
    old: Ledger, tmp_path: Path
) -> None:
    submit_all(old, range(100, 300))
    file = tmp_path / "a"
    old.backup(file)
    before = file.read_bytes()
    old.close()
    ledger = tmp_path / "old" / "ledger.db"
    pages = bytearray(ledger.read_bytes())
    pages[20 * 4096 : 24 * 4096] = b"\xaa" * (4 * 4096)
    ledger.write_bytes(pages)
    with pytest.raises(Unavailable, match="is damaged"):
        old.backup(file, force=True)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.glob("a*")] == ["a"]


def test_a_backup_of_the_first_schema_is_brought_up_to_date(
    target: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sample that is never written anew: what the first release wrote."""
    assert target.counts()["reports"] == 0
    (tmp_path / "a").write_bytes(gzip.compress((SAMPLES / "ledger-0001.jsonl").read_bytes()))
    head = target.restore(tmp_path / "a")
    assert head.schema == "0001"
    check(target)
    found = contents(target)
    assert {name: len(found[name]) for name in head.counts} == head.counts
    assert target.quarantine_entry(2).payload
    work_all(target.settings, target)
    assert len(target.claims()) == 4
    monkeypatch.setattr(core, "redraw", redraw)
    assert verify(target, False) == 0
