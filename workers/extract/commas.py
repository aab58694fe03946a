"""Commas that a page lost, put back for the model alone.

Some archives keep the words of an article and none of its commas. The model was made from prose with commas: of "the
shells left six wounded Omar Khalil told reporters" it makes a man called "wounded Omar Khalil". It sees such texts with a
comma before who speaks at the end of a sentence, and where a quotation ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load
from workers.extract.lookup import written
from workers.extract.noun_phrases import Range
from workers.extract.place_words import DIRECTIONS
from workers.extract.tails import (
    ARTICLES,
    BINDS,
    CLOSING,
    HELPERS,
    LONGEST,
    OF,
    is_capital,
    is_role,
    speaker_before,
    speaks,
)

_CUES, _SOURCES = load("cues"), load("sources")
_TELLING = frozenset(_CUES["tails"])
_OFFICES = frozenset(load("titles")["roles"])
_ADJUNCTS = frozenset({*_CUES["adjunct_prepositions"], *_CUES["occasions"], "yesterday", "today"})
_ADJUNCTS -= {"by", "from"}  # "another attack claimed by rebels"
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
        "including",
        "saying",
        "stressing",
        "warning",
        "confirming",
        "stating",
        "explaining",
    }
)
_OPENINGS = frozenset(
    {
        "speaking",
        "talking",
        "citing",
        "quoting",
        "in",
        "on",
        "at",
        "near",
        "during",
        "after",
        "earlier",
        *DIRECTIONS,
    }
)
LOST = "commas"
"""Where a parsed document keeps the tokens before which a comma was lost."""
_FEWEST = 40
"""Words without a comma from which on it is the page that has none."""
_SPARSE = 150
"""Words to a comma where they were lost all the same, but for those of dates and numbers."""
_TAIL = 8
"""Words behind the verb at the end of a sentence."""


_COMMA = frozenset({","})

Lost = tuple[int, int | None]
"""The token before which a comma was lost, and the verb of whom it stands before, where it does."""


def lost_commas(doc: Doc) -> dict[int, int | None]:
    """The commas lost, in order; `doc` has its sentence starts, and no tags yet."""
    commas = len(written(doc, _COMMA))
    if commas * _SPARSE > len(doc):
        return {}
    words = int(doc.to_array("IS_ALPHA").sum())
    if words < _FEWEST or commas * _SPARSE > words:
        return {}
    found = dict(lost for sentence in doc.sents for lost in _of_sentence(sentence))
    return dict(sorted(found.items()))


def follows_comma(doc: Doc, at: int) -> bool:
    """Whether a comma stands before the token, or was lost there (see `language.parse`)."""
    return at > 0 and (doc[at - 1].text == "," or at in doc.user_data.get(LOST, ()))


def lost_speaker(verb: Token) -> Range | None:
    """The words behind a lost comma that name who speaks: of "in Aleppo a source in the militia said" the parse makes
    Aleppo a source, comma or not. `None` where the parse has its subject among them."""
    lost: Mapping[int, int | None] = verb.doc.user_data.get(LOST, {})
    first = next((at for at, speaks in lost.items() if speaks == verb.i), verb.i)
    end = _first_helper(verb)
    parsed = any(c.dep_ == "nsubj" and c.left_edge.i == first for c in verb.children)
    return None if parsed or first >= end else (first, end)


def _of_sentence(sentence: Span) -> Iterator[Lost]:
    for token in sentence:
        named = token.is_title and token.i > sentence.start  # "the minister Hassan Said visited"
        if (token.lower_ not in _TELLING and not _hands_on(token, sentence)) or named:
            continue
        start = speaker_before(token, sentence)
        if (role := _is_of(token, sentence)) is not None:
            yield from ((role, None), (_first_helper(token), None))
            continue
        if _is_before_speaker(token, sentence) and _is_word(token.i - 1, sentence):
            yield token.i, None
            yield from ((t.i, None) for t in _behind(token, sentence) if t.lower_ == "adding")
            continue
        if start is not None and _describes(start, sentence):
            yield from ((start, None), (_first_helper(token), None))
            continue
        if start is not None and _joins(start - 1, sentence):
            yield start - 1, None
        closes = _ends(token, sentence) or _is_after_opening(start, sentence)
        if start is not None and closes and _is_word(start - 1, sentence):
            yield start, token.i
        mark = _mark_before(token, start, sentence)
        if mark is not None and _is_word(mark - 1, sentence):
            yield mark, None


def _hands_on(verb: Token, sentence: Span) -> bool:
    """ "... in the city state television cited the ministry as saying on Thursday"."""
    if verb.lower_ not in {"cited", "quoted"}:
        return False
    after = [t.lower_ for t in _behind(verb, sentence)]
    return "as" in after and "saying" in after


def _joins(at: int, sentence: Span) -> bool:
    """ "Rebels burnt the mill while an activist in the town said it was whole"."""
    return sentence.doc[at].lower_ in {"while", "whereas", "although"} and _is_word(
        at - 1, sentence
    )


def _is_of(verb: Token, sentence: Span) -> int | None:
    """Where "head of press office" begins of "Adam Issa head of press office at the Front told the paper", whose name opens
    the sentence."""
    doc, at = verb.doc, sentence.start
    while at < verb.i and is_capital(doc[at]):
        at += 1
    named = at - sentence.start > 1 and at + 1 < verb.i
    named = named and (is_role(doc[at]) or doc[at].lower_ in _OFFICES)
    told = any(t.lower_ in _TELLING or t.text == "," for t in doc[at : verb.i])
    return at if named and doc[at + 1].lower_ in OF and not told else None


def _describes(article: int, sentence: Span) -> bool:
    """ "The Yemeni Observatory for Human Rights a London-based monitoring group also reported": between a name that opens
    the sentence and the verb stands what it is."""
    name = sentence.doc[sentence.start : article]
    plain = [t for t in name if t.lower_ not in OF | ARTICLES]
    described = sentence.doc[article].lower_ in {"a", "an"}
    return described and bool(plain) and all(map(is_capital, plain))


def _first_helper(verb: Token) -> int:
    """The "also" of "also reported"."""
    first = verb.i
    while verb.doc[first - 1].lower_ in HELPERS:
        first -= 1
    return first


def _is_after_opening(speaker: int | None, sentence: Span) -> bool:
    """ "Citing medics in the town UNICEF said ...", "North of the city the Observatory said ...": at the head of the sentence,
    and no list of what happened."""
    opens = sentence[0].lower_ in _OPENINGS
    return opens and speaker is not None and speaker - sentence.start <= LONGEST


def _is_before_speaker(verb: Token, sentence: Span) -> bool:
    """ "... since the rains began said Observatory head Rami Adam." """
    after = list(takewhile(lambda t: t.lower_ not in _GOES_ON, _behind(verb, sentence)))
    goes_on = len(after) < len(
        _behind(verb, sentence)
    )  # "killed nine people said the Observatory adding"
    if verb.i == sentence.start or len(after) < 2 or (speaks(verb.nbor(-1)) and not goes_on):
        return False
    if len(after) > _TAIL and not (is_capital(after[0]) and any(map(is_role, after[1:]))):
        return False  # "said Rami Adam head of the Syrian Observatory for Human Rights"
    nominal = all(is_capital(t) or is_role(t) or t.lower_ in OF | ARTICLES for t in after)
    described = is_role(after[0]) or (after[0].lower_ in ARTICLES and speaks(after[1]))
    opens = after[0].lower_ in ARTICLES and not is_capital(verb.nbor(-1))
    opens = opens or (after[0].lower_ in ARTICLES and any(map(speaks, after)))
    titled = is_capital(after[0]) and any(map(is_role, after[1:]))
    return nominal and any(map(is_capital, after)) and (described or opens or titled)


def _mark_before(verb: Token, speaker: int | None, sentence: Span) -> int | None:
    """The mark that ends a quotation before who said it: at most a word stands between."""
    nearest = max(sentence.start, verb.i - LONGEST - 3)
    marks = (at for at in range(verb.i - 1, nearest, -1) if verb.doc[at].text in CLOSING)
    mark = next(marks, None)
    if mark is None or verb.doc[mark - 1].whitespace_ or verb.doc[mark + 1].lower_ in BINDS:
        return None
    who = verb.i if speaker is None else speaker
    # '..." Abu Omar al-Hamwi a local activist told the paper'
    named = all(is_capital(t) or t.text == "-" for t in verb.doc[mark + 1 : who])
    return mark if who - mark <= 2 or named else None


def _is_word(at: int, sentence: Span) -> bool:
    inside = sentence.start <= at < sentence.end
    token = sentence.doc[at] if inside else None
    if token is None or token.lower_ in BINDS | ARTICLES:
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
    if after and after[0].lower_ in {"as", "while", "but"} and not _compares(after):
        return True  # "a monitor said as rebels took ground to the south"
    # "told reporters on Saturday stressing that most were women"
    after = list(takewhile(lambda t: not (t.lower_ in _GOES_ON and t.lower_[-3:] == "ing"), after))
    if len(after) > _TAIL:
        return False
    if verb.lower_ in {"told", "tells"}:
        return bool(after) and not any(t.lower_ == "that" for t in after)
    return not after or after[0].lower_ in _ADJUNCTS


def _compares(after: list[Token]) -> bool:
    """ "Said as many as nine had died"."""
    return len(after) < 2 or after[1].lower_ in {"many", "much", "few", "well", "of", "a", "an"}


def _behind(verb: Token, sentence: Span) -> list[Token]:
    """The words behind the verb: one more than may close a sentence, and no more."""
    words = verb.doc[verb.i + 1 : min(sentence.end, verb.i + 3 * _TAIL)]
    return [t for t in words if not (t.is_punct or t.is_space)][: LONGEST + 1]
