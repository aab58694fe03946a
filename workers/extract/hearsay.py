"""Hearsay: what is said without anybody who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from shared.records import Mode, SourceKind
from workers.extract.clauses import TENSED, WH
from workers.extract.cues import HEARSAY, is_reduced
from workers.extract.lexicon import load
from workers.extract.lookup import of_lemma
from workers.extract.marks import Attribution, SourceMark
from workers.extract.noun_phrases import Range
from workers.extract.owned_claims import owner_of
from workers.extract.pictured import SHOWING_FORMS, pictured
from workers.extract.stances import is_refuted
from workers.extract.undergone import CHARGES, accuser, charge, is_undergone

_CUES = load("cues")
_ADVERBS = frozenset(_CUES["hearsay_adverbs"])
_NOUNS = frozenset(_CUES["hearsay_nouns"])
_NO_HEARSAY = {"report": "NN", "talk": "NNS"}
"""A report is somebody's, and talks are held; "reports" and "talk" are what goes round."""
_RUMOURS = frozenset(_CUES["rumours"])
_LOOSE = frozenset(_CUES["loose_reports"])
_NONE = frozenset({"no", "any"})
_FALSE = frozenset(load("stances")["false"])
_SUPPOSED = frozenset({"xcomp", "ccomp", "advcl", "csubjpass", "oprd", "acomp"})
"""What somebody "is feared": to have died, dead."""
_OWNED = frozenset(_CUES["owned_reports"])
_LEMMAS = frozenset(HEARSAY | _NOUNS | CHARGES.keys())
_WORDS = _ADVERBS | SHOWING_FORMS


def rumour(head: Token, span: tuple[int, int]) -> SourceMark | None:
    """The source of "according to rumours", "to unconfirmed reports": nobody's word. "Local media reports" are somebody's."""
    before = {t.lower_ for t in head.lefts if t.dep_ in {"amod", "compound", "poss", "det"}}
    loose = head.lower_ == "reports" and before <= _LOOSE
    if head.lemma_.lower() not in _RUMOURS and not loose:
        return None
    return SourceMark(head.lower_, SourceKind.HEARSAY, None, None, span)


def find_hearsay(doc: Doc, told: Sequence[Attribution] = ()) -> list[Attribution]:
    """Passives without an agent, "reportedly" and "reports of", in reading order; but what is `told` by who stands behind it:
    of "Leader believed killed - radio" the radio says that it is believed.

    The cue stays in the content where it is inside ("are believed to be making").
    """
    found: list[Attribution] = []
    for token in of_lemma(doc, _LEMMAS, _WORDS):
        lemma = token.lemma_.lower()
        if lemma in HEARSAY and not (lemma in _FOUND_OUT and not _is_bare(token)):
            found += _passive(token)
        if token.lower_ in _ADVERBS:
            found += _adverb(token)
        if lemma in _NOUNS:
            found += _noun(token)
        found += _accused(token)
        if (seen := pictured(token)) is not None:
            name = seen.picture.lower_
            found.append(_attribution(doc, seen.told, seen.picture, name, seen.cue))
    free = (a for a in found if not any(t.start <= a.start < t.end for t in told))
    return [a for a in free if a.start < a.end]


_FOUND_OUT = frozenset({"learn", "gather"})


def _is_bare(verb: Token) -> bool:
    """ "It was learnt that nine died", where crowds that were gathered are told by nobody."""
    subjects = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj", "expl"}]
    told = any(c.dep_ == "ccomp" for c in verb.children) or verb.nbor(1).is_punct
    return any(c.lower_ == "it" for c in subjects) and told


def _mark(name: str | None, token: Token) -> SourceMark:
    return SourceMark(name, SourceKind.HEARSAY, None, None, (token.idx, token.idx + len(token)))


def _attribution(
    doc: Doc, part: Range, token: Token, name: str | None = None, cue: Range | None = None
) -> Attribution:
    first, end = part
    span = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
    said = cue or (token.i, token.i + 1)
    cue_span = doc[said[0]].idx, doc[said[1] - 1].idx + len(doc[said[1] - 1])
    source = _mark(name, token) if name else SourceMark(None, SourceKind.HEARSAY, None, None, None)
    return Attribution(*span, source, cue_span, Mode.INDIRECT, cue_lemma=token.lemma_.lower())


def _passive(token: Token) -> Iterator[Attribution]:
    """ "are thought to have joined", "it was earlier claimed that"."""
    if token.tag_ not in {"VBN", "VBD"}:
        return
    reduced = _headlines(token)
    if token.tag_ != "VBN" and not reduced:
        return
    children = list(token.children)
    if any(c.dep_ == "agent" or c.lower_ == "by" for c in children):
        return
    subject = next((c for c in children if c.dep_ in {"nsubjpass", "nsubj", "expl"}), None)
    auxiliary = next(
        (c for c in children if c.dep_ in {"auxpass", "aux"} and c.lemma_ == "be"), None
    )
    if subject is None or (auxiliary is None and not reduced):
        return
    after = next(
        (c for c in children if c.dep_ in _SUPPOSED and c.i > token.i),
        None,
    )
    doc = token.doc
    if after is None:
        if subject.lower_ == "it" and (told := _put_between(doc, subject.i, token.i)):
            yield _attribution(doc, told, token, None, (subject.i, token.i + 1))
        return
    cue = (auxiliary.i if auxiliary is not None else token.i, token.i + 1)
    if subject.lower_ in {"it", "there"}:
        first = after.left_edge.i + (after.left_edge.lower_ == "that")
        yield _attribution(doc, (first, _clause_end(doc, after, token)), token, None, cue)
    elif token.dep_ != "relcl" or subject.lower_ not in {"who", "which", "that"}:
        first = max(
            [subject.left_edge.i, *(t.i + 1 for t in doc[subject.i : token.i] if t.text == ";")]
        )
        yield _attribution(doc, (first, _clause_end(doc, after, token)), token, None, cue)


def _put_between(doc: Doc, first: int, last: int) -> Range | None:
    """What "Nine people, it was claimed, were abducted" tells: all of its clause; before the cue, if that ends the sentence.
    Nothing where somebody else says something in it: "Police said nine had died, it was learnt"."""
    sentence = doc[first].sent
    if first - 1 <= sentence.start or doc[first - 1].text != "," or last + 1 >= sentence.end:
        return None
    if doc[last + 1].text == ",":
        end = next((t.i for t in doc[last : sentence.end] if t.text in _PARTS), sentence.end)
    elif doc[last + 1].text in _PARTS:
        end = first - 1
    else:
        return None
    parts = (t.i + 1 for t in reversed(doc[sentence.start : first]) if t.text in _PARTS)
    start = next(parts, sentence.start)
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    others = (t for t in doc[start:end] if not first <= t.i <= last)
    return None if any(t.lemma_ in _TELL and t.tag_ in TENSED for t in others) else (start, end)


_TELL = frozenset(_CUES["clause"])
_PARTS = frozenset({";", ".", "!"})


def _accused(token: Token) -> Iterator[Attribution]:
    """ "The army is accused of shelling the town", "Army accused of raid": by nobody who is named."""
    told = charge(token)
    if told is None or accuser(token) is not None:
        return
    passive = is_undergone(token) or any(c.dep_ in {"auxpass", "nsubjpass"} for c in token.children)
    if not passive:
        return
    who = next((c for c in token.children if c.dep_ in {"nsubjpass", "nsubj"}), None)
    if who is None and token.dep_ == "acl" and token.head.dep_ == "ROOT":
        who = token.head  # not "police hold a man suspected of planning it"
    if who is not None and who.tag_ not in WH:
        first = who.i if who.right_edge.i >= token.i else who.left_edge.i
        yield _attribution(token.doc, (first, told.right_edge.i + 1), token)


def _headlines(token: Token) -> bool:
    """ "Army said to be moving tanks": a headline's passive, which is the sentence's only tensed verb."""
    return is_reduced(token) and not any(
        t.tag_ in TENSED for t in token.doc[token.i + 1 : token.sent.end]
    )


def _clause_end(doc: Doc, after: Token, verb: Token) -> int:
    """To the end of the clause: a "but" clause of the same verb is another's."""
    conjuncts = [c for c in verb.children if c.dep_ in {"conj", "cc"} and c.i > after.i]
    edge = max(after.right_edge.i, verb.right_edge.i)
    if conjuncts:
        edge = min(c.left_edge.i for c in conjuncts) - 1
    while edge > after.i and (
        (doc[edge].is_punct and doc[edge].text not in {"’", ")"}) or doc[edge].is_space
    ):
        edge -= 1
    return edge + 1


def _adverb(token: Token) -> Iterator[Attribution]:
    verb = token.head if token.head.pos_ in {"VERB", "AUX"} else None
    if verb is None:
        return
    if verb.dep_ in {"relcl", "acl", "amod"}:
        return
    sentence = token.sent
    edges = verb.left_edge.i, verb.right_edge.i + 1
    first, end = max(edges[0], sentence.start), min(edges[1], sentence.end)
    # "These are the latest: eight were reportedly killed": that there are some is told outright.
    first = max([first, *(t.i + 1 for t in token.doc[first : token.i] if t.text == ":")])
    while end > first and token.doc[end - 1].is_punct:
        end -= 1
    yield _attribution(token.doc, (first, end), token)


def _noun(token: Token) -> Iterator[Attribution]:
    """ "reports of a deal", "rumours that the town had fallen"; not "a report of the agency"."""
    if token.tag_ not in {"NNS", "NN"} or owner_of(token) is not None:
        return
    before = [c.lower_ for c in token.lefts if c.dep_ in {"det", "poss", "compound"}]
    if any(word in _OWNED for word in before) or token.tag_ == _NO_HEARSAY.get(
        token.lemma_.lower()
    ):
        return
    false = any(c.lower_ in _FALSE for c in token.lefts)  # "false rumours that the town had fallen"
    if any(word in _NONE for word in before) or false or is_refuted(token):
        return
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and token.lemma_.lower() != "claim":
            objects = [c for c in child.rights if c.dep_ in {"pobj", "pcomp"} and not c.like_num]
            if objects:
                yield _attribution(
                    token.doc,
                    (child.i + 1, _last(objects[0], child) + 1),
                    token,
                    token.lower_,
                    (token.i, child.i + 1),
                )
                yield from _listed(token, _last(objects[0], child) + 1)
        elif child.dep_ in {"acl", "ccomp"} and (_that(child) or _has_own_subject(child)):
            first = child.left_edge.i + _that(child)
            yield _attribution(
                token.doc, (first, child.right_edge.i + 1), token, token.lower_, (token.i, first)
            )


def _that(clause: Token) -> bool:
    return clause.left_edge.lower_ == "that"


def _has_own_subject(clause: Token) -> bool:
    """ "Kyiv silent on claims its forces shelled the town"."""
    return clause.tag_ in TENSED and any(c.dep_[:5] == "nsubj" for c in clause.children)


def _listed(noun: Token, at: int) -> Iterator[Attribution]:
    """The rest of "reports of the looting of shops, the burning of crops and the arrest of farmers"."""
    doc, end = noun.doc, noun.sent.end
    if at + 1 >= end or doc[at].text != ",":
        return
    listed = (t for t in doc[at + 1 : end] if t.dep_ in {"appos", "conj"} and t.pos_ == "NOUN")
    first = next((t for t in listed if t.left_edge.i == at + 1), None)
    if first is None:
        return
    for head in (first, *(c for c in first.conjuncts if c.i > first.i)):
        ends = [c.left_edge.i for c in head.children if c.dep_ in {"cc", "conj"}]
        end = min([head.right_edge.i + 1, *ends])
        while end > head.i + 1 and noun.doc[end - 1].text in {",", "and", "."}:
            end -= 1
        yield _attribution(noun.doc, (head.left_edge.i, end), noun, noun.lower_)


def _last(token: Token, preposition: Token) -> int:
    """With what the noun does, where the parse hangs that elsewhere: "reports of men surrendering"."""
    edge = max(token.right_edge.i, preposition.right_edge.i)
    doc = token.doc
    while (
        edge + 1 < token.sent.end
        and doc[edge + 1].tag_ in {"VBG", "RB"}
        and doc[edge + 1].pos_ in {"VERB", "ADV"}
    ):
        edge = max(edge + 1, doc[edge + 1].right_edge.i)
    while edge > token.i and token.doc[edge].is_punct:
        edge -= 1
    return edge
