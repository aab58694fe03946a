"""Linking: what a number takes from the one it is listed with, or is a part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile

from shared.records import Measure, Scope, Span
from workers.extract.counted import PERSON, Counted
from workers.extract.governors import PASSIVES, SUBJECTS
from workers.extract.intervals import Interval
from workers.extract.lexicon import load
from workers.extract.losses import is_materiel
from workers.extract.marks import QuantityMark
from workers.extract.outcomes import HARM, outcome


@dataclass(frozen=True, slots=True)
class Draft:
    """A quantity while it is being made, with what it was made from."""

    mark: QuantityMark
    interval: Interval
    counted: Counted
    sentence: Span
    beside: bool = False
    """Behind a preposition, beside what happened: the 80 of "fighters from 80 countries"."""


@cache
def _gap(name: str) -> re.Pattern[str]:
    return re.compile(load("measures")["links"][name], re.I)


def link(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with measures, units and parts taken from their neighbours in the sentence.

    Forwards: "killed 12 in Homs, 7 in Hama", "47 were killed, including 12 children". Backwards:
    "several fighters and dozens of civilians gave themselves up".
    """
    out = list(drafts)
    for place, draft in enumerate(out):
        before = _before(out, place)
        if before is not None:
            out[place] = _from_whole(text, before, draft) or _from_list(text, before, draft)
        out[place] = _of_those_before(text, out[place], out[:place])
        out[place] = _of_the_dead(text, _total(text, _named(text, out[place]), out[:place]))
        out[place] = _of_some(text, out[place])
    for place in range(len(out) - 2, -1, -1):
        out[place] = _from_next(text, out[place], out[place + 1])
    return [_part_of_sum(text, out, place) for place in range(len(out))]


_LISTED = 30
"""Numbers to either side that may add up with one."""


def _part_of_sum(text: str, drafts: Sequence[Draft], place: int) -> Draft:
    """ "19 men were executed, 18 shot dead and one beheaded": those that add up to a number before them are its
    parts; but not "two policemen, a driver and a guard were killed", nor "30 in Homs, 10 in Hama and 20 in Idlib"."""
    own = drafts[place]
    near = drafts[max(0, place - _LISTED) : place + _LISTED]
    same = [each for each in near if each.sentence == own.sentence]
    for first, whole in enumerate(same):
        if whole is own:
            break
        if not _counts_alike(whole, own):
            continue
        others = [each for each in same[first + 1 :] if not each.beside]
        if not others or not _gap("sum").search(text[whole.mark.end : others[0].mark.start]):
            continue
        listed = list(takewhile(partial(_counts_alike, whole), others))
        told = sum(each.interval.said for each in listed)
        if len(listed) > 1 and own in listed and told == whole.interval.said:
            return replace(own, mark=replace(own.mark, part=True))
    return own


def _counts_alike(one: Draft, other: Draft) -> bool:
    return one.mark.measure is other.mark.measure is not Measure.OTHER


def _of_the_dead(text: str, draft: Draft) -> Draft:
    """ "12 children were among the dead", "the wounded included two medics": a part of a number that is not said."""
    told = _gap("dead_include").search(text, draft.sentence[0], draft.mark.start)
    told = told or _gap("among_dead").match(text, draft.mark.end)
    if told is None or draft.beside or draft.counted.dimension:
        return draft
    said = next(word for word in told.groups() if word)
    measure = outcome(said.lower()) or draft.mark.measure
    return replace(
        draft, mark=replace(draft.mark, measure=measure, scope=Scope.INCIDENT, part=True)
    )


def _of_those_before(text: str, draft: Draft, before: Sequence[Draft]) -> Draft:
    """ "The army killed 12 people. Seven of them were children.": of those the sentence before counts."""
    if draft.mark.measure is not Measure.OTHER or not _gap("of_them").match(text, draft.mark.start):
        return draft
    near = (each for each in reversed(before) if each.sentence != draft.sentence)
    whole = next(near, None)
    if whole is None or whole.mark.measure not in HARM or draft.mark.start - whole.mark.end > _NEXT:
        return draft
    told = {each.mark.measure for each in before if each.sentence == whole.sentence}
    if len(told & set(HARM)) > 1:
        return draft  # "killed 30 and wounded 40. Six of them ...": of which, nobody says
    small = whole.mark.high is None or draft.interval.said <= whole.mark.high
    return _take(draft, whole, part=True) if small and not draft.beside else draft


_NEXT = 200
"""Characters to "seven of them" from those they are of."""


def _of_some(text: str, draft: Draft) -> Draft:
    """ "killing civilians, including three children": a part of those whom nobody has counted."""
    included = _gap("included").search(text, draft.sentence[0], draft.mark.start)
    if included is None or draft.mark.measure not in HARM:
        return draft
    return replace(draft, mark=replace(draft.mark, part=True))


def _before(drafts: Sequence[Draft], place: int) -> Draft | None:
    """The number before in the same sentence that is not beside what happened."""
    own = drafts[place]
    for draft in reversed(drafts[:place]):
        if draft.sentence != own.sentence:
            return None
        if not draft.beside and (draft.counted.dimension is None or own.counted.dimension):
            return draft
    return None


def _take(draft: Draft, other: Draft, *, part: bool = False) -> Draft:
    """What `draft` does not say by itself, it has from the other."""
    mark, source = draft.mark, other.mark
    if draft.counted.dimension or draft.beside:
        return draft
    if mark.measure is Measure.OTHER and is_materiel(mark.unit):
        lost = source.measure is Measure.KILLED
        taken = Measure.DESTROYED if lost else source.measure
        mark = replace(mark, measure=taken, scope=source.scope)
    elif mark.measure is Measure.OTHER and not _is_of_other_sort(mark.unit, source.measure):
        mark = replace(mark, measure=source.measure, scope=source.scope)
    elif mark.measure is source.measure:
        mark = replace(mark, scope=source.scope)
    if draft.counted.elided and draft.counted.unit is None:
        same = mark.measure is source.measure or mark.measure.value in _of_things()
        mark = replace(mark, unit=source.unit if same else mark.unit or PERSON)
    return replace(draft, mark=replace(mark, part=mark.part or part))


def _is_of_other_sort(unit: str | None, measure: Measure) -> bool:
    """ "Rebels kill 7, capture 3 villages": an attack is not wounded, and a village not killed."""
    nouns = load("measures")["nouns"]
    place = unit in nouns["places"] and measure.value in nouns["personal"]
    return place or unit in nouns["happenings"]


def _of_things() -> list[str]:
    words: list[str] = load("measures")["nouns"]["of_things"]
    return words


def _from_whole(text: str, whole: Draft, draft: Draft) -> Draft | None:
    """ "including 12 children", "among them 3 women", "1,550 people: 1,510 civilians and 40 fighters"."""
    gap = text[whole.mark.end : draft.mark.start]
    another = {draft.mark.measure, Measure.OTHER} - {whole.mark.measure, Measure.OTHER}
    if whole.mark.part and not another and _gap("list").fullmatch(gap):
        return _take(draft, whole, part=True)
    if not (draft.counted.part or _gap("part").search(gap) or _gap("partition").search(gap)):
        return None
    small = whole.mark.high is None or draft.interval.said <= whole.mark.high
    return _take(draft, whole, part=True) if small else None


def _from_list(text: str, before: Draft, draft: Draft) -> Draft:
    """The next of a list: no verb of its own stands before it."""
    gap = text[before.mark.end : draft.mark.start]
    if ";" in gap and _acts(draft):
        return draft  # "killed 12 at the crossing; three gunmen fled"
    listed = any(_gap(name).fullmatch(gap) for name in ("list", "places"))
    listed = listed or bool(_gap("joined").search(gap)) or _is_elsewhere(text, gap, draft)
    if _is_anothers(text, gap, before, draft):
        return _take(replace(draft, beside=False), before)
    if listed and not before.counted.dimension:
        return _take(draft, before)
    if (
        draft.mark.unit is None
        and draft.mark.measure.value in _of_things()
        and not _tells_total(text, draft)
    ):
        return replace(draft, mark=replace(draft.mark, unit=before.mark.unit))
    return draft


def _acts(draft: Draft) -> bool:
    """ "... while 20 in the south surrendered": it has a verb of its own."""
    head = draft.counted.head
    return head is not None and head.dep_ in (*SUBJECTS, *PASSIVES)


def _is_elsewhere(text: str, gap: str, draft: Draft) -> bool:
    """ "30 were killed around Shadadi and another five outside Kobane", "50 were killed, 30 in Homs": a place behind
    the number, and no verb of its own."""
    if not draft.counted.elided or draft.mark.measure is not Measure.OTHER:
        return False
    if _acts(draft) or not _gap("elsewhere").match(text, draft.mark.end):
        return False
    told = re.search(r"(\w+)\s*[,:–—]\s*\Z", gap)
    return bool(_gap("here_and").search(gap) or (told and outcome(told[1].lower())))


def _is_anothers(text: str, gap: str, before: Draft, draft: Draft) -> bool:
    """ "The rebels say 35 people died, the government says 22", "put the toll at 35, the government at 22", "counted 9
    dead, the hospital 11"."""
    if not draft.counted.elided:
        return False
    put = re.search(r"\b(?:at|to)\s+\Z", text[: before.mark.start][-4:], re.I)
    ends = re.match(r"\s*(?:[.,;)]|\Z)", text[draft.mark.end :])
    ways = ["told_by", *(["put_by"] if put else []), *(["counted_by"] if ends else [])]
    return any(_gap(way).fullmatch(gap) for way in ways)


def _from_next(text: str, draft: Draft, after: Draft) -> Draft:
    gap = text[draft.mark.end : after.mark.start]
    if draft.mark.unit is None and re.fullmatch(
        r"\s*(?:out\s+of|of\s+the|of)\s+(?:the\s+)?", gap, re.I
    ):
        # "31 out of 39 drones"; what happened to the 39 is not said
        return replace(draft, mark=replace(draft.mark, unit=after.mark.unit))
    if draft.sentence == after.sentence and _gap("among").fullmatch(gap):
        return _take(draft, after, part=True)
    headline = not gap.strip()  # "40 civilians 25 fighters killed"
    listed = _gap("list").fullmatch(gap) or (after.mark.part and _gap("part").search(gap))
    if draft.sentence != after.sentence or not (listed or headline):
        return draft
    if after.beside or draft.mark.measure is not Measure.OTHER:
        return draft
    return draft if after.counted.dimension else _take(draft, after)


_REACH = 500
"""Characters back to the number of which a total speaks."""


def _total(text: str, draft: Draft, before: Sequence[Draft]) -> Draft:
    """ "The total since Tuesday is now 1,000", "an additional 9,000": of those counted before."""
    mark = draft.mark
    if mark.unit is not None or not draft.counted.elided or mark.measure is not Measure.OTHER:
        return draft
    if not (mark.added or _tells_total(text, draft)):
        return draft
    near = list(takewhile(lambda d: mark.start - d.mark.end <= _REACH, reversed(before)))
    hurt = bool(near) and near[0].mark.measure is Measure.WOUNDED
    dead = [each for each in near if hurt and each.mark.measure is Measure.KILLED]
    for earlier in dead if dead and _gap("toll").search(_head(text, draft)) else near:
        if earlier.mark.unit and earlier.counted.dimension is None and not earlier.mark.part:
            revised = _gap("revised").search(_head(text, draft))
            scope = mark.scope if mark.added else Scope.CUMULATIVE
            scope = earlier.mark.scope if revised else scope
            found = replace(mark, unit=earlier.mark.unit, measure=earlier.mark.measure, scope=scope)
            return replace(draft, mark=found)
    return draft


def _tells_total(text: str, draft: Draft) -> bool:
    return any(_gap(name).search(_head(text, draft)) for name in ("total", "revised"))


def _head(text: str, draft: Draft) -> str:
    """What stands before the number, in its sentence and near."""
    return text[max(draft.sentence[0], draft.mark.start - 80) : draft.mark.start]


def _named(text: str, draft: Draft) -> Draft:
    """ "the number of munitions now totals 6,602": the noun stands before its number."""
    if draft.mark.unit is not None or not draft.counted.elided:
        return draft
    head = text[draft.sentence[0] : draft.mark.start]
    noun, what = None, None
    for match in _gap("number_of").finditer(head):
        noun, what = match["noun"].lower(), (match["what"] or "").lower()
    if noun is None:
        return draft
    plurals = load("units")["persons"]["plurals"]
    single = plurals.get(noun) or re.sub(r"(?<=[a-z]{2})ies$", "y", noun).removesuffix("s")
    measure = outcome(what) if what and draft.mark.measure is Measure.OTHER else None
    mark = replace(draft.mark, unit=single, measure=measure or draft.mark.measure)
    return replace(draft, mark=mark)
