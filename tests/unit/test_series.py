"""Figures over time: what is claimed as of each day, when it was told, and when it was known here."""

from producers.series import over_time
from producers.views.bars import DRAWN, drawn
from producers.views.series import series_view
from tests.unit.test_cli_views import claim, figure, shown, situation

MONDAY, TUESDAY = (
    figure(as_of=day, best=n, low=n, high=n, claims=(name,), excluded=(), status="single")
    for day, n, name in (("2021-05-03", 10, "m"), ("2021-05-04", 40, "t"))
)
CLAIMS = {
    "m": claim("m", report="late", published="2021-05-09T10:00:00Z"),
    "t": claim("t", report="soon", published="2021-05-04T10:00:00Z"),
}
SINCE = {"late": 200.0, "soon": 100.0}


def test_days_stand_in_their_order_whenever_they_were_told() -> None:
    """A late report about Monday changes Monday."""
    told = situation(figures=(TUESDAY, MONDAY))
    ((what, points),) = over_time(told, CLAIMS, SINCE).items()
    assert what == "killed"
    assert [(p.figure.as_of, p.place, p.known) for p in points] == [
        ("2021-05-03", 1, 200.0),
        ("2021-05-04", 0, 100.0),
    ]
    assert points[0].told == points[0].last_told == "2021-05-09T10:00:00Z"


def test_what_counts_other_things_is_another_series() -> None:
    wounded = figure(measure="wounded")
    told = situation(figures=(MONDAY, wounded))
    assert list(over_time(told, CLAIMS, SINCE)) == ["killed", "wounded"]
    assert list(over_time(told, CLAIMS, SINCE, "wounded")) == ["wounded"]


def test_a_series_is_drawn_to_one_scale() -> None:
    told = situation(figures=(MONDAY, TUESDAY))
    printed = shown(series_view(told, over_time(told, CLAIMS, SINCE)))
    assert drawn(MONDAY, 14, DRAWN, 40) in printed
    assert drawn(TUESDAY, 14, DRAWN) in printed
    assert drawn(MONDAY, 14, DRAWN, 40) != drawn(MONDAY, 14, DRAWN)
