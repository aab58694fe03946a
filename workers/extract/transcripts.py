"""Transcripts: what is said in the turns of an interview or a briefing is the speaker's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shared.records import Mode, SourceKind
from workers.extract.lexicon import load
from workers.extract.marks import (
    Attribution,
    Block,
    BlockKind,
    Layout,
    Name,
    NameKind,
    SourceMark,
    Turn,
)

_TITLES = frozenset(load("layout")["turn_titles"])
_ANSWERING = frozenset(load("layout")["answering"])
_WORDS = re.compile(r"[^\W\d_]+")


def find_spoken(
    layout: Layout, names: Sequence[Name], quoted: Sequence[Attribution]
) -> list[Attribution]:
    """One attribution a paragraph of each turn, around what is already given to others by their
    quotation marks; offsets into the view."""
    found = []
    for turn in layout.turns:
        speaker = _speaker(turn, names, layout.turns)
        if speaker is None:
            continue
        for block in layout.blocks:
            if block.kind is BlockKind.BODY and turn.start <= block.start and block.end <= turn.end:
                taken = [a for a in quoted if block.start <= a.start and a.end <= block.end]
                found += [
                    Attribution(start, end, speaker, None, Mode.DIRECT)
                    for start, end in _around(block, taken)
                ]
    return found


def _around(block: Block, taken: Sequence[Attribution]) -> Iterator[tuple[int, int]]:
    at = block.start
    for quoted in sorted(taken, key=lambda a: a.start):
        if at < quoted.start:
            yield at, quoted.start
        at = max(at, quoted.end)
    if at < block.end:
        yield at, block.end


def _speaker(turn: Turn, names: Sequence[Name], turns: Sequence[Turn]) -> SourceMark | None:
    """The person whose family name the label has: of the text, else of the fullest label ("COL.
    BERG" is "COLONEL ANNA BERG"), without titles. `None` for a body's own answer to a question it has taken."""
    if turn.asks:
        return SourceMark("questioner", SourceKind.UNNAMED)
    if turn.label.upper().rstrip(".") in _ANSWERING:
        who = _introduced(names, turns)
        # "QUESTION: ... ANSWER: ..." with nobody named is the office that put it out; "Q: ... A: ..." is an interview.
        return who or (
            None if len(turn.label) > 1 else SourceMark("interviewee", SourceKind.UNNAMED)
        )
    family = _WORDS.findall(turn.label)[-1].casefold()
    fits = {
        name.canonical: name
        for name in names
        if name.kind is NameKind.PERSON and name.canonical.casefold().split()[-1] == family
    }
    if len(fits) == 1:
        name = next(iter(fits.values()))
        return SourceMark(name.canonical, SourceKind.PERSON, name.organisation, name.role)
    alike = [_untitled(t.label) for t in turns if not t.asks]
    alike = [words for words in alike if words[-1].casefold() == family]
    fullest = max(alike, key=len, default=_untitled(turn.label))
    return SourceMark(" ".join(word.capitalize() for word in fullest), SourceKind.PERSON)


def _introduced(names: Sequence[Name], turns: Sequence[Turn]) -> SourceMark | None:
    """Who answers ("A: ..."): the one person named before the first turn."""
    before = {n.canonical: n for n in reversed(names) if n.end <= turns[0].start}
    persons = [name for name in before.values() if name.kind is NameKind.PERSON]
    if len(persons) != 1:
        return None
    return SourceMark(
        persons[0].canonical, SourceKind.PERSON, persons[0].organisation, persons[0].role
    )


def _untitled(label: str) -> list[str]:
    words = _WORDS.findall(label)
    return [w for w in words if w.upper() not in _TITLES] or words
