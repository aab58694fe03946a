"""`onrecord join`, `split`, `pin`, `overrules`: an analyst decides what is one happening, with his name and his reason.

What he decides are entries of the ledger about claims. They outlast every redraw, and can be withdrawn without a trace
in the picture.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from producers.finding import the_situation
from producers.options import DryRun, Home, Json, existing_ledger, settings_of
from producers.phrases import short
from producers.terminal import invocation, one_line, out, print_json, say
from shared.errors import Unreadable
from shared.overrules import Act, Overrule

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.picture import Situation

app = typer.Typer()
listing = typer.Typer(
    help="Look at what analysts have decided about what is one happening, or withdraw it.",
    no_args_is_help=True,
)

Why = Annotated[str, typer.Option("--why", help="For whoever asks why the picture is so. Needed.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the login name unless given.")]
Parts = Annotated[
    list[str],
    typer.Argument(metavar="PART...", help="A claim by its id, or a report by its id or name."),
]
Claims = Mapping[str, tuple[str, ...]]
"""Claim ids by report."""


@dataclass(frozen=True)
class Typed:
    """What these commands have in common."""

    why: str
    by: str | None
    dry_run: bool
    as_json: bool
    home: Path | None


@app.command()
def join(
    names: Annotated[
        list[str],
        typer.Argument(metavar="SITUATION SITUATION...", help="As `onrecord show` names them."),
    ],
    why: Why = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Decide that situations are one happening: all that is in them now is one situation from here on."""
    ledger = existing_ledger(settings_of(home))
    chosen = {each.id: each for each in (the_situation(ledger, name) for name in names)}
    if len(chosen) < 2:
        raise Unreadable("Name at least two situations that are one happening.")
    told = [ledger.told_in(each) for each in chosen]
    made = Overrule(act=Act.JOIN, together=_ids(*told), reports=_reports(*told))
    titles = " and ".join(_named(each) for each in chosen.values())
    _enter(ledger, made, f"{titles} are one happening", Typed(why, by, dry_run, as_json, home))


@app.command()
def split(
    situation: Annotated[str, typer.Argument(help="As `onrecord show` names it.")],
    parts: Parts,
    why: Why = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Decide that claims of a situation are of another happening than the rest of it."""
    ledger = existing_ledger(settings_of(home))
    found = the_situation(ledger, situation)
    told = ledger.told_in(found.id)
    these = [claim for part in parts for claim in _of_part(ledger, part, told)]
    those = sorted(set(_ids(told)) - set(these))
    if not those:
        raise Unreadable(
            f"That is all there is in {_named(found)}. Name what is of another happening than the rest."
        )
    made = Overrule(
        act=Act.SPLIT, these=tuple(sorted(set(these))), those=tuple(those), reports=_reports(told)
    )
    what = f"{_number(made.these)} of {_named(found)} are of another happening than the rest"
    _enter(ledger, made, what, Typed(why, by, dry_run, as_json, home))


@app.command()
def pin(
    situation: Annotated[
        str, typer.Argument(help="Where they belong, as `onrecord show` names it.")
    ],
    parts: Parts,
    why: Why = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Decide that claims are of this happening, and not of the one they were put to."""
    ledger = existing_ledger(settings_of(home))
    found = the_situation(ledger, situation)
    home_told = ledger.told_in(found.id)
    these = {claim for part in parts for claim in _of_part(ledger, part, None)} - set(
        _ids(home_told)
    )
    left = {where for claim in these if (where := ledger.situation_of(claim)) is not None}
    if not left:
        raise Unreadable(f"That is in {_named(found)} already, or in no situation.")
    told = [home_told, *(ledger.told_in(each) for each in sorted(left))]
    made = Overrule(
        act=Act.PIN,
        together=tuple(sorted({*these, *_ids(home_told)})),
        these=tuple(sorted(these)),
        those=tuple(sorted(set(_ids(*told[1:])) - these)),
        reports=_reports(*told),
    )
    what = f"{_number(made.these)} belong to {_named(found)}"
    _enter(ledger, made, what, Typed(why, by, dry_run, as_json, home))


@listing.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that have been withdrawn.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List the overrules in force: who decided what, when and why."""
    from producers.views.overrules import overrules_table

    entries = existing_ledger(settings_of(home)).overrules(withdrawn=everything)
    if as_json:
        print_json(entries)
    elif entries:
        out().print(overrules_table(entries))
    else:
        say("No overrule is in force: the picture is what the rules make of the reports.")


@listing.command()
def undo(
    number: Annotated[
        int, typer.Argument(metavar="N", help="As `onrecord overrules list` has it.")
    ],
    why: Why = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Withdraw an overrule: the rules decide again. The entry stays, with who withdrew it and why."""
    ledger = existing_ledger(settings_of(home))
    ledger.withdraw_overrule(number, _by(by), _reason(why))
    say(f"Overrule {number} is withdrawn. {SOON}")


SOON = "The picture is redrawn as soon as a worker runs."


def _enter(ledger: Ledger, made: Overrule, what: str, typed: Typed) -> None:
    reason = _reason(typed.why)
    number = None if typed.dry_run else ledger.overrule(made, _by(typed.by), reason)
    if typed.as_json:
        print_json([{"overrule": number, "says": what, **made.model_dump(mode="json")}])
    elif number is None:
        say(f"It would be decided that {what}. Nothing was changed.")
    else:
        undoing = invocation(f"overrules undo {number} --why TEXT", typed.home)
        say(f"Overrule {number}: {what}. {SOON} To take it back: {undoing}")


def _of_part(ledger: Ledger, part: str, told: Claims | None) -> Iterable[str]:
    """The claims that a person means by a part: one, or all news of a report; of a situation, if one is given."""
    claim = ledger.claim(part)
    journey = None if claim else ledger.journey(part)
    if claim is None and journey is None:
        raise Unreadable(
            f"No one claim and no report is meant by {part}. onrecord why prints the ids of claims."
        )
    report = claim.report if claim else journey.report if journey else ""
    there = told if told is not None else ledger.told_by(report)
    found = [claim.id] if claim else list(there.get(report, ()))
    if not found or (claim and claim.id not in there.get(report, ())):
        raise Unreadable(f"{part} tells no news{' there' if told is not None else ''}.")
    return found


def _ids(*told: Claims) -> tuple[str, ...]:
    return tuple(sorted({c for each in told for claims in each.values() for c in claims}))


def _reports(*told: Claims) -> tuple[str, ...]:
    return tuple(sorted({report for each in told for report in each}))


def _named(situation: Situation) -> str:
    return f"{one_line(situation.title)} ({short(situation.id)})"


def _number(claims: Sequence[str]) -> str:
    return "1 claim" if len(claims) == 1 else f"{len(claims):,} claims"


def _by(by: str | None) -> str:
    return one_line(by or getpass.getuser())


def _reason(why: str) -> str:
    reason = one_line(why)
    if not reason:
        raise Unreadable("Say why, with --why TEXT: whoever reads the picture must be able to ask.")
    return reason
