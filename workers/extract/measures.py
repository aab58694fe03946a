"""Measures: what happened to those who are counted, read off the words that govern the number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from shared.records import Measure, Span
from workers.extract.adjuncts import is_adjunct, is_whole
from workers.extract.counted import PERSON, Counted, singular
from workers.extract.fitting import fitting
from workers.extract.given_back import is_given_back
from workers.extract.governors import (
    PASSIVES,
    SUBJECTS,
    Governor,
    clauses,
    governors,
    is_passive,
    phrase_head,
)
from workers.extract.lexicon import load
from workers.extract.listed import by_verb_before, listed_in_headline
from workers.extract.losses import by_loss, by_toll, fell
from workers.extract.outcomes import (
    HARM,
    befell_some,
    by_outcome,
    of_those,
    outcome,
    table,
)
from workers.extract.returned import by_return

_DIMENSIONS = {"duration": Measure.DURATION, "area": Measure.AREA, "money": Measure.MONEY}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str, Measure], ...]:
    return tuple(
        (re.compile(entry["pattern"], re.I), entry["side"], Measure(entry["measure"]))
        for entry in load("measures")["phrases"]
    )


def find_measure(text: str, counted: Counted, start: int, others: Sequence[Span]) -> Measure:
    """What the number measures; `other` when nothing near it says.

    `text` is that of the document, `start` is where the quantity starts, `others` are the spans of the other quantities, which bound
    the words that may speak of this one.
    """
    if counted.dimension in _DIMENSIONS:
        return _DIMENSIONS[counted.dimension]
    if counted.head is None:
        return Measure.OTHER
    # "One of the five men", whatever befell him; but "one of seven people killed" is of seven dead.
    whole = is_whole(counted.head, start) and _first(clauses(counted.head)) not in HARM
    other = befell_some(counted.head) or whole
    if other or is_given_back(counted.head):
        return Measure.OTHER
    adjunct = is_adjunct(counted.head, start)
    found = None
    if adjunct:
        found = _own(counted, counted.head) or by_toll(counted, start) or by_loss(counted, start)
        found = found or by_return(counted, start)
    dead = load("measures")["nouns"]["dead"]
    if adjunct and counted.head.lemma_.lower() in dead:
        found = Measure.KILLED  # "resulting in 49 civilian deaths", "took in 19 bodies"
    elif not adjunct and counted.unit in dead:
        found = Measure.KILLED
    elif not adjunct:
        found = _happened(
            counted, counted.head, start, *_own_clause(text, counted, counted.head, start, others)
        )
    fits = fitting(found, counted)
    if counted.part and fits in {None, Measure.OTHER}:
        fits = of_those(text[max(0, counted.end - 20) : counted.end + 10]) or fits
    return fits or Measure.OTHER


def find_harm(head: Token) -> Measure | None:
    """What harm the clause says was done to those counted, by its own words and not by any near to it."""
    over = Measure.KILLED if _shot_dead(head) else _gravest(governors(phrase_head(head)))
    done = head.dep_ in (
        "dobj",
        "pobj",
    )  # "a man who killed a soldier was arrested": not the soldier
    found = over or by_outcome(head) if done or _shot_dead(head) else by_outcome(head) or over
    return found if found in HARM else None


def _shot_dead(head: Token) -> bool:
    """ "A gunman shot dead a guard": whatever the parser makes of it."""
    first = min((child.i for child in head.children if child.dep_ == "det"), default=head.i)
    before = head.doc[max(head.sent.start, first - 2) : first]
    manners = load("measures")["counters"]["manners"]
    return len(before) > 1 and before[0].lower_ in manners and before[1].lower_ == "dead"


def _own(counted: Counted, head: Token) -> Measure | None:
    """What the phrase says of the counted by itself: "with 40 wounded", "of 12 people killed"; but not "six
    civilians from one family were killed"."""
    return (
        (None if _is_followed_by_be(head) else by_outcome(head))
        or _first(clauses(head))
        or _by_modifier(head)
    )


def _is_followed_by_be(head: Token) -> bool:
    return head.i + 1 < len(head.doc) and head.nbor(1).pos_ == "AUX"


def _happened(
    counted: Counted, head: Token, start: int, before: str, behind: str
) -> Measure | None:
    over = _gravest(governors(phrase_head(head)))
    harm = over if over in HARM else None
    return (
        by_verb_before(head, start)
        or (None if over and _is_by_the_way(head) else by_outcome(head))
        or harm
        or _by_phrase(behind, ("subject", "object"))
        or over
        or _by_phrase(before + " # " + behind, ("object",))
        or _own(counted, head)
        or _by_noun(counted, head)
        or listed_in_headline(head)
        or _nearby(before, behind)
        or by_toll(counted, start)
        or by_loss(counted, start)
        or by_return(counted, start)
        or (Measure.KILLED if fell(phrase_head(head)) else None)
    )


def _is_by_the_way(head: Token) -> bool:
    """ "Forty men arrested in May were freed": what befell them before is told by the way. The dead stay dead: "nine
    people killed in the raid were taken to the city"."""
    told = by_outcome(head)
    behind = (child for child in head.children if child.dep_ == "acl" and child.tag_ == "VBN")
    described = any(outcome(child.lower_) is told for child in behind)
    return told is not Measure.KILLED and described and head.dep_ in (*SUBJECTS, *PASSIVES)


def _by_noun(counted: Counted, head: Token) -> Measure | None:
    """ "60 deaths", and "20 Martyrs", which the tagger takes for a name."""
    nouns = table("nouns")
    return (
        None if counted.elided else nouns.get(head.lemma_.lower()) or nouns.get(counted.unit or "")
    )


def _first(found: Iterator[Governor]) -> Measure | None:
    return next((measure for governor in found if (measure := _of_word(governor))), None)


def _gravest(found: Iterator[Governor]) -> Measure | None:
    """The nearest; but of what was done to them in a row, death: "were rounded up and executed"."""
    told = [measure for governor in found if (measure := _of_word(governor))]
    if told and told[0] in HARM and Measure.KILLED in told:
        return Measure.KILLED
    return next(iter(told), None)


def _of_word(governor: Governor) -> Measure | None:
    word, lemma = governor.word, governor.word.lemma_.lower()
    if lemma == "take" and _captives(word):
        return Measure.DETAINED
    if lemma == "lose" and governor.side == "subject" and _life(word):
        return Measure.KILLED
    if governor.side == "of":
        return table("nouns").get(lemma) or table("object").get(lemma)
    if word.pos_ in ("ADJ", "NOUN") and word.lower_ in table("adjectives"):
        return table("adjectives")[word.lower_]
    if governor.side == "object" or (word.tag_ == "VBN" and is_passive(word)):
        return table("object").get(lemma)
    return table("subject").get(lemma)


def _life(verb: Token) -> bool:
    """ "lost their lives"."""
    return any(child.dep_ == "dobj" and child.lemma_ == "life" for child in verb.children)


def _captives(verb: Token) -> bool:
    """ "took 251 hostages", "were taken by gunmen"."""
    fighters = load("measures")["nouns"]["fighters"]
    by = (c for child in verb.children if child.dep_ == "agent" for c in child.children)
    taken = [child for child in verb.children if child.dep_ == "nsubjpass"]
    persons = all(
        singular(t) in (PERSON, *load("units")["persons"]["ones"], *fighters) for t in taken
    )
    return (persons and any(c.lemma_.lower() in fighters for c in by)) or any(
        child.dep_ in {"dobj", "nsubjpass"} and child.lemma_ in {"hostage", "prisoner", "captive"}
        for child in verb.children
    )


def _by_modifier(head: Token) -> Measure | None:
    """ "20 displaced families"."""
    words = [child.lower_ for child in head.children if child.dep_ == "amod"]
    return next((table("adjectives")[word] for word in words if word in table("adjectives")), None)


def _by_phrase(text: str, sides: tuple[str, ...]) -> Measure | None:
    for pattern, side, measure in _phrases():
        if side in sides and pattern.search(text):
            return measure
    return None


_BREAK = r"[;:]|,\s+(?:but|while|and|as|after)\s"


def _is_beside(text: str, start: int) -> bool:
    word = re.search(
        r"(\w+)\s+(?:(?:the|these|those|its|their)\s+)?\Z", text[max(0, start - 20) : start]
    )
    return word is not None and word[1].lower() in load("measures")["counters"]["beside"]


def _leads_to(text: str, span: Span, start: int) -> bool:
    """ "The number of wounded rose from 20 to 50": what is said of the 50 stands before the 20."""
    begin, end = span
    opened = re.search(r"\b(?:from|by)\s+\Z", text[max(0, begin - 6) : begin], re.I)
    return opened is not None and bool(re.fullmatch(r"\s+to\s+", text[end:start], re.I))


def _own_clause(
    text: str, counted: Counted, head: Token, start: int, others: Sequence[Span]
) -> tuple[str, str]:
    """The words before and behind the counted: within the sentence, up to the next number that is not
    beside what happened ("40 fighters from 80 countries joined")."""
    sentence = head.sent
    earlier = (span for span in reversed(others) if span[1] <= start)
    low = next((end for begin, end in earlier if not _leads_to(text, (begin, end), start)), 0)
    low = max(sentence.start_char, low)
    ahead = (begin for begin, _ in others if begin >= counted.end)
    high = next((begin for begin in ahead if not _is_beside(text, begin)), len(text))
    high = min(sentence.end_char, high)
    # "Number of dead: 14": behind a colon stands the number of what stands before it.
    before = re.split(_BREAK, re.sub(r":\s*\Z", " ", text[low:start]))[-1]
    behind = re.split(rf"{_BREAK}|\band\s+(?=\w+(?:ed|ing)\b)", text[counted.end : high])[0]
    return before, behind


@cache
def _stems() -> str:
    return "|".join(load("measures")["counters"]["stems"])


def _nearby(before: str, behind: str) -> Measure | None:
    """Where the parse fails: "killing" right before the number, "were killed" close behind."""
    # "were killed and eleven villagers were treated": what comes behind "and" has its own lot.
    active = re.search(rf"\b({_stems()})(?:ing|ed|s)\s+(?:(?!and\b)\w+\s+)?\Z", before, re.I)
    passive = re.match(
        rf"(?:,?\s+\S+){{0,6}}?\s+(?:was|were|been|being|are|is)\s+(?:\w+ly\s+)?({_stems()})ed\b",
        behind,
        re.I,
    )
    match = passive or active
    if not match:
        return None
    stem = match[1].lower()
    return next((m for word, m in table("object").items() if word.startswith(stem)), None)
