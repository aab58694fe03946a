"""Where one content tells several happenings: which conjuncts are claims of their own.

Conjoined happenings are split when kind, polarity, phase, place or figures differ; the dead and
wounded of one incident and the list of one verb stay together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from shared.records import Kind, Phase, Polarity
from workers.extract.certainty import certainty_of
from workers.extract.clauses import core_of, has_subject, head_of, is_copula, is_predicate
from workers.extract.cue_shapes import is_inserted
from workers.extract.kinds import main_kind
from workers.extract.lexicon import load
from workers.extract.marks import PlaceMark, QuantityMark
from workers.extract.polarity import polarity_of, says_it_cannot
from workers.extract.tense import phase_of

_TELLING = {"which", "who"}
_CONTRAST = {"while", "whereas", "although", "though"}
_DAYS = frozenset({"day", "week", "month", "year"})
_EDGES = {*',;–—-:“”"', "and", "but", "or", "nor", "yet", "then", "also"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of tokens that tells one happening, and the word that says it."""

    span: Span
    head: Token


@dataclass(frozen=True, slots=True)
class Figures:
    """What of the other stages decides about splitting."""

    quantities: Sequence[QuantityMark] = ()
    places: Sequence[PlaceMark] = ()

    def measures(self, span: Span) -> set[str]:
        return {
            q.measure.value
            for q in self.quantities
            if span.start_char <= q.start and q.end <= span.end_char
        }

    def place_names(self, span: Span) -> set[str]:
        return {
            p.name for p in self.places if span.start_char <= p.start and p.end <= span.end_char
        }


def light() -> Sequence[str]:
    words: Sequence[str] = load("kinds")["light"]["verbs"]
    return words


def split(doc: Doc, start: int, end: int, figures: Figures) -> list[Part]:
    """The parts of the content `doc[start:end]` (token indexes), in order; at least one."""
    parts: list[Part] = []
    for low, high in _stretches(doc, start, end):
        parts += _by_conjuncts(doc[low:high], figures)
    return parts


def _stretches(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at semicolons and colons that part one clause from another, and before "no injuries reported"."""
    cuts = [start]
    for i in range(start + 1, end - 1):
        mark, last = doc[i].text, cuts[-1]
        parts = mark in {";", ":"} and _clausal(doc[last:i]) and _tells(doc[i + 1 : end])
        if parts or (mark == "," and _no_more(doc[last:end], i)):
            cuts.append(i + 1)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True) if b > a]


def _no_more(span: Span, at: int) -> bool:
    """ "Drone shot down near airport, no injuries reported": that nobody was hurt negates no more than that."""
    doc = span.doc
    opens = at + 2 < span.end and doc[at + 1].lower_ == "no"
    harm = opens and any(t.lemma_.lower() in _HARM for t in doc[at + 2 : at + 5])
    return harm and any(t.pos_ == "VERB" for t in doc[span.start : at])


_HARM = frozenset({"injury", "casualty", "death", "fatality", "victim", "damage"})


def _clausal(span: Span) -> bool:
    return any(is_predicate(t) and t.tag_ not in {"VB", "VBG"} and has_subject(t) for t in span)


def _tells(span: Span) -> bool:
    """A clause, or a list of what was counted: "1,510 civilians, and 40 fighters who ..."."""
    return _clausal(span) or any(t.like_num for t in span)


def _by_conjuncts(span: Span, figures: Figures) -> list[Part]:
    head = head_of(span)
    if head is None:
        return []
    heads = [head]
    for token in span:
        if token.i != head.i and (_joins(token, heads, span) or _beside_that(token, head, span)):
            heads.append(token)
    heads.sort(key=lambda t: t.i)
    starts = [span.start]
    kept = [heads[0]]
    for token in heads[1:]:
        first = _first_token(token)
        if first > kept[-1].i and first > starts[-1]:
            starts.append(first)
            kept.append(token)
    ends = [*starts[1:], span.end]
    parts = [Part(_trimmed(span.doc[a:b]), h) for a, b, h in zip(starts, ends, kept, strict=True)]
    fused = _fused([p for p in parts if len(p.span)], figures)
    return [piece for part in fused for piece in _described(part, figures)]


def _described(part: Part, figures: Figures) -> list[Part]:
    """ "... on the tanker, which was struck by two missiles": a clause at the end that counts what
    the main clause does not is a claim of its own; one that sums up ("bringing", "including") is not."""
    for token in part.span:
        if token.dep_ != "relcl" or token.i == part.head.i or not _ends_in(token, part.span):
            continue
        clause = part.span.doc[token.left_edge.i : part.span.end]
        opens = clause.start > part.span.start + 2 and clause[0].nbor(-1).text == ","
        if opens and clause[0].lower_ in _TELLING and _counts(token, clause, figures):
            main = part.span.doc[part.span.start : clause.start]
            return [Part(_trimmed(main), part.head), Part(_trimmed(clause), token)]
    return [part]


def _ends_in(verb: Token, span: Span) -> bool:
    return verb.left_edge.i > span.start and verb.right_edge.i + 2 >= span.end


def _counts(verb: Token, clause: Span, figures: Figures) -> bool:
    sums = verb.lemma_.lower() in {"include", "bring", "comprise", "total", "number", "make"}
    return not sums and bool(figures.measures(clause)) and main_kind(verb, clause) is not None


def _joins(token: Token, heads: list[Token], span: Span) -> bool:
    """A predicate, or a counted noun, beside one of the heads."""
    above = token.head
    beside = above.i in {h.i for h in heads} and not _shares(token, above)
    if is_predicate(token) and token.dep_ in {"conj", "parataxis"}:
        # "attempting to escape, and the fighters remain": finite after infinite joins the main verb
        late = _finite(token) and not _finite(above)
        return is_predicate(above) and (beside or late) and not is_inserted(token)
    if not beside or _unjoined(token):
        return _unjoined(token)
    if token.dep_ == "conj":
        return not is_predicate(above) and any(c.dep_ in {"relcl", "acl"} for c in token.children)
    if token.dep_ == "ccomp":
        return _second_main(token)
    if token.dep_ == "advcl" and token.i > above.i and has_subject(token):
        contrasts = any(c.dep_ == "mark" and c.lower_ in _CONTRAST for c in token.children)
        return contrasts or _is_of_another_day(token)
    return False


def _beside_that(token: Token, head: Token, span: Span) -> bool:
    """ "Said in a statement that 12 had died, and that ...": the parse hangs the one on the statement, the other on "said"."""
    clause = token.head.i < span.start and is_predicate(token) and has_subject(token)
    return clause and (_that(token) or _that(head))


def _is_of_another_day(clause: Token) -> bool:
    """ "Six were killed in the west of the city on Thursday, just a day after raids on a school in Idlib left 35 dead"."""
    after = any(c.dep_ == "mark" and c.lower_ in {"after", "before"} for c in clause.children)
    days = (c for c in clause.children if c.dep_ == "npadvmod" and c.lemma_.lower() in _DAYS)
    return clause.dep_ == "advcl" and after and any(days)


def _shares(token: Token, above: Token) -> bool:
    """ "Was struck and killed by a raid" is one, and so is "to advise and assist"."""
    joined = token.dep_ == "conj" and token.i == above.i + 2 and token.nbor(-1).lower_ == "and"
    return joined and token.tag_ == above.tag_ and token.tag_ in {"VBN", "VB", "VBG"}


def _unjoined(token: Token) -> bool:
    """ "has flown 870 missions, conducted 265 raids and is ...": a participle with an object of its
    own is no description of the missions but a conjunct that the parser missed."""
    if token.dep_ != "acl" or token.tag_ != "VBN" or token.i == 0:
        return False
    objects = any(c.dep_ == "dobj" for c in token.children)
    return objects and token.nbor(-1).text == ","


def _finite(token: Token) -> bool:
    return token.tag_ in {"VBD", "VBZ", "VBP"} and has_subject(token)


def _second_main(token: Token) -> bool:
    """A second main clause that the parser took for a complement: ", the village is quiet"."""
    first = token.left_edge.i
    if token.i <= token.head.i + 3 or first == 0 or not _finite(token):
        return False
    return token.doc[first - 1].text in {",", ";"}


def _first_token(token: Token) -> int:
    return int(token.left_edge.i)


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while end > start and (span.doc[end - 1].lower_ in _EDGES or span.doc[end - 1].is_space):
        end -= 1
    while start < end and (
        span.doc[start].lower_ in _EDGES - {"then", "also", "or", "nor"} or span.doc[start].is_space
    ):
        start += 1
    return span.doc[start:end]


def _fused(parts: list[Part], figures: Figures) -> list[Part]:
    """Neighbours that do not differ become one again."""
    done: list[Part] = []
    for part in parts:
        if done and not _differ(done[-1], part, figures):
            last = done[-1]
            whole = part.span.doc[last.span.start : part.span.end]
            empty = _kind(last) is None or is_copula(last.head)
            head = part.head if empty and _kind(part) else last.head
            done[-1] = Part(whole, head)
        else:
            done.append(part)
    return done


def _kind(part: Part) -> Kind | None:
    return main_kind(part.head, part.span)


def _differ(one: Part, other: Part, figures: Figures) -> bool:
    a, b = _kind(one), _kind(other)
    first, second = figures.measures(one.span), figures.measures(other.span)
    of_its_own = _is_of_another_day(other.head) or (first and _does_by_itself(other.head))
    if (of_its_own and second) or says_it_cannot(one.head, other.head):
        return True
    if _of_one_toll(first, second):
        a = b = Kind.CASUALTIES
    own = has_subject(other.head)
    if not is_predicate(one.head) and not is_predicate(other.head):
        return a != b and bool(first and second)
    if not own and (is_copula(one.head) or a is None or (b is None and not second)):
        # "were on board and had laid down their arms": nothing happens in the first part
        return False
    if a != b or _manner(one) != _manner(other):
        return a != b or a is not Kind.POSITION or polarity_of(one.head) != polarity_of(other.head)
    if a in {Kind.CASUALTIES, Kind.POSITION}:
        return False
    places = figures.place_names(one.span), figures.place_names(other.span)
    apart = own and places[0] and places[1] and places[0] != places[1]
    return bool((first and second) or apart)


def _does_by_itself(verb: Token) -> bool:
    """ "Said that 12 had been killed, and that troops had shot 20 gunmen": a "that" of its own, and somebody who does it."""
    below = {c.dep_ for c in verb.children}
    return _that(verb) and {"nsubj", "dobj"} <= below


def _that(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)


def _of_one_toll(first: set[str], second: set[str]) -> bool:
    """ "Twelve died and dozens were hurt when jets raided the village": the dead and wounded of one raid. Dead beside dead
    may be of two."""
    casualties = {"killed", "wounded", "missing"}
    return bool(first and second) and first | second <= casualties and not first & second


def _manner(part: Part) -> tuple[Phase, Polarity, object]:
    core = core_of(part.head, light())
    return phase_of(core), polarity_of(core), certainty_of(core)
