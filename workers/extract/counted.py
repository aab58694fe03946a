"""What a number counts: the noun behind it, however far, or the noun left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from workers.extract.intervals import Interval
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.measured import measured_behind
from workers.extract.unmarked import COLONS

PERSON = "person"
_FAR = 9
"""A noun this many words behind its number is not its own."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The noun a number counts."""

    unit: str | None
    end: int
    """Where number and noun end together."""
    head: Token | None = None
    """The noun; the numeral's own word when the noun is left out."""
    dimension: str | None = None
    """`duration`, `area`, `money`, `other`: a unit of measure, not a thing counted."""
    part: bool = False
    elided: bool = False


def token_at(doc: Doc, offset: int) -> Token | None:
    """The first token that starts at or behind this character."""
    place = bisect_left(doc, offset, key=lambda token: token.idx)
    return doc[place] if place < len(doc) else None


def last_token(doc: Doc, offset: int) -> Token | None:
    """The token that holds the character before this one."""
    place = bisect_left(doc, offset, key=lambda token: token.idx) - 1
    return doc[place] if place >= 0 else None


def singular(token: Token) -> str:
    """The counted noun, singular and lower case, as written: "jihadists" -> "jihadist"."""
    word, persons = token.lower_, load("units")["persons"]
    if word in persons["plurals"]:
        return str(persons["plurals"][word])
    lemma = token.lemma_.lower() if token.tag_ in ("NNS", "NN") else word
    if word.endswith("ves") and lemma.endswith("f") and word[:-1] in persons["in_ve"]:
        lemma = word[:-1]  # "graves" are no "graf"
    if lemma == word and word.endswith("s") and not re.search(r"(?:ss|us|is|series)$", word):
        lemma = re.sub(r"(?<=[a-z]{2})(?:ies)$", "y", word) if word.endswith("ies") else word[:-1]
    return PERSON if lemma in persons["words"] else lemma


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and token.tag_ != "HYPH" and token.text != "%"


def _is_plural(token: Token) -> bool:
    persons = load("units")["persons"]
    listed = token.lower_ in persons["invariant"] or token.lower_ in persons["plurals"]
    return token.tag_ in ("NNS", "NNPS") or listed


def _is_before_noun(token: Token) -> bool:
    """Words that may stand between a number and its noun."""
    inside = token.pos_ in ("ADJ", "PROPN", "NOUN", "NUM") or token.tag_ in (
        "VBN",
        "VBG",
        "VBD",
        "HYPH",
        "POS",
        "JJ",
    )
    mark = token.text in ("-", "‘", "’", "'", '"', "“", "”", ",")
    return (
        inside
        or mark
        or (token.pos_ == "ADV" and token.dep_ == "advmod" and token.head.pos_ in ("ADJ", "VERB"))
    )


def _stands_for_noun(token: Token) -> bool:
    """ "40 wounded", "36 dead", "18 shot dead": what happened stands where the noun would."""
    if token.lower_ in load("measures")["counters"]["manners"] and _next(token).lower_ == "dead":
        return True
    return token.lower_ in _outcomes() and not (
        token.dep_ in ("amod", "compound") and token.head.i > token.i and token.head.pos_ == "NOUN"
    )


@cache
def _outcomes() -> frozenset[str]:
    verbs = load("measures")["verbs"]
    return frozenset(word for entry in verbs.values() for word in entry["adjectives"])


def _noun_after(first: Token, said: float) -> Token | None:
    """The head noun of the phrase that goes on behind the number; "wounded 15, police said" has none."""
    if first.text == ",":
        return None
    found: Token | None = None
    for token in _unbracketed(first.doc[first.i : first.i + _FAR]):
        if token.sent != first.sent or token.ent_type_ in ("DATE", "TIME"):
            break
        if found is not None and not _extends(found, token, said):
            break
        if _ends(token) or _is_dash(token) or (said != 1 and _became(token)):
            break
        if found is None and _did(token, first):
            return None
        if _stands_for_noun(token) and found is None:
            return None
        if _is_noun(token):
            found = token
        elif not (_is_before_noun(token) or (token.text in ("and", "or") and _coordinates(token))):
            break
    return found


def _ends(token: Token) -> bool:
    """ "another five outside Kobane", "eight died, including two children"; but "four outside experts"."""
    words = load("measures")["counters"]
    if token.i in token.doc.user_data.get(COLONS, ()):
        return True  # "Rebel fire kills 14 State media"
    named = _next(token).pos_ in ("PROPN", "DET") or _next(token).is_title
    return token.lower_ in words["ends"] or (token.lower_ in words["ends_before_names"] and named)


def _did(verb: Token, first: Token) -> bool:
    """The "died" of "Twelve died, medics said": what the counted did themselves, and no medics."""
    return verb.pos_ == "VERB" and any(c.dep_ == "nsubj" and c.i < first.i for c in verb.children)


def _became(token: Token) -> bool:
    """ "Seven were taken prisoner", "seven taken hostage": what was made of them. "Seven were prisoners" counts them."""
    made = token.tag_ == "NN" and _before(token).lower_ in {"taken", "held"}
    done = _next(token).tag_ in {"VBN", "VBD", "VBG"} and not _is_noun(_next(_next(token)))
    taken = _next(token).lower_ in {"taken", "held"}
    return made or (token.pos_ == "AUX" and (done or taken))


def _is_dash(token: Token) -> bool:
    """ "Death toll now 13 - health office": a dash with blanks around it begins something else."""
    return token.text in ("-", "–", "—") and bool(_before(token).whitespace_ and token.whitespace_)


def _unbracketed(phrase: Span) -> Iterator[Token]:
    """Without a name's other names: "Islamic State (IS or Daesh) operatives"."""
    opened = False
    closes = any(token.text == ")" for token in phrase)
    for token in phrase:
        opened = opened or (token.text == "(" and closes and _is_noun(_before(token)))
        if not opened:
            yield token
        opened = opened and token.text != ")"


def _before(token: Token) -> Token:
    return token.nbor(-1) if token.i else token


def _extends(found: Token, token: Token, said: float) -> bool:
    """Whether the noun phrase goes on after a noun that could be its head."""
    if token.tag_ in ("HYPH", "POS") or found.nbor(1).tag_ in ("HYPH", "POS"):
        return True
    if _is_plural(found) and said != 1:
        return token.pos_ != "NUM" and (
            found.dep_ in ("compound", "nmod") and found.head.i > found.i and _is_plural(found.head)
        )
    if _coordinates(token):
        return True
    return (_is_noun(token) or token.pos_ == "ADJ") and (
        found.head.i > found.i or _is_plural(token) or found.pos_ == "PROPN"
    )


def _coordinates(token: Token) -> bool:
    """ "artillery and mortar systems": the "and" inside one noun phrase."""
    if token.text not in ("and", "or"):
        return False
    head = token.head
    return head.dep_ in ("amod", "compound", "nmod") and head.head.i > token.i


def find_counted(doc: Doc, interval: Interval) -> Counted:
    """The noun that `interval` counts; with none in sight the number stands for itself."""
    measured = measured_behind(text_of(doc), interval)
    if measured:
        number = last_token(doc, interval.number[1])
        return Counted(
            measured.unit,
            measured.end,
            head=last_token(doc, measured.end) or number,
            dimension=measured.dimension,
        )
    number = last_token(doc, interval.number[1])
    first = token_at(doc, interval.end)
    if interval.form == "times":
        return Counted("time", interval.end, head=number)
    if first is None or number is None or first.sent != number.sent:
        return Counted(None, interval.end, head=number, elided=True)
    if first.lower_ == "of":
        return _of(interval, number, first)
    noun = _noun_after(first, float(interval.said))
    if noun is None:
        return Counted(None, interval.end, head=number, elided=True)
    return Counted(_of_people(noun) or singular(noun), noun.idx + len(noun), head=noun)


def _of_people(noun: Token) -> str | None:
    """ "310 women, children and elderly people": together they are people."""
    others = [t for t in noun.conjuncts if t.i > noun.i]
    listed = [t for t in (noun, *others) if t.lower_ in load("units")["persons"]["kinds_of_people"]]
    comma = noun.i + 1 < len(noun.doc) and noun.nbor(1).text in {",", "and"}
    uncounted = not any(c.pos_ == "NUM" for t in others for c in t.children)
    return PERSON if others and comma and uncounted and len(listed) == len(others) + 1 else None


def is_name(doc: Doc, interval: Interval, counted: Counted) -> bool:
    """ "the FTSE 100", "Watch 5": digits behind a name that count no noun are part of the name."""
    if interval.form != "digits" or interval.start < interval.number[0]:
        return False
    before = last_token(doc, interval.start)
    first = token_at(doc, interval.end)
    if before is None or counted.dimension or (first is not None and _stands_for_noun(first)):
        return False
    glued = interval.start - (before.idx + len(before)) <= 1
    plural = counted.head is not None and not counted.elided and _is_plural(counted.head)
    named = (
        before.text[0].isupper()
        and before.pos_ == "PROPN"
        and before.ent_type_ not in ("DATE", "GPE")
    )
    return glued and named and not plural


def _of(interval: Interval, number: Token, of: Token) -> Counted:
    """ "dozens of civilians" counts civilians; "15 of the wounded" is a part of them."""
    if of.i + 1 >= len(of.doc):
        return Counted(None, interval.end, head=number, elided=True)
    first = of.nbor(1)
    words = load("units")["wholes"]
    if first.lower_ in words["pronouns"] and first.dep_ != "poss":
        named = _next(first)
        does = named.dep_ == "nsubj" and not _has_another_subject(named)
        unit = singular(named) if named.tag_ == "NNS" and not does else PERSON
        return Counted(unit, first.idx + len(first), head=number, part=True)
    definite = first.lower_ in words["articles"]
    start = _next(first) if definite else first
    if first.lower_ in words["possessives"] and start.tag_ != "CD" and not _stands_for_noun(start):
        definite = False  # "one of her children": those he had are no number told before
    if definite and _stands_for_noun(start):
        return Counted(PERSON, start.idx + len(start), head=number, part=True)
    noun = _noun_after(start, 2)
    if noun is None:
        return Counted(None, interval.end, head=number, part=definite, elided=True)
    part = definite and interval.form != "size"
    return Counted(singular(noun), noun.idx + len(noun), head=noun, part=part)


def _has_another_subject(noun: Token) -> bool:
    """ "Three people two of them children died", in a text without its commas."""
    return any(child.dep_ == "nsubj" and child.i < noun.i for child in noun.head.children)


def _next(token: Token) -> Token:
    return token.nbor(1) if token.i + 1 < len(token.doc) else token
