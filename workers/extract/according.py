"""According: who is named after "according to"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from workers.extract.cues import Cue
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Name, NameKind
from workers.extract.noun_phrases import Range, noun_phrase
from workers.extract.pronouns import head_of_phrase


def after_according(cue: Cue, names: Sequence[Name]) -> Range | None:
    """Whom "according to" names, or what it names."""
    found = _named(cue, names)
    if found is None:
        return None
    doc = cue.token.doc
    role = head_of_phrase(doc, *found).lemma_.lower() in _ROLES
    named = _past_name(doc, found[1], names) if role else None
    return found[0], named or _past_list(doc, found[1], names)


def _past_name(doc: Doc, end: int, names: Sequence[Name]) -> int | None:
    """ "According to the governor of the province, Jean Bamanisa, 12 people died": who he is stands between commas."""
    if end + 1 >= len(doc) or doc[end].text != ",":
        return None
    at = doc[end + 1].idx
    name = next((n for n in names if n.start == at and n.kind is NameKind.PERSON), None)
    span = name and doc.char_span(name.start, name.end, alignment_mode="expand")
    closed = span and (span.end == len(doc) or doc[span.end].text in {",", "."})
    return span.end if span and closed else None


def _past_list(doc: Doc, end: int, names: Sequence[Name]) -> int:
    """Where the list ends that a phrase is the first of, and the sentence with it: "according to the ministry, the
    Red Crescent and two witnesses." Not "according to Adam Ishaq, a surgeon and father of two."."""
    rest = [t for t in doc[end : doc[end - 1].sent.end] if not t.is_space]
    while rest and rest[-1].text in {".", "”", '"'}:
        rest.pop()
    joined = [t for t in rest if t.lower_ == "and"]
    if len(rest) < _LIST or rest[0].text != "," or len(joined) != 1 or joined[0].i == rest[-1].i:
        return end
    nominal = all(t.pos_ in _NOMINAL or t.text == "," for t in rest)
    begins = {t.lower_ for t in (rest[1], joined[0].nbor()) if t.pos_ == "DET"} <= {"the"}
    named = rest[1].lower_ == "the" or any(n.start == rest[1].idx for n in names)
    return rest[-1].i + 1 if nominal and begins and named else end


_LIST = 4
"""Words and commas of ", Reuters and AFP"."""
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "CCONJ"})


def _named(cue: Cue, names: Sequence[Name]) -> Range | None:
    doc, at = cue.token.doc, cue.last + 1
    if at >= len(doc):
        return None
    start = doc[at].idx
    for name in names:
        # Where commas are lost the parse runs on into the content: the name says where to stop.
        if start <= name.start <= start + 12 and text_of(doc)[
            start : name.start
        ].strip().lower() in {
            "",
            "the",
            "a",
        }:
            span = doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is not None and not _role_follows(doc, span.end):
                return _and_more(doc, at, span.end)
    objects = [c for c in cue.token.doc[cue.last].children if c.dep_ in {"pobj", "pcomp"}]
    if objects and objects[0].dep_ == "pcomp":  # "corroborating sources", read as what one does
        objects = [c for c in objects[0].children if c.dep_ == "dobj"]
    if objects and objects[0].i >= at and not _is_manner(objects[0]):
        first, last = noun_phrase(objects[0], None, names)
        return (at if objects[0].head.dep_ == "pcomp" else max(first, at)), last
    return None


def _is_manner(noun: Token) -> bool:
    """ "Determines what planes they are according to their type": not of somebody, as "according to their lawyer" is."""
    owned = any(c.tag_ == "PRP$" for c in noun.children)
    return owned and noun.lemma_.lower() in _MANNERS


_ROLES = frozenset(role.split()[-1] for role in load("titles")["roles"]) | {"coordinator"}
_MANNERS = frozenset(load("sources")["manners"])


def _role_follows(doc: Doc, at: int) -> bool:
    """Whether the name only says whose or what sort of body it is that the next words name."""
    if at >= len(doc):
        return False
    if doc[at].text == "-" and not doc[at - 1].whitespace_:  # "the Houthi-run health ministry"
        return True
    if doc[at].tag_ not in {"NN", "NNS", "POS"}:
        return False
    run = (
        doc[at].dep_ == "npadvmod" and doc[at + 1 : at + 2].text == "-"
    )  # "Turkey state-run agency"
    return run or doc[at].dep_ in {"pobj", "compound", "case"}


def _and_more(doc: Doc, first: int, end: int) -> Range:
    if (
        end + 1 < len(doc)
        and doc[end].lower_ == "and"
        and doc[end + 1].pos_ in {"PROPN", "ADJ", "NOUN"}
    ):
        last = end + 1
        while last + 1 < len(doc) and doc[last + 1].pos_ in {"NOUN", "PROPN"}:
            last += 1
        return first, last + 1
    return first, end
