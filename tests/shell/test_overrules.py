"""Overrules in the ledger: made by somebody for a reason, drawn with from then on, withdrawn without a trace but the entry."""

import json
import time
from pathlib import Path

import pytest
from standins import Quiet, tamper

from producers.options import Exit
from shared.errors import Overtaken, Unreadable
from shared.export import lines
from shared.hops import Hop, Outcome
from shared.ledger import Ledger, open_ledger
from shared.overrules import Act, Overrule
from shared.settings import Settings
from tests.ledgers import SqliteOriginals
from tests.told import Written, all_told, work_on
from workers import core
from workers.recalling import changed, pictured
from workers.reconcile import reconcile
from workers.shell import Shell
from workers.verifying.checking import check
from workers.verifying.fixing import fix


@pytest.fixture
def texts() -> Written:
    return Written(1)


@pytest.fixture
def settings(told_settings: Settings) -> Settings:
    """All texts are in the picture."""
    return told_settings


@pytest.fixture
def line(settings: Settings, ledger: Ledger, texts: Written, monkeypatch) -> Shell:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    return Shell(settings, ledger, Quiet(), texts, core.redraw)


def picture(ledger: Ledger) -> str:
    return lines(ledger.situations())


def recalled(ledger: Ledger, at: float) -> str:
    with ledger.recalled(at) as drawing:
        return "".join(f"{each}\n" for each in pictured(drawing))


def joining(ledger: Ledger) -> Overrule:
    """The first two situations of the picture."""
    told = [ledger.told_in(each.id) for each in ledger.situations()[:2]]
    claims = {c for each in told for claims in each.values() for c in claims}
    reports = {report for each in told for report in each}
    return Overrule(act=Act.JOIN, together=tuple(sorted(claims)), reports=tuple(sorted(reports)))


def test_the_picture_is_drawn_with_an_overrule_and_without_it_once_it_is_withdrawn(
    line: Shell, ledger: Ledger, texts: Written
) -> None:
    before, moment = picture(ledger), time.time()
    made = joining(ledger)
    number = ledger.overrule(made, "ann", "one market, two names")
    assert ledger.overrules()[0].since is None
    assert check(ledger, lambda *_: None).breaches == []  # the work that waits redraws it
    work_on(line, Hop.RECONCILE)
    drawn, then = picture(ledger), time.time()
    assert drawn == lines(reconcile(texts.claims, texts.reports, {number: made}).situations)
    assert drawn != before
    (entry,) = ledger.overrules()
    assert (entry.who, entry.why, entry.overrule) == ("ann", "one market, two names", made)
    assert moment < entry.since < then
    assert check(ledger, lambda *_: None).breaches == []

    ledger.withdraw_overrule(number, "ben", "they are two")
    assert check(ledger, lambda *_: None).breaches == []
    work_on(line, Hop.RECONCILE)
    assert picture(ledger) == before
    assert ledger.overrules() == ()
    (entry,) = ledger.overrules(withdrawn=True)
    assert (entry.withdrawn_by, entry.withdrawn_why) == ("ben", "they are two")
    assert recalled(ledger, moment) == before
    assert recalled(ledger, then) == drawn
    with pytest.raises(Unreadable, match="no overrule 1 in force"):
        ledger.withdraw_overrule(number, "ben", "again")


def test_it_outlasts_every_recomputation(line: Shell, ledger: Ledger, texts: Written) -> None:
    number = ledger.overrule(joining(ledger), "ann", "one")
    work_on(line, Hop.RECONCILE)
    drawn = picture(ledger)
    ledger.read_again(sorted(texts.envelopes), Hop.INTAKE)
    work_on(line, *Hop)
    assert picture(ledger) == drawn
    tamper(ledger, "DELETE FROM seat", "UPDATE picture SET drawn_as = NULL")
    assert list(fix(ledger, check(ledger, lambda *_: None)))
    assert picture(ledger) == drawn
    assert [each.id for each in ledger.overrules()] == [number]


def test_a_redraw_that_began_before_it_is_not_written(line: Shell, ledger: Ledger) -> None:
    made = joining(ledger)
    ledger.read_again(made.reports[:1], Hop.RECONCILE)
    held = ledger.take_all(Hop.RECONCILE, "w/1")
    with ledger.catalogue(held) as drawing:
        redrawn = core.redraw(drawing, [one.report for one in held])
    ledger.overrule(made, "ann", "one")
    with pytest.raises(Overtaken):
        ledger.redraw(held, redrawn, Outcome.RECONCILED, {})
    work_on(line, Hop.RECONCILE)
    assert ledger.overrules()[0].since is not None


def test_what_changed_by_it_is_put_down_to_it(line: Shell, ledger: Ledger) -> None:
    moment = time.time()
    number = ledger.overrule(joining(ledger), "ann", "one")
    work_on(line, Hop.RECONCILE)
    told = [each.update.text for each in ledger.updates()][-2:]
    assert [each.rsplit(". ", 1)[-1] for each in told] == [f"By overrule {number}."] * 2
    with ledger.recalled(moment) as drawing:
        found = [json.loads(each) for each in changed(drawing)]
    assert [each["overrules"] for each in found] == [[number]] * len(found) != []


# From the command line


@pytest.fixture
def told(
    home: Path, sqlite_originals: SqliteOriginals, texts: Written, monkeypatch, capfd
) -> Shell:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    settings = sqlite_originals.copy(all_told, home)
    capfd.readouterr()
    return Shell(settings, open_ledger(settings), Quiet(), texts, core.redraw)


def largest(ledger: Ledger) -> str:
    return max(
        (each.id for each in ledger.situations()),
        key=lambda each: (len(ledger.told_in(each)), each),
    )


def test_join_split_pin_and_undo(onrecord, told: Shell, capfd):
    ledger = told.ledger
    before = picture(ledger)
    big = largest(ledger)
    other = next(e.id for e in ledger.situations() if e.id != big and ledger.told_in(e.id))
    moved = next(c for c in ledger.claims() if c.id in ledger.told_in(big).get(c.report, ()))
    commands = [
        ("join", big, other, "--why", "one"),
        ("split", big, moved.report, "--why", "another day", "--by", "ann"),
        ("pin", other, moved.id, "--why", "it is of there"),
    ]
    pictures = {before}
    for number, command in enumerate(commands, 1):
        code, _, said = onrecord(*command)
        assert (code, f"Overrule {number}: " in said) == (Exit.DONE, True), said
        work_on(told, Hop.RECONCILE)
        capfd.readouterr()
        pictures.add(picture(ledger))
        if command[0] == "join":
            assert onrecord("overrules", "undo", 1, "--why", "try the next")[0] == Exit.DONE
            work_on(told, Hop.RECONCILE)
            capfd.readouterr()
            assert picture(ledger) == before
    assert len(pictures) == 4
    assert moved.id in {c for claims in ledger.told_in(other).values() for c in claims}
    listed = onrecord("overrules", "list")[1]
    assert "ann" in listed
    assert "join" not in listed
    assert "join" in onrecord("overrules", "list", "--all")[1]
    assert "overrule 3: pin: 1 claim belong" in onrecord("show", other)[1].replace("\n", " ")


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("join", "{a}", "{b}"), "Say why"),
        (("join", "{a}", "--why", "x"), "at least two"),
        (("join", "{a}", "nowhere", "--why", "x"), "no situation nowhere"),
        (("split", "{a}", "{all}", "--why", "x"), "all there is"),
        (("split", "{a}", "nothing", "--why", "x"), "No one claim and no report"),
        (("split", "{a}", "{elsewhere}", "--why", "x"), "tells no news there"),
        (("pin", "{a}", "{all}", "--why", "x"), "already"),
        (("overrules", "undo", "9", "--why", "x"), "no overrule 9 in force"),
    ],
)
def test_what_cannot_be_decided_is_refused(onrecord, told: Shell, command, complaint):
    ledger = told.ledger
    small = next(e.id for e in ledger.situations() if len(ledger.told_in(e.id)) == 1)
    (report,) = ledger.told_in(small)
    others = [e.id for e in ledger.situations() if report not in ledger.told_in(e.id)]
    (elsewhere, *_) = ledger.told_in(others[0])
    names = {"a": small, "b": others[0], "all": report, "elsewhere": elsewhere}
    code, _, said = onrecord(*(each.format(**names) for each in command))
    assert (code, complaint in said) == (Exit.USAGE, True), said
    assert ledger.overrules() == ()


def test_a_dry_run_decides_nothing(onrecord, told: Shell):
    first, second, *_ = (each.id for each in told.ledger.situations())
    code, _, said = onrecord("join", first, second, "--why", "x", "--dry-run")
    assert (code, "Nothing was changed" in said) == (Exit.DONE, True)
    assert told.ledger.overrules() == ()
