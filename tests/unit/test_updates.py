"""What is told of two pictures: what is different, and because of which reports."""

from shared.picture import Standing
from tests.factories import a_claim, a_place, a_report
from tests.unit.test_reconcile import CASES, build
from workers.reconcile import amend, reconcile
from workers.reconcile.shelf import Shelf
from workers.reconcile.updates import Sort, changes, differences, say_figure


def test_what_changed_is_told_once_and_nothing_when_nothing_did() -> None:
    claims, reports = build(CASES[2])
    before = reconcile(claims[:1], reports[:1]).situations
    after = reconcile(claims, reports).situations
    assert changes(after, after, ["r"], {}) == ()
    (update,) = changes(before, after, [reports[1].id], {})
    assert update.change == "changed"
    assert "23, single, was 17, single" in update.text
    (gone,) = changes(after, [], ["r"], {})
    assert gone.change == "gone"


def test_a_change_names_the_reports_that_are_concerned_with_it() -> None:
    """A burst of reports is one redraw: without this each situation it touches would be put down to all of them."""
    claims, reports = build(CASES[2])
    after = reconcile(claims, reports).situations
    concerned = {after[0].id: frozenset({"b", "x"})}
    (update,) = changes([], after, ["a", "b", "c"], concerned)
    assert update.because == ("b",)
    (unexplained,) = changes([], after, ["a", "c"], concerned)
    assert unexplained.because == ("a", "c")


def test_a_burst_is_put_down_report_by_report() -> None:
    texts = (
        "Shells fell on the old market of Tal Amar and killed 17 people there.",
        "Far away in Karm the 40 buses left for the coast.",
    )
    reports = [a_report(text, ref=str(n)) for n, text in enumerate(texts)]
    places = a_place("Tal Amar"), a_place("Karm", lat=10.0, lon=10.0, id="2")
    claims = [a_claim(r, places=(p,)) for r, p in zip(reports, places, strict=True)]
    made = amend(Shelf(claims, reports), [report.id for report in reports])
    assert len(made.situations) == 2
    assert sorted(map(sorted, made.concerned.values())) == sorted([r.id] for r in reports)


def test_what_comes_to_be_disputed_or_goes_is_told_apart() -> None:
    claims, reports = build(CASES[2])
    (situation,) = reconcile(claims, reports).situations
    figure = situation.figures[0]
    disputed = figure.model_copy(update={"status": Standing.DISPUTED})
    then, now = (
        situation.model_copy(update={"figures": figures}) for figures in ((figure,), (disputed,))
    )
    (worse,) = differences([then], [now])
    assert (worse.told[0].sort, worse.told[0].part) == (Sort.DISPUTED, "1")
    (better,) = differences([now], [then])
    assert better.told[0].sort is Sort.CHANGED
    (gone,) = differences([then], [situation.model_copy(update={"figures": ()})])
    assert Sort.WITHDRAWN in {each.sort for each in gone.told}


def test_a_large_number_is_told_with_all_its_digits() -> None:
    claims, reports = build(CASES[2])
    figure = reconcile(claims, reports).situations[0].figures[0]
    large = figure.model_copy(update={"low": 1_550_001, "high": 1_550_001, "best": 1_550_001})
    assert say_figure(large).startswith("1550001,")
