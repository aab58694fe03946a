"""`onrecord series`: what is claimed as of each day, and when it was told and known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from producers.finding import the_situation
from producers.options import Home, Json, existing_ledger, settings_of
from producers.past import AsOf, known
from producers.phrases import measured
from producers.terminal import out, print_json, say
from shared.errors import Unreadable
from shared.picture import Figure, Situation
from shared.records import Claim

app = typer.Typer()


@dataclass(frozen=True)
class Point:
    """One day of a series. `told` and `last_told` are publications; `known` is when its first report was in
    our picture, in seconds since 1970."""

    place: int
    """Which of the situation's figures it is, from 0."""
    figure: Figure
    told: str | None
    last_told: str | None
    known: float | None


Series = Mapping[str, Sequence[Point]]
"""By what is counted, in words, the days in their order."""


@app.command()
def series(
    situation: Annotated[str, typer.Argument(help="As `onrecord show` names it.")],
    measure: Annotated[
        str | None,
        typer.Argument(metavar="[MEASURE]", help="killed, evacuated ...; all unless given."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show a situation's figures over time: what is claimed as of each day, who told it when, when we knew it."""
    from producers.views.series import series_view

    ledger = existing_ledger(settings_of(home))
    asked = known(ledger, as_of)
    found = the_situation(asked, situation)
    claims = {claim.id: claim for claim in asked.claims()}
    since = ledger.in_the_picture_since({claim.report for claim in claims.values()})
    every = over_time(found, claims, since, measure)
    if not every:
        raise Unreadable(
            f"{found.title} has no figure{f' of {measure}' if measure else 's'}. onrecord show prints them."
        )
    if as_json:
        print_json({"what": what, "point": point} for what, days in every.items() for point in days)
        return
    out().print(series_view(found, every))
    say("The day is the one a number is for. A late report about Monday changes Monday.")


def over_time(
    situation: Situation,
    claims: Mapping[str, Claim],
    since: Mapping[str, float],
    measure: str | None = None,
) -> Series:
    """Its figures by what they count, each with when it was first and last told, and first known."""
    found: dict[str, list[Point]] = defaultdict(list)
    for place, figure in enumerate(situation.figures):
        if measure is not None and figure.measure != measure:
            continue
        every = (*figure.claims, *(each.claim for each in figure.excluded))
        told = [claims[each] for each in every if each in claims]
        published = sorted(each.published for each in told if each.published)
        moments = [since[each.report] for each in told if each.report in since]
        found[measured(figure)].append(
            Point(
                place,
                figure,
                published[0] if published else None,
                published[-1] if published else None,
                min(moments, default=None),
            )
        )
    return {
        what: sorted(points, key=lambda point: (point.figure.as_of or "9999", point.place))
        for what, points in sorted(found.items())
    }
