"""Taking: a situation's claims, each with what its card and the rest of its report say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared.catalogue import Card, Copy, Seat
from shared.records import Claim
from workers.reconcile.draft import Draft
from workers.reconcile.marks import Group, Taken
from workers.reconcile.once import once
from workers.reconcile.settings import settle
from workers.reconcile.voices import name_voice


def take(draft: Draft, seats: Iterable[Seat]) -> tuple[Group, Mapping[str, str]]:
    """The group of those that have these places; and by report, when another corrected or withdrew it."""
    by_id = {seat.id: seat for seat in seats}
    cards = draft.cards(sorted({seat.report for seat in by_id.values()}))
    draft.claims(cards)
    taken = {one.claim.id: one for card in cards.values() for one in _taken(draft, card)}
    tellings = [t for card in cards.values() for t in card.tellings if t.id in by_id]
    history = sorted(h.claim for card in cards.values() for h in card.history if h.claim in by_id)
    ordered = tuple(sorted(tellings, key=lambda t: (t.published, t.id)))
    notices = {each: card.noticed for each, card in cards.items() if card.noticed}
    return Group(ordered, taken, tuple(taken[claim] for claim in history)), notices


def _taken(draft: Draft, card: Card) -> Iterable[Taken]:
    copies = {copy.claim: copy for copy in card.copies}
    for one in _told(card, *draft.claims([card.report])[card.report]):
        copy = copies.get(one.claim.id)
        if copy is None:
            yield one
        else:
            yield _carried(one, copy, _had_first(draft, one.claim, copy))


@once(4_000)
def _told(card: Card, *claims: Claim) -> Sequence[Taken]:
    """A report's claims, whoever had their words first."""
    settings = settle(claims)
    return [
        Taken(each, card.standing, settings[each.id], name_voice(each), by=card.by)
        for each in claims
    ]


@once(4_000)
def _carried(one: Taken, copy: Copy, first: Claim) -> Taken:
    """The voice of carried words is that of the words they are carried from."""
    return replace(one, voice=name_voice(first), copy_of=copy.of)


def _had_first(draft: Draft, claim: Claim, copy: Copy | None) -> Claim:
    while copy is not None:
        claims = draft.claims([copy.report])[copy.report]
        claim = next(each for each in claims if each.id == copy.of)
        card = draft.cards([copy.report])[copy.report]
        copy = next((each for each in card.copies if each.claim == claim.id), None)
    return claim
