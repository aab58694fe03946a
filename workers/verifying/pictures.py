"""The promise of the picture: the claims, reconciled once more, give what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.ledger import Drawing, Redraw
from shared.ledger.catalogue import Kept, to_keep
from shared.ledger.codec import as_situation, written
from shared.picture import Figure, Situation, Update
from workers import core
from workers.reconcile.updates import name_figure, say_figure
from workers.verifying.breaches import Breach, Mend, Promise

RESPELLED = "It is spelled as it is always written, and says what it said."


@dataclass(frozen=True)
class Compared:
    """How the stored picture differs from the one that its claims give."""

    breaches: Sequence[Breach]
    redraw: Redraw
    """What has to be written to have them equal."""


def unreadable(drawn: Mapping[str, str]) -> Iterator[Breach]:
    """Situations that are no situations any more."""
    for identity, record in drawn.items():
        try:
            if as_situation(record).id == identity:
                continue
            what = "has another id inside"
        except ValueError:
            what = "cannot be read"
        yield Breach(Promise.PICTURE, what, name=identity, mend=Mend.ERASE)


def compare(drawing: Drawing, drawn: Mapping[str, str]) -> Compared:
    """The core's redraw of everything, against what is written."""
    redraw = core.redraw(drawing, ())
    before = drawing.cards.situations(drawn)
    changed = {each.id for each in redraw.written}
    otherwise = tuple(
        each
        for each in before.values()
        if each.id not in changed and each.id not in redraw.gone and written(each) != drawn[each.id]
    )
    breaches = [
        *(
            _breach(each.id, "; ".join(_differing(before.get(each.id), each)))
            for each in redraw.written
        ),
        *(_breach(each.id, "is spelled otherwise than it is ever written") for each in otherwise),
        *(_breach(each, "is in the picture, and no claims are behind it") for each in redraw.gone),
        *_miscatalogued(drawing, redraw),
    ]
    respelled = (
        Update(situation=each.id, change="changed", because=(), text=RESPELLED)
        for each in otherwise
    )
    everything = replace(
        redraw,
        written=(*redraw.written, *otherwise),
        updates=(*redraw.updates, *respelled),
    )
    return Compared(breaches, everything)


def moved(compared: Compared, drawing: Drawing, moving: frozenset[str]) -> frozenset[str]:
    """The reports on their way that are in the picture otherwise than they will be: removed from it, sent to be read
    anew without their claims, or spoken of by an overrule. All others leave what was reconciled as it is until
    their own redraw, so that they are no reason for it to differ."""
    due = _due(compared.redraw)
    kept = drawing.kept or {}
    ruled = frozenset[str]().union(*drawing.decided.values())
    return frozenset(r for r in moving if r in ruled or kept.get(r, Kept()) != due.get(r, Kept()))


def touched(drawing: Drawing) -> frozenset[str]:
    """The situations, and the reports by their place in the catalogue, that a redraw will write."""
    try:
        redraw = core.redraw(drawing, ())
    except ValueError:  # a card that cannot be read, which is a breach itself
        return frozenset()
    situations = {*(each.id for each in redraw.written), *redraw.gone}
    return frozenset({*situations, *redraw.cards, *(each.report for each in redraw.seats)})


def _breach(situation: str, what: str) -> Breach:
    return Breach(Promise.PICTURE, what, name=situation, mend=Mend.REDRAW)


def _miscatalogued(drawing: Drawing, redraw: Redraw) -> Iterator[Breach]:
    """Reports that the next redraw would not find, or would take for others."""
    if drawing.kept is None:
        if drawing.changed:
            what = "has no catalogue: the next report that comes will have everything drawn anew"
            yield Breach(Promise.PICTURE, what, name="catalogue", mend=Mend.REDRAW)
        return
    due = _due(redraw)
    for report in sorted(drawing.kept.keys() | due.keys()):
        if drawing.kept.get(report, Kept()) != due.get(report, Kept()):
            what = "is catalogued otherwise than its claims say"
            yield Breach(Promise.PICTURE, what, report, name=report, mend=Mend.REDRAW)


def _due(redraw: Redraw) -> Mapping[str, Kept]:
    return to_keep(redraw.cards, redraw.keys, redraw.seats)


def _differing(stored: Situation | None, due: Situation) -> Iterator[str]:
    if stored is None:
        yield "is not in the picture, and its claims are there"
        return
    ours, theirs = _by_name(stored.figures), _by_name(due.figures)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{name}: {_told(ours.get(name))} is stored, {_told(theirs.get(name))} recomputed"
    for field in Situation.model_fields:
        if field != "figures" and getattr(stored, field) != getattr(due, field):
            yield f"other {field} recomputed than stored"


def _by_name(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(f"{name_figure(figure)} ({figure.scope.value})", []).append(figure)
    return found


def _told(figures: list[Figure] | None) -> str:
    if figures is None:
        return "nothing"
    return " and ".join(
        f"{say_figure(each)} on {len(each.claims)} of {len(each.claims) + len(each.excluded)} claims"
        for each in figures
    )
