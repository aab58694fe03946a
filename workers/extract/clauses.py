"""The grammar that kinds, phases and claims read off a parse: heads, subjects, what hangs on a verb."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load

VERBAL = {"VERB", "AUX"}
WH = frozenset({"WDT", "WP", "WP$", "WRB"})
"""Tags of "which", "who", "whose", "where"."""
TENSED = {"VBD", "VBZ", "VBP", "MD"}
SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}
CLAUSES = {"ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "xcomp", "csubj"}
_HANGING = {"prt", "advmod", "acomp", "npadvmod", "prep"}


def span_of(doc: Doc, start: int, end: int) -> Span:
    """The tokens that `[start, end)` (offsets into the view) touches; may be empty."""
    return doc.char_span(start, end, alignment_mode="expand") or doc[0:0]


def sentences_in(doc: Doc, start: int, end: int) -> Iterator[Span]:
    """The sentences of `[start, end)`, clipped to it."""
    within = span_of(doc, start, end)
    at = within.start
    while at < within.end:
        stop = min(doc[at].sent.end, within.end)
        yield doc[at:stop]
        at = stop


def is_predicate(token: Token) -> bool:
    """A verb that can say that something happens: no auxiliary of another."""
    return token.pos_ in VERBAL and token.dep_ not in {"aux", "auxpass"}


def head_of(span: Span) -> Token | None:
    """The word of the span that governs the others; of several the first verb, else the longest.

    The parser sometimes hangs "on Sunday" and the clause on two heads outside the span; the clause
    is what the span says.
    """
    inside = range(span.start, span.end)
    tops = [t for t in span if (at := t.head.i) not in inside or at == t.i]
    tops = [t for t in tops if not (t.is_punct or t.is_space)] or tops
    if not tops:
        return None
    heads = [t for t in tops if is_predicate(t) and not _is_aim_of(t, tops)] or tops
    head = heads[0] if len(heads) == 1 else max(heads, key=lambda t: (_weight(t, inside), -t.i))
    return headline_verb(head) or head


_OF_NOUNS = frozenset({"announce", "welcome", "condemn", "hail", "praise"})


def _is_aim_of(verb: Token, tops: list[Token]) -> bool:
    """The "to isolate" of "announced the start of its operation to isolate the town", wherever the parse hangs it."""
    if verb.tag_ != "VB" or verb.dep_ != "xcomp" or verb.head.lemma_.lower() not in _OF_NOUNS:
        return False
    return any(t.dep_ == "dobj" and t.head.i == verb.head.i and t.i < verb.i for t in tops)


def headline_verb(noun: Token) -> Token | None:
    """What a headline without a tensed verb tells of its subject: "Teacher shot by soldiers", "Army to leave town"; also where
    the parse has its last word say it: "Seven children killed in rebel-held Aleppo"; or behind a colon: "Kherson: elderly
    woman killed"."""
    if noun.head.i != noun.i or noun.pos_ not in {"NOUN", "PROPN"}:
        return None
    if noun.sent[-1].text in {".", "?"} or any(t.tag_ in TENSED for t in noun.sent):
        return None
    whom = [noun, *(c for c in noun.children if c.dep_ == "nsubj" and c.pos_ == "NOUN")]
    whom += [c for c in noun.children if c.dep_ == "appos" and _behind_colon(c)]
    told = [c for each in whom for c in each.children if c.dep_ == "acl" and c.i > each.i]
    aims = [c for c in told if c.tag_ == "VB" and any(a.lower_ == "to" for a in c.children)]
    return next((c for c in told if c.tag_ == "VBN" or c in aims), None)


def _behind_colon(noun: Token) -> bool:
    return noun.doc[noun.left_edge.i - 1].text == ":"


def _weight(token: Token, inside: range) -> int:
    return sum(t.i in inside for t in token.subtree) + 3 * any(
        c.dep_ in SUBJECTS for c in token.children
    )


def auxiliaries(verb: Token) -> list[Token]:
    """The verb's auxiliaries; a conjunct without subject shares those of the verb it follows."""
    own = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    while not own and verb.dep_ == "conj" and is_predicate(verb.head) and not has_subject(verb):
        # "were surrounded and bombed" shares; "were surrounded and fled" (finite) does not
        if verb.tag_ in {"VBD", "VBZ", "VBP"}:
            break
        verb = verb.head
        own = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    return own


def has_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS for c in verb.children)


def subjects(verb: Token) -> list[Token]:
    """Who does it or to whom it is done: the verb's own subject or the one it shares."""
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        own = [c for c in verb.children if c.dep_ in SUBJECTS and c.dep_ != "expl"]
        if own:
            return [*own, *_antecedents(verb, own)]
        if verb.dep_ in {"relcl", "acl"}:
            return [verb.head]
        if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "oprd", "acomp"}:
            return []
        if verb.dep_ == "xcomp":
            objects = [c for c in verb.head.children if c.dep_ == "dobj"]
            if objects and verb.tag_ == "VB":
                return objects
        verb = verb.head
    return []


def _antecedents(verb: Token, own: list[Token]) -> list[Token]:
    if verb.dep_ == "relcl" and any(t.tag_ in {"WP", "WDT"} for t in own):
        return [verb.head]
    return []


@dataclass(frozen=True, slots=True)
class Dependents:
    """The words that hang on a verb, by what they are to it."""

    subjects: tuple[Token, ...]
    objects: tuple[Token, ...]
    others: tuple[Token, ...]

    @property
    def all(self) -> tuple[Token, ...]:
        return (*self.objects, *self.subjects, *self.others)


def dependents(verb: Token) -> Dependents:
    passive = is_passive(verb)
    subject = [t for s in subjects(verb) for t in _nouns(s)]
    objects, others = [], []
    for child in verb.children:
        if child.dep_ in {"dobj", "dative", "attr", "oprd"}:
            objects += _nouns(child)
        elif child.dep_ == "agent":
            continue
        elif child.dep_ in _HANGING or _bare_complement(child):
            others += [child, *_below(child)]
    agents = [t for c in verb.children if c.dep_ == "agent" for p in c.children for t in _nouns(p)]
    if passive:
        return Dependents(tuple(agents), (*subject, *objects), tuple(others))
    return Dependents(tuple(subject), tuple(objects), tuple(others))


def is_passive(verb: Token) -> bool:
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ in {"acl", "amod"}:
        return not any(a.lemma_ == "have" for a in auxiliaries(verb))
    aux = auxiliaries(verb)
    return (
        any(a.dep_ == "auxpass" for a in aux)
        or any(c.dep_ == "nsubjpass" for c in verb.children)
        or bool(aux and aux[-1].lemma_ in {"be", "get"})
    )


def _bare_complement(child: Token) -> bool:
    return child.dep_ == "xcomp" and child.pos_ in {"ADJ", "NOUN"}


def _below(token: Token) -> list[Token]:
    """What a preposition or adjective brings: its nouns, one preposition further as well."""
    found = []
    for child in token.children:
        if child.dep_ in {"pobj", "pcomp"}:
            found += _nouns(child)
            found += [g for g in child.children if child.dep_ == "pcomp" and g.dep_ == "nsubj"]
        elif child.dep_ == "prep":
            found += [child, *_below(child)]
    return found


def _nouns(token: Token) -> list[Token]:
    """A noun with its modifiers, what it is of, and its conjuncts: "dozens of civilians"."""
    found = [token]
    for child in token.children:
        if child.dep_ in {"compound", "amod", "conj", "nummod"}:
            found.append(child)
        elif child.dep_ == "prep" and child.lower_ == "of":
            found += [t for p in child.children if p.dep_ == "pobj" for t in _nouns(p)]
    return found


def complements(verb: Token) -> list[Token]:
    """The verbs in which a light verb says what it is about: "began to shell", "able to leave"."""
    found = []
    for child in verb.children:
        if role(child) in {"xcomp", "ccomp", "pcomp"} and child.pos_ not in {"ADJ", "NOUN"}:
            found.append(child)
        elif child.dep_ in {"acomp", "prep", "oprd", "attr", "xcomp", "dobj"}:
            found += [
                t
                for t in child.children
                if t.dep_ in {"xcomp", "pcomp", "ccomp"} and is_predicate(t)
            ]
    return found


def role(verb: Token) -> str:
    """What the word is to its head; "are understood to be injured" is a complement, not an aim."""
    infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
    if verb.dep_ == "advcl" and infinitive and _hedges(verb.head):
        return "xcomp"
    return str(verb.dep_)


def core_of(verb: Token, light: Container[str]) -> Token:
    """The predicate that says what happened: "are believed to have fled" is about the flight."""
    seen = {verb.i}
    while is_predicate(verb) and (verb.lemma_.lower() in light or _hedges(verb)):
        below = [c for c in complements(verb) if is_predicate(c) and _follows(verb, c)]
        if not below or below[0].i in seen:
            break
        verb = below[0]
        seen.add(verb.i)
    return verb


def _follows(verb: Token, below: Token) -> bool:
    """A "that" clause is what happened only under a word that hedges or shows it."""
    return below.dep_ != "ccomp" or _hedges(verb)


def _hedges(verb: Token) -> bool:
    hedges = load("hedges")
    return verb.lemma_.lower() in hedges["probable"] or verb.lemma_.lower() in hedges["fears"]


def is_copula(verb: Token) -> bool:
    """ "were among them", "are there": being somewhere, without a state or kind of its own."""
    own = {"attr", "acomp", "xcomp", "oprd", "ccomp"}
    return verb.lemma_ == "be" and not any(c.dep_ in own for c in verb.children)


def rising(token: Token) -> Iterator[Token]:
    """The token's governors, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def is_bid(head: Token) -> bool:
    """ "Stop arming them, the minister tells his neighbours"."""
    return head.dep_ == "advcl" and head.left_edge.i == head.i == head.sent.start


def is_told(verb: Token) -> bool:
    """ "Reports suggest that 14 were killed"; not "suggested that the army withdraw"."""
    helpers = {a.tag_ for a in auxiliaries(verb)}
    bare = verb.lower_ == verb.lemma_.lower()  # "suggested that militants quit the town"
    tensed = verb.tag_ in {"VBD", "VBZ"} and not bare
    return (tensed or bool(helpers & {"VBD", "VBZ", "VBP"})) and "MD" not in helpers


def with_to(verb: Token) -> bool:
    """ "To leave"; not "would leave"."""
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
