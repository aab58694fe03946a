"""What the words of a report say of themselves, as a sequence labeller reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from workers.extract.bounds import find_intervals
from workers.extract.clauses import span_of
from workers.extract.dates import tells_when
from workers.extract.intervals import Interval
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import DateMark, Name

WIDE = 2
NEAR = 1
"""Words on either side whose form, and whose place in their noun phrase, are told."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of the words beforehand, by their number in the document."""

    names: Mapping[int, str]
    dates: frozenset[int]
    numbers: frozenset[int]
    chunks: Mapping[int, tuple[str, Token]]


def facts_of(
    doc: Doc, names: Sequence[Name], dates: Sequence[DateMark]
) -> Iterator[tuple[list[Token], list[list[str]]]]:
    """Sentence by sentence its words (white space left out), and of each what can be said of it."""
    seen = _Seen(
        names={t.i: name.kind.value for name in names for t in span_of(doc, name.start, name.end)},
        dates=_within(doc, [*filter(tells_when, dates)]),
        numbers=_within(doc, find_intervals(text_of(doc))),
        chunks=dict(_chunks(doc)),
    )
    for sentence in doc.sents:
        words = [token for token in sentence if not token.is_space]
        forms = [_form(word, seen) for word in words]
        phrases = [_phrase(word, seen) for word in words]
        if words:
            yield words, [_of(i, words, forms, phrases) for i in range(len(words))]


def _within(doc: Doc, marks: Iterable[DateMark | Interval]) -> frozenset[int]:
    return frozenset(t.i for mark in marks for t in span_of(doc, mark.start, mark.end))


def _chunks(doc: Doc) -> Iterator[tuple[int, tuple[str, Token]]]:
    for chunk in doc.noun_chunks:
        for token in chunk:
            first, last = token.i == chunk.start, token.i == chunk.end - 1
            yield token.i, ("first" if first else "last" if last else "inner", chunk.root)


def _of(
    at: int, words: Sequence[Token], forms: Sequence[list[str]], phrases: Sequence[list[str]]
) -> list[str]:
    told = [*_place(words[at]), "end"]
    for told_of, reach in ((forms, WIDE), (phrases, NEAR)):
        for off in range(-reach, reach + 1):
            beside = told_of[at + off] if 0 <= at + off < len(words) else ["none"]
            told += [f"{off}:{each}" for each in beside]
    return told


def _form(word: Token, seen: _Seen) -> list[str]:
    lemma = word.lemma_.lower()
    name = seen.names.get(word.i, "")
    return [f"lemma={lemma}", f"tag={word.tag_}", f"shape={_shape(word.text)}", f"name={name}", f"sort={_sorts().get(lemma, '')}"]  # fmt: skip


def _phrase(word: Token, seen: _Seen) -> list[str]:
    """Its part in its sentence, and the noun phrase it stands in."""
    told = [f"dep={word.dep_}", f"date={word.i in seen.dates}", f"number={word.i in seen.numbers}"]
    if word.i not in seen.chunks:
        return [*told, "phrase=no"]
    place, root = seen.chunks[word.i]
    noun = root.lemma_.lower()
    sort = _sorts().get(noun, "")
    return [*told, f"phrase={place}", f"noun={noun}", f"as={root.dep_}", f"entity={root.ent_type_}", f"sort={sort}", f"{place}+{sort}+{root.dep_}"]  # fmt: skip


def _place(word: Token) -> list[str]:
    """What it hangs on, and how far what hangs on it reaches to either side."""
    left, right = word.i - word.left_edge.i, word.right_edge.i - word.i
    return [f"head={word.head.lemma_.lower()}", f"of={word.head.dep_}", f"left={min(left, 3)}", f"right={min(right, 3)}", f"{word.dep_}+{word.tag_}"]  # fmt: skip


def _shape(text: str) -> str:
    if text.isupper():
        return "capitals" if len(text) > 1 else "capital"
    if text[:1].isupper():
        return "capitalised"
    return "digits" if any(c.isdigit() for c in text) else "small" if text.isalpha() else "sign"


@cache
def _sorts() -> Mapping[str, str]:
    """Which of our word lists hold a word: "official" is one who speaks, and a role."""
    sources, titles = load("sources"), load("titles")
    lists: dict[str, Iterable[str]] = {
        "one": sources["unnamed"],
        "body": sources["bodies"],
        "paper": sources["documents"],
        "honorific": titles["honorifics"],
        "role": titles["roles"],
        "place": (word for words in load("place_words")["kinds"].values() for word in words),
        "people": load("kinds")["sets"]["people"],
    }
    found: defaultdict[str, str] = defaultdict(str)
    for sort, words in lists.items():
        for word in {each.lower() for each in words}:
            found[word] += f"+{sort}"
    return found
