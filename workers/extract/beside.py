"""What the reporter says: whole sentences, and the clauses beside what is attributed in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from shared.records import Kind, Measure
from workers.extract.clauses import (
    SUBJECTS,
    TENSED,
    has_subject,
    headline_verb,
    is_predicate,
    span_of,
)
from workers.extract.headline_words import is_word
from workers.extract.kinds import kind_of_noun, kind_of_verb
from workers.extract.lexicon import load
from workers.extract.marks import Attribution, Block, BlockKind, QuantityMark
from workers.extract.polarity import says_no


def own_stretches(
    doc: Doc,
    block: Block,
    sentence: Span,
    around: Sequence[Attribution],
    quantities: Sequence[QuantityMark],
) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence in the reporter's own voice; offsets into the view.

    `around` are the attributions whose content, cue or source touch the sentence.
    """
    if not around:
        if _tells(block, sentence, quantities):
            yield sentence.start_char, sentence.end_char
        return
    taken = _taken(doc, around)
    first = _headline(block, sentence, taken)
    if first is not None:
        yield first.start_char, first.end_char
        taken |= {t.i for t in first}
    for head in sentence:
        if head.i in taken or not _independent(head, sentence, taken):
            continue
        doers = _doers(head, taken)
        inside = [t for t in head.subtree if t.i not in taken or t.i in doers]
        run = _run([t for t in inside if sentence.start <= t.i < sentence.end], head)
        while run and run[-1].lower_ in {"and", "but", ","}:
            run.pop()
        if len([t for t in run if t.is_alpha]) >= 3 and not _leads_over(head, run):
            yield run[0].idx, run[-1].idx + len(run[-1])


def _doers(head: Token, taken: set[int]) -> set[int]:
    """The words of who does it, without a clause in which he says something: "The army, which said ..., shelled the town"."""
    found: set[int] = set()
    for subject in (c for c in head.children if c.dep_ in SUBJECTS):
        said = [c for c in subject.children if c.dep_ in {"relcl", "acl"} and c.i in taken]
        found |= {t.i for t in subject.subtree} - {t.i for c in said for t in c.subtree}
    return found


def _leads_over(head: Token, run: Sequence[Token]) -> bool:
    """ "The attack came" of "The attack came as the monitor said ...", "the killings took place"."""
    words = [t for t in run if t.is_alpha]
    place = head.lemma_ == "take" and words[-1].lower_ == "place" and len(words) == _FEW + 1
    return place or (head.lemma_ in {"come", "occur", "happen"} and len(words) == _FEW)


def _headline(block: Block, sentence: Span, taken: set[int]) -> Span | None:
    """What a headline tells before who denies his part in it: "Toll climbs to 66, army denies role", "Six killed in
    Adra as army says it has taken Harasta". The parser takes its verb for a noun, or a participle."""
    end = next((t.i for t in sentence if t.i in taken), sentence.start)
    if block.kind is not BlockKind.HEADLINE or end == sentence.start:
        return None
    stop = sentence.doc[end - 1].text in {",", ";"}
    if not stop and sentence.doc[end].lower_ not in {"as", "while"}:
        return None
    before = sentence.doc[sentence.start : end - stop]
    tells = any(t.like_num or (t.dep_ in {"ccomp", "advcl"} and has_subject(t)) for t in before)
    tells = tells or sentence.doc[end - 1].text == ";"
    return before if tells and len(before) > _FEW else None


_FEW = 3
"""Words of "In Goma today, ...", which tell nothing."""


def _tells(block: Block, sentence: Span, quantities: Sequence[QuantityMark]) -> bool:
    """A finite clause; in the body a fragment with a number ("Initial toll: 20 dead") as well."""
    if _announces(sentence) or (block.kind is BlockKind.HEADLINE and _LABEL.search(sentence.text)):
        return False
    if any(is_predicate(t) and _finite(t) for t in sentence) or headline_verb(sentence.root):
        return True
    if block.kind is BlockKind.HEADLINE and (says_no(sentence) or _there_is_no(sentence)):
        return True
    if block.kind is BlockKind.BODY and _tells_of_doers(sentence):
        return True
    counted = [q for q in quantities if sentence.start_char <= q.start < sentence.end_char]
    if block.kind is BlockKind.HEADLINE:  # "Six dead in Kabul blast", not "Five things to know"
        return any(q.measure not in _NO_NEWS and len(sentence) >= _FEW for q in counted)
    return bool(counted) and block.kind is BlockKind.BODY and len(sentence) > 4


def _tells_of_doers(sentence: Span) -> bool:
    """ "Militants infiltrated from the border": the parse makes a participle of what they did."""
    root = sentence.root
    doers = root.tag_ == "NNS" and root.dep_ == "ROOT" and sentence[-1].text == "."
    told = (c for c in root.rights if c.dep_ == "acl" and c.tag_ == "VBN" and c.i == root.i + 1)
    return doers and any(not any(c.dep_ == "agent" for c in verb.children) for verb in told)


_LABEL = re.compile(
    rf"(?:\b|\s)(?:{'|'.join(load('layout')['releases'])}|update)\W*(?:no\b)?\W*\d*\W*\Z",
    re.IGNORECASE,
)
""" "GAZA STRIP: HUMANITARIAN SITUATION UPDATE #12" heads a paper, and tells nothing."""


_NO_NEWS = frozenset({Measure.OTHER, Measure.DURATION, Measure.MONEY, Measure.AREA})


def _there_is_no(headline: Span) -> bool:
    """ "No survivors in crash of transport plane", "No raid on Atbara"; not "No end in sight"."""
    happening = is_word(headline.root, "missed") or kind_of_noun(headline.root) is not None
    return headline[0].lower_ == "no" and happening


def _announces(sentence: Span) -> bool:
    """ "UPDATED", and a heading that says what the text is about: "Why the army is defending the dam"."""
    words = [t for t in sentence if t.is_alpha]
    asked = sentence[0].tag_ in {"WRB", "WP", "WDT"} and sentence[0].head.i == sentence.root.i
    return len(words) < 2 or (asked and sentence[-1].text not in {".", "!"})


def _finite(verb: Token) -> bool:
    """Tensed, or a participle that a headline uses for one ("Two killed in raid")."""
    if verb.tag_ in TENSED or verb.dep_ == "ROOT":
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ != "TO" for c in verb.children)


def _taken(doc: Doc, around: Sequence[Attribution]) -> set[int]:
    """The tokens that attributions hold: contents, cues, sources with what describes them."""
    taken: set[int] = set()
    described: set[int] = set()
    for a in around:
        spans = [(a.start, a.end)]
        spans += [a.cue] if a.cue else []
        spans += [m.span for m in (a.source, *a.via) if m and m.span]
        for start, end in spans:
            taken |= {t.i for t in span_of(doc, start, end)}
        if a.source and a.source.span:
            for token in span_of(doc, *a.source.span):
                besides = {t.i for c in token.children if _counts_besides(c) for t in c.subtree}
                described |= _phrase(token) - besides
        if a.cue:
            for token in span_of(doc, *a.cue):
                taken |= {
                    c.i for c in token.children if c.dep_ in {"aux", "auxpass", "neg", "mark"}
                }
    return taken | described


def _counts_besides(clause: Token) -> bool:
    """ "The militants, who killed nine people on Monday, said ...": what is told of who speaks, with a number."""
    return clause.dep_ == "relcl" and _does(clause) and any(t.like_num for t in clause.subtree)


def _phrase(top: Token) -> set[int]:
    """What hangs on the token, but for clauses of their own and what hangs on these."""
    found, open_ = {top.i}, [top]
    while open_:
        below = [c for c in open_.pop().children if c.dep_ not in {"ccomp", "advcl"}]
        found.update(c.i for c in below)
        open_ += below
    return found


def _independent(head: Token, sentence: Span, taken: set[int]) -> bool:
    """A finite clause of its own: main, conjoined, or a trailing clause with a subject."""
    if not is_predicate(head) or not _finite(head):
        return False
    subject = [c for c in head.children if c.dep_ in SUBJECTS]
    if head.dep_ == "ROOT" or head.i == sentence.root.i:
        said = any(c.dep_ in _SAID and _is_taken(c, taken) for c in head.children)
        free = not any(s.i in taken for s in subject) or _does(head)
        return bool(subject) and not said and free
    if head.dep_ == "relcl":
        return head.head.i in taken and any(t.like_num for t in head.subtree)
    if head.dep_ in {"conj", "advcl", "parataxis", "ccomp"} and head.head.i in taken:
        return has_subject(head) and not any(s.i in taken for s in subject)
    return False


def _does(verb: Token) -> bool:
    """ "The army killed nine, saying they were rebels", "the UN suspended aid and said": it does one thing and says another.
    Who speaks to reporters, or meets them, tells nothing by that."""
    kinds = {kind_of_verb(verb), *(kind_of_noun(c) for c in verb.children if c.dep_ == "dobj")}
    return bool(kinds - _WORDS - {None})


_WORDS = frozenset({Kind.POSITION, Kind.OTHER, Kind.NEGOTIATION, Kind.AGREEMENT})
_SAID = frozenset({"dobj", "ccomp", "xcomp"})


def _is_taken(told: Token, taken: set[int]) -> bool:
    """Whether what is said is held already, if only in its last part: "said it had not been able *to verify* it"."""
    below = (c for c in told.subtree if c.dep_ in {"ccomp", "xcomp"})
    return told.i in taken or any(c.i in taken for c in below)


def _run(tokens: list[Token], head: Token) -> list[Token]:
    """The unbroken run of tokens around the head."""
    indexes = {t.i for t in tokens}
    low = high = head.i
    while low - 1 in indexes:
        low -= 1
    while high + 1 in indexes:
        high += 1
    return [t for t in tokens if low <= t.i <= high]
