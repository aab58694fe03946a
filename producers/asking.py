"""`onrecord show`, `why`, `trace`, `export`: windows on what the ledger holds."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.addresses import Address, figure_address, parse, statement_address
from producers.finding import the_part, the_situation
from producers.options import Home, Json, existing_ledger, settings_of
from producers.past import AsOf, Known, headline, known
from producers.phrases import short
from producers.terminal import invocation, one_line, out, print_json, say
from shared.errors import Unreadable
from shared.picture import Figure, Situation, Statement
from shared.records import Claim, Report

if TYPE_CHECKING:
    from rich.console import RenderableType

    from producers.views.why import Evidence, Use
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
        _say_when(asked)
        out().print(in_full(found, {claim.id: claim for claim in asked.claims()}))
        for entry in _ruled(asked, found):
            out().print(overrule_line(entry))
        say(hint(found, home, then))
        return
    picture = by_weight(asked.situations())
    if as_json:
        print_json(picture)
        return
    _say_when(asked)
    if picture:
        out().print(overview(picture))
        say(f"One of them in full: {invocation(f'show {short(picture[0].id)}{then}', home)}")
    elif as_of:
        say("There were no situations yet.")
    else:
        say("There are no situations yet. See onrecord queues for what is still being read.")


@app.command()
def why(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE_OR_CLAIM",
            help="3f2a91c0:2 as `show` prints it, or aleppo:killed, or a claim's id.",
        ),
    ],
    as_of: AsOf = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Say why a figure is what it is: claims that count, claims left out, reports, the very words.

    A statement is named 3f2a91c0:s1.
    """
    asked = known(existing_ledger(settings_of(home)), as_of)
    address = parse(name)
    if not as_json:
        _say_when(asked)
    if address.part is None:
        _why_claim(asked, name, as_json)
    else:
        _why_part(asked, address, as_json)


@app.command()
def trace(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="A trace, a report's id or its beginning, or its ref."),
    ],
    logs: Annotated[
        list[Path] | None,
        typer.Option("--log", metavar="FILE", help="Logs in JSON: what they say of it, too."),
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Follow one report from the door to the picture, with its waiting and working times.

    Of a trace that several reports share, all of them. The ledger knows how each hop ended; what
    went before, tries and deaths of processes, only the logs of workers and publishers do.
    """
    from producers.loglines import about
    from producers.views.journeys import journey_view, lines_view

    journeys = existing_ledger(settings_of(home)).journeys(name)
    if not journeys:
        raise Unreadable(
            f"No one report is meant by {name}. Give its trace, its ref, or at least four signs of its id; "
            "onrecord publish prints them."
        )
    lines = about(journeys, logs or [])
    if as_json:
        print_json(journeys)
        print_json(line.fields for line in lines)
        return
    for journey in journeys:
        out().print(journey_view(journey))
    if lines:
        out().print(lines_view(lines))
    elif logs:
        say("The logs say nothing about it.")


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
    _say_when(asked)
    write_claims(claims, folder)
    write_situations(picture, folder)
    say(f"Wrote {len(claims):,} claims and {len(picture):,} situations to {folder}.")


def _say_when(asked: Known) -> None:
    if (told := headline(asked)) is not None:
        say(told)


def _ruled(asked: Known, situation: Situation) -> list[Entry]:
    """The overrules that speak of claims in it."""
    there = {claim for voice in situation.voices for claim in (*voice.claims, *voice.copies)}
    there |= {claim for figure in situation.figures for claim in _ids(figure)}
    there |= {claim for statement in situation.statements for claim in _ids(statement)}
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


def _why_part(asked: Known, address: Address, as_json: bool) -> None:
    from producers.views.why import why_figure, why_statement

    situation, found = the_part(asked, address.situation, address.part or "")
    evidence = _evidence(asked, _ids(found))
    if as_json:
        print_json([{"situation": situation.id, "what": found, **_dumped(evidence)}])
        return
    view: RenderableType
    if isinstance(found, Figure):
        view = why_figure(situation, found, evidence)
    else:
        view = why_statement(situation, found, evidence)
    out().print(view)


def _why_claim(asked: Known, name: str, as_json: bool) -> None:
    from producers.views.why import Evidence, why_claim

    claim = asked.claim(name)
    if claim is None:
        raise Unreadable(
            f"No one claim is meant by {name}. Give at least four signs of a claim's id, or a figure as "
            "SITUATION:NUMBER; onrecord show SITUATION prints them."
        )
    report = asked.report(claim.report)
    if report is None:
        raise Unreadable(f"The report {claim.report} of this claim is not in the ledger.")
    uses = uses_of(claim, asked.situations())
    if as_json:
        shown = [
            {
                "address": use.address,
                "what": use.line.plain,
                "left_out": use.reason,
                "side": use.side.strip() or None,
            }
            for use in uses
        ]
        print_json([_dumped(Evidence({claim.id: claim}, {report.id: report})) | {"uses": shown}])
        return
    out().print(why_claim(claim, report, uses))


def _ids(found: Figure | Statement) -> list[str]:
    if isinstance(found, Figure):
        return [*found.claims, *(each.claim for each in found.excluded)]
    return [*found.for_, *found.against, *found.unverified]


def _evidence(asked: Known, ids: list[str]) -> Evidence:
    from producers.views.why import Evidence

    claims: dict[str, Claim] = {}
    reports: dict[str, Report] = {}
    for identity in ids:
        if (claim := asked.claim(identity)) is None:
            continue
        claims[identity] = claim
        if claim.report not in reports and (report := asked.report(claim.report)):
            reports[claim.report] = report
    return Evidence(claims, reports)


def _dumped(evidence: Evidence) -> dict[str, object]:
    """Without the reports' texts: a sentence of each claim is what was asked for."""
    return {
        "claims": [
            {
                "claim": claim,
                "sentence": evidence.reports[claim.report].text[slice(*claim.sentence)]
                if claim.report in evidence.reports
                else None,
            }
            for claim in evidence.claims.values()
        ]
    }


def uses_of(claim: Claim, situations: tuple[Situation, ...]) -> list[Use]:
    """Every figure and statement of the picture in which the claim counts or is left out."""
    from producers.views.situations import figure_line, standing
    from producers.views.why import Use

    uses: list[Use] = []
    for situation in situations:
        for place, figure in enumerate(situation.figures):
            left_out = {each.claim: each.reason for each in figure.excluded}
            if claim.id in left_out or claim.id in figure.claims:
                address = figure_address(situation, place)
                uses.append(Use(address, figure_line(figure), left_out.get(claim.id)))
        for place, statement in enumerate(situation.statements):
            for side, ids in (
                ("for it", statement.for_),
                ("against it", statement.against),
                ("as unable to verify", statement.unverified),
            ):
                if claim.id in ids:
                    line = standing(statement.status).append(
                        f" {one_line(statement.summary)}", "not bold default"
                    )
                    uses.append(Use(statement_address(situation, place), line, None, f" {side}"))
    return uses
