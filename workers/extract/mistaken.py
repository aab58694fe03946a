"""Words that look like cues and attribute nothing: "more than the 27 he had mentioned", "did not say that 40 had died"."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.clauses import WH
from workers.extract.lexicon import load

_CUES = load("cues")
_ACT = frozenset(_CUES["act"])
SUFFERED = frozenset(_CUES["suffered"])
_REQUESTS = frozenset(_CUES["requests"])
_TO_COME = frozenset({"announce", "reveal", "report", "disclose", "decide", "detail", "publish"})
_DEBUNKING = frozenset(load("headlines")["debunking"])
OF_ONESELF = frozenset({"claim", "report"})


def is_mistaken(token: Token) -> bool:
    """Whether the verb, which may attribute elsewhere, attributes nothing here."""
    return any(is_none(token) for is_none in _NONE)


def _is_object(token: Token) -> bool:
    """The "report" of a headline's "Army denies report that it will withdraw", which the parse takes for a verb, as it takes
    the "disproves" of "Monitor disproves report" for a noun."""
    if token.i == token.sent.start or token.tag_ not in {"VBP", "VBZ", "VB"}:
        return False
    before = token.nbor(-1)
    if before.lower_.removesuffix("s") in _DEBUNKING:
        return True
    return before.tag_ in {"VBZ", "VBP", "VBD"} and before.lemma_.lower() in _ACT


def _is_behind_colon(token: Token) -> bool:
    """The "report" of a headline's "Officials: Report That Town Is Under Siege Is False": what they say begins there."""
    before = token.nbor(-1) if token.i > token.sent.start else None
    finite = token.tag_ in {"VBP", "VBZ", "VB"} and before is not None and before.text == ":"
    return finite and any(c.dep_ == "nsubj" and c.i < token.i - 1 for c in token.children)


def _is_about(token: Token) -> bool:
    """The "claims" of "Army claims about captured tank untrue", which are made of nothing; but it "claims about 40 died"."""
    if token.tag_ not in {"VBP", "VBZ"} or token.i + 2 >= token.sent.end:
        return False
    about, what = token.nbor(), token.nbor(2)
    return about.lower_ in {"about", "of"} and token.lemma_ in OF_ONESELF and not what.like_num


def _ends_as_noun(token: Token) -> bool:
    """The "claim" of a headline's "Ferry sinks; navy doubts sabotage claim"; "Blast kills nine, police claim" is said."""
    below = token.tag_ == "VBZ" and token.dep_ == "ccomp" and token.head.lemma_ in _ACT
    bare = token.tag_ in {"VB", "VBP"} or (below and token.head.i < token.i)
    if (
        token.lemma_.lower() not in OF_ONESELF
        or not bare
        or any(t.is_alpha for t in token.doc[token.i + 1 : token.sent.end])
    ):
        return False
    who = next((c.left_edge.i for c in token.children if c.dep_ == "nsubj"), token.i)
    return who == token.sent.start or token.doc[who - 1].text != ","


def _found_so(token: Token) -> bool:
    """ "Body of journalist found buried in Tripoli": nobody has found out anything."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if token.lemma_.lower() == "find" and any(_is_small(c) for c in token.children):
        return True  # "Villagers find well poisoned"
    return bool(
        token.lemma_.lower() == "find"
        and token.tag_ in {"VBD", "VBN"}
        and after is not None
        and (after.tag_ in {"VBN", "VBG"} or after.lower_ in SUFFERED)
    )


def _is_small(clause: Token) -> bool:
    """A participle with its subject and no auxiliary."""
    bare = clause.dep_ == "ccomp" and clause.tag_ in {"VBN", "VBG"}
    finite = any(c.dep_ in {"aux", "auxpass", "mark"} for c in clause.children)
    told = any(c.dep_ == "dobj" for c in clause.children)  # "found they rated it higher"
    return bare and not finite and not (told and clause.tag_ == "VBN")


def _adds_a_thing(token: Token) -> bool:
    """ "Unit adds tanks to its column"; a clause or a quotation is said."""
    if token.lemma_.lower() != "add":
        return False
    said = any(c.dep_ in {"ccomp", "xcomp", "parataxis"} for c in token.children)
    quoted = any(t.is_quote for t in token.sent)
    return not said and not quoted and any(c.dep_ == "dobj" for c in token.children)


def _of_number(token: Token) -> bool:
    """ "More than the 27 he had mentioned at first" tells nothing of the 27; "the 12 who said" say something."""
    subjects = (c for c in token.children if c.dep_ == "nsubj" and c.tag_ not in {"WP", "WDT"})
    return token.dep_ == "relcl" and token.head.tag_ == "CD" and any(subjects)


def _is_denied(token: Token) -> bool:
    """ "The minister denies accusing the mayor": he has accused nobody, and denies it."""
    below = token.tag_ == "VBG" and token.dep_ in {"xcomp", "dobj", "pcomp"}
    return below and token.head.lemma_.lower() == "deny"


def _is_to_come(token: Token) -> bool:
    """ "The council will announce the results": nothing has been announced."""
    auxiliaries = (c.lower_ for c in token.children if c.dep_ == "aux")
    return token.lemma_.lower() in _TO_COME and any(a in {"will", "shall"} for a in auxiliaries)


def _is_asked(token: Token) -> bool:
    """ "Calls on the council to condemn the raid": nobody has condemned it yet."""
    if token.tag_ != "VB" or not any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children):
        return False
    above = next((t for t in token.ancestors if t.pos_ == "VERB"), None)
    asks = above is not None and above.lemma_.lower() in _REQUESTS
    return asks and token.dep_ != "conj"


def _says_not(token: Token) -> bool:
    """ "The ministry did not say that 40 had died" tells what was not said, as does "has said nothing"; "did not say how
    many" withholds it."""
    negated = any(c.dep_ == "neg" for c in token.children)
    nothing = any(c.dep_ == "dobj" and c.lower_ == "nothing" for c in token.children)
    if (token.lemma_ == "say" and nothing) or (token.lemma_ in {"mention", "report"} and negated):
        return True  # "did not mention any damage"
    if token.lemma_ not in {"say", "tell"} or not negated:
        return False
    if not any(c.lower_ in {"did", "does", "do"} for c in token.children if c.dep_ == "aux"):
        return False
    return any(c.dep_ == "ccomp" and c.i > token.i for c in token.children) and not asks(token)


def asks(verb: Token) -> bool:
    """Whether its clause is one of "who", "when", "whether"."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp"]
    if any(c.i < verb.i and c.left_edge.tag_ in WH for c in clauses):
        return True
    return any(
        (t.tag_ in WH and t.lower_ != "that") or t.lower_ in {"if", "whether"}
        for c in clauses
        if c.i > verb.i
        for t in c.subtree
    )


def _is_ended(token: Token) -> bool:
    """The "debunked" of a headline's "Rumour debunked: no tanks in port": a rumour debunks nothing."""
    subjects = (c.lemma_.lower() for c in token.children if c.dep_ == "nsubj")
    return token.lemma_.lower() in _DEBUNKING and any(s in _HEARD for s in subjects)


def _undertakes_nothing(token: Token) -> bool:
    """ "The rebels never agreed to disarm, says the mayor": it is his word that they did not, and they said nothing."""
    bound = token.lemma_.lower() in _UNDERTAKING or token.lower_ == "show"
    return bound and any(c.dep_ == "neg" for c in token.children)


def _takes_lives(token: Token) -> bool:
    """ "Shells hit the town, claiming the lives of 15 people": nobody claims anything."""
    if token.lemma_.lower() != "claim":
        return False
    taken = [c for c in token.children if c.dep_ == "dobj"]
    return bool(taken) and taken[0].lemma_.lower() == "life"


def _hands_on(token: Token) -> bool:
    """The "quoted" of "The agency quoted the mayor as saying that nine had died", and the "reported" of "Reuters reported
    residents as saying": what it brings is what he says."""
    if token.lemma_.lower() not in {*_CUES["naming"], "report"}:
        return False
    objects = [c for c in token.children if c.dep_ == "dobj"]
    below = (c for each in (token, *objects) for c in each.children if c.lower_ == "as")
    return any(say.dep_ == "pcomp" for as_ in below for say in as_.children)


def _writes_a_thing(token: Token) -> bool:
    """ "The mayor wrote a letter to the council": a deed; what the letter says is not told. In one "saying that the raids
    had stopped" he says so."""
    if token.lemma_.lower() != "write":
        return False
    written = any(c.dep_ == "dobj" and c.lemma_.lower() in _WRITTEN for c in token.children)
    below = any(
        t.dep_ in {"acl", "relcl", "ccomp"} or (t.dep_ == "advcl" and t.tag_ == "VBG")
        for t in token.subtree
    )
    return written and not below and not any(t.is_quote or t.text == ":" for t in token.sent)


def is_led_to(token: Token) -> bool:
    """The "believing" of "tricked the army into believing that the town had fallen": whoever is before "that" is not he."""
    return token.lower_.endswith("ing") and token.i > 0 and token.nbor(-1).lower_ == "into"


def _is_contradicted(token: Token) -> bool:
    """ "We did not attack the hospital, as the regime claims", "contrary to what it claims": the regime claims the
    contrary of what stands there, and says nothing of that."""
    above = token.head
    if token.dep_ == "advcl" and any(c.lower_ == "as" and c.dep_ == "mark" for c in token.children):
        return any(c.dep_ == "neg" for c in above.children)
    before = (t.lower_ for t in token.doc[max(token.sent.start, token.i - 6) : token.i])
    return token.dep_ == "pcomp" and "contrary" in before


def _is_suspect(token: Token) -> bool:
    """The "suspect" of a headline's "Guard killed, suspect dead in raid", who suspects nothing."""
    after = token.nbor() if token.i + 1 < token.sent.end else None
    bare = token.lower_ == "suspect" and not any(c.dep_[:5] == "nsubj" for c in token.children)
    return bare and after is not None and (after.tag_ == "VBN" or after.lower_ in SUFFERED)


def _said_by_neither(token: Token) -> bool:
    """ "Neither side has claimed the attack"."""
    subjects = (c for c in token.children if c.dep_ == "nsubj")
    return any("neither" in {s.lower_, *(c.lower_ for c in s.children)} for s in subjects)


def _does_not_give(token: Token) -> bool:
    """ "The army denied the patrol access": it says nothing of any claim."""
    if token.lemma_.lower() != "deny":
        return False
    objects = (c for c in token.children if c.dep_ in {"dobj", "dative", "oprd"})
    return any(c.lemma_.lower() in _NOT_GIVEN for c in objects)


def _takes_in(token: Token) -> bool:
    """ "The hospital had admitted 47 wounded", who "were admitted to its wards": it says nothing."""
    if token.lemma_.lower() != "admit":
        return False
    objects = (c for c in token.children if c.dep_ in {"dobj", "nsubjpass"})
    return any(c.lemma_.lower() in _TAKEN_IN or _is_counted(c) for c in objects)


def _is_counted(noun: Token) -> bool:
    return noun.pos_ == "NUM" or any(c.dep_ == "nummod" for c in noun.children)


def _is_to_be_said(token: Token) -> bool:
    """ "Looking for someone to blame", "the right to appeal": it is not said yet. Who "is in no position to confirm" it
    withholds it."""
    to = any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)
    above = token.head
    noun = token.dep_ in {"acl", "relcl"} and above.pos_ in {"NOUN", "PRON"}
    return to and token.tag_ == "VB" and noun and above.lemma_.lower() != "position"


def _says_for_whom(token: Token) -> bool:
    """ "A man claiming to speak for the group" only says in whose name he speaks."""
    spoken = (c.lemma_ for c in token.children if c.dep_ in {"xcomp", "ccomp"})
    beside = token.tag_ == "VBG" or token.dep_ == "relcl"
    told = token.lemma_.lower() in _OF_HIMSELF
    return beside and told and any(lemma in _IN_WHOSE_NAME for lemma in spoken)


def _is_what(token: Token) -> bool:
    """ "What they fear is what happened elsewhere", "What he said is true": nothing is told of it but what it is. But "What he
    said was that nine had died"."""
    of_two = token.head.i < token.head.head.i and token.head.head.lemma_ == "be"
    if token.dep_ != "csubj" or token.head.lemma_ != "be" or of_two:
        return False  # "What the army said was a base was a school"
    what = any(c.tag_ == "WP" and c.dep_ == "dobj" for c in token.children)
    told = (m for c in token.head.children if c.i > token.head.i for m in c.children)
    return what and not any(m.dep_ == "mark" and m.lower_ == "that" for m in told)


_HEARD = frozenset(_CUES["scorned"])
_UNDERTAKING = frozenset({"agree", "promise", "pledge", "vow", "offer", "threaten"})
_TAKEN_IN = frozenset(_CUES["taken_in"])
_OF_HIMSELF = frozenset({"claim", "say", "profess", "purport"})
_NOT_GIVEN = frozenset(_CUES["not_given"])
_IN_WHOSE_NAME = frozenset(_CUES["in_whose_name"])
_WRITTEN = frozenset(load("sources")["documents"])
_NONE = (
    _is_to_be_said,
    _does_not_give,
    _takes_in,
    _says_for_whom,
    _takes_lives,
    _undertakes_nothing,
    _is_ended,
    is_led_to,
    _writes_a_thing,
    _hands_on,
    _is_contradicted,
    _said_by_neither,
    _is_object,
    _is_behind_colon,
    _is_about,
    _ends_as_noun,
    _found_so,
    _says_not,
    _of_number,
    _is_asked,
    _is_to_come,
    _is_denied,
    _is_suspect,
    _adds_a_thing,
    _is_what,
)
