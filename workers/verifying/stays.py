"""When a report was in the picture. That moments lie in order, and within what else is known, can be checked; that a
moment is the very one cannot: nothing else remembers it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from sqlalchemy import Row

from shared.hops import Hop, Outcome, State
from shared.ledger.cases import Case
from shared.ledger.codec import as_claim
from workers.verifying.breaches import RESTORE, Breach, Mend, Promise

Told = Mapping[str, float]
"""By report, when a change was first told because of it."""


def when_it_was_there(case: Case, told: Told) -> Iterator[Breach]:
    """What is in the picture is there since one moment, and what it had been before is whole."""
    ended = [each for each in case.stays if each.until is not None]
    for one, following in zip_longest(ended, ended[1:]):
        then = case.drawn_at if following is None else following.since
        if one.until < one.since or (then is not None and then < one.until):
            what = "was in the picture at moments that are not in order"
            yield Breach(Promise.PAST, what, case.id, todo=RESTORE)
        elif not _readable(one):
            what = "had been read into claims that cannot be read any more"
            yield Breach(Promise.PAST, what, case.id, todo=RESTORE)
    if _is_there(case) and not _since_known(case, told):
        what = "is in the picture, and not since a moment that can be"
        yield Breach(Promise.PAST, what, case.id, mend=Mend.STAY)


def there_since(case: Case, told: Told) -> float:
    """Since when it is there as it is read now, by all that is known."""
    ended = [each.until for each in case.stays if each.until is not None]
    if ended:
        return float(max(ended))
    first = told.get(case.id)
    done = case.work[Hop.RECONCILE].done_at or case.report.accepted_at
    return float(done if first is None else first)


def _is_there(case: Case) -> bool:
    step = case.work.get(Hop.RECONCILE)
    if step is None or step.state != State.DONE:
        return False
    return step.outcome != Outcome.DROPPED and not case.removed


def _since_known(case: Case, told: Told) -> bool:
    going_on = [each.since for each in case.stays if each.until is None]
    if len(going_on) != 1:
        return False
    (since,) = going_on
    ended = [each.until for each in case.stays if each.until is not None]
    first = min(each.since for each in case.stays)
    latest = case.drawn_at if case.drawn_at is not None else since
    in_order = max(ended, default=since) <= since <= latest
    return bool(in_order and first <= told.get(case.id, first))


def _readable(one: Row[Any]) -> bool:
    try:
        return all(as_claim(text) for text in json.loads(one.claims))
    except (ValueError, TypeError):
        return False
