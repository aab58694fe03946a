"""Statements: what is claimed without a number, who stands for it, who against, who cannot tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from shared.catalogue import Standing as ReportStanding
from shared.picture import Standing, Statement
from shared.records import Kind
from workers.reconcile.gathering import gather
from workers.reconcile.marks import Group, Taken, VoiceName
from workers.reconcile.questions import NAYSAYING
from workers.reconcile.revisions import when
from workers.reconcile.sides import Side, is_numbered

LONGEST = 200
"""Characters of a summary."""

Voices = Mapping[str, VoiceName]


def set_against(group: Group, voices: Voices) -> tuple[Statement, ...]:
    """The statements of a situation, in the order of their kind and claims.

    `voices`: claim id to the voice it is counted as in this situation; hearsay has none.
    """
    stands = [t for t in group.claims if t.standing is ReportStanding.STANDS and t.copy_of is None]
    gone = [t for t in group.claims if t.standing is ReportStanding.RETRACTED]
    statements = [_state(members, voices) for members in gather(stands)]
    statements += [_state(members, voices, Standing.RETRACTED) for members in gather(gone)]
    return tuple(sorted(statements, key=_order))


def _order(statement: Statement) -> tuple[str, ...]:
    return (statement.kind, *statement.for_, *statement.against, *statement.unverified)


def _state(
    members: list[tuple[Taken, Side]], voices: Voices, status: Standing | None = None
) -> Statement:
    members = _upright(members)
    sides: dict[Side, list[str]] = defaultdict(list)
    for taken, side in members:
        sides[side].append(taken.claim.id)
    leading = [t for t, side in members if side is Side.FOR] or [t for t, _ in members]
    first = min(leading, key=lambda t: (is_numbered(t.claim), when(t.claim.published), t.claim.id))
    kinds = Counter(t.claim.kinds[0] if t.claim.kinds else Kind.OTHER for t in leading)
    return Statement(
        kind=max(kinds, key=lambda kind: (kinds[kind], kind)),
        summary=" ".join(first.claim.text.split())[:LONGEST],
        status=status or _status(sides, voices),
        for_=tuple(sorted(sides[Side.FOR])),
        against=tuple(sorted(sides[Side.AGAINST])),
        unverified=tuple(sorted(sides[Side.UNVERIFIED])),
    )


def _upright(members: list[tuple[Taken, Side]]) -> list[tuple[Taken, Side]]:
    """ "We cannot advance", which nobody says they can: a statement of its own, and not against one."""
    plain = all(side is Side.AGAINST and t.claim.stance not in NAYSAYING for t, side in members)
    return [(t, Side.FOR) for t, _ in members] if plain else members


def _status(sides: Mapping[Side, Sequence[str]], voices: Voices) -> Standing:
    """Who may be right: independent voices on each side; hearsay is none."""
    yes, no = (
        {voices[i].key for i in sides.get(s, ()) if i in voices} for s in (Side.FOR, Side.AGAINST)
    )
    if no:
        return Standing.DISPUTED if yes else Standing.DENIED
    if not yes:
        return Standing.UNVERIFIED
    return Standing.CORROBORATED if len(yes) > 1 else Standing.SINGLE
