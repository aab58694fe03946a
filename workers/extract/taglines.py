"""Taglines: who says it, before or behind a headline's colon or dash, or behind its last verb; or that nobody does.

"Toll in market blast rises to 40: monitor", "Raids kill 12 -- state media", "Official: rebels take vehicles", "Truce to
hold, claims analyst", "Raid kills nine, per medics", "Rumour: leader killed". News agencies attribute so in headlines,
and live tickers line by line ("08:20 Prosecutors: three dead"); the reading of cues finds no verb there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, SourceKind
from workers.extract.clauses import sentences_in
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import (
    Attribution,
    Block,
    BlockKind,
    Layout,
    Name,
    NameKind,
    Quotation,
    SourceMark,
)
from workers.extract.organisations import bodies
from workers.extract.sources import Resolver
from workers.extract.unmarked import COLONS

_TALK = frozenset(load("cues")["tagline_talk"])
_LABELS = frozenset({*load("sources")["documents"], "news", "media"})
"""Before a colon they say of what sort the line is: "Video:", "News:"."""
_BEHIND = re.compile(r"(?P<said>\S.{14,}?)(?:\s*:|\s+[-–—]{1,2})\s+(?P<who>[^:,;!?\"“”]{2,40})$")
_LAST = re.compile(
    r"(?P<said>\S.{14,}?),\s+(?i:per|says?|claims?|reports?|warns?|alleges?|admits?|insists?|confirms?)\s+"
    r"(?P<who>[^:,;!?\"“”]{2,40})$"
)
_TOLD = re.compile(
    r"(?P<said>\S.{14,}?),\s+(?P<who>[^:,;!?\"“”]{2,40}?)\s+"
    r"(?i:says?|claims?|reports?|announces?|warns?|alleges?|admits?|concedes?|insists?|confirms?)$"
)
_TITLES = "|".join(re.escape(t) for t in load("titles")["honorifics"] if t.endswith("."))
_BEFORE = re.compile(
    rf"(?P<who>(?:(?:{_TITLES})\s+)*[A-Z][^:,;.!?\"“”]{{1,40}}?)\s*:\s+(?P<said>\S.{{14,}})$"
)
_LABEL = re.compile(
    rf"(?:^|[.!?…”\"’']\s+|[•·*–—-]\s+|\d\s+)(?P<who>(?:(?:{_TITLES})\s+)*[A-Z][^:;.!?\"“”\n]{{1,70}}?)\s*:\s*[\"“‘'«„]*\Z"
)
_TICKER = re.compile(
    r"""^[0-2]?\d[:.h][0-5]\d[ \t]+(?:[-–—][ \t]+)?(?P<who>[A-Z][^:,;.!?"“”\n]{2,50}?)
    (?:[ \t]+(?:again|on[ \t]+[\w.]+|in[ \t]+a[ \t]+\w+))?:[ \t]+
    (?:["“](?P<quoted>[^"”\n]{8,})["”]
    |(?P<said>[^\s"“‘'][^\n]{8,}?)(?=[.!?](?:\s|\Z)|\n|\Z))""",
    re.M | re.X,
)
_QUOTED = re.compile(
    r"(?:(?P<before>[A-Z][^:;!?\"“”'‘’]{1,40}):\s+)?[\"“'‘](?P<said>[^\"“”]{8,})[\"”'’]"
    r"(?(before)$|\s*(?::|[-–—]{1,2})\s+(?P<behind>[^:;!?\"“”]{2,80})$)"
)
""" "Karabakh: 'We have not surrendered'", "'He was no fighter': family of man killed in raid"."""
_LONGEST = 160
"""Characters of a line that may be a headline."""
_SPEAK = frozenset(load("sources")["bodies"]) | frozenset(load("sources")["unnamed"])
_WE = frozenset({"we", "our", "us"})
_OURS = _WE | {"i", "my", "me"}
_CAPITALS = frozenset(load("sources")["capitals"])
_COUNTRIES = frozenset(
    name for row in load("countries").values() for name in (row["name"], *row.get("names", ()))
)
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "ADP", "NUM"})


def find_taglines(doc: Doc, layout: Layout, names: Sequence[Name]) -> list[Attribution]:
    """One attribution a headline that has a tagline, and one a line of a ticker that begins with who says it."""
    resolver = Resolver(doc, names)
    return [
        *(a for block in layout.blocks for a in _in(doc, block, resolver, names)),
        *(a for block in layout.blocks for a in _in_prose(doc, block, resolver, names)),
        *_in_ticker(doc, resolver, names),
    ]


def quoted_behind_labels(
    doc: Doc, quotations: Sequence[Quotation], names: Sequence[Name]
) -> Mapping[int, SourceMark]:
    """By the number of the quotation, who is named before a colon at the head of its sentence: "Army spokesman Ali Hassan:
    “We lost nine men.”", whoever spoke before."""
    resolver, text = Resolver(doc, names), text_of(doc)
    found: dict[int, SourceMark] = {}
    for number, quotation in enumerate(quotations):
        line = max(text.rfind("\n", 0, quotation.start) + 1, quotation.start - _LONGEST)
        label = _LABEL.search(text[line : quotation.start])
        if label is None:
            continue
        low, high = line + label.start("who"), line + label.end("who")
        named = low + len(label["who"].partition(",")[0])  # "Ali Hassan, army spokesman"
        if mark := _who(doc, (low, named), resolver, names) or _who(
            doc, (low, high), resolver, names
        ):
            found[number] = mark
    return found


def _in_ticker(doc: Doc, resolver: Resolver, names: Sequence[Name]) -> Iterator[Attribution]:
    for line in _TICKER.finditer(text_of(doc)):
        if mark := _who(doc, line.span("who"), resolver, names):
            what, mode = ("quoted", Mode.DIRECT) if line["quoted"] else ("said", Mode.INDIRECT)
            yield Attribution(*line.span(what), mark, None, mode)


def _in(doc: Doc, block: Block, resolver: Resolver, names: Sequence[Name]) -> Iterator[Attribution]:
    text = text_of(doc)[block.start : block.end].rstrip()
    if block.kind not in (BlockKind.HEADLINE, BlockKind.BODY) or len(text) > _LONGEST:
        return
    quoted = _QUOTED.match(text) if block.kind is BlockKind.HEADLINE else None
    if quoted and (mark := _quoted_by(doc, block, quoted, resolver, names)):
        start, end = block.start + quoted.start("said"), block.start + quoted.end("said")
        yield Attribution(start, end, mark, None, Mode.DIRECT)
        return
    if re.search(r"[.!?…\"”’']$", text):
        return
    if (at := _without_colon(doc, block)) is not None:
        who = doc[at].idx, block.start + len(text)
        if mark := _who(doc, who, resolver, names):
            end = doc[at - 1].idx + len(doc[at - 1])
            yield Attribution(block.start, end, mark, None, Mode.INDIRECT)
        return
    for pattern in (_BEHIND, _LAST, _TOLD, _BEFORE):
        found = pattern.match(text)
        if found and (mark := _speaker(doc, block, found, resolver, names)):
            yield _attribution(block, found, mark)
            return


def _in_prose(
    doc: Doc, block: Block, resolver: Resolver, names: Sequence[Name]
) -> Iterator[Attribution]:
    """Sentences of a paragraph that begin with who says them: "Sirens over Odesa. Air force: 20 drones shot down."."""
    if block.kind is not BlockKind.BODY:
        return
    text = text_of(doc)
    for sentence in sentences_in(doc, block.start, block.end):
        said = text[sentence.start_char : sentence.end_char].rstrip()
        found = _BEFORE.match(said) if said.endswith(".") and len(said) <= _LONGEST else None
        if found is None or found["said"][0] in "\"“‘'":
            continue
        at = Block(sentence.start_char, sentence.end_char, BlockKind.BODY)
        mark = _speaker(doc, at, found, resolver, names)
        if mark and not _is_sector(mark):
            yield _attribution(at, found, mark)


def _is_sector(mark: SourceMark) -> bool:
    """ "Shelter: Tarpaulins were handed out", which the model takes for a name: a field of work heads the paragraph. One word is
    somebody where all know the body, or the text who it is."""
    name = mark.name or ""
    speaks = not _SPEAK.isdisjoint({name.lower(), name.lower().removesuffix("s")})
    known = name in bodies() or speaks or mark.role or name.isupper()
    return name.isalpha() and not known


def _quoted_by(
    doc: Doc, block: Block, found: re.Match[str], resolver: Resolver, names: Sequence[Name]
) -> SourceMark | None:
    """Whose the words in quotation marks are: who is named before the colon, or the first noun phrase behind it."""
    place = "before" if found["before"] else "behind"
    low, high = (block.start + at for at in found.span(place))
    if found[place].split()[-1].lower() in _LABELS:
        return None
    of_us = not _OURS.isdisjoint(re.split(r"\W+", found["said"].lower()))
    if place == "before" and (of_us or is_state(found[place])):
        return _state(doc, (low, high), resolver)
    span = doc.char_span(low, high, alignment_mode="expand")
    if span is None:
        return None
    end = next((t.i for t in span if t.pos_ not in _NOMINAL | {"PART", "PRON"}), span.end)
    return _who(doc, (low, doc[end - 1].idx + len(doc[end - 1])), resolver, names)


def is_state(name: str) -> bool:
    """A country, or the capital by which one speaks."""
    return name.lower() in _CAPITALS or name in _COUNTRIES


def _state(doc: Doc, place: tuple[int, int], resolver: Resolver) -> SourceMark | None:
    span = doc.char_span(*place, alignment_mode="expand")
    return resolver.resolve((span.start, span.end))[0] if span is not None else None


def _without_colon(doc: Doc, block: Block) -> int | None:
    """Where the tagline begins of a headline that has lost its colon (see `unmarked.py`)."""
    lost = doc.user_data.get(COLONS, ())
    return next((at for at in lost if block.start <= doc[at].idx < block.end), None)


def _attribution(block: Block, found: re.Match[str], mark: SourceMark) -> Attribution:
    start, end = block.start + found.start("said"), block.start + found.end("said")
    return Attribution(start, end, mark, None, Mode.INDIRECT)


def _nobody(block: Block, found: re.Match[str]) -> SourceMark:
    span = block.start + found.start("who"), block.start + found.end("who")
    return SourceMark(found["who"].lower(), SourceKind.HEARSAY, None, None, span)


def _speaker(
    doc: Doc, block: Block, found: re.Match[str], resolver: Resolver, names: Sequence[Name]
) -> SourceMark | None:
    """Who is named beside the colon or verb, if it is somebody who can speak and nothing else."""
    if found["who"].lower() in _TALK:
        return _nobody(block, found)
    if found.start("who") == 0 and found["who"].split()[-1].lower() in _LABELS:
        return None
    start, end = (block.start + at for at in found.span("said"))
    said = doc.char_span(start, end, alignment_mode="expand")
    if said is None or not any(
        t.tag_[:2] == "VB" or t.pos_ == "NUM" or t.lower_ in {"not", "no"} for t in said
    ):
        return None  # "Ministry of Health - Operations Room" says nothing
    low, high = block.start + found.start("who"), block.start + found.end("who")
    if is_state(found["who"]):
        # before the colon it is where it happens, unless it says "we"
        speaks = found.start("who") > 0 or any(t.lower_ in _WE for t in said)
        return _state(doc, (low, high), resolver) if speaks else None
    mark = _who(doc, (low, high), resolver, names)
    before = mark is not None and mark.kind is SourceKind.PERSON and found.start("who") == 0
    return None if before and _describes(said) else mark


def _describes(said: Span) -> bool:
    """ "Omar Haddad: The man who bombed the bridge", "Omar Haddad: Everything we know": of the person, who says nothing."""
    noun = said.root.pos_ in {"NOUN", "PROPN", "PRON"}
    return (
        noun
        and not any(t.like_num or t.lower_ == "not" for t in said)
        and any(c.dep_ in {"det", "relcl"} and c.lower_ != "no" for c in said.root.children)
    )


def _is_named(word: Token, names: Sequence[Name]) -> bool:
    return any(n.start <= word.idx and word.idx + len(word) <= n.end for n in names)


def _who(
    doc: Doc, place: tuple[int, int], resolver: Resolver, names: Sequence[Name]
) -> SourceMark | None:
    """The body or person that these words name, if nothing else."""
    low, high = place
    span: Span | None = doc.char_span(low, high, alignment_mode="expand")
    # "Mayor Oleh Sydorenko", not "Aleppo Siege"
    named = [n for n in names if n.start < high <= n.end]
    if span is None or not all(
        # "Toll rises to 40: monitor" is parsed as if somebody monitored, and "WHO: clinic hit" as if somebody asked
        t.pos_ in _NOMINAL
        or t.text == ","
        or resolver.is_speaker((t.i, t.i + 1))
        or _is_named(t, named)
        for t in span
    ):
        return None
    speaks = {NameKind.ORGANISATION, NameKind.PERSON}
    if not (any(n.kind in speaks for n in named) or resolver.is_speaker((span.start, span.end))):
        return None
    mark, _ = resolver.resolve((span.start, span.end))
    return mark
