"""Why a figure, a statement or a claim is what it is: down to the very words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from producers.phrases import (
    LEFT_OUT,
    MEANING,
    manner,
    minute,
    quantity,
    short,
    speaker,
    when,
    where,
)
from producers.terminal import one_line, plain, words
from producers.views.bars import Bar
from producers.views.marked import quoted
from producers.views.situations import figure_line, standing
from shared.picture import Figure, Reason, Situation, Standing, Statement
from shared.records import Claim, Report

TEXT_INDENT = 4


@dataclass(frozen=True)
class Evidence:
    """The claims and reports that a reason rests on."""

    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    copied: Mapping[str, Claim] = field(default_factory=dict)
    """By claim, the one whose words it is in."""

    def alters(self, claim: Claim) -> bool:
        """Whether it is in another's words, with another number in them."""
        original = self.copied.get(claim.id)
        return original is not None and numbers(original) != numbers(claim)


def numbers(claim: Claim) -> list[tuple[str, ...]]:
    """Each number said in the claim, and of what: lowest, highest, measure, unit."""
    told = ((each.low, each.high, each.measure.value, each.unit) for each in claim.quantities)
    return sorted(tuple(map(str, each)) for each in told)


@dataclass(frozen=True)
class Use:
    """One place of the picture where a claim is used or left out."""

    address: str
    line: Text
    reason: Reason | None
    side: str = ""


def why_figure(situation: Situation, figure: Figure, evidence: Evidence) -> RenderableType:
    """The claims that count, then those left out, each with its reason."""
    parts: list[RenderableType] = [
        Rule(words(situation.title, "bold"), align="left"),
        figure_line(figure),
        Bar(figure, width=48),
        Text(),
        meaning(figure.status),
        Text(),
        Text(f"{_claims(len(figure.claims))} in it", "bold"),
        *_listed(figure.claims, evidence, figure),
    ]
    if figure.excluded:
        parts.append(Text(f"{_claims(len(figure.excluded), 'is', 'are')} left out", "bold"))
    for excluded in figure.excluded:
        parts.append(Text(f"  {LEFT_OUT[excluded.reason]}", "italic"))
        parts += _listed((excluded.claim,), evidence, figure)
    return Group(*parts)


def why_statement(situation: Situation, statement: Statement, evidence: Evidence) -> RenderableType:
    """Who stands for it, who against, who could not verify."""
    parts: list[RenderableType] = [
        Rule(words(situation.title, "bold"), align="left"),
        words(statement.summary, "bold").append(": ").append(standing(statement.status)),
        Text(),
        meaning(statement.status),
        Text(),
    ]
    for label, ids in (
        ("For it", statement.for_),
        ("Against it", statement.against),
        ("Could not verify it", statement.unverified),
    ):
        if ids:
            parts += [Text(label, "bold"), *_listed(ids, evidence)]
    return Group(*parts)


def why_claim(claim: Claim, evidence: Evidence, uses: Sequence[Use]) -> RenderableType:
    """What was read out of the words, and where in the picture it is used."""
    parts: list[RenderableType] = [
        Rule(Text(f"claim {short(claim.id)}", "bold"), align="left"),
        *_shown(claim, evidence),
        Text(_details(claim)),
        Text(),
    ]
    if not uses:
        parts.append(Text("It is in no figure and no statement of the picture."))
    for use in uses:
        line = Text(f"{use.address}  ", "dim").append(use.line)
        parts.append(line)
        reason = LEFT_OUT[use.reason] if use.reason else f"counts{use.side}"
        parts.append(Padding(Text(reason, "italic"), (0, 0, 1, TEXT_INDENT)))
    return Group(*parts)


def meaning(status: Standing) -> Text:
    """The standing with what the word means."""
    return standing(status).append(f": {MEANING[status]}.", style="not bold default")


def _claims(count: int, one: str = "counts", more: str = "count") -> str:
    return f"{count} claim {one}" if count == 1 else f"{count} claims {more}"


def _listed(
    ids: Iterable[str], evidence: Evidence, figure: Figure | None = None
) -> Iterable[RenderableType]:
    for identity in ids:
        claim = evidence.claims.get(identity)
        if claim is None or claim.report not in evidence.reports:
            yield Text(f"  claim {identity} is no longer in the ledger", "dim")
            continue
        yield from _shown(claim, evidence, figure)


def _shown(
    claim: Claim, evidence: Evidence, figure: Figure | None = None
) -> Iterable[RenderableType]:
    """Who, the report, the very words with their offsets, and whose words they were first."""
    report = evidence.reports[claim.report]
    counted = [
        quantity(each)
        for each in claim.quantities
        if figure is None or (each.measure is figure.measure and not each.part)
    ]
    head = words(speaker(claim), "bold").append(f" {manner(claim)}", "not bold")
    if counted:
        head.append(": " + one_line("; ".join(counted)), "not bold")
    yield Padding(head, (0, 0, 0, 2))
    yield Padding(quoted(report.text, claim), (0, 0, 0, TEXT_INDENT))
    if (original := evidence.copied.get(claim.id)) is not None:
        line = Text(_carried(original, evidence, evidence.alters(claim)), "italic")
        yield Padding(line, (0, 0, 0, TEXT_INDENT))
    place = f"characters {claim.start} to {claim.end} · claim {short(claim.id)}"
    published = minute(report.published) if report.published else "no date"
    line = Text(one_line(f"{_name(report)} · {published} · {place}"), "dim")
    yield Padding(line, (0, 0, 1, TEXT_INDENT))


def _carried(original: Claim, evidence: Evidence, altered: bool) -> str:
    """Whose words they are; and what stands there, where a number was changed on the way."""
    report = evidence.reports.get(original.report)
    first = f"{_name(report) if report else 'another report'} (claim {short(original.id)})"
    if not altered:
        return one_line(f"in the words of {first}")
    told = ", ".join(each.text for each in original.quantities) or "no number"
    return one_line(f"in the words of {first}, with another number: there it is {told}")


def _name(report: Report) -> str:
    return " · ".join(part for part in (report.outlet, report.ref or report.id) if part)


def _details(claim: Claim) -> str:
    cue = claim.cue.text if claim.cue else "none: the reporter's own voice"
    rows = [
        ("cue", cue),
        ("speech", claim.mode.value),
        ("certainty", claim.certainty.value),
        ("phase", claim.phase.value + (", background" if claim.background else "")),
        ("kinds", ", ".join(claim.kinds)),
        ("figures", "; ".join(f"{quantity(each)} ({each.text})" for each in claim.quantities)),
        ("when", when(claim.time)),
        ("where", ", ".join(where(each) for each in claim.places)),
    ]
    lines = [f"  {name:<10} {one_line(value)}" for name, value in rows if value]
    return plain("\n".join(lines))
