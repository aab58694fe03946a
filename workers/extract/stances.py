"""Stances that a clause takes by itself: "cannot verify these reports", "are false", "is unclear".

The truth is stance times polarity, so the negation that makes the stance is not counted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from shared.records import Polarity, Stance
from workers.extract.clauses import auxiliaries, is_passive, is_predicate
from workers.extract.lexicon import load
from workers.extract.polarity import polarity_of


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("stances")[name])


_AGAINST = {Stance.DENIES.value, Stance.DISPUTES.value}


@dataclass(frozen=True, slots=True)
class Taken:
    """The stance, and the words it is taken to; offsets into the view."""

    stance: Stance
    head: Token
    start: int
    end: int
    cue: tuple[int, int]


def find_stance(head: Token, core: Token, span: Span) -> Taken | None:
    """The stance of a clause with grammatical predicate `head` and telling predicate `core`."""
    for verb in (core, head):
        found = _vouching(verb, head, span) or _refuted(verb, span) or _doubted(verb, span)
        found = found or _unproven(verb, span)
        if found:
            return found
    return _unclear(head, span) or _nobody_knows(head, core, span)


def _nobody_knows(head: Token, core: Token, span: Span) -> Taken | None:
    """ "No one knows how many died", "Nobody could say whether it was hit"."""
    for verb in (core, head, core.head):
        if verb.lemma_ not in _list("knowing"):
            continue
        nobody = any(c.dep_ == "nsubj" and _is_nobody(c) for c in verb.children)
        if not nobody and (verb.dep_ not in {"xcomp", "ccomp"} or verb.head.lower_ not in _EARLY):
            continue
        for token in verb.subtree:
            clause = token.dep_ in {"ccomp", "advcl"} and is_predicate(token)
            if clause and any(t.lower_ in _list("asking") for t in token.subtree):
                return _taken(Stance.CANNOT_VERIFY, token, verb, span)
    return None


_EARLY = frozenset({"early", "soon", "premature"})
""" "It is too early to say whether the town will be retaken"."""


def _is_nobody(noun: Token) -> bool:
    no = any(c.lower_ == "no" for c in noun.children)
    return noun.lower_ in {"nobody", "none", "no-one"} or (no and noun.lower_ in {"one", "body"})


def _vouching(verb: Token, head: Token, span: Span) -> Taken | None:
    if verb.lemma_.lower() not in _list("vouching"):
        return None
    chain = {t.lower_ for t in (head, *head.children)} | {a.lower_ for a in auxiliaries(verb)}
    denied = polarity_of(verb) is Polarity.NEG or polarity_of(head) is Polarity.NEG
    if not denied and not chain & _list("unable"):
        return None
    roles = {"nsubjpass"} if is_passive(verb) else {"dobj", "ccomp"}
    both = (
        verb,
        *(c for c in verb.children if c.lemma_ == "deny"),
    )  # "neither confirm nor deny it"
    about = [c for v in both for c in v.children if c.dep_ in roles]
    about = [c for c in about if c.i in range(span.start, span.end)]
    if not about and not is_passive(verb):
        about = [c for c in head.children if c.dep_ == "nsubjpass"]
    return _taken(Stance.CANNOT_VERIFY, about[0], verb, span) if about else None


def _refuted(verb: Token, span: Span) -> Taken | None:
    """ "Those reports are false", "The claim has been debunked", "There is no truth in the rumour"."""
    found = _calls_false(verb) or _no_truth(verb) or _disproves(verb)
    if found is None:
        return None
    about, last = found
    return _taken(Stance.DENIES, about, verb, span, last)


def _calls_false(verb: Token) -> tuple[Token, Token] | None:
    """What is said to be false, and the word that says so: "are false", "turned out to be untrue"."""
    if not _calls(verb, _list("true") | _list("false")):
        return None
    return _called(verb, _list("true") if polarity_of(verb) is Polarity.NEG else _list("false"))


def _unproven(verb: Token, span: Span) -> Taken | None:
    """ "The claim remains unverified", "There is no confirmation of his death"."""
    found = _called(verb, _list("unproven"))
    if found is None or polarity_of(verb) is Polarity.NEG:
        found = _no_confirmation(verb)
    return _taken(Stance.CANNOT_VERIFY, found[0], verb, span, found[1]) if found else None


def _no_confirmation(verb: Token) -> tuple[Token, Token] | None:
    """ "There is no confirmation of", "the ministry offered no confirmation of", "has not seen confirmation that"."""
    for noun in verb.children:
        had = noun.dep_ == "dobj" and verb.lemma_ in _list("having")
        if noun.lemma_ != "confirmation" or not (had or noun.dep_ == "attr"):
            continue
        of = [c for p in noun.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"]
        about = of or [c for c in noun.children if c.dep_ in {"acl", "ccomp"}]
        not_had = had and any(c.dep_ == "neg" for c in verb.children)
        if about and (not_had or any(c.lower_ in {"no", "any"} for c in noun.children)):
            return about[0], noun
    return None


def _calls(verb: Token, words: frozenset[str]) -> bool:
    return verb.lemma_ in _list("being") or _is_bare(verb, words)


def _is_bare(verb: Token, words: frozenset[str]) -> bool:
    """ "Report of leader's death exaggerated", "The figure is unconfirmed"."""
    return verb.pos_ == "ADJ" or verb.lower_ in words


def _called(verb: Token, words: frozenset[str]) -> tuple[Token, Token] | None:
    """What is said to be one of `words`, and the word."""
    if not _calls(verb, words):
        return None
    bare = _is_bare(verb, words)
    below = [c for c in verb.children if c.dep_ == "xcomp" and c.lemma_ == "be"]
    called = [c for v in (verb, *below) for c in v.children if c.dep_ in {"acomp", "attr", "oprd"}]
    says = [c for c in [*called, *([verb] if bare else [])] if words & {c.lower_, c.lemma_.lower()}]
    about = [c for c in verb.children if c.dep_ in {"nsubj", "csubj", "nsubjpass"}]
    clauses = [c for t in (verb, *says) for c in t.children if c.dep_ in {"ccomp", "advcl"}]
    if about and about[0].lower_ in {"it", "that", "this"} and clauses:
        about = clauses  # "It is not true that the rebels hold all of it"
    elif about and about[0].lower_ == "it" and _ought_not([*says, verb]):
        return None
    if says and about and says[0].lower_ in _list("moral") and not _tells(about[-1]):
        return None
    # of "Monitor: video of bombing is fake" the parse makes two subjects
    return (about[-1], says[0]) if says and about else None


def _tells(about: Token) -> bool:
    """ "The figures were wrong"; the raid that was wrong has been flown."""
    clause = is_predicate(about) and about.dep_ in {"ccomp", "advcl", "csubj"}
    return points_back(about) or about.lemma_.lower() in load("headlines")["telling"] or clause


def _ought_not(says: list[Token]) -> bool:
    """ "He considers it wrong to resume the raids" says that nothing is false."""
    below = (t for word in says for t in word.subtree)
    return any(t.tag_ == "VB" and any(c.lower_ == "to" for c in t.children) for t in below)


def _no_truth(verb: Token) -> tuple[Token, Token] | None:
    truth = [
        c for c in verb.children if c.lemma_ == "truth" and c.dep_ in {"attr", "nsubj", "dobj"}
    ]
    for noun in truth:
        if any(c.lower_ == "no" for c in noun.children):
            for preposition in (*noun.children, *verb.children):
                if preposition.lower_ in {"in", "to"} and preposition.i > noun.i:
                    about = [c for c in preposition.children if c.dep_ in {"pobj", "pcomp"}]
                    return (about[0], noun) if about else None
    return None


def _disproves(verb: Token) -> tuple[Token, Token] | None:
    """The rumour that "has been debunked"; in a headline "Rumour debunked"."""
    if verb.lemma_.lower() not in _list("disproving") or polarity_of(verb) is Polarity.NEG:
        return None
    for noun in verb.children:
        bare = noun.dep_ == "nsubj" and verb.tag_ in {"VBD", "VBN"} and not _has_object(verb)
        shown = noun.lemma_.lower() in _list("pictures") or verb.lemma_ != "stage"
        if shown and (noun.dep_ == "nsubjpass" or (bare and points_back(noun))):
            return noun, verb
    return None


def _doubted(verb: Token, span: Span) -> Taken | None:
    """ "Doubts have been raised about the claim", in a headline "Doubts cast over claim"."""
    raised = load("cues")["doubts"]
    doubts = [c for c in verb.children if c.lemma_ in raised and c.dep_[:5] == "nsubj"]
    if not doubts or verb.lemma_ not in load("cues")["doubting"] or verb.tag_ not in {"VBN", "VBD"}:
        return None
    for child in verb.children:
        about = [c for c in child.children if c.dep_ in {"pobj", "pcomp"}]
        if about and child.dep_ == "prep" and child.lower_ in {"on", "over", "about"}:
            return _taken(Stance.DISPUTES, about[0], doubts[0], span, child)
    return None


def _has_object(verb: Token) -> bool:
    return any(c.dep_ in {"dobj", "attr"} for c in verb.children)


def _told(noun: Token) -> Token | None:
    """The clause of "reports that the leader was killed"."""
    clauses = [c for c in noun.children if c.dep_ in {"acl", "ccomp"} and c.i > noun.i]
    marked = [c for c in clauses if any(m.lower_ == "that" for m in c.children)]
    return marked[0] if marked and points_back(noun) else None


def is_refuted(noun: Token) -> bool:
    """Whether what a report or rumour tells is said to be false, or denied by somebody, so that it tells nothing."""
    above = noun.head
    if noun.dep_ == "dobj" and load("cues")["stances"].get(above.lemma_.lower()) in _AGAINST:
        return True
    if noun.i and noun.nbor(-1).lower_.removesuffix("s") in load("headlines")["debunking"]:
        return True  # a headline's "disproves" is a noun to the parse
    if noun.dep_ in {"pobj", "pcomp"} and above.head.lemma_ == "truth":
        above = above.head.head
    elif noun.dep_ == "pobj":
        above = above.head
    found = _calls_false(above) or _no_truth(above) or _disproves(above)
    return found is not None and found[0] == noun


def _unclear(head: Token, span: Span) -> Taken | None:
    """The clause of "It was not clear whether ...", "It is unknown who ..."."""
    if head.lemma_ not in {"be", "remain", "know"}:
        return None
    words = {c.lower_ for c in head.children} | {head.lower_}
    negated = words & {"not", "n't", "n’t", "never"} and words & _list("clear")
    if not (negated or words & _list("unclear")):
        return None
    last = [t for t in span if t.is_alpha][-1:]
    if last and last[0].lower_ in _list("asking") | {"many", "much"} and last[0].i > head.i + 1:
        return _taken(Stance.CANNOT_VERIFY, last[0], head, span)  # "it is unclear how many"
    for token in head.subtree:
        clause = token.dep_ in {"ccomp", "csubj", "advcl", "pcomp", "acl"} and is_predicate(token)
        if clause and any(t.lower_ in _list("asking") for t in token.subtree):
            return _taken(Stance.CANNOT_VERIFY, token, head, span)
    return None


def _taken(
    stance: Stance, about: Token, verb: Token, span: Span, last: Token | None = None
) -> Taken | None:
    first = about.left_edge
    first = first.nbor() if first.dep_ == "mark" and first.lower_ == "that" else first
    start = max(first.i, span.start)
    end = min(about.right_edge.i + 1, span.end)
    if end <= start:
        return None
    words = [verb, *auxiliaries(verb), *(c for c in verb.children if c.dep_ == "neg")]
    words += [last] if last is not None else []
    words = [w for w in words if not start <= w.i < end]
    low, high = min(w.i for w in words or [verb]), max(w.i for w in words or [verb])
    doc = span.doc
    cue = (doc[low].idx, doc[high].idx + len(doc[high]))
    if low < end and start < high:
        cue = (verb.idx, verb.idx + len(verb))
    return Taken(
        stance, _told(about) or about, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), cue
    )


def points_back(head: Token) -> bool:
    """Whether the words only point at what was said before: "them", "these reports"."""
    return head.lemma_.lower() in _list("pointing") or head.lower_ in _list("pointing")
