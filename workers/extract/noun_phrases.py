"""Noun phrases: the words that belong to a noun, without the clauses that hang on it."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from workers.extract.cues import Cue
from workers.extract.marks import Name

Range = tuple[int, int]
"""Tokens, from the first to one past the last."""

INDEFINITE = frozenset({"those", "someone", "somebody", "everyone", "everybody"})
"""Words for people who have no other."""

_CUT = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis", "cc", "conj", "punct", "csubj"})
_POSTS = frozenset(
    {"statement", "post", "video", "message", "tweet", "interview", "recording", "clip"}
)
_WH = frozenset({"WP", "WDT", "WP$"})
"""A clause that describes the speaker: "a nurse in the town, whose name is withheld"."""


def is_number(token: Token) -> bool:
    return token.pos_ == "NUM" or token.like_num


def noun_phrase(head: Token, cue: Cue | None, names: Sequence[Name]) -> Range:
    """The phrase round a noun, without clauses that hang on it; never past the cue."""
    if head.pos_ == "PRON" or head.lower_ in INDEFINITE:
        return head.i, _past_description(head, cue)
    first, last = head.left_edge.i, head.i
    for child in _parts(head, names):
        if child.dep_ in _CUT and child.i < head.i and child.right_edge.i >= first:
            first = child.right_edge.i + 1 if child.dep_ not in {"punct", "cc", "conj"} else first
        if child.i > head.i and _is_occasion(child):
            break
        if child.i > head.i:
            if child.dep_ in _CUT and not (
                child.dep_ in {"cc", "conj", "punct"} and _goes_on(child)
            ):
                if child.dep_ != "punct":
                    break
                continue
            last = max(last, _short_edge(child))
    first = min(first, head.i)
    if cue is not None:
        first, last = _this_side(head, cue, first, last)
    if first > last:
        return first, first
    first, last = _with_names(head.doc, names, first, last, cue)
    return _tidied(head, first, last)


def _parts(head: Token, names: Sequence[Name]) -> list[Token]:
    """What hangs on the noun. "The Committee to Restore Order, Adam Issa, said": a verb in a name is no clause."""
    inside = {
        c.i
        for c in head.children
        if c.dep_ == "relcl" and any(n.start < c.idx < n.end for n in names)
    }
    return sorted((c for c in head.children if c.i not in inside), key=lambda c: c.i)


def _past_description(head: Token, cue: Cue | None) -> int:
    """Who is meant by it is said behind it: "those who fled the town", "everyone in the camp", "some of the residents"; not
    behind a "he"."""
    of_some = head.lower_ in SOME and head.doc[head.i + 1 : head.i + 2].text.lower() == "of"
    if head.lower_ not in INDEFINITE and not of_some:
        return head.i + 1
    end = head.right_edge.i + 1
    end = min(end, cue.first) if cue is not None and head.i < cue.first else end
    while end > head.i + 1 and head.doc[end - 1].is_punct:
        end -= 1
    return end


SOME = frozenset(
    ["some", "others", "many", "one", "several", "most", "few", "another", "all", "both"]
)


def _is_occasion(child: Token) -> bool:
    """ "The group *in a statement published on Telegram* said": how it speaks is not who it is."""
    told = (c.lemma_.lower() for c in child.children if c.dep_ == "pobj")
    return child.dep_ == "prep" and child.lower_ in {"in", "via"} and any(t in _POSTS for t in told)


def commas_of_list(head: Token, end: int) -> list[int]:
    """What parts "the ministry, the Red Crescent and two witnesses" where the parse sees no list: its commas and "and"."""
    inside = head.doc[head.i + 1 : end]
    if any(t.head.i == head.i and t.dep_ in {"appos", "conj"} for t in inside):
        return []
    cuts = [t.i for t in inside if t.text == "," or t.lower_ == "and"]
    if any(_describes(head.doc[cut]) for cut in cuts):
        return []
    return cuts if len(cuts) > 1 and head.doc[cuts[0]].text == "," else []


def _describes(cut: Token) -> bool:
    """Behind it stands no other speaker: "Nasser, of the Relief Watch, a British and Danish charity", where "and" parts
    two words for one noun."""
    after, before = cut.nbor(), cut.nbor(-1)
    return after.pos_ == "ADP" or (
        cut.lower_ == "and" and before.pos_ == "ADJ" and before.head.i > cut.i
    )


def second_of_two(head: Token, end: int) -> int | None:
    """Where the second of "a doctors' group and two witnesses" begins (see `together`); not of one name with an "and"."""
    for child in head.children:
        if child.dep_ == "cc" and child.lower_ == "and" and head.i < child.i < end - 1:
            after = head.doc[child.i + 1]
            if after.pos_ in {"DET", "NUM", "ADJ"} or after.tag_ in {"NN", "NNS", "PRP$"}:
                return int(child.i)
    joined = [t.i for t in head.conjuncts if head.i < t.i < end]
    if len(joined) > 1 and head.doc[joined[0] - 1 : joined[0]].text != "and":  # of three or more
        return next((t.i for t in head.doc[head.i + 1 : joined[0]] if t.text == ","), None)
    return next(iter(commas_of_list(head, end)), None)


def _tidied(head: Token, first: int, last: int) -> Range:
    """Without a clause that describes the speaker, and punctuation at the ends."""
    last = min([last, *(t.i - 1 for t in head.doc[head.i : last + 1] if t.tag_ in _WH)])
    # "... on Mellit" a palace spokesman said": what ends a quotation is not within who said it.
    first = max([first, *(t.i + 1 for t in head.doc[first : head.i] if _closes(t))])
    while first < last and (head.doc[first].is_punct or head.doc[first].is_space):
        first += 1
    while last > head.i and (head.doc[last].text in {",", ";", ":"} or head.doc[last].is_space):
        last -= 1
    return first, last + 1


def _closes(token: Token) -> bool:
    apart = token.i > 0 and bool(token.nbor(-1).whitespace_)
    if token.text in {"-", "–", "—"} and apart:
        return bool(token.whitespace_)  # "Mekelle - Residents say": a dateline without a day
    return token.text in {'"', "”"} and token.i > 0 and not apart and bool(token.whitespace_)


def _goes_on(child: Token) -> bool:
    """ "the Observatory and Kurdish officials" are two who say one thing."""
    return child.dep_ == "cc" or (child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN"})


def _short_edge(child: Token) -> int:
    """Where a phrase after the noun ends: before any verb in it."""
    for token in child.subtree:
        if token.i > child.i and (
            token.tag_ in {"VBG", "VBD", "VBZ", "VBP"} or token.dep_ == "relcl"
        ):
            return token.i - 1
    return child.right_edge.i


def _this_side(head: Token, cue: Cue, first: int, last: int) -> Range:
    if head.i < cue.first:
        return first, min(last, cue.first - 1)
    return max(first, cue.last + 1), last


def _with_names(doc: Doc, names: Sequence[Name], first: int, last: int, cue: Cue | None) -> Range:
    """A name is never cut in two, nor from the "President" before it."""
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    titled = end + 1 if doc[last].pos_ == "PROPN" else end
    for name in names:
        if (name.start < end and start < name.end) or name.start == titled > end:
            span = doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is None or (cue and span.start <= cue.token.i < span.end):
                continue
            if not (cue and first <= cue.token.i <= span.end - 1 and cue.token.i > last):
                first, last = min(first, span.start), max(last, span.end - 1)
    return first, last
