"""The picture in the ledger, taken in portion by portion, is that of all reports at once."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from standins import Quiet, tamper

from shared.catalogue import BLOCK, TIMELESS, Key, Window
from shared.envelope import Envelope
from shared.export import lines
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.ledger.keys import find, key_rows
from shared.ledger.schema import card_key
from shared.settings import Settings
from tests.ledgers import SqliteOriginals
from tests.told import Written, all_told, take_in, work_on
from workers import core
from workers.reconcile.shelf import Index
from workers.shell import Shell
from workers.verifying.breaches import Promise
from workers.verifying.checking import check
from workers.verifying.fixing import fix


@pytest.fixture
def texts(request: pytest.FixtureRequest) -> Written:
    return Written(getattr(request, "param", 1))


@pytest.fixture
def line(request: pytest.FixtureRequest, texts: Written, monkeypatch) -> Shell:
    """What is told here is in no language, so that intake lets it pass without looking."""
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    filled = "told" in request.fixturenames
    ledger: Ledger = request.getfixturevalue("told" if filled else "ledger")
    return Shell(ledger.settings, ledger, Quiet(), texts, core.redraw)


@pytest.fixture
def told(told_settings: Settings) -> Iterator[Ledger]:
    """All of the first texts are in its picture."""
    ledger = open_ledger(told_settings)
    yield ledger
    ledger.close()


@pytest.mark.parametrize("texts", [1, 2, 3], indirect=True)
def test_portion_by_portion_it_is_the_picture_of_all(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    left, there = sorted(texts.envelopes), []
    while left:
        portion, left = left[:3], left[3:]
        there += portion
        take_in(line, [texts.envelopes[each] for each in portion])
        assert lines(ledger.situations()) == texts.of(there)
    assert check(ledger, lambda *_: None).breaches == []


def test_after_a_redraw_by_a_release_without_cards_all_are_made_anew(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    first, *rest = (texts.envelopes[each] for each in sorted(texts.envelopes))
    take_in(line, rest)
    tamper(ledger, "DELETE FROM card_key", "UPDATE picture SET version = version + 1")
    (breach,) = check(ledger, lambda *_: None).breaches
    assert "has no catalogue" in breach.what
    take_in(line, [first])
    assert lines(ledger.situations()) == texts.of(texts.envelopes)
    assert check(ledger, lambda *_: None).breaches == []


def test_where_there_is_no_catalogue_verify_makes_it(told: Ledger) -> None:
    drawn = lines(told.situations())
    tamper(told, "DELETE FROM seat", "UPDATE picture SET drawn_as = NULL")
    assert list(fix(told, check(told, lambda *_: None)))
    assert check(told, lambda *_: None).breaches == []
    assert lines(told.situations()) == drawn


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM card",
        "UPDATE card_key SET first = 5, last = 6",
        "UPDATE seat SET base = 'another' WHERE base IS NOT NULL",
        "DELETE FROM seat",
    ],
)
def test_a_catalogue_that_is_not_of_its_claims_is_found_and_made_anew(
    told: Ledger, harm: str
) -> None:
    drawn = lines(told.situations())
    tamper(told, harm)
    found = check(told, lambda *_: None)
    assert {each.promise.value for each in found.breaches} == {"picture"}
    assert list(fix(told, found))
    assert check(told, lambda *_: None).breaches == []
    assert lines(told.situations()) == drawn


FIGURES = "UPDATE situation SET record = replace(record, '17', '71')"


def wrong(told: Ledger) -> list[str | None]:
    """The situations that are named as broken."""
    found = check(told, lambda *_: None)
    return [each.name for each in found.breaches if each.promise is Promise.PICTURE]


def test_a_wrong_figure_is_broken_whatever_waits_for_other_situations(
    told: Ledger, line: Shell
) -> None:
    drawn = lines(told.situations())
    told.accept(Envelope.wrap("Of another thing.", outlet="Elsewhere"))
    reread = [each.report for each in told.stored()][:3]
    told.read_again(reread, Hop.EXTRACT)
    assert wrong(told) == []
    tamper(told, FIGURES)
    assert wrong(told)
    work_on(line, Hop.INTAKE, Hop.EXTRACT)
    assert wrong(told)
    assert list(fix(told, check(told, lambda *_: None)))
    assert wrong(told) == []
    assert lines(told.situations()) == drawn
    work_on(line, Hop.RECONCILE)
    assert wrong(told) == []
    assert lines(told.situations()) == drawn


@pytest.mark.parametrize("number", range(0, 24, 3))
def test_what_a_removal_will_redraw_is_no_breach_and_what_it_will_not_is_one(
    told: Ledger, line: Shell, number: int
) -> None:
    reports = sorted(each.id for each in told.reports())
    told.remove(reports[number % len(reports)], "me", "asked for")
    assert wrong(told) == []
    before = {each.id: each for each in told.situations()}
    with told.coming([reports[number % len(reports)]]) as coming:
        touched = core.redraw(coming, ())
    gone = {*touched.gone, *(each.id for each in touched.written)}
    other = next(each for each in sorted(before) if each not in gone)
    tamper(told, f"UPDATE situation SET record = record || ' ' WHERE id = '{other}'")
    assert wrong(told) == [other]
    assert list(fix(told, check(told, lambda *_: None)))
    work_on(line, Hop.RECONCILE)
    assert wrong(told) == []


def test_what_a_repair_has_begun_anew_is_no_breach(told: Ledger, line: Shell) -> None:
    drawn = lines(told.situations())
    for each in sorted(each.id for each in told.reports())[:5]:
        with told.mending(each) as repair:
            assert repair is not None
            repair.begin_again(Hop.EXTRACT)
        assert wrong(told) == []
    work_on(line, Hop.EXTRACT, Hop.RECONCILE)
    assert wrong(told) == []
    assert lines(told.situations()) == drawn


def test_a_new_reading_that_is_not_as_it_was_found_is_read_once_more(
    told: Ledger, line: Shell
) -> None:
    drawn = lines(told.situations())
    told.read_again(
        [next(each.report for each in told.stored() if told.claims(each.report))], Hop.EXTRACT
    )
    work_on(line, Hop.EXTRACT)
    for harm in ("'[]'", "'{'", "replace(claims, 'asserts', 'denies')"):
        assert check(told, lambda *_: None).breaches == []
        tamper(told, f"UPDATE reading SET claims = {harm}")
        found = check(told, lambda *_: None)
        assert [each.promise for each in found.breaches] == [Promise.CLAIMS]
        assert list(fix(told, found))
        assert lines(told.situations()) == drawn
        work_on(line, Hop.EXTRACT)
    work_on(line, Hop.RECONCILE)
    assert check(told, lambda *_: None).breaches == []
    assert lines(told.situations()) == drawn


def a_key(chance: random.Random) -> Key:
    """Of all days, of one, of some weeks or of years."""
    days = chance.choice([None, 0, 0, 0, 3, 9, 20, 2000])
    first = None if days is None else chance.randint(1, 3000)
    return Key(chance.randint(1, 12), first, None if first is None else first + (days or 0))


WINDOWS: list[Window] = [
    None,
    TIMELESS,
    (1, 3000),
    (1500, 1500),
    (7, 8),
    (1200, 1211),
    (4000, 9000),
]


def test_the_ledger_finds_what_a_catalogue_in_memory_finds(told: Ledger) -> None:
    chance = random.Random(8)
    tamper(told, "DELETE FROM card_key")
    shelf = Index()
    with told.writing() as db:
        for report in sorted(each.id for each in told.reports()):
            keys = {key.key: key for key in (a_key(chance) for _ in range(9))}
            shelf.put(report, keys.values())
            rows = [row for key in keys.values() for row in key_rows(report, key)]
            db.execute(insert(card_key), rows)
    wanted = [2, 3, 5, 7, 11]
    with told.reading() as db:
        for window in WINDOWS:
            assert set(find(db, wanted, window)) == set(shelf.found(wanted, window)), window
    assert all(list(shelf.found(wanted, window)) for window in WINDOWS)


def test_what_is_found_at_any_time_goes_from_block_to_block(
    sqlite_originals: SqliteOriginals, tmp_path: Path
) -> None:
    """Bounded twice, SQLite goes through all rows between: seconds, where a look at each block is enough."""
    ledger = open_ledger(sqlite_originals.copy(all_told, tmp_path / "home"))
    report = ledger.reports()[0].id
    rows = [row for n in range(9000) for row in key_rows(report, Key(n, n + 1, n + 1))]
    with ledger.writing() as db:
        db.execute(insert(card_key), rows)
    steps: list[int] = []
    with ledger.reading() as db:
        driver = db.connection.driver_connection
        driver.set_progress_handler(lambda: steps.append(1000), 1000)
        assert len(set(find(db, [17, 4711], None))) == 2
        driver.set_progress_handler(None, 0)
    ledger.close()
    assert sum(steps) < 200 * len(rows) / BLOCK
