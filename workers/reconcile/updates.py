"""Updates: what is different between two pictures, in sentences for whoever listens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shared.picture import Figure, Situation, Standing, Statement, Update


class Sort(StrEnum):
    """What sort of difference it is, for whoever looks for one sort first."""

    NEW = "new"
    DISPUTED = "disputed"
    """It has come to be disputed or denied."""
    WITHDRAWN = "withdrawn"
    """It is no longer there, or everybody who claimed it has taken it back."""
    CHANGED = "changed"
    CARRIED = "carried"
    """It says what it said, on other claims."""


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in a sentence, never in a report's words."""

    sort: Sort
    text: str
    part: str | None = None
    """Where it is to be seen: `2` is the second figure of the situation now, `s2` the second statement."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different about one situation."""

    situation: str
    change: str
    """`new`, `changed` or `gone` (merged away or emptied)."""
    title: str
    told: tuple[Told, ...]

    @property
    def text(self) -> str:
        said = "; ".join(each.text for each in self.told)
        return f"{self.title} {said}." if self.change == "gone" else f"{self.title}: {said}."


def differences(before: Iterable[Situation], after: Iterable[Situation]) -> Iterator[Difference]:
    """One for each situation that is new, changed or gone, by id.

    A situation that was merged into another is gone, and what is told says where it is to be found now.
    """
    old = {situation.id: situation for situation in before}
    new = {situation.id: situation for situation in after}
    merged = {old_id: situation for situation in new.values() for old_id in situation.forwards}
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if now is not None:
            told = tuple(_told(was, now))
            yield Difference(key, "changed" if was else "new", now.title, told)
        elif was is not None:
            yield Difference(key, "gone", was.title, (_gone(merged.get(key)),))


def changes(
    before: Iterable[Situation],
    after: Iterable[Situation],
    because: Iterable[str],
    concerned: Mapping[str, frozenset[str]],
    decided: Mapping[int, frozenset[str]] = MappingProxyType({}),
) -> tuple[Update, ...]:
    """The differences as updates, by situation id.

    `because`: ids of the reports whose reading made the difference; of these, a situation names those that
    are `concerned` with it. `decided`: reports of the overrules that have a part in it.
    """
    reports = frozenset(because)
    return tuple(
        Update(
            situation=each.situation,
            change=each.change,
            because=because_of(each.situation, reports, concerned),
            text=each.text + _by(by_overrules(each.situation, decided, concerned)),
        )
        for each in differences(before, after)
    )


def because_of(
    situation: str, reports: frozenset[str], concerned: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Those of the reports that are concerned with a situation; all where none is."""
    return tuple(sorted(reports & concerned.get(situation, reports) or reports))


def by_overrules(
    situation: str, decided: Mapping[int, frozenset[str]], concerned: Mapping[str, frozenset[str]]
) -> tuple[int, ...]:
    """Numbers of the overrules that speak of a report concerned with a situation."""
    there = concerned.get(situation, frozenset())
    return tuple(sorted(number for number, reports in decided.items() if reports & there))


def _by(overrules: tuple[int, ...]) -> str:
    if not overrules:
        return ""
    numbers = ", ".join(map(str, overrules))
    return f" By overrule{'s' if len(overrules) > 1 else ''} {numbers}."


def _gone(merged: Situation | None) -> Told:
    if merged is None:
        return Told(Sort.WITHDRAWN, "has no claims left")
    return Told(Sort.CHANGED, f"is now part of {merged.title} ({merged.id})")


def _told(old: Situation | None, new: Situation) -> Iterator[Told]:
    figures = {_figure_key(each): each for each in old.figures} if old else {}
    statements = {_statement_key(each): each for each in old.statements} if old else {}
    told = [*_figures(figures, new), *_statements(statements, new)]
    if old is None:
        told = told or [Told(Sort.NEW, "first reports")]
    else:
        told += [*_lost(old, new), *_rest(old, new)]
    yield from told


def _figure_key(figure: Figure) -> tuple[str | None, ...]:
    return figure.measure, figure.scope, figure.as_of, figure.unit


def _statement_key(statement: Statement) -> tuple[str, str]:
    return statement.kind, statement.summary


def _figures(old: Mapping[tuple[str | None, ...], Figure], new: Situation) -> Iterator[Told]:
    for place, figure in enumerate(new.figures, 1):
        was, says = old.get(_figure_key(figure)), f"{name_figure(figure)}: {say_figure(figure)}"
        if was is None:
            yield Told(_sort(None, figure.status), says, str(place))
        elif say_figure(was) != say_figure(figure):
            sort = _sort(was.status, figure.status)
            yield Told(sort, f"{says}, was {say_figure(was)}", str(place))
        elif was != figure:
            yield Told(Sort.CARRIED, f"{says} as before, on other claims", str(place))


def name_figure(figure: Figure) -> str:
    """What a figure counts, in words: `evacuated, person, 2019-03-03`."""
    parts = (figure.measure.value, figure.unit, figure.as_of)
    named = ", ".join(part for part in parts if part)
    return f"{named} (running total)" if figure.scope.value == "cumulative" else named


def say_figure(figure: Figure) -> str:
    """What a figure says, in words: `1550 (1300 to 1550), corroborated`."""
    if figure.low is None:
        return figure.status.value
    low, best, high = map(_number, (figure.low, figure.best, figure.high))
    span = low if figure.low == figure.high else f"{low} to {high}"
    span = f"{span} or more" if figure.open else span
    best = "" if figure.best is None or figure.low == figure.high else f"{best}, claimed "
    return f"{best}{span}, {figure.status.value}"


def _number(number: float | None) -> str:
    """All its digits: 1,550,000 would else be 1.55e+06, and 1,550,001 too."""
    return "" if number is None else f"{number:.15g}"


def _statements(old: Mapping[tuple[str, str], Statement], new: Situation) -> Iterator[Told]:
    for place, statement in enumerate(new.statements, 1):
        was = old.get(_statement_key(statement))
        says = f"a statement on {statement.kind.value}: {statement.status.value}"
        if was is None:
            yield Told(_sort(None, statement.status), says, f"s{place}")
        elif was.status != statement.status:
            sort = _sort(was.status, statement.status)
            yield Told(sort, f"{says}, was {was.status.value}", f"s{place}")
        elif was != statement:
            yield Told(Sort.CARRIED, f"{says} as before, on other claims", f"s{place}")


def _sort(was: Standing | None, now: Standing) -> Sort:
    if now is not was and now in {Standing.DISPUTED, Standing.DENIED}:
        return Sort.DISPUTED
    if now is not was and now is Standing.RETRACTED:
        return Sort.WITHDRAWN
    return Sort.NEW if was is None else Sort.CHANGED


def _lost(old: Situation, new: Situation) -> Iterator[Told]:
    figures = {_figure_key(figure) for figure in new.figures}
    for figure in old.figures:
        if _figure_key(figure) not in figures:
            yield Told(Sort.WITHDRAWN, f"{name_figure(figure)}: no longer there")
    statements = {_statement_key(statement) for statement in new.statements}
    for statement in old.statements:
        if _statement_key(statement) not in statements:
            said = f"a statement on {statement.kind.value}: no longer there"
            yield Told(Sort.WITHDRAWN, said)


def _rest(old: Situation, new: Situation) -> Iterator[Told]:
    if old.voices != new.voices:
        gained = sorted({v.name for v in new.voices} - {v.name for v in old.voices})
        if gained:
            yield Told(Sort.NEW, f"new voices: {', '.join(gained)}")
        else:
            yield Told(Sort.CARRIED, "the same voices, other claims")
    if (old.figures, old.statements, old.voices) == (new.figures, new.statements, new.voices):
        yield Told(Sort.CHANGED, "where, when or newest report changed")
