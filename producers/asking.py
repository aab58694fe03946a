"""`onrecord show`, `export`: windows on the picture, of now or as it was known."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.addresses import figure_address, statement_address
from producers.finding import ids_of, the_situation
from producers.options import Home, Json, existing_ledger, settings_of
from producers.past import AsOf, Known, known
from producers.phrases import short
from producers.terminal import invocation, out, print_json, say
from shared.picture import Situation

if TYPE_CHECKING:
    from shared.ledger.overruling import Entry

app = typer.Typer()


@app.command()
def show(
    situation: Annotated[
        str | None,
        typer.Argument(
            metavar="[SITUATION]", help="The beginning of its id, or a word of its title."
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show the picture: all situations, or one with its figures, statements and voices."""
    from producers.views.overrules import overrule_line
    from producers.views.situations import by_weight, in_full, overview

    asked = known(existing_ledger(settings_of(home)), as_of)
    then = f" --as-of {shlex.quote(as_of)}" if as_of else ""
    if situation is not None:
        found = the_situation(asked, situation)
        if as_json:
            print_json([found])
            return
        out().print(in_full(found, {claim.id: claim for claim in asked.claims()}))
        for entry in _ruled(asked, found):
            out().print(overrule_line(entry))
        say(hint(found, home, then))
        return
    picture = by_weight(asked.situations())
    if as_json:
        print_json(picture)
        return
    if picture:
        out().print(overview(picture))
        say(f"One of them in full: {invocation(f'show {short(picture[0].id)}{then}', home)}")
    elif as_of:
        say("There were no situations yet.")
    else:
        say("There are no situations yet. See onrecord queues for what is still being read.")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it is not there.")],
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Write claims.jsonl and situations.jsonl, the same bytes for the same reports.

    Both are of one moment. The claims are those of the reports that are in the picture.
    """
    from shared.export import write_claims, write_situations

    asked = known(existing_ledger(settings_of(home)), as_of)
    claims, picture = asked.exported()
    write_claims(claims, folder)
    write_situations(picture, folder)
    say(f"Wrote {len(claims):,} claims and {len(picture):,} situations to {folder}.")


def _ruled(asked: Known, situation: Situation) -> list[Entry]:
    """The overrules that speak of claims in it."""
    there = {claim for voice in situation.voices for claim in (*voice.claims, *voice.copies)}
    there |= {claim for figure in situation.figures for claim in ids_of(figure)}
    there |= {claim for statement in situation.statements for claim in ids_of(statement)}
    return [
        each
        for each in asked.overrules()
        if there & {*each.overrule.together, *each.overrule.these, *each.overrule.those}
    ]


def hint(situation: Situation, home: Path | None, then: str = "") -> str:
    """How to go on from a situation: with the figure that most claims speak of."""
    from producers.views.situations import weight

    address = statement_address(situation, 0)
    if situation.figures:
        places = range(len(situation.figures))
        address = figure_address(
            situation, max(places, key=lambda each: weight(situation.figures[each]))
        )
    return f"Why it says so: {invocation(f'why {address}{then}', home)}"
