"""Stretches: where what is said begins and ends, beside its cue."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from shared.records import Stance
from workers.extract.asked import behind_answers, settle_by_question
from workers.extract.clauses import TENSED
from workers.extract.commas import follows_comma
from workers.extract.cues import CONTINUING, NAMING, OPINION, REVISING, WITH_PREPOSITION, Sort
from workers.extract.interrupted import anew, one_clause
from workers.extract.lexicon import load
from workers.extract.noun_phrases import Range, is_number
from workers.extract.owned_claims import OWNED
from workers.extract.sayings import SETTLED, Saying
from workers.extract.trimming import MARKS, trimmed
from workers.extract.turning import end_of_relative, fact_told, mark_behind, turns, withholds
from workers.extract.undergone import charge
from workers.extract.verdicts import without_verdict

_OPENING = frozenset(load("cues")["openings"])
_ADDRESSED = frozenset(load("cues")["addressed"])
_MOST = 40
"""Sayings of one sentence that are told apart: each is compared with each."""
_BARE = frozenset({"say", "tell", "add"})
_QUOTES = frozenset('"”“‘«')
_AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})


def set_contents(doc: Doc, sayings: list[Saying]) -> None:
    """Find what is said for each saying; those of one sentence limit one another."""
    by_sentence: dict[tuple[int, int], list[Saying]] = {}
    for saying in sayings:
        sentence = saying.cue.token.sent
        by_sentence.setdefault((sentence.start, sentence.end), []).append(saying)
    for (start, end), every in by_sentence.items():
        together = every[:_MOST]
        answers = settle_by_question(together)
        open_ones = [each for each in together if each.side != SETTLED]
        for saying in open_ones:
            saying.side = _side(saying, start, end)
        for saying in open_ones:
            saying.contents = _contents(
                saying, [s for s in together if s is not saying], start, end
            )
            told = (behind_answers(doc, each, answers) for each in saying.contents)
            saying.contents = [each for each in told if each is not None]


def _says_no_more(doc: Doc, saying: Saying) -> bool:
    """Whether ", citing X", ", updating an earlier toll" or "according to X" follows the cue and nothing else."""
    after = [t for t in doc[saying.end : saying.end + 3] if not t.is_punct]
    handed = len(after) > 1 and after[0].lower_ == "according" and after[1].lower_ == "to"
    if handed and saying.cue.sort is not Sort.ACCORDING:
        return any(t.pos_ == "VERB" for t in doc[saying.cue.token.sent.start : saying.first])
    return bool(after) and after[0].lemma_ in NAMING | REVISING and after[0].tag_ == "VBG"


def _said_after(saying: Saying) -> Token | None:
    """The clause or object after the cue that the parse hangs on it."""
    objects = {"dobj", "prep", "pobj"} if saying.cue.sort is Sort.ACT else set()
    wanted = {"ccomp", "xcomp", *objects}
    for child in sorted(saying.cue.token.children, key=lambda c: c.i):
        if child.dep_ in wanted and child.i >= saying.end - 1 and child.right_edge.i >= saying.end:
            return child
    return None


def _empty(doc: Doc, first: int, end: int) -> bool:
    return all(t.is_punct or t.is_space or t.text in MARKS for t in doc[first:end])


def _side(saying: Saying, first: int, end: int) -> str:
    doc = saying.cue.token.doc
    after_empty = _empty(doc, saying.end, end) or _says_no_more(doc, saying)
    before = [t for t in doc[first : saying.first] if not (t.is_punct or t.is_space)]
    opening = all(
        t.lower_ in _OPENING or t.ent_type_ in {"DATE", "TIME"} or t.dep_ in {"det"} for t in before
    )
    if saying.cue.passive and saying.cue.lemma not in _ADDRESSED:
        return "subject"
    if after_empty:  # "..., our office has been told by the ministry"
        return "left"
    if saying.cue.sort is Sort.ACT or opening:
        return "right"
    if saying.cue.sort is Sort.ACCORDING:
        return "both" if saying.end < end else "left"
    if (
        doc[saying.end - 1 if saying.end == end else saying.end].lower_ == "that"
        or saying.cue.lemma in OPINION
    ):
        return "right"
    return _inside(saying, doc)


def _inside(saying: Saying, doc: Doc) -> str:
    """Cue amid the sentence: "Y, X said, Z", or "while X said Y"."""
    if saying.first > 0 and doc[saying.first - 1].text == ":":
        return "right"  # "In case you missed it: the mayor said two were hurt"
    comma_after = doc[saying.end].text in {",", ";", "”", '"'} if saying.end < len(doc) else True
    marked = saying.first > 0 and doc[saying.first - 1].text in {"”", '"', "’"}
    comma_before = marked or follows_comma(doc, saying.first)
    clauses = [c for c in saying.cue.token.children if c.dep_ == "ccomp"]
    right = any(c.i > saying.i for c in clauses) or _says_a_number(saying) or _refuses(saying)
    right = right or (saying.first > 0 and doc[saying.first - 1].text == ";")
    left = any(c.i < saying.i for c in clauses)
    if comma_after and (comma_before or left or not right):
        return "both"
    if right or saying.cue.token.dep_ in {"advcl", "conj", "relcl", "acl"}:
        return "right"
    return "left" if left else "right"


def _contents(saying: Saying, rest: list[Saying], first: int, end: int) -> list[Range]:
    doc = saying.cue.token.doc
    if saying.side == "subject":
        return trimmed(doc, *_passive_subject(saying))
    parts: list[Range] = []
    tells = _said_after(saying) is not None or _says_a_number(saying)
    bare = saying.cue.lemma in _BARE and not tells
    if saying.side == "right" and bare and end - saying.end < 10:
        after = trimmed(doc, *_right(saying, rest, end))
        before = trimmed(doc, _left_limit(saying, rest, first), saying.first)
        quoted = any(t.text in _QUOTES for t in doc[saying.end : end])
        if (
            before
            and _has_verb(doc, before[0])
            and not (after and _has_verb(doc, after[0]))
            and not quoted
        ):
            saying.side = "left"
    if saying.side in {"left", "both"}:
        parts += trimmed(doc, _left_limit(saying, rest, first), _before_hearer(saying))
    if saying.side in {"right", "both"}:
        parts += trimmed(doc, *_right(saying, rest, end))
    if saying.cue.passive:  # "he was told by the doctors"
        parts = [part for part in parts if _has_verb(doc, part) or saying.side == "right"]
    if saying.side == "both" and len(parts) == 2 and (whole := one_clause(doc, *parts)):
        return [whole]
    if saying.side == "both" and len(parts) == 2 and not _has_verb(doc, parts[0]):
        # "Commander alive, says militia, after a week of silence"
        parts = parts[1:] if _has_verb(doc, parts[1]) else parts[:1]
    return parts


def _before_hearer(saying: Saying) -> int:
    """Where what is said ends before it: of "nine died, our office was told by the ministry" before "our office"."""
    heard = (c for c in saying.cue.token.children if c.dep_ == "nsubjpass" and saying.cue.passive)
    return min([saying.first, *(c.left_edge.i for c in heard)])


def _says_a_number(saying: Saying) -> bool:
    """ "The rebels say 35 people died, the government says 22"."""
    children = saying.cue.token.rights
    objects = {"dobj", "npadvmod"}
    counted = saying.cue.lemma == "report"  # "local sources reported 2 civilian deaths"
    return any(
        c.dep_ in objects and (is_number(c) or (counted and any(map(is_number, c.children))))
        for c in children
    )


def _refuses(saying: Saying) -> bool:
    """ "Toll climbs to 66, army denies role": the role is denied, and not the toll."""
    naysays = saying.cue.stance in _AGAINST
    return naysays and any(c.dep_ == "dobj" and c.i > saying.i for c in saying.cue.token.children)


def _has_verb(doc: Doc, part: Range) -> bool:
    """A tensed verb, or what the parse takes for a participle and gives a subject: "Strikes killed nine in Gaza"."""
    words = doc[part[0] : part[1]]
    return any(t.tag_ in TENSED or (t.tag_ == "VBN" and _has_subject(t)) for t in words)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ == "nsubj" for c in verb.children)


def _passive_subject(saying: Saying) -> Range:
    """ "The toll was confirmed by the ministry and disputed by the army": the toll, of both verbs. "The army has been
    accused by the UN of shelling it": of that."""
    verb = saying.cue.token
    accused = charge(verb)
    if accused is not None:
        return accused.i, accused.right_edge.i + 1
    for each in (verb, verb.head) if verb.dep_ == "conj" else (verb,):
        for child in each.children:
            if child.dep_ == "nsubjpass":
                return child.left_edge.i, child.right_edge.i + 1
    return saying.i, saying.i


def _left_limit(saying: Saying, rest: list[Saying], first: int) -> int:
    """The sentence's start, or the end of a saying before that has its own content left of it: but "he said,
    according to state television" is all the television's."""
    doc, by = saying.cue.token.doc, saying.cue.sort is Sort.ACCORDING
    if saying.first > first and doc[saying.first - 1].text == ";":
        return saying.first  # "Residents blame the rebels; the army has not commented"
    ends = [
        s.end
        for s in rest
        if s.end <= saying.first and s.side == "left"
        if not (by and _empty(doc, s.end, saying.first))
    ]
    ends += (at for s in rest if (at := fact_told(s, saying)))
    for act in (s for s in rest if s.end <= saying.first and s.cue.sort is Sort.ACT):
        at = mark_behind(doc, act.end, saying.first)
        ends += [at + 1] if at < saying.first and doc[at].text == ":" else []
    return max([first, *ends])


def _right(saying: Saying, rest: list[Saying], end: int) -> Range:
    doc = saying.cue.token.doc
    start = saying.end
    either = start + 1 < end and doc[start].lower_ == "or" and doc[start + 1].lemma_ == "deny"
    if either or (start + 1 < end and doc[start].lower_ == "nor"):
        start += 2  # "neither confirmed nor denied that", "refused to confirm or deny it"
    clause = _said_after(saying)
    if clause is not None and saying.cue.sort is Sort.ACT:
        start = min(start, clause.left_edge.i) if clause.left_edge.i > saying.cue.last else start
    start, end = without_verdict(saying, start, end)
    if clause is not None and clause.dep_ == "ccomp":
        marks = [c.i for c in clause.children if c.dep_ == "mark" and c.lower_ == "that"]
        start = max(start, marks[0]) if marks and marks[0] - start < 8 else start
    if (
        start < end
        and not _empty(doc, start + 1, end)  # "disputes that" is of what was said before
        and doc[start].lower_ == "that"
        and doc[start].dep_ in {"mark", "nsubj", "det", "dobj", "pobj"}
    ):
        told = (
            saying.cue.lemma in _ADDRESSED
        )  # "told the agency that four had died" tells of no agency
        start += told or doc[start].dep_ == "mark" or doc[start].tag_ == "IN"
    if start < end and doc[start].lower_ == WITH_PREPOSITION.get(saying.cue.lemma):
        start += 1
    stop = min(
        [end, *(_joint(doc, s) for s in rest if s.first > saying.i and not _nested(saying, s))]
    )
    stop = min(stop, end_of_relative(saying, start, stop))
    if saying.cue.token.dep_ == "relcl" and saying.cue.token.right_edge.i >= start:
        # "The group, which the agency says is backed by its neighbour, took up arms in 2021"
        stop = min(stop, saying.cue.token.right_edge.i + 1)
    apart = (at for s in rest if (at := fact_told(saying, s) or anew(saying, s)))
    stop = min([stop, turns(saying, doc[start:stop]), withholds(saying), *apart])
    if saying.cue.sort is Sort.ACT:
        stop = mark_behind(doc, start, stop, any(s.first > start for s in rest))
    return start, max(stop, start)


def _nested(outer: Saying, inner: Saying) -> bool:
    """Whether the inner saying is part of what the outer says, as somebody's claim is of what one would not confirm."""
    if inner.cue.lemma == OWNED:
        return True
    if _stands_beside(outer, inner):
        return False
    token = inner.cue.token
    while token.head.i != token.i:
        if token.head.i == outer.i:
            return token.dep_ in {"ccomp", "xcomp", "dobj", "prep", "pobj"}
        token = token.head
    return False


def _stands_beside(outer: Saying, inner: Saying) -> bool:
    """Whether its words show that it is none of what the outer says, whatever the parse makes of it."""
    cue, doc = inner.cue, inner.cue.token.doc
    before = doc[inner.first - 1].lower_ if inner.first else ""
    after = inner.i > outer.i
    between = inner.first - 1 - outer.end
    return (
        (cue.lemma in CONTINUING and cue.token.tag_ == "VBG")
        or cue.sort is Sort.ACCORDING
        # "The army says 12 soldiers died; the rebels say 50"
        or before in {"while", "whereas"} | ({";"} if after and inner.speaker else set())
        # "Army denies losing the town as rebels say they hold it"
        or (after and before == "as" and outer.cue.stance in _AGAINST)
        # "He said they had not hit it and accused London of lies": his own, both of them
        or (after and inner.speaker == outer.speaker)
        # "Officials believe that it was Russia's, but Moscow has denied it"
        or (before == "but" and doc[outer.end].lower_ != "that")
        # "Moscow has denied a role and the ministry said so"
        or (before == "and" and between > 0 and _bare(outer, inner.first - 1))
        # "The army said the town had fallen, the agency reported"
        or (after and inner.side == "left" and follows_comma(doc, inner.first))
    )


def _bare(saying: Saying, end: int) -> bool:
    """Whether what follows its cue up to there is no more than a thing."""
    return not any(t.pos_ in {"VERB", "AUX"} for t in saying.cue.token.doc[saying.end : end])


def _joint(doc: Doc, saying: Saying) -> int:
    """Where the words that join a saying to the one before begin: ", and also ", "while "."""
    at = saying.first
    while at > 0 and (doc[at - 1].is_punct or doc[at - 1].lower_ in _OPENING):
        at -= 1
    return at
