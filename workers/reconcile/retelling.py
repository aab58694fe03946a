"""Retelling: the cards of the reports that are new or stand otherwise, and of those that carry their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shared.catalogue import TIMELESS, Card, Copy, History, Key, Standing
from shared.records import Report
from workers.reconcile.copies import (
    Page,
    carried_within,
    could_be_original,
    find_copies,
    order,
)
from workers.reconcile.dating import is_period
from workers.reconcile.draft import Draft
from workers.reconcile.keys import carrying_key, history_key, keys_of, version_key, window
from workers.reconcile.marks import Taken
from workers.reconcile.names import fold
from workers.reconcile.overruling import apart
from workers.reconcile.revisions import STANDS, find_revisions, first_versions, names_of
from workers.reconcile.settings import settle
from workers.reconcile.tellings import split
from workers.reconcile.voices import name_voice


def retell(draft: Draft, changed: Iterable[str]) -> frozenset[str]:
    """Puts the new cards into the draft; which reports have got one, or have none any more.

    Besides the changed reports these are the other versions of theirs that stand otherwise now, and
    those of whose words others turn out to have been first.
    """
    pages = _Pages(draft)
    retold = _revise(draft, frozenset(changed), pages)
    return retold | _carry(draft, retold, pages)


def carrying(draft: Draft, reports: Iterable[str]) -> frozenset[str]:
    """The reports that carry words of these, also by way of another."""
    found: set[str] = set()
    asked = set(reports)
    while asked:
        carriers = set(draft.touching([carrying_key(each) for each in asked], TIMELESS))
        asked = carriers - found
        found |= carriers
    return frozenset(found)


class _Pages:
    """Reports as their words are compared, each made once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._pages: dict[str, Page] = {}

    def open(self, card: Card) -> Page:
        if card.report not in self._pages:
            report = self._draft.reports([card.report])[card.report]
            claims = self._draft.claims([card.report])[card.report]
            self._pages[card.report] = Page(card, report, claims)
        return self._pages[card.report]


def _revise(draft: Draft, changed: frozenset[str], pages: _Pages) -> frozenset[str]:
    """Cards by how their outlet stands to them now: of the changed, and of their other versions."""
    there = draft.reports(changed)
    for report in changed - set(there):
        draft.take_out(report)
    versions = draft.reports(_versions(draft, changed, there.values()) | set(there))
    revisions, firsts = find_revisions(versions.values()), first_versions(versions.values())
    retold = set(changed)
    draft.claims(versions)
    for report in sorted(versions):
        revision = revisions.get(report, STANDS)
        by = versions.get(revision.by or "")
        card = Card(
            report=report,
            side=fold(versions[report].outlet or report),
            published=versions[report].published,
            standing=revision.standing,
            by=revision.by,
            noticed=by.published if by else None,
            names=names_of(versions[report]),
            first=firsts[report],
            copies=(),
            tellings=(),
            history=(),
        )
        before = draft.cards_before([report]).get(report)
        if report in changed or before is None or not _stands_alike(card, before):
            retold.add(report)
            _tell(draft, card, pages)
    return frozenset(retold)


def _versions(draft: Draft, changed: frozenset[str], there: Iterable[Report]) -> set[str]:
    """The reports that are versions of these, as they are called now or were called before."""
    before = draft.cards_before(changed).values()
    names = {name for card in before for name in card.names}
    names |= {name for report in there for name in names_of(report)}
    found: set[str] = set()
    asked = names
    while asked:
        met = set(draft.touching([version_key(name) for name in asked], TIMELESS)) - found - changed
        found |= met
        asked = {name for card in draft.cards(met).values() for name in card.names} - names
        names |= asked
    return found


def _stands_alike(a: Card, b: Card) -> bool:
    return (a.standing, a.by, a.noticed, a.first) == (b.standing, b.by, b.noticed, b.first)


def _tell(draft: Draft, card: Card, pages: _Pages) -> None:
    """Its tellings anew, from its own claims alone."""
    claims = () if card.standing is Standing.NOTICE else draft.claims([card.report])[card.report]
    settings = settle(claims)
    taken = [Taken(c, card.standing, settings[c.id], name_voice(c)) for c in claims]
    news = apart((one for one in taken if not one.claim.background), draft.rulings)
    told = [telling for part in news for telling in split(part)]
    history = _history(one for one in taken if one.claim.background)
    card = card.model_copy(update={"tellings": tuple(told), "history": tuple(history)})
    draft.put(card, _keys(card, pages))


def _history(background: Iterable[Taken]) -> Iterator[History]:
    """What is told of another place and time, with a number, so that it can be shown there as left out."""
    for taken in sorted(background, key=lambda one: one.claim.id):
        places, days = taken.setting.places, taken.setting.days
        if not places or not days or is_period(days) or not taken.claim.quantities:
            continue
        if taken.standing is Standing.STANDS:
            yield History(claim=taken.claim.id, place=places[0], days=days)


def _keys(card: Card, pages: _Pages) -> Iterator[Key]:
    """All that its card is found under; of several days for one key, all those between."""
    found: dict[int, Key] = {}
    for each in _every_key(card, pages):
        known = found.get(each.key)
        found[each.key] = _either(known, each) if known else each
    yield from found.values()


def _every_key(card: Card, pages: _Pages) -> Iterator[Key]:
    for name in card.names:
        yield Key(version_key(name), None, None)
    yield from pages.open(card).keys()
    for copy in card.copies:
        yield Key(carrying_key(copy.report), None, None)
    for telling in card.tellings:
        yield from keys_of(telling)
    for told in card.history:
        yield Key(history_key(told.place), *(window(told.days) or (None, None)))


def _either(a: Key, b: Key) -> Key:
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return Key(a.key, None, None)
    return Key(a.key, min(a.first, b.first), max(a.last, b.last))


def _carry(draft: Draft, retold: frozenset[str], pages: _Pages) -> frozenset[str]:
    """Finds out whose words are another's; which reports carry other words than they did."""
    anew = [*draft.cards(sorted(retold)).values()]
    bereft = set(draft.touching([carrying_key(each) for each in retold], TIMELESS)) - retold
    anew += draft.cards(sorted(bereft)).values()
    joined: dict[str, list[Page]] = defaultdict(list)
    carried: dict[str, Mapping[str, Copy]] = {}
    draft.expect((pages.open(card).shingles, carried_within(card)) for card in anew)
    for card in anew:
        kin = _kin(draft, pages.open(card))
        earlier = sorted((each for each in kin if could_be_original(each, card)), key=order)
        carried[card.report] = find_copies(pages.open(card), map(pages.open, earlier))
        for each in kin:
            if each.report not in retold | bereft and could_be_original(card, each):
                joined[each.report].append(pages.open(card))
    for report, originals in joined.items():
        carried[report] = _first_words(draft, report, originals, pages)
    return frozenset(each for each in sorted(carried) if _put(draft, each, carried[each], pages))


def _kin(draft: Draft, page: Page) -> list[Card]:
    """The reports that share so many words with it that one could be the other's copy."""
    found = draft.touching(page.shingles, carried_within(page.card))
    return [*draft.cards(r for r, shared in found.items() if page.may_share(shared)).values()]


def _first_words(
    draft: Draft, report: str, originals: list[Page], pages: _Pages
) -> Mapping[str, Copy]:
    """What a report carries when these others could have been its originals too."""
    card = draft.cards([report])[report]
    found = dict(find_copies(pages.open(card), sorted(originals, key=lambda p: order(p.card))))
    theirs = draft.cards(copy.report for copy in card.copies)
    for copy in card.copies:
        new = found.get(copy.claim)
        if new is None or order(theirs[copy.report]) < order(draft.cards([new.report])[new.report]):
            found[copy.claim] = copy
    return found


def _put(draft: Draft, report: str, found: Mapping[str, Copy], pages: _Pages) -> bool:
    """Whether the card carries other words with these copies than it did."""
    card = draft.cards([report])[report]
    copies = tuple(found[claim] for claim in sorted(found))
    if copies == card.copies:
        return False
    card = card.model_copy(update={"copies": copies})
    draft.put(card, _keys(card, pages))
    return True
