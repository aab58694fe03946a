"""Named beside: the name that touches a cue, whatever the parse makes of it where commas and dashes are lost."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Span

from workers.extract.clauses import TENSED, WH
from workers.extract.cues import Cue
from workers.extract.lexicon import load
from workers.extract.marks import Name, NameKind
from workers.extract.noun_phrases import Range, noun_phrase

_PEOPLE = frozenset(load("sources")["unnamed"])
_ADDRESSED = frozenset(load("cues")["addressed"])
_HELD = frozenset(t.lower() for t in (*load("titles")["honorifics"], *load("titles")["roles"]))
_OF_ROLES = frozenset((*load("titles")["role_modifiers"], "coalition", "government", "ministry"))


def based_there(doc: Doc, phrase: Range, names: Sequence[Name]) -> Range:
    """ "The UK based Syrian Observatory said": without its dash the parse takes the country for who speaks."""
    at = phrase[1]
    if at + 1 < len(doc) and doc[at].lower_ in {"based", "backed", "led"}:
        for name in names:
            span = doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is not None and span.start == at + 1 and name.kind is NameKind.ORGANISATION:
                return span.start, span.end
    return phrase


def introduced(cue: Cue) -> Range | None:
    """ "Clashes broke out in Beni, the president of the council, Janvier Kasereka, said": he is no apposition to Beni."""
    doc, start, last = cue.token.doc, cue.token.sent.start, cue.first - 1
    if cue.token.tag_ not in TENSED or last <= start or doc[last].text != ",":
        return None
    commas = [i for i in range(last - 1, max(start, last - _LONGEST), -1) if doc[i].text == ","][:2]
    if len(commas) < 2:
        return None
    before, first = commas
    role, name = doc[first + 1 : before], doc[before + 1 : last]
    held = any(t.lower_ in _HELD or t.lemma_.lower() in _PEOPLE for t in role[1:])
    opens = len(role) > 1 and role[0].pos_ in {"DET", "PRON"} and name and first > start + 1
    plain = not any(t.tag_ in TENSED or t.tag_ in WH for t in role)
    named = all(t.pos_ == "PROPN" or t.text == "-" for t in name)
    return (first + 1, last) if held and opens and plain and named else None


_LONGEST = 18
"""Words of what somebody is, and of his name."""


def named_beside(cue: Cue, names: Sequence[Name]) -> Range | None:
    """The name that touches a cue at the end of its sentence, whatever the parse makes of it.

    Without its comma, "Two died in the raid the Observatory said" parses with the raid, or the
    two, as the one who said so.
    """
    doc, sentence = cue.token.doc, cue.token.sent
    low, high = sentence.start_char, sentence.end_char
    for name in names:
        if name.kind is NameKind.PLACE or not low <= name.start < high:
            continue
        span = doc.char_span(name.start, name.end, alignment_mode="expand")
        if span is None or _is_headed(span):
            continue
        if _at_the_end(cue):
            first = _with_role(doc, span.start, sentence.start)
            if _is_undergone(doc, first):
                continue
            if span.end == cue.first or _called(doc[span.end : cue.first]):
                return first, span.end
            if (
                doc[span.start - 1 : span.start].text == "("
                and doc[span.end : cue.first].text == ")"
            ):
                return noun_phrase(doc[span.start - 2], cue, names)[0], span.end
        if cue.lemma in _ADDRESSED:
            continue
        article = span.start == cue.last + 2 and doc[cue.last + 1].lower_ == "the"
        if (span.start == cue.last + 1 or article) and sentence.end - span.end <= 2:
            return span.start, span.end
    return None


def _is_undergone(doc: Doc, first: int) -> bool:
    """ "Nurse captured by the group says she is safe": she says so."""
    before = doc[max(first - 2, 0) : first]
    return bool(before) and before[-1].lower_ == "by" and before[0].tag_ == "VBN"


def _is_headed(name: Span) -> bool:
    """ "Rami Adam, who heads the Relief Watch, said": he says it, where the commas are lost too."""
    before = name.doc[max(name.sent.start, name.start - 8) : name.start]
    who = next((t.i for t in before if t.lower_ == "who"), None)
    return who is not None and name.doc[who + 1].lemma_ in load("titles")["heading"]


def _called(behind: Span) -> bool:
    """ "... of the town the Syrian Observatory for Human Rights monitor said": what it is, behind its name."""
    return 0 < len(behind) < 3 and all(t.lower_ in load("sources")["described"] for t in behind)


def _at_the_end(cue: Cue) -> bool:
    """Whether nothing follows that could be said: the end, or what the speaker did in saying it ("updating a toll")."""
    after = cue.token.doc[cue.last + 1 : cue.token.sent.end]
    return len(after) <= 5 or after[0].tag_ == "VBG"


def _with_role(doc: Doc, first: int, limit: int) -> int:
    """Back over "an activist with the", "a spokesman for"."""
    at = first
    while at > limit and doc[at - 1].lower_ in (_HELD if at == first else _HELD | _OF_ROLES):
        at -= 1  # "to move army spokesman Lieutenant Colonel Haddad said"
    first = at
    while at > limit and doc[at - 1].pos_ in {"DET", "ADJ"} and first - at < 3:
        at -= 1
    if at > limit + 1 and doc[at - 1].lower_ in {"with", "for", "of", "from"}:
        noun = doc[at - 2]
        if noun.lemma_.lower() in _PEOPLE:
            return max(noun.left_edge.i, at - 4, limit) if noun.left_edge.i < noun.i else noun.i
    if at > limit + 2 and doc[at - 1].lower_ == "as" and doc[at - 2].lower_ == "known":
        # "the organisation known as the White Helmets"
        return max(doc[at - 2].head.left_edge.i, limit)
    return at
