"""Statements: what is claimed without a number, who stands for it, who against, who cannot tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from shared.catalogue import Standing as ReportStanding
from shared.picture import Standing, Statement
from shared.records import Kind, Stance
from workers.reconcile.marks import Group, Taken, VoiceName
from workers.reconcile.revisions import when
from workers.reconcile.sides import Side, denies_in_other_words, is_numbered, side_of, topic_of
from workers.reconcile.wording import (
    closeness,
    continues,
    is_about,
    names_no_deed,
    only_points,
    says_alike,
    states,
)

LONGEST = 200
"""Characters of a summary."""

NAYSAYING = frozenset({Stance.DENIES, Stance.DISPUTES, Stance.CANNOT_VERIFY})
"""Who denies speaks of what was said just before, whatever kind the reading gave his words."""

Voices = Mapping[str, VoiceName]


def set_against(group: Group, voices: Voices) -> tuple[Statement, ...]:
    """The statements of a situation, in the order of their kind and claims.

    `voices`: claim id to the voice it is counted as in this situation; hearsay has none.
    """
    stands = [t for t in group.claims if t.standing is ReportStanding.STANDS and t.copy_of is None]
    gone = [t for t in group.claims if t.standing is ReportStanding.RETRACTED]
    statements = [_state(members, voices) for members in _gather(stands)]
    statements += [_state(members, voices, Standing.RETRACTED) for members in _gather(gone)]
    return tuple(sorted(statements, key=_order))


def _order(statement: Statement) -> tuple[str, ...]:
    return (statement.kind, *statement.for_, *statement.against, *statement.unverified)


def _gather(claims: Sequence[Taken]) -> list[list[tuple[Taken, Side]]]:
    """The claims by statement, each with the side it takes."""
    ordered = sorted(
        claims, key=lambda t: (when(t.claim.published), t.claim.report, t.claim.start, t.claim.id)
    )
    plain = [t for t in ordered if not is_numbered(t.claim)]
    held = [t for t in plain if side_of(t.claim) is Side.FOR]
    others = [t for t in plain if side_of(t.claim) is not Side.FOR]
    gathered = _turn_round(_cluster(held))
    counted = [t for t in ordered if is_numbered(t.claim) and side_of(t.claim) is Side.FOR]
    for taken in others:
        home = _home(taken, gathered, ordered)
        if home is None:
            told = (t for t in _backwards(taken, counted) if _same_topic(t, taken))
            number = next((t for t in told if is_about(taken, t)), None)
            gathered.append([(number, Side.FOR)] if number else [])
            home = gathered[-1]
        home.append((taken, side_of(taken.claim)))
    _add_numbered(gathered, counted)
    return gathered


def _cluster(held: Sequence[Taken]) -> list[list[Taken]]:
    """Claims that say the same, in each other's words or as one voice going on in one sentence."""
    clusters: list[list[Taken]] = []
    for taken in held:
        near = [c for c in clusters if any(says_alike(taken, t) or continues(taken, t) for t in c)]
        merged = [t for cluster in near for t in cluster] + [taken]
        clusters = [c for c in clusters if c not in near] + [merged]
    return clusters


def _turn_round(clusters: list[list[Taken]]) -> list[list[tuple[Taken, Side]]]:
    """ "Fighters remain in it" is no statement of its own beside "has fallen": it speaks against it."""
    found: list[list[tuple[Taken, Side]]] = [[(t, Side.FOR) for t in c] for c in clusters]
    gone: set[int] = set()
    for index, cluster in enumerate(clusters):
        for other, against in enumerate(clusters):
            if index in gone or other in gone or index == other:
                continue
            if all(any(denies_in_other_words(no, yes) for yes in cluster) for no in against):
                found[index] += [(t, Side.AGAINST) for t in against]
                gone.add(other)
    return [sides for index, sides in enumerate(found) if index not in gone]


def _same_topic(a: Taken, b: Taken) -> bool:
    return topic_of(a.claim) == topic_of(b.claim)


def _backwards(taken: Taken, ordered: Sequence[Taken]) -> list[Taken]:
    """The claims of the same report before this one, the nearest first, then those after it."""
    mine = [t for t in ordered if t.claim.report == taken.claim.report and t is not taken]
    before = [t for t in mine if t.claim.start <= taken.claim.start]
    after = [t for t in mine if t.claim.start > taken.claim.start]
    return [*reversed(before), *after]


def _home(
    taken: Taken, gathered: list[list[tuple[Taken, Side]]], ordered: Sequence[Taken]
) -> list[tuple[Taken, Side]] | None:
    """The statement a denial or a doubt is about: of its topic, in its words, or the one told just before.

    "It was rumoured that the garrison had left, but this was disputed" disputes that, and nothing else
    of the ground that the report tells of.
    """
    if only_points(taken.claim):
        told = next(iter(_backwards(taken, ordered)), None)
        return next((g for g in gathered if any(t is told for t, _ in g)), None)
    topic = topic_of(taken.claim)
    if topic in {"words", "rest"} and taken.claim.stance in NAYSAYING:
        before = next(
            (t for t in _backwards(taken, ordered) if topic_of(t.claim) not in {"words", "rest"}),
            None,
        )
        topic = topic_of(before.claim) if before else topic
    fitting = [g for g in gathered if g and topic_of(g[0][0].claim) == topic]
    fitting = [
        g
        for g in fitting
        if topic != topic_of(taken.claim) or any(is_about(taken, t) for t, _ in g)
    ]
    if not fitting:
        return None

    def fit(cluster: list[tuple[Taken, Side]]) -> tuple[float, float, str]:
        close = max(closeness(taken, t) for t, _ in cluster)
        reports = float(len({t.claim.report for t, _ in cluster}))
        first = min(t.claim.id for t, _ in cluster)
        # "Any involvement in the raids" is of what most reports tell, not of one sentence's wording.
        return (reports, close, first) if names_no_deed(taken.claim) else (close, reports, first)

    return max(fitting, key=fit)


def _add_numbered(gathered: list[list[tuple[Taken, Side]]], counted: Sequence[Taken]) -> None:
    """Where somebody denies it, a claim with a number that says the same ("six raids by their jets hit
    the school") stands for it too. Nobody is put down for words that are not his: "five shells landed
    on the market" is no word for "the army bombed the hospital"."""
    for cluster in gathered:
        if not any(side is Side.AGAINST for _, side in cluster):
            continue
        inside = {t.claim.id for t, _ in cluster}
        stated = [t for t, side in cluster if side is Side.FOR]
        cluster += [
            (t, Side.FOR)
            for t in counted
            if t.claim.id not in inside and any(states(t, other) for other in stated)
        ]


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
