"""A row of the table: a fault, and on what kind of line it happens.

A new row is a function in one of the files of `rows/` with `@row(...)` above it: its name with
dashes is the row's, its docstring says what it does, and it does that to the `Line` it is given.
What it yields besides (a generator, or a list) are complaints: sentences about what should have
been otherwise and is neither missing, doubled nor changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.line import Line

Act = Callable[["Line"], Iterable[str] | None]
Check = Callable[["Line"], Iterable[str]]


@dataclass(frozen=True)
class Row:
    """One fault."""

    name: str
    does: str
    act: Act
    check: Check = lambda _line: ()
    """Asked when the line has come to its end."""
    ledgers: tuple[str, ...] = ("sqlite", "postgres")
    persistence: str = "aof"
    more: float = 1.0
    """So many times as many reports as other rows have."""
    workers: int = 2
    processes: int = 2
    proxied: bool = False
    """The workers reach Redis through a proxy that the line can cut."""
    small_disk: bool = False
    """The ledger is on a disk of its own that the line can fill."""
    release: bool = False
    """A worker of another release is there first, and the schema is migrated under it."""
    poison: str = ""
    poisonous: int = 0
    publishing: tuple[str, ...] = field(default=())
    """More options of the publisher process."""


ALL: dict[str, Row] = {}


def row(**given: object) -> Callable[[Act], Act]:
    """Enter a function as a row."""

    def enter(act: Act) -> Act:
        name = act.__name__.strip("_").replace("_", "-")
        does = " ".join((act.__doc__ or "").split())
        ALL[name] = Row(name, does, act, **given)  # type: ignore[arg-type]
        return act

    return enter
