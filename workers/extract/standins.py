"""Stand-ins: words that the model takes for what they are not, parsed as one that it knows.

Of "Army rejects claim that the bridge was hit" it makes rejects that claim something, and the army would say what it
denies. With "denies" in that place it reads the same sentence as what it is. And "Raqqa Is Being Slaughtered Silently said" has one verb, and a
name before it; "nine have died, the fishermen's union estimates" has none but "died". "Near Palmyra, one strike destroyed a tank" tells of somebody called Near Palmyra, until "near" is written small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from workers.extract.lexicon import load
from workers.extract.lookup import of_words, written
from workers.extract.may_speak import SPEAKERS
from workers.extract.place_words import OPENING

_STANCES: Mapping[str, str] = load("cues")["stances"]
_AGAINST = {lemma for lemma, stance in _STANCES.items() if stance in {"denies", "disputes"}}
_TAKING_BACK = {"withdraws": "retract", "withdrew": "retract"}
_SHORT = {"incl": "including"}
_ENDING = {"claims": "claim", "estimates": "estimate", "reports": "report", "states": "state"}
_SHORTENED, _ENDS = frozenset(_SHORT), frozenset(_ENDING)
_RANKS = frozenset({"brig.", "insp.", "supt.", "pvt.", "spc.", "pfc.", "cmdr.", "cpl."})
_RANK = "Gen."
_FORMS: Mapping[str, str] = {
    **{verb: verb for verb in _AGAINST if verb != "deny"},  # "Experts debunk claims"
    **{f"{verb}{end}": verb for verb in _AGAINST - {"deny"} for end in ("s", "es")},
    **_TAKING_BACK,
}
"""What is parsed as a denial, and its lemma."""
_DENYING = frozenset(_FORMS)
_ALWAYS = frozenset(
    {"rejects", "dismisses", "refutes", "rebuffs", "rubbishes", "debunks", "contradicts"}
)
"""No nouns, whatever stands behind them: "Front rejects deal"."""
_SAID = {form for noun in load("cues")["scorned"] for form in (noun, f"{noun}s")}
_KNOWN = "denies"
_WHERE = frozenset(word.capitalize() for word in OPENING)
_DIRECTIONS = frozenset(word.capitalize() for word in load("place_words")["near"]["directions"])
_NAMES = {
    tuple(each["name"].lower().split()): each["clause"]
    for each in load("organisations")["organisations"]
    if "clause" in each
}
_CLAUSES = {words[0]: (words, known) for words, known in _NAMES.items()}
"""By their first word: the words of a name that is a clause, and what it is parsed as."""
_FIRST = frozenset(_CLAUSES)
_ARTICLES = frozenset({"the", "a", "an"})
_OWNS = frozenset({"'s", "’s", "’", "'"})
_LONGEST = 7
"""Words from the comma to a closing verb of saying."""
_BETWEEN = 3
"""Words up to whose claim it is: "rejects the mayor's claim"."""


def stand_ins(doc: Doc) -> Mapping[int, tuple[str, str]]:
    """Where a verb of denying stands before what somebody has said, and where a name is a clause: the word to parse in its
    place, and its own lemma."""
    denying = {
        token.i: (_KNOWN if token.lower_ != _FORMS[token.lower_] else "deny", _FORMS[token.lower_])
        for token in of_words(doc, _DENYING)
        if token.i + 1 < len(doc)
        if _of_something_said(doc, token.i) or _rejects(doc, token.i)
    }
    last = len(doc) - 1
    places = (t for t in written(doc, _WHERE | _DIRECTIONS) if t.i < last)
    opening = {t.i: (t.lower_, t.lower_) for t in places if _opens_with_place(t)}
    opening |= {t.i: (_SHORT[t.lower_], _SHORT[t.lower_]) for t in of_words(doc, _SHORTENED)}
    opening |= {t.i: (_RANK, t.text) for t in of_words(doc, _RANKS)}
    closing = (t for t in of_words(doc, _ENDS) if 0 < t.i < last and _ends_with_speaker(t))
    opening |= {t.i: ("wanted", "aim") for t in of_words(doc, _AIMED) if _aims(t)}
    opening |= {t.i: ("says", _ENDING[t.lower_]) for t in closing}
    return opening | denying | {t.i: (name, t.text) for name, t in _in_clauses(doc)}


_AIMED = frozenset({"aimed"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", ","})


def _aims(token: Token) -> bool:
    """ "Forces aimed to surround the city": the model has them be aimed."""
    if not 0 < token.i < len(token.doc) - 1:
        return False
    return token.nbor().lower_ == "to" and token.nbor(-1).lower_ not in _BE


def _opens_with_place(token: Token) -> bool:
    """A preposition of place, with the capital of a sentence's first word, before a name: "Near Palmyra, ...", "North of Azaz"."""
    where = token.text in _WHERE
    if token.i and token.nbor(-1).is_alpha:
        return False
    after = token.nbor()
    return after.text[0].isupper() if where else after.lower_ == "of"


def _ends_with_speaker(token: Token) -> bool:
    """ "..., the fishermen's union estimates.", "..., the council reports.", "..., the ambulance service, MDA, reports.":
    behind a comma no more than who says it."""
    doc, end = token.doc, token.i
    if token.nbor().text != ".":
        return False
    if doc[end - 1].text == "," and doc[end - 2].is_upper:  # MDA
        end -= 3 if doc[end - 3].text == "," else 0
    elif doc[end - 1].is_upper:  # "the UN office OCHA estimates"
        end -= 1
    if end < 2 or doc[end - 1].lower_ not in SPEAKERS:
        return False
    before = doc[max(0, end - _LONGEST) : end]
    comma = next((t for t in reversed(before) if not _is_of_name(t)), None)
    return comma is not None and comma.text == "," and comma.nbor().lower_ in _ARTICLES


def _is_of_name(token: Token) -> bool:
    return token.text[0].isalpha() or token.lower_ in _OWNS


def _in_clauses(doc: Doc) -> Iterator[tuple[str, Token]]:
    """The words of a name that is a clause, with the name that they are parsed as."""
    for token in of_words(doc, _FIRST):
        words, known = _CLAUSES[token.lower_]
        named = doc[token.i : token.i + len(words)]
        if tuple(t.lower_ for t in named) == words and named[-1].text[0].isupper():
            yield from ((known, t) for t in named)


def _rejects(doc: Doc, at: int) -> bool:
    return doc[at].lower_ in _ALWAYS and at > 0 and doc[at - 1].is_alpha and doc[at + 1].is_alpha


def _of_something_said(doc: Doc, at: int) -> bool:
    """Behind a word, and before "claim" or "the mayor's claim"."""
    if at == 0 or not doc[at - 1].is_alpha:
        return False
    after = doc[at + 1 : at + 2 + _BETWEEN]
    said = next((t for t in after if t.lower_ in _SAID), None)
    if said is None:
        return False
    before = doc[at + 1 : said.i]
    return not before or before[-1].lower_ in _OWNS
