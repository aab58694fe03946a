"""The phase of a word by its grammar alone: tense, modals, and the words that govern it."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from shared.records import Phase
from workers.extract.clauses import auxiliaries, is_passive, is_predicate, is_told, role, subjects
from workers.extract.lexicon import load

_WILL = {"will", "shall", "'ll", "’ll", "wo"}
_WOULD = {"would", "'d", "’d"}
_MAY = {"may", "might", "could", "can", "must", "cannot", "ca", "should", "ought"}
_DOERS = frozenset(
    [
        *load("sources")["unnamed"],
        *load("sources")["bodies"],
        *load("titles")["roles"],
        *load("units")["persons"]["ones"],
    ]
    + [word for name in ("people", "fighter", "vehicle") for word in load("kinds")["sets"][name]]
)
_PRESENT = {"is", "are", "am", "do", "does", "'s", "’s", "'re", "’re"}


@cache
def words(name: str) -> frozenset[str]:
    """A list of `lexicon/phases.toml`."""
    return frozenset(load("phases")[name])


def phase_of(head: Token, *, backshift: bool = False) -> Phase:
    """The phase of what a predicate or noun tells; `backshift` when a past-tense cue brings it."""
    if not is_predicate(head):
        return _of_noun(head)
    return governed(head) or by_auxiliaries(head) or by_tense(head, backshift)


def governed(verb: Token) -> Phase | None:
    """What a governing word makes of an infinitive or a condition: "plans to storm"."""
    if _conditional(verb):
        return Phase.HYPOTHETICAL
    if verb.dep_ == "advcl" and _in_the_future_of(verb.head, verb):
        return Phase.PLANNED
    if _is_aim(verb):
        return _by_governor(verb, verb.head) or (None if _modal(verb) else Phase.PLANNED)
    if verb.dep_ == "conj" and is_predicate(verb.head) and is_infinitive(verb):
        return None if _modal(verb) else governed(verb.head)
    if _shares_auxiliaries(verb):
        return governed(verb.head) or by_auxiliaries(verb.head)
    return _by_governors(verb)


def _shares_auxiliaries(verb: Token) -> bool:
    """ "Posts should be cut and 14 plants closed": the second is said with the "should be" of the first."""
    bare = verb.tag_ == "VBN" and not list(auxiliaries(verb))
    return bare and verb.dep_ == "conj" and "be" in {a.lower_ for a in auxiliaries(verb.head)}


def _is_aim(verb: Token) -> bool:
    """ "to protect civilians", "an event to be held in May", "Army to leave": what is to come."""
    if not is_infinitive(verb) or _perfect(verb):
        return False
    if verb.dep_ == "ROOT":
        return verb.tag_ == "VB" and "to" in {a.lower_ for a in auxiliaries(verb)}
    if verb.lemma_.lower() in words("outcomes") and verb.head.lemma_.lower() in words("courses"):
        return False  # "rose to reach 40"
    bare = verb.dep_ == "relcl" and not any(c.dep_ == "nsubj" for c in verb.children)
    return bare or role(verb) in {"advcl", "acl"}


def _by_governors(verb: Token) -> Phase | None:
    if role(verb) not in {"xcomp", "ccomp", "acl", "pcomp", "oprd"}:
        return None
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    if above.pos_ == "ADJ" and above.dep_ in {"acomp", "xcomp", "oprd"}:
        return _by_governor(verb, above) or _by_governor(verb, above.head)
    return _by_governor(verb, above)


def _in_the_future_of(above: Token, verb: Token) -> bool:
    """ "will leave when the buses arrive": the arrival is as much to come as the leaving."""
    timed = any(
        c.dep_ in {"advmod", "mark"} and c.lower_ in {"when", "before", "after", "once", "until"}
        for c in verb.children
    )
    return timed and by_auxiliaries(above) in {Phase.PLANNED, Phase.HYPOTHETICAL}


def _conditional(verb: Token) -> bool:
    """ "if", "unless"; in "did not say if" the word asks and the clause is no condition."""
    lead = verb.head if verb.dep_ == "conj" else verb
    asked = lead.dep_ in {"ccomp", "csubj", "pcomp"}
    return not asked and any(
        c.dep_ == "mark" and c.lower_ in words("conditions") for c in verb.children
    )


def _by_governor(verb: Token, above: Token) -> Phase | None:
    lemma = above.lemma_.lower()
    # "We fear that the men are below": they may be there now
    feared = lemma in load("hedges")["fears"] and verb.dep_ == "ccomp" and not is_infinitive(verb)
    told = lemma == "suggest" and is_told(verb)  # "reports suggest that 14 were killed"
    if feared or told or _perfect(verb):
        return None
    if lemma in words("planned") | words("nouns_planned") and is_infinitive(verb):
        return Phase.PLANNED
    if lemma in words("nouns_hypothetical") | words("adjectives_hypothetical"):
        return Phase.HYPOTHETICAL
    if lemma in words("hypothetical") and (is_infinitive(verb) or verb.dep_ == "ccomp"):
        return Phase.HYPOTHETICAL
    if verb.dep_ in {"xcomp", "pcomp"} and is_predicate(above):
        return governed(above) or by_auxiliaries(above)
    return None


def is_infinitive(verb: Token) -> bool:
    """With "to" or bare; but "did not kill" is told of the past, whatever it hangs on."""
    helpers = {a.lower_ for a in auxiliaries(verb)}
    return "to" in helpers or (verb.tag_ == "VB" and not helpers & {"did", "does", "do"})


def _perfect(verb: Token) -> bool:
    return any(a.lemma_ == "have" for a in auxiliaries(verb))


def _modal(verb: Token) -> bool:
    return any(a.tag_ == "MD" for a in auxiliaries(verb))


def by_auxiliaries(verb: Token) -> Phase | None:
    """Modals and "be to", "be going to"."""
    said = {a.lower_ for a in auxiliaries(verb)}
    if said & _MAY and _perfect(verb):
        return Phase.HAPPENED
    if said & _WOULD and (_perfect(verb) or _on_condition(verb)):
        return Phase.HYPOTHETICAL
    if said & (_WILL | _WOULD):
        return Phase.PLANNED if _can_plan(verb) else Phase.HYPOTHETICAL
    if said & {"may", "might"} and _of_people_there(verb):
        return Phase.ONGOING
    if said & _MAY:
        seen = said & {"could", "can"} and verb.lemma_ in {"see", "hear"}
        return None if seen else Phase.HYPOTHETICAL
    to_do = any(c.dep_ == "xcomp" and is_predicate(c) for c in verb.children)
    be_to = verb.lemma_ == "be" and to_do
    going_to = verb.lemma_ == "go" and verb.tag_ == "VBG" and to_do
    return Phase.PLANNED if be_to or going_to else None


def _of_people_there(verb: Token) -> bool:
    """ "There may be more men in the shaft": they are there, or they are not; nothing is to come, as with "may be an attack"."""
    there = any(c.dep_ == "expl" for c in verb.children)
    return there and any(_a_doer(c) for c in verb.children if c.dep_ == "attr")


def _on_condition(verb: Token) -> bool:
    return any(c.dep_ == "advcl" and _conditional(c) for c in verb.children)


def _can_plan(verb: Token) -> bool:
    """Somebody who can plan is the doer: "The army will advance", not "The toll will rise"."""
    if verb.lemma_.lower() in words("forecasts") and not _takes_away(verb):
        return False
    return is_passive(verb) or any(_a_doer(s) for s in subjects(verb))


def _takes_away(verb: Token) -> bool:
    """ "Ten buses will take people to the coast", not "it will take time", "the army will take losses"."""
    there = any(c.dep_ == "prep" and c.lower_ in {"to", "from", "out"} for c in verb.children)
    return verb.lemma_ == "take" and there and any(c.dep_ == "dobj" for c in verb.children)


def _a_doer(subject: Token) -> bool:
    if subject.lower_ == "it":
        return _is_speaker(subject)
    if subject.pos_ == "PRON":
        return subject.lower_ not in {"this", "that", "there", "which"}
    told = {subject.lemma_.lower(), subject.lower_}
    return subject.pos_ == "PROPN" or bool(told & _DOERS) or subject.lower_.endswith("men")


def _is_speaker(it: Token) -> bool:
    """The "it" of "The ministry said it would open a corridor" is the ministry, which can plan; not that of "Residents said
    it would be hard"."""
    verb = it.head
    if verb.dep_ != "ccomp" or not is_predicate(verb.head):
        return False
    if not is_passive(verb.head) and any(s.lower_ == "it" for s in subjects(verb.head)):
        return True  # "It said it would open a corridor": who says something is a body
    bodies = frozenset(load("sources")["bodies"])
    who = (s for s in subjects(verb.head) if s.tag_ in {"NN", "NNP", "NNPS"})
    return any(s.pos_ == "PROPN" or s.lemma_.lower() in bodies for s in who)


def by_tense(verb: Token, backshift: bool) -> Phase:
    """Past has happened, present goes on; states told in the past by a past cue go on as well."""
    if role(verb) == "xcomp" and verb.tag_ in {"VB", "VBG", "VBN"} and is_predicate(verb.head):
        return _of_complement(verb, backshift)
    aux = auxiliaries(verb)
    said, lemmas = {a.lower_ for a in aux}, {a.lemma_.lower() for a in aux}
    stative = verb.lemma_.lower() in words("states")
    # "were being treated when jets struck" is over
    done = "being" in said and any(c.dep_ == "advcl" for c in verb.children) and not said & _PRESENT
    lasting = _still(verb) or (verb.tag_ == "VBG" and "be" in lemmas)
    lasting = (lasting or "being" in said) and not done
    if "had" in said:
        return Phase.HAPPENED
    if "have" in lemmas:
        return Phase.ONGOING if lasting or (stative and _for_long(verb)) else Phase.HAPPENED
    if said & {"was", "were", "did"} or (verb.tag_ in {"VBD", "VBN"} and not aux):
        state = lasting or stative or _is_result(verb)
        return Phase.ONGOING if _still(verb) or (backshift and state) else Phase.HAPPENED
    if verb.tag_ in {"VBZ", "VBP"} or said & _PRESENT:
        return _in_present(verb, lasting)
    participle = verb.tag_ == "VBG" and verb.dep_ in {"ROOT", "acl", "ccomp"}
    return Phase.ONGOING if lasting or participle else Phase.HAPPENED


def _in_present(verb: Token, lasting: bool) -> Phase:
    """ "are trapped" goes on, "are taken away" (a caption) has happened."""
    event = is_passive(verb) and not _is_result(verb) and not lasting
    return Phase.HAPPENED if event else Phase.ONGOING


def _of_complement(verb: Token, backshift: bool) -> Phase:
    said = {a.lemma_.lower() for a in auxiliaries(verb)}
    if "have" in said:
        return Phase.HAPPENED
    # "are believed to be making", "understood to be wounded"
    if "be" in said and (verb.tag_ == "VBG" or verb.lemma_.lower() in words("resulting")):
        return Phase.ONGOING
    return by_tense(verb.head, backshift)


def _still(verb: Token) -> bool:
    return any(c.dep_ == "advmod" and c.lower_ in words("ongoing_adverbs") for c in verb.children)


def _is_result(verb: Token) -> bool:
    """ "were trapped" tells a state; "were wounded" one only where a degree says so."""
    if not is_passive(verb) or verb.lemma_.lower() not in words("resulting"):
        return False
    degree = any(c.dep_ == "advmod" and c.lower_.endswith("ly") for c in verb.children)
    return degree or verb.lemma_.lower() not in words("events")


def _for_long(verb: Token) -> bool:
    """ "has had control for two years": a duration or "since" hangs on the verb or its object."""
    near = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return any(c.dep_ == "prep" and c.lower_ in {"for", "since"} for n in near for c in n.children)


def _of_noun(noun: Token) -> Phase:
    """A happening told by a noun: "plans for a withdrawal", "the planned operation"."""
    for child in noun.children:
        if child.dep_ in {"amod", "advmod"} and child.lower_ in words("modifiers_planned"):
            return Phase.PLANNED
        if child.dep_ in {"amod", "advmod"} and child.lower_ in words("modifiers_hypothetical"):
            return Phase.HYPOTHETICAL
    token = noun
    while token.head.i != token.i:
        below, token = token, token.head
        if is_predicate(token):
            return _of_object(token, below)
        if (phase := _under(token, below)) is not None:
            return phase
    return Phase.HAPPENED


def _under(above: Token, below: Token) -> Phase | None:
    """What a noun or adjective makes of what hangs on it: "plans for", "the threat of", "due for", "afraid of"."""
    lemma, hangs = above.lemma_.lower(), below.dep_ == "prep"
    due = below.lower_ == "for" and above.lower_ in words("adjectives_planned")
    if due or (lemma in words("nouns_planned") and (hangs or below.dep_ == "compound")):
        return Phase.PLANNED
    dreaded = words("nouns_hypothetical") | words("adjectives_hypothetical")
    return Phase.HYPOTHETICAL if hangs and lemma in dreaded else None


def _of_object(verb: Token, below: Token) -> Phase:
    """What the governing verb makes of a noun: an object of "plan" or "urge" has not happened."""
    lemma = verb.lemma_.lower()
    outer = governed(verb) or by_auxiliaries(verb) or Phase.HAPPENED
    if lemma in words("showing") and is_infinitive(verb):
        return Phase.HAPPENED  # what a video "claims to show"
    if below.dep_ == "nsubj":
        return outer if lemma in words("occurring") else Phase.HAPPENED
    leading = below.dep_ == "prep" and below.lower_ in {"for", "to", "of", "into"}
    if not leading and below.dep_ not in {"dobj", "nsubjpass", "attr", "acomp", "oprd"}:
        return Phase.HAPPENED
    if lemma in words("planned") and below.lemma_.lower() not in words("begun"):
        return Phase.PLANNED
    if lemma in words("hypothetical"):
        return Phase.HYPOTHETICAL
    return outer
