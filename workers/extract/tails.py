"""Tails: who speaks at the end of a sentence, read backwards from the verb, on pages without commas.

Before the parse, and by words alone: "... three towns in the north *the head of the relief office* said".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.tokens import Doc, Span, Token

from workers.extract.days import WEEKDAYS
from workers.extract.lexicon import load
from workers.extract.organisations import canonical_body
from workers.extract.place_words import DIRECTIONS

_CUES, _SOURCES = load("cues"), load("sources")
HELPERS = frozenset({"has", "have", "had", "also", "later", "meanwhile", "earlier"})
_SPEAKERS = frozenset({*_SOURCES["unnamed"], *_SOURCES["bodies"], *_SOURCES["documents"]})
_PEOPLES = (
    people.lower() for row in load("countries").values() for people in row.get("people", ())
)
_OF_WHAT_SORT = frozenset({*_SOURCES["sorts"], *_PEOPLES})
ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "another", "one", "some"})
_PRONOUNS = frozenset({"he", "she", "it", "they"})
_PARTICLES = frozenset({"al", "el", "abu", "bin", "ibn"})
OF = frozenset({"of", "for", "from", "at", "in", "with", "to"})
BINDS = frozenset({*OF, *_CUES["binding"]})
"""Behind these no comma was lost: "as the army said", "in Mellit" whose end nobody can tell."""
_PLURAL = ("s", "men", "people", "police", "media")
LONGEST = 12
"""Words of a speaker."""
CLOSING = frozenset({'"', "”", "“"})


def speaker_before(verb: Token, sentence: Span) -> int | None:
    """Where the words begin that name who speaks, read backwards from the verb; `None` where they cannot be told
    from what stands before them."""
    doc, last = verb.doc, verb.i - 1
    while last > sentence.start and doc[last].lower_ in HELPERS:
        last -= 1
    if last <= sentence.start or doc[last].lower_ in ARTICLES:
        return None  # "the reports"
    if doc[last].lower_ in _PRONOUNS:
        return last
    if _is_acronym(doc[last]) and doc[last - 1].is_title:
        return last  # "from its partners in Sudan UNICEF said"
    for read in (_known, _described, _named, _with_article):
        start = read(doc, last, sentence)
        if start is not None:
            return start
    return None


def _known(doc: Doc, last: int, sentence: Span) -> int | None:
    """A body that everybody knows, whatever its words, and who is of it: "activist group Raqqa is Being Slaughtered
    Silently said", "in New Aleppo SANA reporter said"."""
    end = _while(is_role, doc, last, sentence)
    shortest = end if end <= last else last - 1
    for first in range(max(sentence.start + 1, last - LONGEST), shortest):
        if is_capital(doc[first]) and canonical_body(doc[first:end].text) is not None:
            start = _while(is_role, doc, first - 1, sentence)
            return None if doc[start - 1].lower_ in BINDS | ARTICLES else start
    return None


def _with_article(doc: Doc, last: int, sentence: Span) -> int | None:
    """ "The head of the group", "a doctor at the hospital"."""
    for at in range(last, max(sentence.start, last - LONGEST), -1):
        token = doc[at]
        named = token.lower_ in ARTICLES and _names(doc[at + 1 : last + 1])
        if named and not _hangs(token, sentence):
            return _man_of(token, sentence)
        joined = token.lower_ in BINDS and token.lower_ not in OF and not _also_known(token)
        if joined or not (token.is_alpha or token.is_digit or token.text in {"-", "/"}):
            return None
    return None


def _man_of(article: Token, sentence: Span) -> int | None:
    """ "On its website Charles Lister of the Brookings Centre said": he, and not the centre."""
    of = article.i - 1
    if of - 1 <= sentence.start or article.doc[of].lower_ not in OF:
        return article.i
    first = _while(is_capital, article.doc, of - 1, sentence)
    return first if of - first > 1 else article.i


def _also_known(token: Token) -> bool:
    """ "The organisation known as the White Helmets said"."""
    return token.lower_ == "as" and token.nbor(-1).lower_ == "known"


def _names(words: Span) -> bool:
    """Whether somebody who can speak is among them, or nothing but a name: not "the conflict", "the parties in Syria"."""
    plain = (t for t in words if t.is_alpha and t.lower_ not in OF | ARTICLES)
    return any(map(speaks, words)) or all(map(is_capital, plain))


def _hangs(article: Token, sentence: Span) -> bool:
    """The second "the" of "the head of the group"."""
    if article.i - 2 < sentence.start:
        return False
    if _also_known(article.nbor(-1)):
        return True
    return article.nbor(-1).lower_ in OF and speaks(article.nbor(-2))


def speaks(token: Token) -> bool:
    word = re.sub("ies$", "y", token.lower_)
    return word in _SPEAKERS or word.removesuffix("s") in _SPEAKERS or word.endswith("men")


def _named(doc: Doc, last: int, sentence: Span) -> int | None:
    """The first of the capitals before the verb, with what the man is: "Observatory chief Rami Adam said", "Reuters
    correspondent said"; where a plain word stands before them, else nobody can tell."""
    start, roles, capitals = last + 1, last + 1, 0
    for _ in range(2):
        roles = _while(is_role, doc, start - 1, sentence)
        start = _while(is_capital, doc, roles - 1, sentence)
        capitals += roles - start
    if not capitals or start <= sentence.start + 1:
        return None
    told = _of_what_is_told(doc, start, last)
    if told:
        return start + told
    before = doc[start - 1]
    tied = before.lower_ in BINDS | ARTICLES | DIRECTIONS or doc[start - 2].text == "-"
    # "The UN childrens agency UNICEF"
    described = last + 1 - start > capitals and any(
        t.lower_ in ARTICLES for t in doc[max(sentence.start, start - 3) : start]
    )
    plain = before.is_lower or before.like_num or before.text in CLOSING
    return start if plain and not (tied or described) else None


def _of_what_is_told(doc: Doc, start: int, last: int) -> int:
    """How many of the words are no name of who speaks: "killing nine people Sputnik said", "in parliament last Tuesday
    Adam Ali said", "an attack on Turkey Haberturk said"."""
    first = doc[start]
    counted = doc[start - 1].like_num and is_role(first)
    lies_there = doc[start - 1].lower_ in BINDS | DIRECTIONS and first.text in _COUNTRIES
    lies_there = lies_there and canonical_body(doc[start : last + 1].text) is None
    # "Speaking to Anadolu Agency Adam Ali said"
    heard = range(start + 1, last) if doc[start - 1].lower_ in BINDS else ()
    told = next((at - start for at in reversed(heard) if canonical_body(doc[start:at].text)), 0)
    return told or int(start < last and (counted or lies_there or first.lower_ in WEEKDAYS))


_COUNTRIES = frozenset(row["name"] for row in load("countries").values())


def _while(fits: Callable[[Token], bool], doc: Doc, last: int, sentence: Span) -> int:
    """Where the run of such tokens begins that ends with this one; behind it where there is none."""
    first = last + 1
    while first - 1 > max(sentence.start, last - LONGEST) and fits(doc[first - 1]):
        first -= 1
    return first


def is_capital(token: Token) -> bool:
    return token.is_alpha and (token.text[0].isupper() or token.lower_ in _PARTICLES)


def _is_acronym(token: Token) -> bool:
    return token.is_upper and len(token) > 2


def is_role(token: Token) -> bool:
    return token.is_lower and (speaks(token) or token.lower_ in _OF_WHAT_SORT)


def _is_of_sort(token: Token) -> bool:
    """The "local" of "local officials", the "Pentagon" of "Pentagon officials"; no town's name, as it may end what is told."""
    return token.lower_ in _OF_WHAT_SORT or canonical_body(token.text) is not None


def _described(doc: Doc, last: int, sentence: Span) -> int | None:
    """ "Reporters said", "local sources said": without an article."""
    if not is_role(doc[last]):
        return None
    first = last
    while first - 1 > sentence.start and (_is_of_sort(doc[first - 1]) or _of_state(doc, first - 1)):
        first -= 1
    together = _joined(doc, first, sentence)
    if together is not None:
        return together
    # "the district state television said", "state-run news agency reported"
    bare = doc[last].lower_.endswith(_PLURAL) or any(t.lower_ == "state" for t in doc[first:last])
    return first if bare and doc[first - 1].lower_ not in BINDS | ARTICLES else None


def _joined(doc: Doc, first: int, sentence: Span) -> int | None:
    """ "YPG spokesman Redur Adam and Turkish security sources said": a man and what he is stand before the "and"; or others
    of whom one hears, as in "activists and state media reported"."""
    if first - 2 <= sentence.start or doc[first - 1].lower_ != "and":
        return None
    start = _named(doc, first - 2, sentence)
    if start is not None and any(map(is_role, doc[start : first - 1])):
        return start
    start = _described(doc, first - 2, sentence)
    return None if start is None or doc[start - 1].like_num else start


def _of_state(doc: Doc, at: int) -> bool:
    """The "-run" of "state-run news agency", the "television" of "state television channel"."""
    run = doc[at].lower_ in {"run", "owned"} and doc[at - 1].text == "-"
    return run or doc[at].lower_ in {"-", "television", "tv", "radio"}
