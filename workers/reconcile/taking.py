"""Taking: a situation's claims, each with what its card and the rest of its report say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shared.catalogue import Card, Copy, Seat
from shared.records import Claim
from workers.reconcile.draft import Draft
from workers.reconcile.marks import Group, Taken, VoiceName
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
    claims: Sequence[Claim] = draft.claims([card.report])[card.report]
    settings = settle(claims)
    copies = {copy.claim: copy for copy in card.copies}
    for claim in claims:
        copy = copies.get(claim.id)
        yield Taken(
            claim=claim,
            standing=card.standing,
            setting=settings[claim.id],
            voice=_heard(draft, claim, copy),
            copy_of=copy.of if copy else None,
            by=card.by,
        )


def _heard(draft: Draft, claim: Claim, copy: Copy | None) -> VoiceName | None:
    """The voice of carried words is that of the words they are carried from."""
    while copy is not None:
        claims = draft.claims([copy.report])[copy.report]
        claim = next(each for each in claims if each.id == copy.of)
        card = draft.cards([copy.report])[copy.report]
        copy = next((each for each in card.copies if each.claim == claim.id), None)
    return name_voice(claim)
