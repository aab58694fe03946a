"""Keys in the ledger: kept, and looked for, by blocks of days.

Keys are hashes. Ordered by these alone, those of one day's reports would lie all over the table, and each redraw would
write most of its pages anew: the more, the larger the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, literal, or_, select

from shared.catalogue import Key, Window, in_blocks
from shared.ledger.schema import card_key

SCATTERED = 2
"""Blocks that a key may be kept in; what is found for more is kept with what is found for all days."""
ALL_DAYS = -1
"""The block of these."""
ANY_TIME = (1, date.max.toordinal())


def _found() -> Select[Any]:
    """Reports with the keys they are found under. The table is ordered by blocks: goes from each to the next that is there,
    since a window of years has more blocks than a statement may name."""
    c = card_key.c
    block = select(literal(ALL_DAYS).label("block")).cte("block", recursive=True)
    # One bound from below, and no min(): else SQLite goes through all the rows between.
    from_here = case(
        (block.c.block < bindparam("before"), bindparam("before")), else_=block.c.block
    )
    after = select(c.block).where(c.block > from_here).order_by(c.block).limit(1).scalar_subquery()
    block = block.union_all(select(after).where(block.c.block < bindparam("to")))
    ours = and_(c.first <= bindparam("last"), c.last >= bindparam("first"))
    return (
        select(c.report, c.key, c.first, c.last)
        .join_from(block, card_key, c.block == block.c.block)
        .where(c.key.in_(bindparam("keys", expanding=True)), or_(c.first.is_(None), ours))
    )


FOUND = _found()


def find(db: Connection, keys: Collection[int], window: Window) -> Iterator[tuple[str, Key]]:
    """Reports under these keys within these days; from two blocks, twice."""
    first, last = window or ANY_TIME
    blocks = in_blocks((first, last))
    days = {"first": first, "last": last, "before": blocks.start - 1, "to": blocks.stop - 1}
    for report, *key in db.execute(FOUND, {"keys": keys, **days}):
        yield report, Key(*key)


def key_rows(report: str, key: Key) -> Iterator[dict[str, Any]]:
    """One for each block that it is kept in."""
    blocks: Collection[int] = (ALL_DAYS,)
    if key.first is not None and key.last is not None:
        days = in_blocks((key.first, key.last))
        blocks = days if len(days) <= SCATTERED else blocks
    for block in blocks:
        yield {"block": block, "report": report, **key._asdict()}
