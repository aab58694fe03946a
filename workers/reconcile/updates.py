"""Updates: what is different between two pictures, in sentences for whoever listens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.picture import Figure, Situation, Statement, Update


def changes(
    before: Iterable[Situation], after: Iterable[Situation], because: Iterable[str]
) -> tuple[Update, ...]:
    """One update for each situation that is new, changed or gone, by id.

    `because`: ids of the reports whose reading made the difference. A situation that was merged into
    another is gone, and its text says where it is to be found now.
    """
    old = {situation.id: situation for situation in before}
    new = {situation.id: situation for situation in after}
    reports = tuple(sorted(set(because)))
    merged = {old_id: situation for situation in new.values() for old_id in situation.forwards}
    found: list[Update] = []
    for key in sorted(old.keys() | new.keys()):
        told = _change(old.get(key), new.get(key), merged.get(key))
        if told is not None:
            found.append(Update(situation=key, change=told[0], because=reports, text=told[1]))
    return tuple(found)


def _change(
    old: Situation | None, new: Situation | None, merged: Situation | None
) -> tuple[str, str] | None:
    if old == new:
        return None
    if new is None and old is not None:
        where = f"is now part of {merged.title} ({merged.id})" if merged else "has no claims left"
        return "gone", f"{old.title} {where}."
    if new is None:
        return None
    if old is None:
        told = [*_figures({}, new), *_statements({}, new)]
        return "new", f"{new.title}: {'; '.join(told) or 'first reports'}."
    figures = {_figure_key(figure): figure for figure in old.figures}
    statements = {_statement_key(statement): statement for statement in old.statements}
    told = [
        *_figures(figures, new),
        *_statements(statements, new),
        *_lost(old, new),
        *_rest(old, new),
    ]
    return "changed", f"{new.title}: {'; '.join(told)}."


def _figure_key(figure: Figure) -> tuple[str | None, ...]:
    return figure.measure, figure.scope, figure.as_of, figure.unit


def _statement_key(statement: Statement) -> tuple[str, str]:
    return statement.kind, statement.summary


def _figures(old: Mapping[tuple[str | None, ...], Figure], new: Situation) -> Iterable[str]:
    for figure in new.figures:
        was = old.get(_figure_key(figure))
        if was is None:
            yield f"{name_figure(figure)}: {say_figure(figure)}"
        elif say_figure(was) != say_figure(figure):
            yield f"{name_figure(figure)}: {say_figure(figure)}, was {say_figure(was)}"
        elif was != figure:
            yield f"{name_figure(figure)}: {say_figure(figure)} as before, on other claims"


def name_figure(figure: Figure) -> str:
    """What a figure counts, in words: `evacuated, person, 2019-03-03`."""
    parts = (figure.measure.value, figure.unit, figure.as_of)
    named = ", ".join(part for part in parts if part)
    return f"{named} (running total)" if figure.scope.value == "cumulative" else named


def say_figure(figure: Figure) -> str:
    """What a figure says, in words: `1550 (1300 to 1550), corroborated`."""
    if figure.low is None:
        return figure.status.value
    span = f"{figure.low:g}" if figure.low == figure.high else f"{figure.low:g} to {figure.high:g}"
    span = f"{span} or more" if figure.open else span
    best = "" if figure.best is None or figure.low == figure.high else f"{figure.best:g}, claimed "
    return f"{best}{span}, {figure.status.value}"


def _statements(old: Mapping[tuple[str, str], Statement], new: Situation) -> Iterable[str]:
    for statement in new.statements:
        was = old.get(_statement_key(statement))
        if was is None:
            yield f"a statement on {statement.kind.value}: {statement.status.value}"
        elif was.status != statement.status:
            yield f"a statement on {statement.kind.value}: {statement.status.value}, was {was.status.value}"
        elif was != statement:
            yield f"a statement on {statement.kind.value}: {statement.status.value} as before, on other claims"


def _lost(old: Situation, new: Situation) -> Iterable[str]:
    figures = {_figure_key(figure) for figure in new.figures}
    for figure in old.figures:
        if _figure_key(figure) not in figures:
            yield f"{name_figure(figure)}: no longer there"
    statements = {_statement_key(statement) for statement in new.statements}
    for statement in old.statements:
        if _statement_key(statement) not in statements:
            yield f"a statement on {statement.kind.value}: no longer there"


def _rest(old: Situation, new: Situation) -> Iterable[str]:
    if old.voices != new.voices:
        gained = sorted({v.name for v in new.voices} - {v.name for v in old.voices})
        yield f"new voices: {', '.join(gained)}" if gained else "the same voices, other claims"
    if (old.figures, old.statements, old.voices) == (new.figures, new.statements, new.voices):
        yield "where, when or newest report changed"
