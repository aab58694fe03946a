"""Layout: what on the page is the report, what its head, and what only the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from workers.extract.layout.heads import (
    cut_head,
    filed_from,
    is_bureau,
    is_title,
    masthead_day,
    title_again,
)
from workers.extract.layout.inset import insets
from workers.extract.layout.lines import (
    Line,
    is_day_line,
    is_prose,
    is_release_line,
    key,
    look,
    opens_list,
    split_lines,
    tail_at,
    takes_back,
)
from workers.extract.layout.turns import find_turns, is_question
from workers.extract.layout.voice import find_voice
from workers.extract.marks import Block, BlockKind, Layout, Turn, View

__all__ = ["lay_out"]

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’»]* +(?=[A-Z0-9\"“‘«])")
_LEAD_JUNK = re.compile(r"(?:[?\ufffd•|*·] ?)++(?=\w)")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z])")
""" "2.1 Air strikes damaged the station": the number of a paragraph, and not of strikes."""
_REPEATED_WORDS = 8
"""A sentence of so many words that stands twice was copied by the page, not said again."""


@dataclass(slots=True)
class _Page:
    """What has been laid out so far."""

    lines: list[Line]
    outlet: str | None
    blocks: list[Block] = field(default_factory=list)
    place: str | None = None
    published: date | None = None
    seen: set[str] = field(default_factory=set)
    paragraphs: int = 0
    withdrawn: bool = False
    in_list: bool = False
    turns: dict[int, tuple[str, int]] = field(default_factory=dict)


def lay_out(view: View, outlet: str | None) -> Layout:
    """The blocks of the view in order; what lies between them is only line ends and spaces.

    A line break parts paragraphs. Nothing is read out of furniture; a repeated caption or
    sentence is furniture the second time; a notice that withdraws a report is a note to its end.
    """
    page = _Page(split_lines(view.text), outlet)
    page.turns = find_turns(page.lines)
    head_ends = _head_ends(page.lines)
    for at, line in enumerate(page.lines):
        _lay_line(page, at, line, head_ends)
        page.seen.add(key(line.text))
    blocks = [block for laid in page.blocks for block in _trimmed(view.text, laid)]
    voice = find_voice(page.lines, blocks, outlet)
    turns = _turns(page.turns, len(view.text))
    return Layout(tuple(blocks), page.place, page.published, voice, turns)


def _turns(labels: dict[int, tuple[str, int]], length: int) -> tuple[Turn, ...]:
    """Each turn from behind its label to the next label."""
    ends = [*labels, length][1:]
    return tuple(
        Turn(begins, end, label, is_question(label))
        for (label, begins), end in zip(labels.values(), ends, strict=True)
    )


def _trimmed(text: str, block: Block) -> list[Block]:
    """The block without spaces at its ends; nothing if nothing is left."""
    words = text[block.start : block.end]
    if not words.strip():
        return []
    start = block.start + len(words) - len(words.lstrip())
    return [Block(start, start + len(words.strip()), block.kind)]


def _head_ends(lines: list[Line]) -> int:
    """How many lines stand before a byline or a dateline near the top: a headline with a full
    stop is told from a paragraph by nothing else."""
    for at, line in enumerate(lines[:6]):
        if look(line) is BlockKind.BYLINE or cut_head(line.text, 0, first=False).blocks:
            return at if all(before.words <= 25 for before in lines[:at]) else 0
    return 0


def _lay_line(page: _Page, at: int, line: Line, head_ends: int) -> None:
    kind = _kind(page, at, line, head_ends)
    page.in_list = opens_list(line) or (page.in_list and kind is not BlockKind.BODY)
    if kind is BlockKind.NOTE and not page.paragraphs and takes_back(line):
        page.withdrawn = True
    if kind is BlockKind.FURNITURE and not page.paragraphs and page.published is None:
        page.published = masthead_day(line.text)
    if kind is BlockKind.BODY:
        _lay_paragraph(page, line)
        return
    junk = _LEAD_JUNK.match(line.text) if kind is not BlockKind.FURNITURE else None
    start = line.start + (junk.end() if junk else 0)
    first, last = _title(line, page.outlet) if kind is BlockKind.HEADLINE else (0, len(line.text))
    start, end = max(start, line.start + first), line.start + last
    page.blocks.append(Block(line.start, start, BlockKind.FURNITURE))
    page.blocks.append(Block(start, end, kind))
    page.blocks.append(Block(end, line.end, BlockKind.FURNITURE))


def _title(line: Line, outlet: str | None) -> tuple[int, int]:
    """Where the headline stands in the title of a page: "Raid kills 15 - Daily Courier" is not the Courier's word."""
    own, whole = _key_of(outlet) if outlet else None, (0, len(line.text))
    parts = list(re.finditer(r"(?:^|(?<= [-–—|] ))[^-–—|]{2,40}(?:$|(?= [-–—|] ))", line.text))
    if own is None or len(parts) == 0 or line.text == parts[0][0]:
        return whole
    if _key_of(parts[-1][0]) == own and parts[-1].end() == len(line.text):
        return 0, parts[-1].start() - 3
    if _key_of(parts[0][0]) == own and parts[0].start() == 0:
        return parts[0].end() + 3, len(line.text)
    return whole


def _key_of(name: str) -> str:
    return key(re.sub(r"^the ", "", name, flags=re.IGNORECASE))


def _kind(page: _Page, at: int, line: Line, head_ends: int) -> BlockKind:
    if page.withdrawn or line.start in page.turns:
        return BlockKind.NOTE if page.withdrawn else BlockKind.BODY
    name = key(line.text)
    if name in page.seen and line.words >= 3:
        return BlockKind.FURNITURE
    junk = _LEAD_JUNK.match(line.text)
    bare = Line(line.start, line.text[junk.end() :]) if junk else line
    kind = look(bare)
    if kind is not None:
        return kind
    if at + 1 < len(page.lines) and key(bare.text) == key(page.lines[at + 1].text):
        return BlockKind.CAPTION
    if page.paragraphs:
        return _kind_below(page, bare)
    return _kind_above(page, at, bare, head_ends)


def _kind_above(page: _Page, at: int, line: Line, head_ends: int) -> BlockKind:
    """What a line before the first paragraph is."""
    if at and (place := filed_from(line.text)) is not None:
        page.place = page.place or place
        return BlockKind.FURNITURE
    alone = is_bureau(line.text) and sum(is_bureau(other.text) for other in page.lines) == 1
    if alone and at + 1 < len(page.lines):
        page.place = page.place or line.text.strip()
        return BlockKind.FURNITURE
    if _is_masthead(page, at, line):
        return BlockKind.FURNITURE
    if at < head_ends or (at == 0 and len(page.lines) > 1 and is_title(line.text)):
        return BlockKind.HEADLINE if line.words <= 25 else BlockKind.BODY
    # "TUNIS, 9 MAR 90 -- Here is what he said:" is short, and no headline
    filed = cut_head(line.text, 0, first=False).published
    return BlockKind.BODY if filed or is_prose(line) else BlockKind.HEADLINE


def _is_masthead(page: _Page, at: int, line: Line) -> bool:
    """The outlet's own name, or a body's above a line that calls the text its statement."""
    own = _key_of(page.outlet) if page.outlet else ""
    if line.words > 12 or is_prose(line):
        return False
    if own and _key_of(line.text) == own:
        return True
    following = page.lines[at + 1] if at + 1 < len(page.lines) else None
    if following is not None and is_day_line(following) and at == 0:
        return is_release_line(line) or is_release_line(following)
    return False


def _kind_below(page: _Page, line: Line) -> BlockKind:
    """What a line after the first paragraph is: a paragraph, a cross-head, a caption, a pull-quote
    or another report's headline."""
    if is_prose(line) and not (page.in_list and line.words <= 12):
        return BlockKind.BODY
    if page.in_list:
        return BlockKind.FURNITURE
    if _is_pulled(page, line):
        return BlockKind.PULL_QUOTE
    later = any(
        is_prose(other) and look(other) is None for other in page.lines if other.start > line.start
    )
    if later:
        return BlockKind.HEADLINE
    return BlockKind.CAPTION if line.words >= 7 else BlockKind.FURNITURE


def _is_pulled(page: _Page, line: Line) -> bool:
    """Whether a paragraph has the words of the line in their order, others between them."""
    wanted = re.findall(r"[^\W_]+", line.text.lower())
    if not 3 <= len(wanted) <= 30:
        return False
    for other in page.lines:
        if other is line or not is_prose(other) or other.words <= line.words:
            continue
        words = iter(re.findall(r"[^\W_]+", other.text.lower()))
        if all(word in words for word in wanted):
            return True
    return False


def _lay_paragraph(page: _Page, line: Line) -> None:
    """A paragraph without the dateline at its head, the page at its end and repeated sentences."""
    if line.start in page.turns:
        start = page.turns[line.start][1]
        page.blocks.append(Block(line.start, start, BlockKind.FURNITURE))
    elif page.paragraphs < 3:
        head = cut_head(line.text, line.start, first=not page.paragraphs)
        page.blocks.extend(head.blocks)
        page.place = page.place or head.place
        page.published = page.published or head.published
        start = head.end
        again = (
            0 if page.paragraphs else title_again(_headline(page), line.text[start - line.start :])
        )
        if again:
            rest = line.text[start + again - line.start :]
            below = cut_head(rest, start + again, first=True)
            page.blocks += [Block(start, start + again, BlockKind.FURNITURE), *below.blocks]
            page.published, start = page.published or below.published, below.end
    else:
        start = line.start
    if numbered := _SECTION.match(line.text, start - line.start):
        page.blocks.append(Block(start, line.start + numbered.end(), BlockKind.FURNITURE))
        start = line.start + numbered.end()
    end = line.start + tail_at(line.text, start - line.start)
    for low, high in insets(line.text[: end - line.start]):
        if line.start + low >= start:
            _lay_sentences(page, line.text[start - line.start : low], start)
            page.blocks.append(Block(line.start + low, line.start + high, BlockKind.FURNITURE))
            start = line.start + high
    _lay_sentences(page, line.text[start - line.start : end - line.start], start)
    page.blocks.append(Block(end, line.end, BlockKind.FURNITURE))
    page.paragraphs += 1


def _headline(page: _Page) -> str:
    above = (b for b in page.blocks if b.kind is BlockKind.HEADLINE)
    lines = (line for block in above for line in page.lines if line.start <= block.start < line.end)
    return next((line.text for line in lines), "")


def _lay_sentences(page: _Page, text: str, start: int) -> None:
    """The paragraph as one block, or as several around sentences that stood there before, or that are said again at once:
    of a lead that is given twice the second leads on."""
    opened = at = 0
    ends = [*(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    names = [key(text[low:high]) for low, high in pairwise([0, *ends])]
    for end, (name, following) in zip(ends, pairwise([*names, ""]), strict=True):
        again = name == following
        if (again or name in page.seen) and len(text[at:end].split()) >= _REPEATED_WORDS:
            page.blocks.append(Block(start + opened, start + at, BlockKind.BODY))
            page.blocks.append(Block(start + at, start + end, BlockKind.FURNITURE))
            opened = end
        if not again:
            page.seen.add(name)
        at = end
    page.blocks.append(Block(start + opened, start + len(text), BlockKind.BODY))
