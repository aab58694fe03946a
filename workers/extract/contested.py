"""Contested: what somebody says to what another has said just before, "a charge that the rebels rejected"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.kinds import kind_of_noun
from workers.extract.lexicon import load
from workers.extract.noun_phrases import Range
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import trimmed

_SAID = frozenset(load("cues")["scorned"])
_LINKS = frozenset({"that", "which"})


def set_contested(doc: Doc, sayings: Sequence[Saying]) -> None:
    """Of "The army accused the rebels of burning the village, a charge they rejected" they reject that they have burned
    the village, and that they reject it is none of what the army says. What was said before ends at the comma; it is also
    what is denied, disputed or confirmed."""
    for saying in sayings:
        saying.contents = _taken_on(doc, saying, sayings) or saying.contents
        joint = _joint(doc, saying)
        if joint is None:
            saying.contents = _of_the_other(doc, saying, sayings) or saying.contents
            continue
        before = [
            s for s in sayings if s is not saying and any(a < joint <= b for a, b in s.contents)
        ]
        told = max(before, key=lambda s: s.i, default=None)
        settled = saying.side == SETTLED
        if told is None:
            before_it = trimmed(doc, saying.cue.token.sent.start, joint)
            saying.contents = saying.contents if settled else before_it
            continue
        told.contents = [each for a, b in told.contents for each in trimmed(doc, a, min(b, joint))]
        if not settled:
            saying.contents = [_deed(doc, told, each) for each in told.contents]


def _taken_on(doc: Doc, saying: Saying, sayings: Sequence[Saying]) -> list[Range]:
    """ "The attack on the market, for which the front has claimed responsibility": what is claimed is the attack."""
    verb = saying.cue.token
    words = {t.lower_ for a, b in saying.contents for t in doc[a:b] if t.is_alpha}
    first = verb.left_edge
    if words != {"responsibility"} or first.lower_ != "for" or first.nbor().lower_ != "which":
        return []
    before = (t for t in reversed(doc[verb.sent.start : first.i]) if t.pos_ == "NOUN")
    deed = next((t for t in before if kind_of_noun(t) is not None), None)
    others = [part for s in sayings if s is not saying and not _own(doc, s) for part in s.contents]
    if deed is None or any(a <= deed.i < b for a, b in others):
        return []  # "the mayor condemned the attack, for which ...": he did
    return trimmed(doc, deed.left_edge.i, first.i)


def _own(doc: Doc, saying: Saying) -> bool:
    return saying.speaker is not None and doc[saying.speaker[0]].lower_ in {"i", "we"}


def _of_the_other(doc: Doc, saying: Saying, sayings: Sequence[Saying]) -> list[Range]:
    """Of "Uganda says its troops are in Juba; South Sudan denies" it denies what Uganda says."""
    ends = all(t.is_punct or t.is_space for t in doc[saying.end : saying.cue.token.sent.end])
    if saying.cue.stance is not Stance.DENIES or not ends or saying.cue.passive:
        return []
    opens = doc[saying.first - 1].text if saying.first else ""
    if saying.speaker is None or doc[saying.speaker[0]].pos_ == "PRON" or opens not in {",", ";"}:
        return []
    start = saying.cue.token.sent.start
    told = [s for s in sayings if start <= s.i < saying.i and s.side == "right" and s.contents]
    inside = ((a, min(b, saying.first - 1)) for s in told[-1:] for a, b in s.contents)
    return [part for a, b in inside for part in trimmed(doc, a, b)]


def _joint(doc: Doc, saying: Saying) -> int | None:
    """Where the words begin that take up what was said: ", a charge that", "a claim", ", which"."""
    verb = saying.cue.token
    counts = saying.side == SETTLED  # "a toll that the hospital put at four"
    if saying.cue.stance is Stance.ASSERTS and not counts:
        return None
    if verb.dep_ not in {"relcl", "acl", "advcl", "parataxis"}:
        return None
    at = saying.first - 1
    if saying.cue.passive and verb.dep_ == "acl":
        at = verb.i - 1
    linked = at > verb.sent.start and doc[at].lower_ in _LINKS
    at -= linked
    noun = doc[at]
    if noun.lemma_.lower() in _SAID and noun.pos_ == "NOUN":
        first = noun.left_edge.i
        return first if doc[first].lower_ in {"a", "an"} and _follows(doc, first) else None
    which = linked and doc[at + 1].lower_ == "which" and noun.text == ","
    return at if which and _takes_all(verb) else None


def _follows(doc: Doc, first: int) -> bool:
    return first > doc[first].sent.start + 2


def _takes_all(verb: Token) -> bool:
    """Nothing else is denied: not "which denied that it was there"."""
    return not any(c.dep_ in {"ccomp", "xcomp"} and c.i > verb.i for c in verb.children)


def _deed(doc: Doc, told: Saying, content: Range) -> Range:
    """The "burning the village" of "accused the rebels of burning the village"."""
    first, end = content
    if told.cue.lemma != "accuse":
        return content
    deeds = (t for t in doc[first + 1 : end] if t.tag_ == "VBG" and t.nbor(-1).lower_ == "of")
    return next(((t.i, end) for t in deeds), content)
