"""Whether a happening has happened, goes on, is planned or only thought of, and its polarity.

At publication, as the reading conventions say: "said they were trapped" is backshifted and goes on;
"will" with a doer who can plan is planned, a forecast nobody plans is hypothetical.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from shared.records import Kind, Phase, Polarity
from workers.extract.clauses import auxiliaries, is_passive, is_predicate, subjects
from workers.extract.lexicon import load


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("phases")[name])


@cache
def _negation(name: str) -> frozenset[str]:
    return frozenset(load("negation")[name])


def phase_of(head: Token, *, backshift: bool = False) -> Phase:
    """The phase of what a predicate or noun tells; `backshift` when a past-tense cue brings it."""
    if not is_predicate(head):
        return _of_noun(head)
    governed = _governed(head)
    if governed:
        return governed
    marked = _by_auxiliaries(head)
    if marked:
        return marked
    return _by_tense(head, backshift)


def phase_of_position(head: Token, cue: str | None, *, backshift: bool = False) -> Phase:
    """The phase of a stance: held, a call or wish (hypothetical), one's own undertaking (planned)."""
    words = load("phases")["position"]
    lemmas = [cue] if cue else []
    lemmas += [head.lemma_.lower(), *(a.lower_ for a in auxiliaries(head))]
    lemmas += [
        c.lemma_.lower() for c in head.children if c.dep_ in {"acomp", "intj", "attr", "xcomp"}
    ]
    if any(lemma in words["hypothetical"] for lemma in lemmas):
        return Phase.HYPOTHETICAL
    if is_predicate(head) and phase_of(head) is Phase.PLANNED:
        return Phase.PLANNED
    if any(lemma in words["planned"] for lemma in lemmas) and "commit" not in lemmas:
        return Phase.PLANNED
    if head.tag_ == "VB" and not subjects(head) and head.dep_ == "ROOT":
        return Phase.HYPOTHETICAL
    if (
        cue is None
        and _by_auxiliaries(head) is None
        and _by_tense(head, backshift) is Phase.HAPPENED
    ):
        return Phase.HAPPENED if head.tag_ in {"VBD", "VBN"} else Phase.ONGOING
    return Phase.ONGOING


def phase_of_claim(
    head: Token, core: Token, kind: Kind, cue: str | None, *, backshift: bool = False
) -> Phase:
    """The phase of a claim with the grammatical predicate `head` and the telling predicate `core`."""
    if kind is Kind.POSITION:
        lead = core if _undertaken(core) else head
        return phase_of_position(lead, cue, backshift=backshift)
    if core.lemma_.lower() in _list("showing") and phase_of(core) is Phase.ONGOING:
        return Phase.HAPPENED
    if cue in load("phases")["position"]["hypothetical"] and cue != "warn":
        return Phase.HYPOTHETICAL
    if cue in load("phases")["position"]["planned"]:
        return Phase.PLANNED
    phase = phase_of(core, backshift=backshift)
    if phase is Phase.ONGOING and kind in _EVENTS and _told_in_present(core):
        return Phase.HAPPENED
    return phase


_EVENTS = {
    Kind.ATTACK,
    Kind.AIR_STRIKE,
    Kind.CHEMICAL_ATTACK,
    Kind.CASUALTIES,
    Kind.DESTRUCTION,
    Kind.SURRENDER,
    Kind.RELEASE,
    Kind.AGREEMENT,
    Kind.VIOLATION,
}


def _told_in_present(verb: Token) -> bool:
    """ "Bomber kills 16", "the strikes bring the total to 922": the present of headlines and sums."""
    if verb.tag_ not in {"VBZ", "VBP"} or verb.lemma_.lower() in _list("states"):
        return False
    habit = {"regularly", "often", "daily", "frequently", "routinely", "usually", "always"}
    return not any(c.dep_ == "advmod" and c.lower_ in habit for c in verb.children)


def _undertaken(core: Token) -> bool:
    return phase_of(core) is Phase.PLANNED


def _governed(verb: Token) -> Phase | None:
    """What a governing word makes of an infinitive or a condition: "plans to storm"."""
    for child in verb.children:
        if child.dep_ == "mark" and child.lower_ in _list("conditions"):
            return Phase.HYPOTHETICAL
        if child.dep_ == "advmod" and child.lower_ == "when" and _future(verb.head):
            return Phase.PLANNED
    infinitive = any(a.lower_ == "to" for a in auxiliaries(verb)) or verb.tag_ == "VB"
    if verb.dep_ == "advcl" and infinitive:
        return Phase.PLANNED if not _modal(verb) else None
    if verb.dep_ not in {"xcomp", "ccomp", "acl", "pcomp", "oprd", "relcl"}:
        if verb.dep_ == "conj" and is_predicate(verb.head) and infinitive and not _modal(verb):
            return _governed(verb.head)
        return None
    if verb.dep_ == "relcl" and not infinitive:
        return None
    above = verb.head
    if verb.dep_ == "pcomp":
        above = above.head
    perfect = any(a.lemma_ == "have" for a in auxiliaries(verb))
    if above.lemma_.lower() in _list("planned") and infinitive and not perfect:
        return Phase.PLANNED
    if above.lemma_.lower() in _list("hypothetical") and (infinitive or verb.dep_ == "ccomp"):
        return Phase.HYPOTHETICAL if not perfect else None
    if above.lemma_.lower() in _list("nouns_planned") and infinitive:
        return Phase.PLANNED
    if above.lemma_.lower() in _list("nouns_hypothetical"):
        return Phase.HYPOTHETICAL
    if verb.dep_ == "xcomp" and infinitive and is_predicate(above) and not perfect:
        return _governed(above) or _by_auxiliaries(above)
    return None


def _modal(verb: Token) -> bool:
    return any(a.tag_ == "MD" for a in auxiliaries(verb))


def _future(verb: Token) -> bool:
    return any(a.lower_ in {"will", "shall", "'ll", "’ll"} for a in auxiliaries(verb))


def _by_auxiliaries(verb: Token) -> Phase | None:
    """Modals and "be to", "be going to"."""
    words = {a.lower_ for a in auxiliaries(verb)}
    perfect = "have" in {a.lemma_ for a in auxiliaries(verb)}
    if words & {"may", "might", "could", "can", "must", "cannot", "ca"} and perfect:
        return Phase.HAPPENED
    if words & {"will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"}:
        if words & {"would", "'d", "’d"} and (perfect or _conditional(verb)):
            return Phase.HYPOTHETICAL
        return Phase.PLANNED if _can_plan(verb) else Phase.HYPOTHETICAL
    if words & {"could", "can"} and verb.lemma_ in {"see", "hear"}:
        return None
    if words & {"may", "might", "could", "can", "must", "should", "ought", "ca", "cannot"}:
        return Phase.HYPOTHETICAL
    for child in verb.children:
        if child.dep_ == "xcomp" and verb.lemma_ == "be" and child.tag_ in {"VB", "VBN"}:
            return Phase.PLANNED
    if verb.lemma_ == "go" and verb.tag_ == "VBG" and any(c.dep_ == "xcomp" for c in verb.children):
        return Phase.PLANNED
    return None


def _conditional(verb: Token) -> bool:
    return any(
        c.dep_ == "advcl" and any(m.lower_ in _list("conditions") for m in c.children)
        for c in verb.children
    )


def _can_plan(verb: Token) -> bool:
    """Somebody who can plan is the doer: "The army will advance", not "The toll will rise"."""
    if verb.lemma_.lower() in _list("forecasts"):
        return False
    return is_passive(verb) or any(_a_doer(s) for s in subjects(verb))


def _a_doer(subject: Token) -> bool:
    if subject.pos_ == "PRON":
        return subject.lower_ not in {"it", "this", "that", "there", "which"}
    return subject.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} or subject.pos_ in {
        "PROPN",
        "NOUN",
    }


def _by_tense(verb: Token, backshift: bool) -> Phase:
    if verb.dep_ == "xcomp" and verb.tag_ in {"VB", "VBG", "VBN"} and is_predicate(verb.head):
        words = {a.lemma_.lower() for a in auxiliaries(verb)}
        if "have" in words:
            return Phase.HAPPENED
        # "are believed to be making", "understood to be wounded"
        if "be" in words and (verb.tag_ == "VBG" or verb.lemma_.lower() in _list("resulting")):
            return Phase.ONGOING
        return _by_tense(verb.head, backshift)
    aux = auxiliaries(verb)
    words = {a.lower_ for a in aux}
    lemmas = {a.lemma_.lower() for a in aux}
    stative = verb.lemma_.lower() in _list("states")
    resulting = verb.lemma_.lower() in _list("resulting") and is_passive(verb)
    still = any(c.dep_ == "advmod" and c.lower_ in _list("ongoing_adverbs") for c in verb.children)
    progressive = verb.tag_ == "VBG" and "be" in lemmas
    past = bool(words & {"was", "were", "had", "did"}) or (verb.tag_ == "VBD" and not aux)
    if "have" in lemmas or "had" in words:
        lasting = progressive or still or (stative and _lasting(verb))
        return Phase.ONGOING if lasting and "had" not in words else Phase.HAPPENED
    if progressive or still:
        return Phase.ONGOING if not past or backshift or still else Phase.HAPPENED
    if past:
        return Phase.ONGOING if backshift and (stative or resulting) else Phase.HAPPENED
    if verb.tag_ in {"VBZ", "VBP"} or words & {"is", "are", "am", "do", "does", "'s", "’s", "'re"}:
        passive_event = is_passive(verb) and not resulting
        return Phase.HAPPENED if passive_event else Phase.ONGOING
    if verb.tag_ == "VBG" and verb.dep_ in {"ROOT", "acl", "ccomp"}:
        return Phase.ONGOING
    return Phase.HAPPENED


def _lasting(verb: Token) -> bool:
    """ "has had control for two years": a duration or "since" hangs on the verb or its object."""
    near = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return any(c.dep_ == "prep" and c.lower_ in {"for", "since"} for n in near for c in n.children)


def _of_noun(noun: Token) -> Phase:
    """A happening told by a noun: "plans for a withdrawal", "the planned operation"."""
    for child in noun.children:
        if child.dep_ in {"amod", "advmod"}:
            if child.lower_ in _list("modifiers_planned"):
                return Phase.PLANNED
            if child.lower_ in _list("modifiers_hypothetical") and child.lower_ not in {
                "alleged",
                "suspected",
            }:
                return Phase.HYPOTHETICAL
    token = noun
    while token.head.i != token.i:
        below, token = token, token.head
        lemma = token.lemma_.lower()
        if not is_predicate(token):
            if below.dep_ == "prep" and lemma in _list("nouns_planned"):
                return Phase.PLANNED
            if below.dep_ == "prep" and lemma in _list("nouns_hypothetical"):
                return Phase.HYPOTHETICAL
            continue
        return _of_object(token, below)
    return Phase.HAPPENED


def _of_object(verb: Token, below: Token) -> Phase:
    """What the governing verb makes of a noun: an object of "plan" or "urge" has not happened."""
    lemma = verb.lemma_.lower()
    if below.dep_ in {"dobj", "prep", "nsubjpass"}:
        if lemma in _list("planned"):
            return Phase.PLANNED
        if lemma in _list("hypothetical"):
            return Phase.HYPOTHETICAL
    outer = _governed(verb) or _by_auxiliaries(verb)
    return outer if outer and below.dep_ not in {"nsubj"} else Phase.HAPPENED


def polarity_of(head: Token) -> Polarity:
    """Whether the clause says that it is so or that it is not: the main predicate's negation.

    "No one was hurt", "never", "failed to"; the stance of a source ("denied") is not counted again.
    """
    count = int(_negated(head))
    token = head
    while token.dep_ in {"xcomp", "pcomp", "prep", "ccomp", "dobj", "pobj"}:
        above = token.head
        if token.dep_ in {"ccomp", "dobj"} and token.dep_ != "dobj":
            break
        if above.lemma_.lower() in _negation("governors"):
            count += 1
        if is_predicate(above) and token.dep_ == "xcomp":
            count += int(_negated(above))
        token = above
        if is_predicate(token) and token.dep_ not in {"xcomp", "pcomp"}:
            break
    return Polarity.NEG if count % 2 else Polarity.POS


def _negated(verb: Token) -> bool:
    for child in verb.children:
        if _turns(child) and child.dep_ in {"neg", "advmod", "preconj", "det", "cc"}:
            return not _softened(child)
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "expl"} and _no(child):
            return True
    if verb.dep_ == "conj" and is_predicate(verb.head) and not subjects_own(verb):
        shared = verb.tag_ == "VB" and verb.head.tag_ == "VB"
        return shared and _negated(verb.head)
    return any(_no(s) for s in subjects(verb)) and verb.dep_ in {"xcomp", "conj"}


def subjects_own(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for c in verb.children)


def _turns(word: Token) -> bool:
    return word.lower_ in _negation("words") or word.lemma_.lower() in _negation("words")


def _no(noun: Token) -> bool:
    if noun.lower_ in {"none", "nobody", "nothing", "no-one", "neither"}:
        return True
    return any(
        c.dep_ in {"det", "neg", "advmod"} and c.lower_ in {"no", "neither"} for c in noun.children
    )


def _softened(word: Token) -> bool:
    """ "not only", "no longer", "not until" do not make it untrue."""
    following = word.nbor(1) if word.i + 1 < len(word.doc) else None
    return following is not None and following.lower_ in _negation("exceptions")
