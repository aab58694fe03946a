"""Commas that a page lost, put back for the model alone.

Some archives keep the words of an article and none of its commas. The model was made from prose with commas: of "the
shells left six wounded Omar Khalil told reporters" it makes a man called "wounded Omar Khalil". It sees such texts with a
comma before who speaks at the end of a sentence, and where a quotation ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load
from workers.extract.organisations import canonical_body
from workers.extract.place_words import DIRECTIONS

_CUES, _SOURCES = load("cues"), load("sources")
_TELLING = frozenset(_CUES["tails"])
_ADJUNCTS = frozenset({*_CUES["adjunct_prepositions"], *_CUES["occasions"], "yesterday", "today"})
_ADJUNCTS -= {"by", "from"}  # "another attack claimed by rebels"
_HELPERS = frozenset({"has", "have", "had", "also", "later", "meanwhile", "earlier"})
_SPEAKERS = frozenset({*_SOURCES["unnamed"], *_SOURCES["bodies"], *_SOURCES["documents"]})
_PEOPLES = (
    people.lower() for row in load("countries").values() for people in row.get("people", ())
)
_OF_WHAT_SORT = frozenset({*_SOURCES["sorts"], *_PEOPLES})
_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their", "another", "one", "some"})
_PRONOUNS = frozenset({"he", "she", "it", "they"})
_GOES_ON = frozenset(
    {
        *("which", "who", "whose"),
        "adding",
        "using",
        "citing",
        "quoting",
        "referring",
        "speaking",
        "describing",
        "noting",
        "saying",
    }
)
_OPENINGS = frozenset(
    {"citing", "quoting", "in", "on", "at", "near", "during", "after", "earlier", *DIRECTIONS}
)
_PARTICLES = frozenset({"al", "el", "abu", "bin", "ibn"})
_OF = frozenset({"of", "for", "from", "at", "in", "with", "to"})
_BINDS = frozenset({*_OF, *_CUES["binding"]})
"""Behind these no comma was lost: "as the army said", "in Mellit" whose end nobody can tell."""
_PLURAL = ("s", "men", "people", "police", "media")
LOST = "commas"
"""Where a parsed document keeps the tokens before which a comma was lost."""
_FEWEST = 40
"""Words without a comma from which on it is the page that has none."""
_SPARSE = 150
"""Words to a comma where they were lost all the same, but for those of dates and numbers."""
_LONGEST = 12
"""Words of a speaker."""
_TAIL = 8
"""Words behind the verb at the end of a sentence."""
_CLOSING = frozenset({'"', "”", "“"})


def lost_commas(doc: Doc) -> list[int]:
    """The tokens before which a comma was lost, in order; `doc` has its sentence starts, and no tags yet."""
    words = sum(token.is_alpha for token in doc)
    commas = sum(token.text == "," for token in doc)
    if words < _FEWEST or commas * _SPARSE > words:
        return []
    found = {at for sentence in doc.sents for at in _of_sentence(sentence)}
    return sorted(found)


def follows_comma(doc: Doc, at: int) -> bool:
    """Whether a comma stands before the token, or was lost there (see `language.parse`)."""
    return at > 0 and (doc[at - 1].text == "," or at in doc.user_data.get(LOST, ()))


def _of_sentence(sentence: Span) -> Iterator[int]:
    for token in sentence:
        named = token.is_title and token.i > sentence.start  # "the minister Hassan Said visited"
        if (token.lower_ not in _TELLING and not _hands_on(token, sentence)) or named:
            continue
        start = _speaker(token, sentence)
        if _is_before_speaker(token, sentence) and _is_word(token.i - 1, sentence):
            yield token.i
            continue
        if start is not None and _describes(start, sentence):
            yield from (start, _first_helper(token))
            continue
        closes = _ends(token, sentence) or _is_after_opening(start, sentence)
        if start is not None and closes and _is_word(start - 1, sentence):
            yield start
        mark = _mark_before(token, start, sentence)
        if mark is not None and _is_word(mark - 1, sentence):
            yield mark


def _hands_on(verb: Token, sentence: Span) -> bool:
    """ "... in the city state television cited the ministry as saying on Thursday"."""
    after = [t.lower_ for t in _behind(verb, sentence)]
    return verb.lower_ in {"cited", "quoted"} and "as" in after and "saying" in after


def _describes(article: int, sentence: Span) -> bool:
    """ "The Yemeni Observatory for Human Rights a London-based monitoring group also reported": between a name that opens
    the sentence and the verb stands what it is."""
    name = sentence.doc[sentence.start : article]
    plain = [t for t in name if t.lower_ not in _OF | _ARTICLES]
    described = sentence.doc[article].lower_ in {"a", "an"}
    return described and bool(plain) and all(map(_is_capital, plain))


def _first_helper(verb: Token) -> int:
    """The "also" of "also reported"."""
    first = verb.i
    while verb.doc[first - 1].lower_ in _HELPERS:
        first -= 1
    return first


def _is_after_opening(speaker: int | None, sentence: Span) -> bool:
    """ "Citing medics in the town UNICEF said ...", "North of the city the Observatory said ...": at the head of the sentence,
    and no list of what happened."""
    opens = sentence[0].lower_ in _OPENINGS
    return opens and speaker is not None and speaker - sentence.start <= _LONGEST


def _is_before_speaker(verb: Token, sentence: Span) -> bool:
    """ "... since the rains began said Observatory head Rami Adam." """
    after = list(takewhile(lambda t: t.lower_ not in _GOES_ON, _behind(verb, sentence)))
    if verb.i == sentence.start or not 1 < len(after) <= _TAIL or _speaks(verb.nbor(-1)):
        return False
    nominal = all(_is_capital(t) or _is_role(t) or t.lower_ in _OF | _ARTICLES for t in after)
    described = _is_role(after[0]) or (after[0].lower_ in _ARTICLES and _speaks(after[1]))
    opens = after[0].lower_ in _ARTICLES and not _is_capital(verb.nbor(-1))
    opens = opens or (after[0].lower_ in _ARTICLES and any(map(_speaks, after)))
    return nominal and any(map(_is_capital, after)) and (described or opens)


def _mark_before(verb: Token, speaker: int | None, sentence: Span) -> int | None:
    """The mark that ends a quotation before who said it: at most a word stands between."""
    nearest = max(sentence.start, verb.i - _LONGEST - 3)
    marks = (at for at in range(verb.i - 1, nearest, -1) if verb.doc[at].text in _CLOSING)
    mark = next(marks, None)
    if mark is None or verb.doc[mark - 1].whitespace_ or verb.doc[mark + 1].lower_ in _BINDS:
        return None
    who = verb.i if speaker is None else speaker
    return mark if who - mark <= 2 else None


def _is_word(at: int, sentence: Span) -> bool:
    inside = sentence.start <= at < sentence.end
    token = sentence.doc[at] if inside else None
    if token is None or token.lower_ in _BINDS | _ARTICLES:
        return False
    return token.is_alpha or token.like_num or token.text == ")"


def _ends(verb: Token, sentence: Span) -> bool:
    """Whether nothing more is told behind it: "said on Monday in a statement", "told the agency"."""
    after = _behind(verb, sentence)
    if _hands_on(verb, sentence):
        closing = verb.doc[verb.i : sentence.end]
        saying = next(t.i for t in closing if t.lower_ == "saying")
        return _ends(verb.doc[saying], sentence)
    if after and after[0].lower_ in _GOES_ON and after[0].lower_.endswith("ing"):
        return True  # "SANA reported noting that nine were hurt"
    if len(after) > _TAIL:
        return False
    if verb.lower_ in {"told", "tells"}:
        return bool(after) and not any(t.lower_ == "that" for t in after)
    return not after or after[0].lower_ in _ADJUNCTS


def _behind(verb: Token, sentence: Span) -> list[Token]:
    """The words behind the verb: one more than may close a sentence, and no more."""
    words = verb.doc[verb.i + 1 : min(sentence.end, verb.i + 3 * _TAIL)]
    return [t for t in words if not (t.is_punct or t.is_space)][: _TAIL + 1]


def _speaker(verb: Token, sentence: Span) -> int | None:
    """Where the words begin that name who speaks, read backwards from the verb; `None` where they cannot be told
    from what stands before them."""
    doc, last = verb.doc, verb.i - 1
    while last > sentence.start and doc[last].lower_ in _HELPERS:
        last -= 1
    if last <= sentence.start or doc[last].lower_ in _ARTICLES:
        return None  # "the reports"
    if doc[last].lower_ in _PRONOUNS:
        return last
    if _is_acronym(doc[last]) and doc[last - 1].is_title:
        return last  # "from its partners in Sudan UNICEF said"
    described = _described(doc, last, sentence)
    return described or _named(doc, last, sentence) or _with_article(doc, last, sentence)


def _with_article(doc: Doc, last: int, sentence: Span) -> int | None:
    """ "The head of the group", "a doctor at the hospital"."""
    for at in range(last, max(sentence.start, last - _LONGEST), -1):
        token = doc[at]
        named = token.lower_ in _ARTICLES and _names(doc[at + 1 : last + 1])
        if named and not _hangs(token, sentence):
            return at
        joined = token.lower_ in _BINDS and token.lower_ not in _OF and not _also_known(token)
        if joined or not (token.is_alpha or token.is_digit or token.text in {"-", "/"}):
            return None
    return None


def _also_known(token: Token) -> bool:
    """ "The organisation known as the White Helmets said"."""
    return token.lower_ == "as" and token.nbor(-1).lower_ == "known"


def _names(words: Span) -> bool:
    """Whether somebody who can speak is among them, or nothing but a name: not "the conflict", "the parties in Syria"."""
    plain = (t for t in words if t.is_alpha and t.lower_ not in _OF | _ARTICLES)
    return any(map(_speaks, words)) or all(map(_is_capital, plain))


def _hangs(article: Token, sentence: Span) -> bool:
    """The second "the" of "the head of the group"."""
    if article.i - 2 < sentence.start:
        return False
    if _also_known(article.nbor(-1)):
        return True
    return article.nbor(-1).lower_ in _OF and _speaks(article.nbor(-2))


def _speaks(token: Token) -> bool:
    word = re.sub("ies$", "y", token.lower_)
    return word in _SPEAKERS or word.removesuffix("s") in _SPEAKERS or word.endswith("men")


def _named(doc: Doc, last: int, sentence: Span) -> int | None:
    """The first of the capitals before the verb, with what the man is: "Observatory chief Rami Adam said", "Reuters
    correspondent said"; where a plain word stands before them, else nobody can tell."""
    start, roles, capitals = last + 1, last + 1, 0
    for _ in range(2):
        roles = _while(_is_role, doc, start - 1, sentence)
        start = _while(_is_capital, doc, roles - 1, sentence)
        capitals += roles - start
    if not capitals or start <= sentence.start + 1:
        return None
    before = doc[start - 1]
    tied = before.lower_ in _BINDS | _ARTICLES | DIRECTIONS or doc[start - 2].text == "-"
    # "The UN childrens agency UNICEF"
    described = last + 1 - start > capitals and any(
        t.lower_ in _ARTICLES for t in doc[max(sentence.start, start - 3) : start]
    )
    plain = before.is_lower or before.like_num or before.text in _CLOSING
    return start if plain and not (tied or described) else None


def _while(fits: Callable[[Token], bool], doc: Doc, last: int, sentence: Span) -> int:
    """Where the run of such tokens begins that ends with this one; behind it where there is none."""
    first = last + 1
    while first - 1 > max(sentence.start, last - _LONGEST) and fits(doc[first - 1]):
        first -= 1
    return first


def _is_capital(token: Token) -> bool:
    return token.is_alpha and (token.text[0].isupper() or token.lower_ in _PARTICLES)


def _is_acronym(token: Token) -> bool:
    return token.is_upper and len(token) > 2


def _is_role(token: Token) -> bool:
    return token.is_lower and (_speaks(token) or token.lower_ in _OF_WHAT_SORT)


def _is_of_sort(token: Token) -> bool:
    """The "local" of "local officials", the "Pentagon" of "Pentagon officials"; no town's name, as it may end what is told."""
    return token.lower_ in _OF_WHAT_SORT or canonical_body(token.text) is not None


def _described(doc: Doc, last: int, sentence: Span) -> int | None:
    """ "Reporters said", "local sources said": without an article."""
    if not _is_role(doc[last]):
        return None
    first = last
    while first - 1 > sentence.start and (_is_of_sort(doc[first - 1]) or _of_state(doc, first - 1)):
        first -= 1
    # "the district state television said", "state-run news agency reported"
    bare = doc[last].lower_.endswith(_PLURAL) or any(t.lower_ == "state" for t in doc[first:last])
    return first if bare and doc[first - 1].lower_ not in _BINDS | _ARTICLES else None


def _of_state(doc: Doc, at: int) -> bool:
    """The "-run" of "state-run news agency", the "television" of "state television channel"."""
    run = doc[at].lower_ in {"run", "owned"} and doc[at - 1].text == "-"
    return run or doc[at].lower_ in {"-", "television", "tv", "radio"}
