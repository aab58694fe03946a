"""Background: history goes with the one situation whose place and days it names; other history with none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shared.catalogue import Card, History, Seat, Telling, Window, hull
from workers.reconcile.hand import Hand
from workers.reconcile.keys import at_key, history_key, window
from workers.reconcile.names import place_key
from workers.reconcile.placing import pointed_at, same_place


def place_history(hand: Hand, seats: Mapping[str, Seat]) -> Mapping[str, Seat]:
    """By claim, the places of all history for which what is new or has moved can make a difference.

    `seats`: the places of the tellings in hand.
    """
    found: dict[str, Seat] = {}
    known: dict[tuple[object, ...], str | None] = {}  # many tell of one battle of last year
    for card, told in _in_question(hand, seats):
        of = *pointed_at(told.place), *told.days
        if of not in known:
            fitting = {_situation(hand, seats, each) for each in _told_there(hand, told)}
            known[of] = fitting.pop() if len(fitting) == 1 else None
        found[told.claim] = Seat(told.claim, card.report, None, known[of], None)
    return found


def _in_question(hand: Hand, seats: Mapping[str, Seat]) -> Iterator[tuple[Card, History]]:
    draft = hand.draft
    reports = {
        seat.report
        for seat in draft.below.seats_in(sorted(hand.situations_before()))
        if not seat.base
    }
    reports |= {report for report, card in draft.put_in.items() if card is not None}
    moved = [t for each, t in hand.tellings.items() if _moved(hand.seats.get(each), seats[each])]
    for key, days in _asked([*moved, *hand.stale.values()]).items():
        reports |= set(draft.touching([key], days))
    for card in draft.cards(sorted(reports)).values():
        for told in card.history:
            yield card, told


def _moved(before: Seat | None, after: Seat) -> bool:
    return before is None or before.situation != after.situation


def _asked(tellings: Iterable[Telling]) -> Mapping[int, Window]:
    windows: dict[int, list[Window]] = defaultdict(list)
    for telling in tellings:
        if telling.places and telling.days:
            windows[history_key(telling.places[0])].append(window(telling.days))
    return {key: hull(windows[key]) for key in sorted(windows)}


def _told_there(hand: Hand, told: History) -> Iterator[Telling]:
    """What is told of that place on these days, in hand or outside."""
    met = hand.draft.touching([at_key(told.place)], window(told.days))
    for card in hand.draft.cards(sorted(met)).values():
        yield from (telling for telling in card.tellings if _is_of(told, telling))


def _is_of(told: History, telling: Telling) -> bool:
    """Of that place by the same name, and of a day of those."""
    days, place = telling.days, next(iter(telling.places), None)
    if place is None or days is None or days[0] > told.days[1] or told.days[0] > days[1]:
        return False
    alike = place_key(place.name) == place_key(told.place.name)
    return alike and same_place(place, told.place)


def _situation(hand: Hand, seats: Mapping[str, Seat], telling: Telling) -> str | None:
    seat = seats.get(telling.id) or hand.seat_outside(telling)
    return seat.situation
