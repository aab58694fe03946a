"""Chains: a source that reaches the outlet by way of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from shared.records import Mode, SourceKind, Stance
from workers.extract.citing import cited
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution, Name, SourceMark
from workers.extract.mentioned import as_told
from workers.extract.nearby import Nearby
from workers.extract.organisations import kind_of_body
from workers.extract.owned_claims import OWNED
from workers.extract.pronouns import head_of_phrase
from workers.extract.sayings import Saying
from workers.extract.sources import Resolver
from workers.extract.speakers import quoting
from workers.extract.touching import Heard

_AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})


def link(
    doc: Doc, said: Sequence[Attribution], hearsay: Sequence[Attribution], heard: Sequence[Heard]
) -> list[Attribution]:
    """Nested attributions carry those round them as `via`, nearest the outlet last.

    One whose whole content is another's saying is left out: "X said the report found Y" is the
    report's, by way of X. A saying that is denied is none: "X denied that it had threatened the town". Hearsay inside a named source's words is that source's, unless it is
    "reports of".
    """
    near = Nearby(said)
    out: list[Attribution] = []
    within: dict[int, list[Attribution]] = {}
    said = [a for a in said if not _is_denied(a, near)]
    for inner in said:
        around = _around(inner, near)
        for outer in around:
            within.setdefault(id(outer), []).append(inner)
        chain = [m for a in around if a.source for m in (a.source, *a.via)]
        marks = _unlike(inner.source, [*inner.via, *chain])
        told = _handed_on(inner, around, marks) or replace(inner, via=tuple(marks))
        out.append(replace(told, source=as_told(doc, told, around)))
    kept = [
        told
        for told, a in zip(out, said, strict=True)
        if not _is_only(doc, a, within.get(id(a), []))
    ]
    for rumour in hearsay:
        around = _around(rumour, near)
        noun = rumour.source is not None and rumour.source.name is not None
        if around and not noun:
            continue
        marks = _unlike(None, [m for a in around if a.source for m in (a.source, *a.via)])
        kept.append(replace(rumour, via=tuple(marks)))
    return kept


def _handed_on(
    inner: Attribution, around: Sequence[Attribution], marks: Sequence[SourceMark]
) -> Attribution | None:
    """ "SANA reported that nine had died, according to the interior ministry": an agency that reports hands on what the
    ministry says, though the ministry's words seem to be of the agency."""
    source = inner.source
    according = bool(around) and around[0].cue_lemma == "according"
    if source is None or not (according and marks and _is_of_media(source)):
        return None
    first, *rest = marks
    if first.organisation is None or _is_of_media(first):
        return None
    return replace(inner, source=first, via=(source, *rest))


def _is_of_media(mark: SourceMark) -> bool:
    return mark.organisation is not None and kind_of_body(mark.organisation) == "media"


def chain(
    resolver: Resolver, saying: Saying, mark: SourceMark | None, names: Sequence[Name]
) -> tuple[SourceMark | None, tuple[SourceMark, ...]]:
    """The innermost source and who hands it on: "X, citing Y, which quoted Z" is Z's, via Y and X."""
    if mark is None:
        return None, ()
    hands = quoting(saying.cue, names)
    if hands is not None and hands[0] < hands[1]:
        handed, _ = resolver.resolve(hands)
        return mark, (handed,) if handed else ()
    links = [mark]
    for phrase in cited(saying.cue, saying.speaker, names):
        # "suspended its work, citing security concerns"
        if head_of_phrase(resolver.doc, *phrase).lemma_.lower() in _SEEN:
            continue  # "a UN note, citing footage from a drone": the note's own word
        found, _ = resolver.resolve(phrase) if resolver.can_speak(phrase) else (None, None)
        if found is not None and resolver.doc[phrase[0]].lower_ in {"its", "their"}:
            # "The charity, citing its staff in Zabid": its own word
            found = replace(found, organisation=mark.organisation or found.organisation)
        if found is not None:
            links.append(found)
    return links[-1], tuple(reversed(links[:-1]))


_SEEN = frozenset(load("sources")["seen"])


def _around(inner: Attribution, near: Nearby) -> list[Attribution]:
    """Attributions whose content holds the cue and content of `inner`, the narrowest first."""
    holds = [
        a
        for a in near.touching(inner.start, inner.end)
        if a is not inner
        and inner.cue is not None
        and a.cue != inner.cue
        and a.start <= inner.cue[0]
        and inner.cue[1] <= a.end
        and a.start <= inner.start
        and inner.end <= a.end + 1
    ]
    return sorted(holds, key=lambda a: a.end - a.start)


def _is_named(said: Attribution) -> bool:
    return said.source is not None and said.source.kind is not SourceKind.HEARSAY


def _is_denied(inner: Attribution, near: Nearby) -> bool:
    """But who "denied a claim by the rebels that the town had fallen" denies what the rebels do claim."""
    denied = any(a.stance in _AGAINST for a in _around(inner, near))
    return denied and inner.mode is Mode.INDIRECT and inner.cue_lemma != OWNED


def _unlike(source: SourceMark | None, marks: list[SourceMark]) -> list[SourceMark]:
    """Without those who would pass on their own words."""
    out: list[SourceMark] = []
    for mark in marks:
        if source is not None and mark.name == source.name:
            continue
        if not any(m.name == mark.name for m in out):
            out.append(mark)
    return out


def _is_only(doc: Doc, outer: Attribution, within: Sequence[Attribution]) -> bool:
    """Whether nothing is left of the content beside the sayings in it."""
    if outer.mode is Mode.DIRECT or outer.stance in _AGAINST:
        return False
    # "According to preliminary information nine died, police said" is one claim, and not police's own
    # Who "could not verify the army's claim that nine had died" has said so, though the army's claim is all of it.
    told = (a for a in within if a.source and a.cue_lemma != OWNED)
    inner = [a for a in told if _is_named(a) or a.cue_lemma == "according"]
    if not inner:
        return False
    covered = [_extent(a) for a in inner]
    span = doc.char_span(outer.start, outer.end, alignment_mode="expand")
    left = [t for t in span or () if t.is_alpha and not any(s <= t.idx < e for s, e in covered)]
    # "..., he told his counterpart on Saturday, according to state television": to whom and when is no news.
    handed = outer.cue_lemma == "according" and not any(t.pos_ in {"VERB", "AUX"} for t in left)
    # "On the other side of the river, the army denied it, state radio reported": nor is where one looks now.
    opens = _OPENS.search(text_of(doc)[outer.start : max(covered[0][0], outer.start)]) is not None
    opens = opens and not any(t.pos_ in _TELLING or t.idx > covered[0][0] for t in left)
    return len(left) <= 3 or handed or (opens and len(left) <= _OPENING)


_OPENS = re.compile(r",\s*(?:[Tt]he )?$")
_TELLING = frozenset({"VERB", "AUX", "NUM", "PROPN"})
_OPENING = 7
"""Words before a saying that tell nothing by themselves."""


def _extent(a: Attribution) -> tuple[int, int]:
    """Content, cue and source together."""
    named = a.source.span if a.source is not None else None
    spans = [(a.start, a.end), *(span for span in (a.cue, named) if span is not None)]
    return min(start for start, _ in spans), max(end for _, end in spans)
