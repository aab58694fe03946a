"""Looking back from the command line: the picture as it was known, and what has changed since."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standins import Quiet

from producers.options import Exit
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.settings import read_settings
from tests.told import Written, take_in, work_on
from workers import core
from workers.shell import Shell

here = pytest.mark.usefixtures("programs_here")
"""For looks back beyond those that show a process of its own to answer as it should."""

Take = Callable[[list[str]], str]


@pytest.fixture
def texts() -> Written:
    return Written(1)


@pytest.fixture
def line(home: Path, texts: Written, monkeypatch) -> Shell:
    monkeypatch.setattr("workers.intake.admit", lambda *_: None)
    settings = read_settings()
    return Shell(settings, open_ledger(settings), Quiet(), texts, core.redraw)


@pytest.fixture
def take(line: Shell, texts: Written, capfd) -> Take:
    """Takes reports into the picture; gives the moment after that, as one would type it."""

    def taking(reports: list[str]) -> str:
        take_in(line, [texts.envelopes[each] for each in reports])
        capfd.readouterr()  # the line logs in this process
        now = datetime.fromtimestamp(time.time(), UTC).isoformat()
        time.sleep(0.01)
        return now

    return taking


def told(printed: str) -> list[dict]:
    return [json.loads(each) for each in printed.splitlines()]


@here
def test_show_why_and_export_look_back(onrecord, take: Take, texts: Written, tmp_path):
    every = sorted(texts.envelopes)
    moment = take(every[:12])
    now, then = tmp_path / "now", tmp_path / "then"
    assert onrecord("export", now)[0] == Exit.DONE
    take(every[12:])
    assert onrecord("export", then, "--as-of", moment)[0] == Exit.DONE
    for name in ("claims.jsonl", "situations.jsonl"):
        assert (then / name).read_bytes() == (now / name).read_bytes()

    code, printed, said = onrecord("show", "--as-of", moment)
    assert code == Exit.DONE
    assert f"As it was known on {moment[:10]}" in said
    assert f"--as-of {moment}" in said
    situations = told(onrecord("show", "--as-of", moment, "--json")[1])
    assert {each["id"][:8] in printed for each in situations} == {True}

    counted = next(each for each in situations if each["figures"])
    address = f"{counted['id'][:8]}:1"
    (why,) = told(onrecord("why", address, "--as-of", moment, "--json")[1])
    assert why["what"] == counted["figures"][0]
    assert why["claims"]
    claim = why["claims"][0]["claim"]["id"]
    assert f"claim {claim[:8]}" in onrecord("why", claim, "--as-of", moment)[1]


@here
def test_a_claim_of_a_report_that_came_later_was_not_known(onrecord, take: Take, texts: Written):
    first, second, *_ = sorted(texts.envelopes)
    moment = take([first])
    take([second])
    later = next(each for each in texts.claims if each.report == second)
    assert onrecord("why", later.id)[0] == Exit.DONE
    code, _, complaint = onrecord("why", later.id, "--as-of", moment)
    assert code == Exit.USAGE
    assert "No one claim is meant" in complaint


@pytest.mark.parametrize("moment", ["3000-01-01", "yesterday", "2020-01-01T10:00"])
def test_a_moment_that_is_none_or_yet_to_come_is_refused(onrecord, take: Take, moment: str):
    take([])
    for command in (("show", "--as-of", moment), ("changes", "--since", moment)):
        code, printed, complaint = onrecord(*command)
        assert code == Exit.USAGE
        assert moment in complaint
        assert not printed


def test_before_there_was_anything_there_was_no_picture(onrecord, take: Take, texts: Written):
    take(sorted(texts.envelopes)[:3])
    code, printed, said = onrecord("show", "--as-of", "2000-01-01")
    assert (code, printed) == (Exit.DONE, "")
    assert "There were no situations yet." in said


@here
def test_each_reader_is_told_each_change_once(onrecord, take: Take, texts: Written):
    every = sorted(texts.envelopes)
    take(every[:12])
    assert told(onrecord("changes", "--reader", "ann", "--json")[1])
    assert "has not changed since" in onrecord("changes", "--reader", "ann")[2]
    take(every[12:])
    peeked = told(onrecord("changes", "--reader", "ann", "--json", "--peek")[1])
    found = told(onrecord("changes", "--reader", "ann", "--json")[1])
    assert peeked == found != []
    assert {report for each in found for report in each["because"]} <= set(every[12:])
    assert told(onrecord("changes", "--reader", "ann", "--json")[1]) == []
    assert len(told(onrecord("changes", "--reader", "ben", "--json")[1])) > len(found)


def test_changes_say_what_is_stated_and_because_of_which_report(
    onrecord, take: Take, texts: Written, request: pytest.FixtureRequest
):
    """By a process of its own, whose answer is that of this one."""
    every = sorted(texts.envelopes)
    moment = take(every[:12])
    take(every[12:])
    code, printed, said = onrecord("changes", "--since", moment)
    request.getfixturevalue("programs_here")
    found = told(onrecord("changes", "--since", moment, "--json")[1])
    assert code == Exit.DONE
    assert f"{len(found):,} situations have changed since" in said
    assert "because of" in printed
    assert {each["situation"][:8] in printed for each in found} == {True}


@here
def test_what_was_removed_for_good_is_missing_and_that_is_said(
    onrecord, line: Shell, take: Take, texts: Written
):
    first, *rest = sorted(texts.envelopes)[:6]
    moment = take([first, *rest])
    line.ledger.remove(first, "me", "asked for")
    work_on(line, Hop.RECONCILE)
    said = onrecord("show", "--as-of", moment)[2]
    assert "One report was removed for good since, and is missing in it." in said
