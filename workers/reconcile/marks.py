"""Marks: what the stages of reconciling hand one another. They live and die inside one reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.catalogue import Days, Standing, Telling
from shared.records import Claim, Place


@dataclass(frozen=True, slots=True)
class Revision:
    """How a report stands, and the report that made it so."""

    standing: Standing
    by: str | None = None


@dataclass(frozen=True, slots=True)
class VoiceName:
    """Whose word a claim is. Equal keys are one voice."""

    key: str
    name: str
    organisation: str | None = None


class Origin(StrEnum):
    """Where the setting of a claim is taken from, the surest first."""

    OWN = "own"
    SAID = "said"
    """A date beside the content: as likely the day of the saying as of the happening."""
    SENTENCE = "sentence"
    DISCOURSE = "discourse"
    """Carried on from the claim before it."""
    REFINED = "refined"
    """A province made the one village that the report tells of in it."""
    PUBLISHED = "published"
    NONE = "none"


WEAK = frozenset({Origin.SAID, Origin.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a claim is set, by its own words or those around it."""

    places: tuple[Place, ...]
    place_from: Origin
    days: Days | None
    days_from: Origin


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim with what the stages found out about it."""

    claim: Claim
    standing: Standing
    setting: Setting
    voice: VoiceName | None
    copy_of: str | None = None
    """Id of the claim whose words these are."""
    by: str | None = None
    """The report that corrects or withdraws this one's."""


@dataclass(frozen=True, slots=True)
class Link:
    """Why two reports' tellings were taken for one happening: each feature and what it weighed."""

    a: str
    b: str
    features: tuple[tuple[str, float], ...]

    @property
    def weight(self) -> float:
        return sum(weight for _, weight in self.features)


@dataclass(frozen=True, slots=True)
class Group:
    """The tellings of one happening, or of one place and period, with what is known of their claims."""

    tellings: tuple[Telling, ...]
    taken: Mapping[str, Taken]
    background: tuple[Taken, ...] = ()
    """History told elsewhere about just this happening: shown as left out."""

    @property
    def claims(self) -> tuple[Taken, ...]:
        return tuple(one for telling in self.tellings for one in self.told(telling))

    def told(self, telling: Telling) -> tuple[Taken, ...]:
        return tuple(self.taken[claim] for claim in telling.claims)
