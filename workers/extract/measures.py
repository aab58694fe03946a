"""Measures: what happened to those who are counted, read off the words that govern the number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from shared.records import Measure, Scope
from workers.extract.counted import Counted
from workers.extract.lexicon import load

_SUBJECTS = ("nsubj", "csubj")
_PASSIVES = ("nsubjpass", "nsubj:pass")


@dataclass(frozen=True, slots=True)
class Governor:
    """A predicate, and whether the counted stand as its subject or its object."""

    word: Token
    side: str


@cache
def _table(role: str) -> dict[str, Measure]:
    """Words of one role with their measure: `object`, `subject`, `adjectives`, `nouns`."""
    verbs = load("measures")["verbs"]
    return {word: Measure(name) for name, entry in verbs.items() for word in entry[role]}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str, Measure], ...]:
    return tuple(
        (re.compile(entry["pattern"], re.I), entry["side"], Measure(entry["measure"]))
        for entry in load("measures")["phrases"]
    )


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _phrase_head(counted: Counted) -> Token:
    """The word by which the whole phrase hangs in its sentence: "dozens" of "dozens of civilians"."""
    assert counted.head is not None  # noqa: S101
    head = counted.head
    while (
        head.dep_ in ("nummod", "compound", "quantmod", "amod", "nmod", "pobj")
        and head.head != head
    ):
        above = head.head
        if head.dep_ == "pobj":
            if (
                above.lower_ != "of"
                or above.head.pos_ not in ("NUM", "NOUN")
                or not _sizes(above.head)
            ):
                break
            above = above.head
        elif above.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ", "SYM"):
            break
        head = above
    return head


def _sizes(token: Token) -> bool:
    return (
        token.pos_ == "NUM"
        or token.lower_ in load("numbers")["sizes"]
        or token.lower_
        in (
            "total",
            "number",
            "hundred",
            "thousand",
            "million",
            "dozen",
            "couple",
            "group",
            "batch",
            "handful",
        )
    )


def _governors(head: Token) -> Iterator[Governor]:
    """Predicates over a noun, nearest first, with the side it stands on."""
    token = head
    for _ in range(4):
        over = token.head
        if over == token:
            return
        if token.dep_ in ("conj", "appos"):
            token = over
            continue
        yield from _by_dependency(token, over)
        if token.dep_ in (
            "attr",
            "acomp",
            "oprd",
            "pobj",
            "npadvmod",
            "dep",
            "nmod",
            "amod",
            "prep",
        ):
            return
        return


def _by_dependency(token: Token, over: Token) -> Iterator[Governor]:
    side = {
        "dobj": "object",
        "obj": "object",
        "dative": "object",
        "attr": "attr",
        "oprd": "attr",
    }.get(token.dep_)
    if token.dep_ in _SUBJECTS:
        side = "subject"
    if token.dep_ in _PASSIVES:
        side = "object"
    if side:
        yield from _chain(over, side)
    elif token.dep_ == "pobj" and over.dep_ == "prep":
        yield from _through(over)


def _through(preposition: Token) -> Iterator[Governor]:
    """ "the deaths of 12", "a toll of 36", "including 12 children"."""
    over = preposition.head
    if preposition.lower_ == "of" and over.pos_ in ("NOUN", "PROPN", "VERB"):
        yield Governor(over, "of")
    elif preposition.lower_ in ("including", "among", "amongst", "like", "plus"):
        yield from _governors(over)
    elif preposition.lower_ in ("to", "at", "with", "from") and _lemma(over) in _MOVES:
        for child in over.children:
            if child.dep_ in (*_SUBJECTS, *_PASSIVES, "dobj"):
                yield Governor(child, "of")


_MOVES = frozenset(
    [
        "rise",
        "climb",
        "increase",
        "stand",
        "reach",
        "jump",
        "bring",
        "grow",
        "go",
        "raise",
        "put",
        "revise",
        "total",
        "take",
    ]
)


def _chain(verb: Token, side: str) -> Iterator[Governor]:
    """A verb and the verbs it leads to: "are thought to have joined", "managed to flee"."""
    yield Governor(verb, side)
    for child in verb.children:
        if child.dep_ in ("xcomp", "acomp", "oprd", "ccomp", "attr") and child.i > verb.i:
            if side == "subject" or verb.morph.get("Voice") == ["Pass"] or _is_passive(verb):
                inner = "object" if _is_passive(child) or child.tag_ == "VBN" else "subject"
                yield from _chain(child, inner)
            elif child.pos_ in ("ADJ", "VERB"):
                yield Governor(child, "object")
        elif (
            child.dep_ == "conj" and child.pos_ == "VERB" and side != "attr" and not _has_own(child)
        ):
            passive = _is_passive(child) or (_is_passive(verb) and child.tag_ in ("VBN", "VBD"))
            if side == "subject" or passive:
                yield from _chain(child, "object" if passive else "subject")


def _has_own(verb: Token) -> bool:
    return any(child.dep_ in (*_SUBJECTS, *_PASSIVES) for child in verb.children)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass", "aux:pass") for child in verb.children)


def _of_word(governor: Governor) -> Measure | None:
    lemma, word = _lemma(governor.word), governor.word.lower_
    if governor.side == "of":
        return _table("nouns").get(lemma) or _table("object").get(lemma)
    if governor.word.pos_ in ("ADJ", "NOUN") and word in _table("adjectives"):
        return _table("adjectives")[word]
    if governor.side == "object":
        return _table("object").get(lemma)
    if governor.side == "subject":
        if governor.word.tag_ == "VBN" and _is_passive(governor.word):
            return _table("object").get(lemma)
        return _table("subject").get(lemma)
    return None


def _by_outcome(counted: Counted) -> Measure | None:
    """ "17 people killed", "36 dead", "40 wounded": the outcome right behind the number or noun."""
    head = counted.head
    if head is None:
        return None
    doc = head.doc
    for token in doc[head.i + 1 : head.i + 4]:
        if token.lower_ in _table("adjectives") and token.sent == head.sent:
            if token.tag_ == "VBD" and any(child.dep_ == "dobj" for child in token.children):
                return None
            return _table("adjectives")[token.lower_]
        if token.pos_ not in ("ADV", "AUX") and token.lower_ not in (
            "others",
            "other",
            "more",
            "reported",
            "reportedly",
            "believed",
            "confirmed",
            "feared",
        ):
            break
    return None


def _by_modifier(counted: Counted) -> Measure | None:
    """ "20 displaced families", "15 of the wounded"; "people killed in", "fighters who surrendered"."""
    head = counted.head
    if head is None:
        return None
    for child in head.children:
        if child.dep_ == "amod" and child.lower_ in _table("adjectives"):
            return _table("adjectives")[child.lower_]
    return None


def _by_clause(counted: Counted) -> Measure | None:
    head = counted.head
    if head is None:
        return None
    for child in head.children:
        if child.dep_ not in ("relcl", "acl"):
            continue
        side = "object" if child.tag_ == "VBN" and not _has_own(child) else "subject"
        if _is_passive(child):
            side = "object"
        elif any(c.dep_ in _SUBJECTS and c.tag_ not in ("WP", "WDT") for c in child.children):
            side = "object"
        found = _first(_chain(child, side)) or _by_phrase(
            child.sent[:].doc[child.left_edge.i : child.right_edge.i + 1].text,
            ("subject", "object"),
        )
        if found:
            return found
    return None


def _first(governors: Iterator[Governor]) -> Measure | None:
    return next((found for governor in governors if (found := _of_word(governor))), None)


def _by_phrase(text: str, sides: tuple[str, ...]) -> Measure | None:
    for pattern, side, measure in _phrases():
        if side in sides and pattern.search(text):
            return measure
    return None


def _own_clause(
    counted: Counted, start: int, others: tuple[tuple[int, int], ...]
) -> tuple[str, str]:
    """The words before and behind the counted, within the sentence and up to the next number."""
    assert counted.head is not None  # noqa: S101
    sentence = counted.head.sent
    text = counted.head.doc.text
    low = max([sentence.start_char, *(end for _, end in others if end <= start)])
    high = min([sentence.end_char, *(begin for begin, _ in others if begin >= counted.end)])
    before, behind = text[low:start], text[counted.end : high]
    before = re.split(r"[;:]|,\s+(?:but|while|and)\s", before)[-1]
    behind = re.split(r"[;:]|,\s+(?:but|while|and)\s|\band\s+(?=\w+(?:ed|ing)\b)", behind)[0]
    return before, behind


def find_measure(counted: Counted, start: int, others: tuple[tuple[int, int], ...]) -> Measure:
    """What the number measures. `start` is where the quantity starts, `others` are the spans of the
    other quantities, which bound the words that may speak of this one."""
    if counted.dimension:
        return {
            "duration": Measure.DURATION,
            "area": Measure.AREA,
            "money": Measure.MONEY,
        }.get(counted.dimension) or _happened(counted, start, others)
    return _happened(counted, start, others)


def _happened(counted: Counted, start: int, others: tuple[tuple[int, int], ...]) -> Measure:
    if counted.head is None:
        return Measure.OTHER
    head = _phrase_head(counted)
    before, behind = _own_clause(counted, start, others)
    found = (
        _by_outcome(counted)
        or _by_phrase(behind, ("subject", "object"))
        or _first(_governors(head))
        or _by_phrase_around(before, behind)
        or _by_clause(counted)
        or _by_modifier(counted)
        or _by_noun(counted)
        or _nearby(before, behind)
    )
    return _fitting(found, counted) or Measure.OTHER


def _by_phrase_around(before: str, behind: str) -> Measure | None:
    return _by_phrase(before + " # " + behind, ("object",))


def _by_noun(counted: Counted) -> Measure | None:
    """ "12 deaths", "40 arrests"."""
    head = counted.head
    return _table("nouns").get(_lemma(head)) if head is not None and not counted.elided else None


@cache
def _near_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    objects = "|".join(sorted(_table("object"), key=len, reverse=True))
    subjects = "|".join(sorted(_table("subject"), key=len, reverse=True))
    return re.compile(rf"\b(?P<verb>{objects})", re.I), re.compile(rf"\b(?P<verb>{subjects})", re.I)


def _nearby(before: str, behind: str) -> Measure | None:
    """Where the parse fails: "killing" right before the number, "were killed" close behind."""
    active = re.search(
        r"\b(kill|wound|injur|detain|arrest|captur|destroy|displac|evacuat)(?:ing|ed|s)\s+(?:\w+\s+)?\Z",
        before,
        re.I,
    )
    passive = re.match(
        r"(?:\s+\S+){0,6}?\s+(?:was|were|been|being|are|is)\s+(?:\w+ly\s+)?(kill|wound|injur|detain|arrest|captur|destroy|displac|evacuat)ed\b",
        behind,
        re.I,
    )
    match = passive or active
    if not match:
        return None
    stem = match[1].lower()
    return next((m for word, m in _table("object").items() if word.startswith(stem)), None)


def _fitting(found: Measure | None, counted: Counted) -> Measure | None:
    """Ground is not detained and bombs are not killed: what is said of things of another sort."""
    nouns = load("measures")["nouns"]
    unit = counted.unit or ""
    personal = (
        Measure.DETAINED,
        Measure.KILLED,
        Measure.WOUNDED,
        Measure.DISPLACED,
        Measure.RELEASED,
        Measure.EVACUATED,
        Measure.SURRENDERED,
        Measure.TRAPPED,
    )
    if found in personal and unit in nouns["places"]:
        return None
    return None if found and unit in nouns["happenings"] else found


@cache
def _scope_words(name: str) -> re.Pattern[str]:
    return re.compile(load("measures")["scope"][name], re.I | re.S)


def find_scope(measure: Measure, sentence: str, near: str) -> Scope:
    """Whether the number is of one happening, a running total, or how many there are now."""
    words = load("measures")["scope"]
    if measure in words["stock_measures"]:
        return Scope.STOCK
    if _scope_words("cumulative").search(sentence):
        return Scope.CUMULATIVE
    if measure in words["incident_measures"]:
        return Scope.INCIDENT
    return Scope.STOCK if _scope_words("stock").search(near) else Scope.UNKNOWN
