"""The picture as it was known at a moment, to be asked like the ledger of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from producers.terminal import busy, say
from shared.catalogue import Copy
from shared.errors import Unreadable
from shared.picture import Situation
from shared.records import Claim, Report

if TYPE_CHECKING:
    from shared.ledger import Ledger
    from shared.ledger.overruling import Entry

RECALL = "workers.recalling"
SHORTEST_PREFIX = 4

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="The picture as it was known then: a moment (2026-11-26T10:00Z), the beginning of a day, or 3d ago.",
    ),
]


class Known(Protocol):
    """What windows ask: the ledger of now, or `Past`."""

    def situations(self) -> tuple[Situation, ...]: ...
    def situations_with(self, word: str) -> tuple[Situation, ...]: ...
    def situation(self, name: str) -> Situation | None: ...
    def claims(self) -> tuple[Claim, ...]: ...
    def claim(self, name: str) -> Claim | None: ...
    def claims_of(self, ids: Iterable[str]) -> Mapping[str, Claim]: ...
    def report(self, identity: str) -> Report | None: ...
    def copied(self, reports: Iterable[str]) -> Mapping[str, Copy]: ...
    def overrules(self) -> tuple[Entry, ...]: ...
    def exported(self) -> tuple[tuple[Claim, ...], tuple[Situation, ...]]: ...


class Past:
    """What was known at a moment. The picture is recomputed when it is first asked for."""

    def __init__(self, ledger: Ledger, at: float) -> None:
        self._ledger = ledger
        self.at = at

    def situations(self) -> tuple[Situation, ...]:
        """All situations of then, by id."""
        return tuple(self._situations.values())

    def situations_with(self, _word: str) -> tuple[Situation, ...]:
        """Those that could hold the word: all of them."""
        return self.situations()

    def situation(self, name: str) -> Situation | None:
        """By id or the beginning of it; an id that had been merged away by then leads to where it went."""
        led = {old: each for each in self._situations.values() for old in each.forwards}
        return _by_prefix(self._situations, name) or _by_prefix(led, name)

    def claims(self) -> tuple[Claim, ...]:
        """The claims behind it, as they had been read then, by id."""
        return tuple(self._claims.values())

    def claim(self, name: str) -> Claim | None:
        """By id or the beginning of it, if that means one claim."""
        return _by_prefix(self._claims, name)

    def claims_of(self, ids: Iterable[str]) -> Mapping[str, Claim]:
        """By id, those of these that were known then, in the order asked for."""
        return {each: self._claims[each] for each in ids if each in self._claims}

    def report(self, identity: str) -> Report | None:
        """Reports are never changed."""
        return self._ledger.report(identity)

    def copied(self, reports: Iterable[str]) -> Mapping[str, Copy]:
        """By claim, those in words which another outlet had first, as far as that one was known then."""
        found = self._ledger.copied(reports)
        return {claim: copy for claim, copy in found.items() if copy.of in self._claims}

    def overrules(self) -> tuple[Entry, ...]:
        """Those that the picture was drawn with then."""
        every = self._ledger.overrules(withdrawn=True)
        begun = (each for each in every if each.since is not None and each.since <= self.at)
        return tuple(each for each in begun if each.until is None or each.until > self.at)

    def exported(self) -> tuple[tuple[Claim, ...], tuple[Situation, ...]]:
        """Both, as `onrecord export` would have written them then."""
        return self.claims(), self.situations()

    @property
    def removed_since(self) -> int:
        """Reports that were removed for good since: nothing of them can be recalled."""
        return self._ledger.removed_since(self.at)

    @cached_property
    def _situations(self) -> Mapping[str, Situation]:
        from producers.programs import answers

        with busy("Recalling what was known then ..."):
            _, *told = answers(self._ledger.settings, RECALL, "picture", repr(self.at))
        return {each.id: each for each in map(Situation.model_validate, told)}

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        return {each.id: each for each in self._ledger.claims_known(self.at)}


def known(ledger: Ledger, as_of: str | None) -> Known:
    """The ledger, or what was known in it at a moment as a person types it, who is told which that is.

    Raises `Unreadable` for a moment that is none or is yet to come.
    """
    if as_of is None:
        return ledger
    past = Past(ledger, gone_by(as_of))
    moment = f"{datetime.fromtimestamp(past.at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    say(f"As it was known on {moment}.{_missing(past.removed_since)}")
    return past


def gone_by(typed: str) -> float:
    """Seconds since 1970 of a moment as a person types it. Raises `Unreadable` for one that is yet to come."""
    from producers.moments import moment

    at = moment(typed)
    if at > datetime.now(UTC).timestamp():
        raise Unreadable(f"{typed} is yet to come: what is known then nobody knows.")
    return at


def _missing(gone: int) -> str:
    if not gone:
        return ""
    if gone == 1:
        return " One report was removed for good since, and is missing in it."
    return f" {gone:,} reports were removed for good since, and are missing in it."


T = TypeVar("T")


def _by_prefix(things: Mapping[str, T], name: str) -> T | None:
    if len(name) < SHORTEST_PREFIX:
        return None
    name = name.lower()
    if name in things:
        return things[name]
    found: Iterable[T] = {
        id(one): one for key, one in things.items() if key.startswith(name)
    }.values()
    only = list(found)
    return only[0] if len(only) == 1 else None
