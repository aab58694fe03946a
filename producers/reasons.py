"""`onrecord why`: a figure, a statement, a claim or a whole situation, down to the very words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from producers.addresses import Address, figure_address, parse, statement_address
from producers.finding import ids_of, the_part, the_situation
from producers.options import Home, Json, existing_ledger, settings_of
from producers.past import AsOf, Known, Past, known
from producers.terminal import busy, one_line, out, print_json
from shared.errors import Unreadable
from shared.picture import Figure, Situation
from shared.records import Claim, Report

if TYPE_CHECKING:
    from rich.console import RenderableType

    from producers.views.why import Evidence, Use
    from shared.ledger import Ledger

app = typer.Typer()

EXPLAIN = "workers.explaining"
"""A program of the workers' side, which alone knows the rules."""


@app.command()
def why(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A figure (3f2a91c0:2 as `show` prints it, or aleppo:killed), a claim's id, or a situation.",
        ),
    ],
    as_of: AsOf = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Say why a figure is what it is: claims that count, claims left out, reports, the very words.

    A statement is named 3f2a91c0:s1. Of a situation: which reports are together in it, what speaks for that, and
    what came near and was kept apart.
    """
    ledger = existing_ledger(settings_of(home))
    asked = known(ledger, as_of)
    address = parse(name)
    if address.part is not None:
        _why_part(asked, address, as_json)
    elif (claim := asked.claim(name)) is not None:
        _why_claim(asked, claim, as_json)
    else:
        _why_situation(ledger, asked, name, as_json)


def _why_part(asked: Known, address: Address, as_json: bool) -> None:
    from producers.views.why import why_figure, why_statement

    situation, found = the_part(asked, address.situation, address.part or "")
    evidence = evidence_of(asked, ids_of(found))
    if as_json:
        print_json([{"situation": situation.id, "what": found, **_dumped(evidence)}])
        return
    view: RenderableType
    if isinstance(found, Figure):
        view = why_figure(situation, found, evidence)
    else:
        view = why_statement(situation, found, evidence)
    out().print(view)


def _why_situation(ledger: Ledger, asked: Known, name: str, as_json: bool) -> None:
    from producers.programs import answers
    from producers.views.grouping import why_grouped

    situation = _meant(asked, name)
    if isinstance(asked, Past):
        raise Unreadable(
            "What is together in a situation is explained as of now only. Leave out --as-of, or name a figure."
        )
    with busy("Weighing what speaks for it ..."):
        told = list(answers(ledger.settings, EXPLAIN, situation.id))
    if as_json:
        print_json(told)
        return
    titles = {each.id: each.title for each in ledger.situations()}
    reports = {each["report"]: ledger.report(each["report"]) for each in told}
    out().print(why_grouped(situation, told, reports, titles))


def _meant(asked: Known, name: str) -> Situation:
    try:
        return the_situation(asked, name)
    except Unreadable as error:
        raise Unreadable(
            f"No one claim is meant by {name}, and no one situation. {error} A figure is named "
            "SITUATION:NUMBER."
        ) from error


def _why_claim(asked: Known, claim: Claim, as_json: bool) -> None:
    from producers.views.why import why_claim

    evidence = evidence_of(asked, [claim.id])
    if claim.report not in evidence.reports:
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
        print_json([_dumped(evidence) | {"uses": shown}])
        return
    out().print(why_claim(claim, evidence, uses))


def evidence_of(asked: Known, ids: list[str]) -> Evidence:
    """The claims of these ids with their reports, and the claims whose words they are in."""
    from producers.views.why import Evidence

    claims = asked.claims_of(ids)
    copied = asked.copied({claim.report for claim in claims.values()})
    originals = asked.claims_of([copied[each].of for each in claims if each in copied])
    reports: dict[str, Report] = {}
    for claim in (*claims.values(), *originals.values()):
        if claim.report not in reports and (report := asked.report(claim.report)):
            reports[claim.report] = report
    of = {each: originals[c.of] for each, c in copied.items() if c.of in originals}
    return Evidence(claims, reports, {each: of[each] for each in claims if each in of})


def _dumped(evidence: Evidence) -> dict[str, object]:
    """Without the reports' texts: a sentence of each claim is what was asked for."""
    return {
        "claims": [
            {
                "claim": claim,
                "sentence": evidence.reports[claim.report].text[slice(*claim.sentence)]
                if claim.report in evidence.reports
                else None,
                "copy_of": evidence.copied[claim.id].id if claim.id in evidence.copied else None,
                "altered": evidence.alters(claim),
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
