"""`python -m workers.explaining SITUATION`: why its reports are together, and what was kept apart, as JSON lines.

A line for each telling in it, with what it is most like there; then one for each of the nearest tellings
outside, with what speaks for and against it, and how much would be enough to join them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from shared.catalogue import Seat, Telling
from shared.errors import Unavailable, Unreadable
from shared.ledger import Drawing, Ledger
from workers.answering import answer
from workers.reconcile.draft import Draft
from workers.reconcile.keys import asked
from workers.reconcile.likeness import JOIN, likeness
from workers.reconcile.marks import Link

NEAREST = 5
OUTDATED = (
    "The picture was drawn by other rules than these, and is drawn anew with the next report or by "
    "onrecord verify --fix. Ask again then."
)


def main(arguments: Sequence[str]) -> int:
    """0, or as the command line ends for the same reason."""
    return answer(lambda ledger: _explain(ledger, arguments))


def _explain(ledger: Ledger, arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        raise Unreadable("Name one situation by its id.")
    with ledger.catalogue(()) as drawing:
        if drawing.cards.blank:
            raise Unavailable(OUTDATED)
        for line in explained(drawing, arguments[0]):
            sys.stdout.write(json.dumps(line) + "\n")
    return 0


def explained(drawing: Drawing, situation: str) -> Iterator[dict[str, object]]:
    """The tellings of a situation by publication, then those outside that come nearest to them."""
    draft = Draft(drawing.cards)
    seats = {s.id: s for s in drawing.cards.seats_in([situation]) if s.base is not None}
    inside = sorted(_told(draft, seats), key=lambda t: (t.published, t.id))
    for telling in inside:
        link = _best(telling, inside, draft)
        overruled = seats[telling.id].cluster != situation
        yield {"inside": True, "overruled": overruled, **_line(telling, link)}
    for weight, telling, link in _nearest(inside, draft):
        seat = draft.seats_before(telling.report)[telling.id]
        where = {"situation": seat.situation, "weight": weight, "enough": JOIN}
        yield {"inside": False, **where, **_line(telling, link)}


def _told(draft: Draft, seats: dict[str, Seat]) -> Iterator[Telling]:
    cards = draft.cards(sorted({seat.report for seat in seats.values()}))
    yield from (t for card in cards.values() for t in card.tellings if t.id in seats)


def _best(telling: Telling, others: Iterable[Telling], draft: Draft) -> Link | None:
    """What of the others it is most like; of those whose words it carries, that counts as enough."""
    carried = {copy.report for copy in draft.cards([telling.report])[telling.report].copies}
    found = []
    for other in others:
        if other.id == telling.id:
            continue
        link = likeness(telling, other, loose=True)
        if other.report in carried:
            link = Link(telling.id, other.id, (("carries its words", JOIN),))
        elif other.report == telling.report:
            link = Link(telling.id, other.id, (("told together in one report", JOIN),))
        if link is not None:
            found.append(link)
    return max(found, key=lambda link: (link.weight, link.b), default=None)


def _nearest(inside: Sequence[Telling], draft: Draft) -> list[tuple[float, Telling, Link]]:
    """The nearest telling of each of a few situations outside."""
    here = {telling.id for telling in inside}
    best: dict[str | None, tuple[float, Telling, Link]] = {}
    for telling in inside:
        reports = {r for keys, days in asked(telling) for r in draft.touching(keys, days)}
        for card in draft.cards(sorted(reports)).values():
            for other in card.tellings:
                link = None if other.id in here else likeness(telling, other, loose=True)
                if link is None:
                    continue
                home = draft.seats_before(other.report)[other.id].situation
                if home not in best or link.weight > best[home][0]:
                    best[home] = link.weight, other, Link(other.id, telling.id, link.features)
    ranked = sorted(best.values(), key=lambda row: (-row[0], row[1].id))
    return ranked[:NEAREST]


def _line(telling: Telling, link: Link | None) -> dict[str, object]:
    days = [each.isoformat() for each in telling.days] if telling.days else None
    return {
        "report": telling.report,
        "claims": telling.claims,
        "standing": telling.standing,
        "place": telling.places[0].name if telling.places else None,
        "days": days,
        "like": link.b if link else None,
        "features": [list(feature) for feature in link.features] if link else [],
        "telling": telling.id,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
