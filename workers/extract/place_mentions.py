"""Where places are named: spans, what the words beside them say, and in what use.

The model of the language knows capitals and misses villages, or takes them for people and bodies
("fighters left Sarmin" gives an organisation); the gazetteer knows villages and takes "Hope" for
one. A span is a mention when the model says place, or when the gazetteer knows it *and* the words
beside it are those that stand beside places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from workers.extract import place_words as words
from workers.extract.gazetteer import Entry, Gazetteer
from workers.extract.marks import BlockKind, Layout, Name, NameKind
from workers.extract.placenames import fold

_LABELS = {"GPE", "LOC", "FAC"}
_RUN = re.compile(
    r"(?<![\w'’])(?:(?:al|el|as|ash|ad|an|ar|at|az)-)?[A-Z][\w'’`ʿ.]*"
    r"(?:(?:[ -](?:al|el|as|ash|ez|ad|an|ar|at|az|de|du|la|las|los|of|the|on|upon)){0,2}[ -][A-Z][\w'’`ʿ.]*)*"
)
_WORD = re.compile(r"[^\s-]+")
_LEAD = re.compile(r"(?:the|The|a|an) ")
_TAIL = re.compile(r"(?:['’]s?|[.,;:]+|\s)+$")
_PREVIOUS = re.compile(r"([\w'’.-]+)[ (]+$")
_CHAIN = re.compile(r"(?:, | and | or |, and |/| to )(?:the )?$")
_LONGEST = 5  # words in a name
_KNOWN = 100_000  # people: a city that may be named without a word that points at a place


@dataclass(slots=True)
class Mention:
    """One place name in the text; offsets into the view."""

    start: int
    end: int
    name: str
    """As written, without an article."""
    entries: tuple[Entry, ...]
    kind: str | None = None
    """What a word beside it says it is: "Aleppo province" -> `admin1`."""
    direction: str | None = None
    """`northern` of "northern Syria"."""
    near: bool = False
    use: str = "place"
    """`place`; or why it is not where something happens: `dateline`, `government`, `adjective`,
    `based`."""


def find_mentions(
    doc: Doc, layout: Layout, names: tuple[Name, ...], gazetteer: Gazetteer
) -> list[Mention]:
    """All mentions in reading order, datelines and governments among them, with their use."""
    text = doc.text
    taken = [(n.start, n.end) for n in names if n.kind in {NameKind.PERSON, NameKind.ORGANISATION}]
    spans = dict.fromkeys(_modelled(doc, names, taken, gazetteer))
    for block in layout.blocks:
        if block.kind is not BlockKind.FURNITURE:
            spans |= dict.fromkeys(
                _known(text, block.start, block.end, list(spans), taken, gazetteer)
            )
    mentions = [mention_at(text, *span, gazetteer) for span in sorted(spans)]
    for mention in mentions:
        mention.use = _use(doc, layout, mention)
    return mentions


def _modelled(
    doc: Doc, names: Iterable[Name], taken: list[tuple[int, int]], gazetteer: Gazetteer
) -> Iterator[tuple[int, int]]:
    """What the model, or the stage of names, takes for a place."""
    found = [(n.start, n.end) for n in names if n.kind is NameKind.PLACE]
    found += [(e.start_char, e.end_char) for e in doc.ents if e.label_ in _LABELS]
    seen: list[tuple[int, int]] = []
    for start, end in found:
        for span in _parts(doc.text, *_trim(doc.text, start, end), gazetteer):
            if (
                not _crosses(span, seen)
                and not _crosses(span, taken)
                and _nameable(doc.text, *span)
            ):
                seen.append(span)
                yield span


def _parts(text: str, start: int, end: int, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """ "Idlib, Syria" is two places, "Washington, D.C." one that the gazetteer knows."""
    if "," not in text[start:end] or gazetteer.find(text[start:end]):
        return [(start, end)]
    cuts = [m.span() for m in re.finditer(r"[^,]+", text[start:end])]
    return [_trim(text, start + a + (text[start + a] == " "), start + b) for a, b in cuts]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without article, possessive and lower-case words at either end ("northern Syria")."""
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    while (word := re.match(r"[a-z]\w*[\s-]+(?=\S)", text[start:end])) and not re.match(
        r"(?:al|el|as|ash|ad|an|ar|at|az)-", text[start:end]
    ):
        start += word.end()
    while word := re.search(r"[\s-]+[a-z]\w*$", text[start:end]):
        end = start + word.start()
    if (tail := _TAIL.search(text, start, end)) and text[start:end] not in words.ABBREVIATIONS:
        dotted = re.search(r"\.[A-Za-z]\.$", text[start:end])  # U.S. keeps its point
        end = end if dotted else tail.start()
    return start, max(start, end)


def _nameable(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    return (
        len(name) > 1
        and (name[0].isupper() or name[:3] in {"al-", "el-"})
        and fold(name) not in words.NEVER
        and "\n" not in name
    )


def _known(
    text: str,
    start: int,
    end: int,
    found: list[tuple[int, int]],
    taken: list[tuple[int, int]],
    gazetteer: Gazetteer,
) -> Iterator[tuple[int, int]]:
    """What the gazetteer knows among the capitalised words, where the words beside it agree."""
    for run in _RUN.finditer(text, start, end):
        parts = [
            (run.start() + m.start(), run.start() + m.end()) for m in _WORD.finditer(run.group())
        ]
        first = 0
        while first < len(parts):
            step = 1
            for last in range(min(len(parts), first + _LONGEST), first, -1):
                span = _trim(text, parts[first][0], parts[last - 1][1])
                if _crosses(span, found) or not _nameable(text, *span):
                    continue
                if _stands_as_place(text, span, (run.start(), run.end()), taken, found, gazetteer):
                    found.append(span)
                    yield span
                    step = last - first
                    break
            first += step


def _stands_as_place(
    text: str,
    span: tuple[int, int],
    run: tuple[int, int],
    taken: list[tuple[int, int]],
    found: list[tuple[int, int]],
    gazetteer: Gazetteer,
) -> bool:
    name = text[span[0] : span[1]]
    entries = [e for e in gazetteer.find(words.ABBREVIATIONS.get(name, name)) if not e.like]
    likely = bool(entries) or bool(gazetteer.find(name) and len(name) > 3)
    if not likely:
        return False
    before, after = text[max(0, span[0] - 40) : span[0]], text[span[1] : span[1] + 40]
    word = previous.group(1).lower() if (previous := _PREVIOUS.search(before)) else ""
    whole = span[0] <= run[0] and span[1] >= run[1] - 1
    crossed = [t for t in taken if _crosses(span, [t])]
    if crossed:
        return (
            whole
            and word in words.STRICT
            and all(t[0] >= span[0] - 4 and t[1] <= span[1] + 1 for t in crossed)
        )
    following = re.match(r" ([\w.]+)", after)
    if (
        following
        and following.group(1).lower() in words.BODY_ENDS
        and following.group(1)[0].isupper()
    ):
        return False
    if whole and (
        word in words.STRICT or words.KIND_AFTER.match(after) or words.KIND_BEFORE.search(before)
    ):
        return True
    if not entries:
        return False
    if name in words.ABBREVIATIONS:
        return bool(re.search(r"[\w.], $", before))
    if (
        whole
        and (chain := _CHAIN.search(before))
        and any(e == span[0] - len(chain.group()) for _, e in found)
    ):
        return True
    return (
        _famous(entries)
        and (whole or entries[0].kind == "country")
        and not _opens(text, span, name)
    )


def _famous(entries: list[Entry]) -> bool:
    return any(
        e.kind in {"country", "region", "feature"}
        or (e.kind in {"admin1", "capital"} and e.population > _KNOWN)
        or (
            e.population > _KNOWN
            and e.kind == "settlement"
            and fold(e.name) == fold(entries[0].name)
        )
        for e in entries[:2]
    )


def _opens(text: str, span: tuple[int, int], name: str) -> bool:
    """A single word that opens a sentence has its capital from there."""
    return (
        " " not in name
        and len(name) < 5
        and bool(re.search(r"(?:^|[.!?\n]['\"”’]?\s*)$", text[: span[0]][-4:]))
    )


def _crosses(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in others)


def mention_at(text: str, start: int, end: int, gazetteer: Gazetteer) -> Mention:
    name = text[start:end]
    before, after = text[max(0, start - 80) : start], text[end : end + 60]
    mention = Mention(start, end, name, gazetteer.find(words.ABBREVIATIONS.get(name, name)))
    if not mention.entries and (head := re.match(r"(.+?)[ -]\w+$", name)):
        mention.entries = _without_kind(name, head.group(1), mention, gazetteer)
    kind_word = words.KIND_AFTER.match(after) or words.KIND_BEFORE.search(before)
    if kind_word:
        mention.kind = words.KIND_OF[kind_word.group(1).lower()]
    if direction := words.DIRECTION_BEFORE.search(before):
        mention.direction = direction.group(1)
    mention.near = bool(
        words.NEAR_BEFORE.search(before)
        or words.FROM_BEFORE.search(before)
        or words.COUNTRYSIDE_AFTER.match(after)
    )
    return mention


def _without_kind(
    name: str, head: str, mention: Mention, gazetteer: Gazetteer
) -> tuple[Entry, ...]:
    """ "Aleppo Province" in capitals is Aleppo with a word for its kind."""
    kind = words.KIND_OF.get(name[len(head) + 1 :].lower())
    if kind is None:
        return ()
    mention.kind = kind
    return gazetteer.find(head)


def _use(doc: Doc, layout: Layout, mention: Mention) -> str:
    for block in layout.blocks:
        if block.start <= mention.start < block.end and block.kind is BlockKind.DATELINE:
            return "dateline"
    if words.BASED_AFTER.match(doc.text, mention.end):
        return "based"
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None or not any(e.kind in {"country", "capital"} for e in mention.entries[:2]):
        return "place"
    return _state_or_place(span, mention)


def _state_or_place(span: Span, mention: Mention) -> str:
    """Countries and capitals also stand for their governments: "Moscow denied", "US troops"."""
    root = span.root
    if mention.kind or mention.near or mention.direction:
        return "place"
    if root.dep_ in {"compound", "amod", "nmod"} and root.i < root.head.i:
        return "adjective"
    if root.dep_ == "poss" and mention.entries[0].kind == "country":
        return "adjective"
    if root.dep_ in {"nsubj", "nsubjpass", "conj"}:
        verb = (root.head if root.dep_ != "conj" else root.head.head).lemma_.lower()
        return "government" if verb in words.SPEAKS else "place"
    if root.dep_ == "pobj" and root.head.lower_ in words.WITH:
        return "government"
    if root.dep_ == "pobj" and root.head.head.lemma_.lower() in words.STATECRAFT:
        return "government"
    return "place"
