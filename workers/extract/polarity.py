"""Whether a clause says that it is so or that it is not: the main predicate's negation.

"No one was hurt", "never", "failed to"; the stance of a source ("denied") is not counted again.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from spacy.tokens import Span, Token

from shared.records import Polarity
from workers.extract.clauses import TENSED, is_passive, is_predicate, subjects
from workers.extract.lexicon import load

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_OPENING = {"from", "of"}
"""Prepositions that bring what a verb prevents or gives up: "prevented from leaving"."""


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("negation")[name])


def polarity_of(head: Token, cue: Container[int] = ()) -> Polarity:
    """The polarity of what a predicate or noun tells, with what its governors make of it.

    `cue`: the tokens of the words that attribute it; what these make of it is the source's stance.
    """
    count = int(is_negated(head))
    token = head
    while True:
        above = _governor(token)
        if above is None or above.i in cue:
            break
        if above.lemma_.lower() in _list("governors"):
            count += 1 + int(is_negated(above) and token.dep_ != "xcomp")
        if is_predicate(above) and token.dep_ == "xcomp":
            count += int(is_negated(above))
        if token.dep_ == "acomp":  # "nobody" is counted already, for whom both verbs are of
            count += int(any(c.dep_ == "neg" for c in above.children))
        token = above
    return Polarity.NEG if count % 2 else Polarity.POS


def says_no(headline: Span) -> bool:
    """Whether a headline says "not" without a verb to hang it on: "No, the bridge still stands", "Students not among
    dead in raid", "Convoy not hit by mine". What stands behind a comma or "but" is set against it, and says nothing of it."""
    for token in headline[:-1]:
        opens = token.i == headline.start or token.nbor(-1).text == ":"
        if opens and token.lower_ == "no" and token.nbor().text == ",":
            return True
    for token in headline[1:-1]:
        before, after = token.nbor(-1), token.nbor()
        named = before.pos_ in _NAMED and after.pos_ in _BEHIND and after.tag_ != "VB"
        if token.lower_ == "not" and named and not _softened(token):
            return True
    return False


_NAMED = frozenset({"NOUN", "PROPN", "ADV", "NUM"})
_BEHIND = frozenset({"NOUN", "PROPN", "ADP", "DET", "ADJ", "VERB", "NUM", "PRON"})


def _governor(token: Token) -> Token | None:
    """The word that decides whether this came about, one step up, if there is one."""
    above = token.head
    made = token.dep_ == "dobj" and not is_negated(above) and not _is_known(token)
    if token.dep_ == "xcomp" or made:
        return above
    if token.dep_ == "acomp" and token.lower_ in _list("moved"):
        told = any(c.dep_ == "xcomp" for c in token.children)  # "not about to leave"
        return above if told else None
    if token.dep_ == "nsubjpass":
        return above if is_passive(above) and above.lemma_.lower() in _list("governors") else None
    if token.dep_ in {"pcomp", "pobj"} and above.lower_ in _OPENING and above.dep_ == "prep":
        return above.head if above.head.lemma_.lower() in _list("governors") else None
    if token.dep_ in {"acl", "ccomp"} and above.lemma_.lower() in _list("governors"):
        return above if token.dep_ == "acl" else None
    return None


def _is_known(noun: Token) -> bool:
    """Whoever "refused to meet the demands", they were made; but "cancelled the visit" is of the visit."""
    named = any(c.lower_ in _DEFINITE for c in noun.children)
    return named and noun.head.lemma_.lower() not in _list("governors")


def says_it_cannot(*verbs: Token) -> bool:
    """ "We could not verify the video and have asked the army": a claim of its own; "neither confirm nor deny it" is one."""
    if any(v.lemma_ == "deny" for v in verbs):
        return False
    return any(v.lemma_ in _VOUCHING and is_negated(v) for v in verbs if is_predicate(v))


_VOUCHING = frozenset(load("stances")["vouching"])


def is_negated(verb: Token) -> bool:
    """Whether the predicate or noun itself is, by a "not" of its own or the "no" of who does it or what it is."""
    return _says_no(verb) and not _goes_on(verb)


def _says_no(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ == "advmod" and child.lower_ in {"nearly", "almost"} and is_predicate(verb):
            return True
        if verb.pos_ == "NUM" and child.i and child.nbor(-1).text == ",":
            continue  # "Only six died, not 60"
        if _sets_against(child, verb):
            continue
        if child.i > 1 and child.nbor(-2).lower_ == "or":
            continue  # "may or may not attend"
        if _turns(child) and child.dep_ in {"neg", "advmod", "preconj", "det", "cc"}:
            return not _softened(child)
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "expl"} and _no(child):
            return True
    if _verbless(verb) or _no_compound(verb) or _came_to_nothing(verb) or _is_yet_to(verb):
        return True
    if verb.dep_ == "conj" and is_predicate(verb.head) and not _stands_alone(verb):
        return verb.tag_ == "VB" and verb.head.tag_ == "VB" and is_negated(verb.head)
    return verb.dep_ in {"xcomp", "conj"} and any(_no(s) for s in subjects(verb))


def _sets_against(word: Token, verb: Token) -> bool:
    """ "43 dead and 239 wounded, not the 41 and 200 announced", "killed farmers, not militants", "26 dead, not counting the missing":
    what it is set against is not so, or not counted."""
    if word.lower_ != "not" or word.i < verb.i or word.nbor(-1).text not in {",", "–", "—"}:
        return False
    after = word.nbor() if word.i + 1 < len(word.doc) else word
    return after.pos_ in {"DET", "NUM", "NOUN", "PROPN", "ADJ"} or after.lower_ in {
        "counting",
        "including",
    }


def _goes_on(verb: Token) -> bool:
    """ "The shelling has not stopped", "there was no let-up in it", "no sign of an end to it"; "did not stop shelling" has
    what it does not stop below it, and is counted there."""
    if verb.lemma_.lower() in _list("endings") and is_predicate(verb):
        return (
            not any(c.dep_ in {"dobj", "xcomp", "ccomp"} for c in verb.children)
            or verb.lemma_ == "survive"
        )
    return any(_of_end(c) and _no(c) for c in verb.children if c.dep_ in {"attr", "nsubj", "dobj"})


def _of_end(noun: Token) -> bool:
    if noun.lemma_.lower() not in _list("signs"):
        return noun.lemma_.lower() in _list("endings")
    return any(t.lemma_.lower() in _list("endings") for t in noun.subtree)


def _verbless(noun: Token) -> bool:
    """ "Aid convoy not hit by air strike": a headline without its auxiliary."""
    if noun.pos_ not in {"NOUN", "PROPN"} or any(t.tag_ in TENSED for t in noun.subtree):
        return False
    said = [c for c in noun.children if c.dep_ in {"acl", "prep"} and c.i > noun.i]
    return any(c.lower_ == "not" and not _softened(c) for each in said for c in each.children)


def _is_yet_to(verb: Token) -> bool:
    """ "The convoy has yet to arrive": it has not."""
    has = verb.dep_ == "xcomp" and verb.head.lemma_ in {"have", "be"}
    return has and any(c.lower_ == "yet" for c in (*verb.children, *verb.head.children))


def _came_to_nothing(verb: Token) -> bool:
    """ "Attack on airport thwarted", "The plot was foiled": there was none; but the police who foil one do so."""
    undone = verb.lemma_.lower() in _list("undone")
    return undone and not any(c.dep_ == "dobj" for c in verb.children)


def _stands_alone(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for c in verb.children)


def _turns(word: Token) -> bool:
    return word.lower_ in _list("words") or word.lemma_.lower() in _list("words")


def _no(noun: Token) -> bool:
    if noun.lower_ in {"none", "nobody", "nothing", "no-one", "neither"}:
        return True
    if any(c.lower_ in {"one", "single"} and _not_before(c) for c in (noun, *noun.children)):
        return True
    if any(c.lower_ == "neither" for c in noun.children):  # "neither the army nor the mayor"
        return True
    return any(_is_no(c) for c in noun.children) or _no_compound(noun)


def _is_no(word: Token) -> bool:
    return word.lower_ == "no" and word.dep_ in {"det", "neg", "advmod"} and not _softened(word)


def _no_compound(noun: Token) -> bool:
    """The "No" of "No aid convoys to Zabid", which the parse hangs on the aid."""
    parts = (c for c in noun.children if c.dep_ == "compound")
    return any(_is_no(word) for part in parts for word in part.children)


def _not_before(word: Token) -> bool:
    """ "Not one fighter has left", "not a single shell"."""
    before = [t.lower_ for t in word.doc[max(0, word.i - 2) : word.i]]
    return before[-1:] == ["not"] or before == ["not", "a"]


def _softened(word: Token) -> bool:
    """ "not only", "no longer", "not until" do not make it untrue."""
    following = word.nbor(1) if word.i + 1 < len(word.doc) else None
    return following is not None and following.lower_ in _list("exceptions")
