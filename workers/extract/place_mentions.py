"""Where places are named: spans, what the words beside them say, and in what use.

The model of the language knows capitals and misses villages, or takes them for people and bodies
("fighters left Sarmin" gives an organisation); the gazetteer knows villages and takes "Hope" for
one. A span is a mention when the model says place, or when the gazetteer knows it *and* the words
beside it are those that stand beside places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc, Span, Token

from workers.extract import place_words as words
from workers.extract.gazetteer import Entry, Gazetteer, holds
from workers.extract.marks import BlockKind, Layout, Name, NameKind
from workers.extract.placenames import fold

_LABELS = {"GPE", "LOC", "FAC"}
_CAPITALISED = r"(?:(?:[A-Z]\.){2,}|(?:St|Ste|Mt|Ft)\.|[A-Z][\w'’`ʿ]*)"
_RUN = re.compile(
    rf"(?<![\w'’])(?:(?:al|el|as|ash|ad|an|ar|at|az)-)?{_CAPITALISED}"
    r"(?:(?:[ -](?:al|el|as|ash|ez|ad|an|ar|at|az|de|du|la|las|los|of|upon)){0,2}"
    rf"[ -]{_CAPITALISED})*\.?"
)
_WORD = re.compile(r"[^\s-]+")
_LEAD = re.compile(r"(?:the|The|a|an) ")
_TAIL = re.compile(r"(?:['’]s?|[.,;:]+|\s)+$")
_PREVIOUS = re.compile(r"([\w'’.-]+)[ (]+$")
_CHAIN = re.compile(r"(?:, | and | or |, and |/| to )(?:the )?$")
_HELD = re.compile(r", |,? in (?:the )?(?:[a-z-]+ern )?")
_LETTERS = re.compile(r"[A-Z]{2}|\d")
_LIST_GOES_ON = re.compile(r",? (?:and|or|in) |, (?=[A-Z])|[.;]")
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
    `based`, `body`."""


def find_mentions(
    doc: Doc, layout: Layout, names: tuple[Name, ...], gazetteer: Gazetteer
) -> list[Mention]:
    """All mentions in reading order, datelines and governments among them, with their use."""
    text = doc.text
    modelled = _modelled(doc, text, names, gazetteer)
    known = [s for s in modelled if _plausible(text, s, gazetteer)]
    reader = _Reader(text, gazetteer, known, _taken(text, names, gazetteer))
    read = [b for b in layout.blocks if b.kind is not BlockKind.FURNITURE]
    for block in read:
        reader.read(block.start, block.end)
    reader.read_again()
    reader.keep(s for s in modelled if _points(text, s[0]) and not _LETTERS.search(text[slice(*s)]))
    mentions = [
        mention_at(text, *span, gazetteer)
        for span in sorted(reader.found)
        if any(b.start <= span[0] < b.end for b in read)
    ]
    for mention in mentions:
        mention.use = _use(doc, layout, mention, text)
    return mentions


def _taken(text: str, names: Iterable[Name], gazetteer: Gazetteer) -> list[Name]:
    """People and bodies; "Raqqa and Hasakeh", read as one body, is none."""
    return [
        n
        for n in names
        if n.kind in {NameKind.PERSON, NameKind.ORGANISATION} and not _pair(text[n.start : n.end], gazetteer)
    ]


def _pair(name: str, gazetteer: Gazetteer) -> bool:
    parts = re.split(r", | and ", name)
    return len(parts) > 1 and all(any(not e.like for e in gazetteer.find(p)) for p in parts)


def _modelled(
    doc: Doc, text: str, names: Iterable[Name], gazetteer: Gazetteer
) -> list[tuple[int, int]]:
    """What the model, or the stage of names, takes for a place; none overlapping."""
    taken = [(n.start, n.end) for n in _taken(text, names, gazetteer)]
    found = [(n.start, n.end) for n in names if n.kind is NameKind.PLACE]
    found += [(e.start_char, e.end_char) for e in doc.ents if e.label_ in _LABELS]
    seen: list[tuple[int, int]] = []
    for start, end in found:
        for span in _parts(text, *_trim(text, start, end), gazetteer):
            if not _crosses(span, [*seen, *taken]) and _nameable(text, *span):
                seen.append(span)
    return seen


def _plausible(text: str, span: tuple[int, int], gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer bears the model out; letters alone (SOS, BA) need a country's name."""
    name = text[slice(*span)]
    entries = gazetteer.find(words.ABBREVIATIONS.get(name, name))
    if name.isupper() and len(name) < 5:
        return name in words.ABBREVIATIONS or any(e.kind == "country" for e in entries[:2])
    return bool(entries)


def _points(text: str, start: int) -> bool:
    """Whether the word before points at a place: a name the gazetteer lacks needs that much."""
    before = text[max(0, start - 40) : start]
    previous = _PREVIOUS.search(before)
    word = previous.group(1).lower() if previous else ""
    return word in words.STRICT or any(
        cue.search(before) for cue in (words.KIND_BEFORE, words.NEAR_BEFORE, words.FROM_BEFORE)
    )


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
        and (name.lower() not in STOP_WORDS or (name.isupper() and len(name) > 1))
        and "\n" not in name
        and not text.startswith("$", end)
    )


class _Reader:
    """Finds what the gazetteer knows among capitalised words, where the words beside it agree."""

    def __init__(
        self,
        text: str,
        gazetteer: Gazetteer,
        found: list[tuple[int, int]],
        taken: list[Name],
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.found = found
        self.taken = taken

    def read(self, start: int, end: int) -> None:
        """Look at every run of capitalised words in a block, the longest names first."""
        for run in _RUN.finditer(self.text, start, end):
            parts = [(run.start() + m.start(), run.start() + m.end()) for m in _WORD.finditer(run.group())]
            first = 0
            while first < len(parts):
                first += self._longest(parts, first, run.span())

    def _longest(self, parts: list[tuple[int, int]], first: int, run: tuple[int, int]) -> int:
        for last in range(min(len(parts), first + _LONGEST), first, -1):
            span = _trim(self.text, parts[first][0], parts[last - 1][1])
            if _crosses(span, self.found) or not _nameable(self.text, *span):
                continue
            if self._is_place(span, run):
                self.found.append(span)
                return last - first
        return 1

    def read_again(self) -> None:
        """A name read as a place once is one wherever it stands alone: "a Sarmin doctor"."""
        known = sorted({self.text[a:b] for a, b in self.found if b - a > 3})
        if not known:
            return
        for match in re.finditer(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w])", self.text):
            crossed = self._crossed(match.span())
            alone = all((t.start, t.end) == match.span() for t in crossed) and not self._in_longer_name(match.span())
            if alone and not _crosses(match.span(), self.found):
                self.found.append(match.span())

    def keep(self, spans: Iterable[tuple[int, int]]) -> None:
        """Add those that cross nothing found."""
        self.found += [s for s in spans if not _crosses(s, self.found)]

    def _in_longer_name(self, span: tuple[int, int]) -> bool:
        text = self.text
        return bool(re.match(r"[ -][A-Z]", text[span[1] : span[1] + 2])) or bool(
            re.search(r"[A-Z][\w.'’]* $", text[max(0, span[0] - 20) : span[0]])
        )

    def _is_place(self, span: tuple[int, int], run: tuple[int, int]) -> bool:
        text = self.text
        name = text[slice(*span)]
        entries = self._find(name)
        exact = [e for e in entries if not e.like]
        if not entries or not (exact or len(name) > 3):
            return False
        before, after = text[max(0, span[0] - 40) : span[0]], text[span[1] : span[1] + 40]
        whole = span[0] <= run[0] and span[1] >= run[1] - 1
        crossed = self._crossed(span)
        if crossed:
            return whole and self._outranks(span, crossed, before, exact)
        if _names_a_body(after):
            return False
        if whole and (_points(text, span[0]) or words.kind_after(after)):
            return True
        if not exact:
            return False
        if name in words.ABBREVIATIONS:
            return bool(re.search(r"[\w.], $", before))
        if whole and (self._in_chain(span[0], before) or self._held(exact, span[1])):
            return True
        return _famous(exact) and (whole or exact[0].kind == "country") and not _opens(text, span, name)

    def _in_chain(self, start: int, before: str) -> bool:
        """"in Hajin and Sousa", "Hajin, Sousa"."""
        chain = _CHAIN.search(before)
        return chain is not None and any(e == start - len(chain.group()) for _, e in self.found)

    def _held(self, entries: Iterable[Entry], end: int) -> bool:
        """"Krasnodar, Russia", "Gwoza in Borno": what follows holds a place of that name."""
        joint = _HELD.match(self.text, end)
        if joint is None:
            return False
        after = [self.text[slice(*f)] for f in self.found if f[0] == joint.end()]
        return any(holds(o, i) for name in after for o in self._find(name) for i in entries)

    def _find(self, name: str) -> tuple[Entry, ...]:
        return self.gazetteer.find(words.ABBREVIATIONS.get(name, name))

    def _crossed(self, span: tuple[int, int]) -> list[Name]:
        return [n for n in self.taken if n.start < span[1] and span[0] < n.end]

    def _outranks(self, span: tuple[int, int], crossed: list[Name], before: str, exact: list[Entry]) -> bool:
        """Whether words that point at a place outweigh the model, which took the whole name for a
        person or a body. A person of whom a fuller name is known stays one."""
        if any(t.start < span[0] - 4 or t.end > span[1] + 1 for t in crossed):
            return False
        if any(len(fold(t.canonical)) > len(fold(self.text[slice(*span)])) for t in crossed):
            return False
        if _points(self.text, span[0]) or self._held(exact, span[1]):
            return True
        if words.kind_after(self.text[span[1] : span[1] + 60]) and not self.text.startswith("’", span[1]):
            return True
        previous = _PREVIOUS.search(before)
        word = previous.group(1).lower() if previous else ""
        if not exact or (word not in words.LOCATIVE and not self._in_chain(span[0], before)):
            return False
        person = any(t.kind is NameKind.PERSON for t in crossed) and exact[0].kind != "country"
        return not person or word in words.MOTION or bool(_LIST_GOES_ON.match(self.text, span[1]))


def _names_a_body(after: str) -> bool:
    following = re.match(r" ([A-Z][\w.]+)", after)
    return following is not None and following.group(1).lower() in words.BODY_ENDS


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
    if not mention.entries:
        _without_kind(name, mention, gazetteer)
    kind_word = words.kind_after(after) or words.KIND_BEFORE.search(before)
    country = mention.entries and mention.entries[0].kind == "country"
    if kind_word and not (country and kind_word.re is words.KIND_BEFORE):
        mention.kind = words.KIND_OF[kind_word.group(1).lower()]
        if kind_word.re is words.KIND_AFTER:  # "Yarmouk camp" may be known by its whole name
            whole = gazetteer.find(name + kind_word.group())
            mention.entries = tuple(e for e in whole if not e.like) or mention.entries
    if direction := words.DIRECTION_BEFORE.search(before):
        mention.direction = direction.group(1)
    mention.near = bool(
        words.NEAR_BEFORE.search(before)
        or words.FROM_BEFORE.search(before)
        or words.COUNTRYSIDE_AFTER.match(after)
    )
    return mention


def _without_kind(name: str, mention: Mention, gazetteer: Gazetteer) -> None:
    """"Aleppo Province", "Northern Europe": the name less a word for its kind or direction."""
    first, _, rest = name.partition(" ")
    head, _, last = name.replace("-", " ").rpartition(" ")
    if last.lower() in words.KIND_OF and gazetteer.find(head):
        mention.kind, mention.entries = words.KIND_OF[last.lower()], gazetteer.find(head)
    elif first.lower() in words.DIRECTIONS and gazetteer.find(rest):
        mention.direction, mention.entries = first, gazetteer.find(rest)


def _use(doc: Doc, layout: Layout, mention: Mention, text: str) -> str:
    for block in layout.blocks:
        if block.start <= mention.start < block.end and block.kind is BlockKind.DATELINE:
            return "dateline"
    if words.BASED_AFTER.match(text, mention.end):
        return "based"
    if words.BODY_BEFORE.search(text, max(0, mention.start - 30), mention.start):
        return "body"
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
    country = mention.entries[0].kind == "country"
    return "government" if _governs(root, country=country) else "place"


def _governs(root: Token, *, country: bool) -> bool:
    first = root.head if root.dep_ == "conj" else root
    head = first.head
    if first.dep_ == "nsubj" and country and head.pos_ == "VERB":
        return head.lemma_.lower() not in words.BEFALLS
    if first.dep_ in {"nsubj", "nsubjpass"}:
        return head.lemma_.lower() in words.SPEAKS
    if first.dep_ == "dobj":
        return head.lemma_.lower() in words.ADDRESSED
    if first.dep_ == "pobj":
        return head.lower_ in words.WITH and (
            head.lower_ != "to" or head.head.lemma_.lower() in words.STATECRAFT
        )
    return False
