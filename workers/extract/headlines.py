"""Headlines: what a headline disowns, or passes on as nobody's word, without a clause that does.

"Governor death hoax", "Video of raid a fake", "Truce rumours sweep capital", "Army behind blast, allegedly": the reading of
sentences looks for the verb by which somebody denies or tells, and a headline leaves it out. A headline is one
proposition: such a word bears on what it stands with, or, standing for itself, on all of it. Below, in the report,
it would bear on its own clause only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, SourceKind, Stance
from workers.extract.clauses import TENSED, span_of
from workers.extract.cues import HEARSAY
from workers.extract.kinds import kind_of_noun
from workers.extract.lexicon import load
from workers.extract.marks import Attribution, Block, BlockKind, Layout, SourceMark
from workers.extract.noun_phrases import Range

_WORDS = {name: frozenset(words) for name, words in load("headlines").items()}
_ADVERBS = frozenset(load("cues")["hearsay_adverbs"])
_NOUNS = frozenset({"NOUN", "PROPN"})
_NAMING = _NOUNS | {"ADJ", "NUM", "PART"}
_LOOSE = frozenset({"DET", "ADV", "AUX", "PUNCT", "ADP", "SCONJ", "PART", "CCONJ", "SPACE"})
_SAYING = frozenset({*load("cues")["clause"], "have"})
_OF_HIS_OWN = frozenset({"dobj", "agent", "ccomp"})
_SHORT = 3
"""Words of an answer that is no more than a no."""
_BEFORE = 4
"""Words in which a "no" or a "denies" stands before what it turns round."""


def with_headlines(doc: Doc, layout: Layout, said: Sequence[Attribution]) -> list[Attribution]:
    """`said`, what is attributed by other signs, with what headlines disown (the outlet's own denial, which has no
    source; or that of who is told to say so) and what they pass on as hearsay."""
    out = list(said)
    for block in (b for b in layout.blocks if b.kind is BlockKind.HEADLINE):
        asked: Span | None = None
        for sentence in _sentences(doc, block):
            if sentence[-1].text == "?":
                asked = sentence
                continue
            told = _disowned(sentence) or _answered(asked, sentence)
            out = _with_denied(out, told, doc) if told else _with_rumours(out, sentence)
    return out


def _with_denied(
    said: Sequence[Attribution], told: Attribution, doc: Doc
) -> list[Attribution]:
    """The denial is of who says the word, if he is named: "Officials: report of siege is false"."""
    teller = next((a for a in said if _says(a, told, doc)), None)
    if teller is None:
        return [*(a for a in said if not (_is_hearsay(a) and _holds(a, told))), told]
    start = max(told.start, teller.start)
    denied = replace(teller, start=start, end=told.end, stance=told.stance)
    return [denied if a is teller else a for a in said]


def _with_rumours(said: Sequence[Attribution], sentence: Span) -> list[Attribution]:
    found = _rumoured(sentence) or _alleged(sentence)
    return [*said, *(a for a in found if not any(_holds(b, a) for b in said))]


def _is_hearsay(said: Attribution) -> bool:
    return said.source is not None and said.source.kind is SourceKind.HEARSAY


def _answered(asked: Span | None, sentence: Span) -> Attribution | None:
    """ "Governor dead? Viral hoax fools thousands", "Is the road open? Not yet": no, is the answer."""
    told = _trimmed(asked.doc, asked.start, asked.end) if asked is not None else None
    words = [t for t in sentence if t.is_alpha or t.lower_ == "n't"]
    for token in words:
        no = len(words) <= _SHORT and _is(token, "negating")
        if told and (no or (_is(token, "disowning") and not _turned(token, sentence))):
            return _attribution(token, told, None, Stance.DENIES)
    return None


def disown(told: Attribution, doc: Doc) -> Attribution:
    """ "A hoax report claims that rebels hold the town": who calls it so says that they do not. "The army called the
    report false": it disputes it."""
    source = told.source
    if source is None or source.span is None or told.stance is not Stance.ASSERTS:
        return told
    if told.cue_lemma in _WORDS["calling"]:
        return _called_false(told, doc)
    words = span_of(doc, *source.span)
    if not (any(_is(t, "disowned") for t in words) and any(_is(t, "telling") for t in words)):
        return told
    ends = (*source.span, *(told.cue or ()))
    cue = min(ends), max(ends)
    return replace(told, source=None, cue=cue, mode=Mode.NONE, stance=Stance.DENIES)


def _called_false(told: Attribution, doc: Doc) -> Attribution:
    words = span_of(doc, told.start, told.end)
    last = next((t for t in reversed(words) if t.is_alpha), None)
    if last is None or not _is(last, "falsehood") or _turned(last, words):
        return told
    rest = _trimmed(doc, words.start, last.i)
    if rest is None or not any(_is(t, "telling") for t in doc[rest[0] : rest[1]]):
        return told
    end = doc[rest[1] - 1]
    return replace(told, end=end.idx + len(end), stance=Stance.DISPUTES)


def _sentences(doc: Doc, block: Block) -> Iterator[Span]:
    within = span_of(doc, block.start, block.end)
    start = within.start
    while start < within.end:
        end = min(doc[start].sent.end, within.end)
        yield doc[start:end]
        start = end


def _is(token: Token, words: str) -> bool:
    return token.lower_ in _WORDS[words] or token.lemma_.lower() in _WORDS[words]


def _says(said: Attribution, told: Attribution, doc: Doc) -> bool:
    """Whether the word that disowns is among another's words. "Man who claimed to be sheriff exposed as fake" is not: what
    he claimed is behind him."""
    if said.source is None or _is_hearsay(said) or said.stance is not Stance.ASSERTS:
        return False
    cue = told.cue or (told.end, told.end)
    besides = any(t.dep_ == "relcl" for t in span_of(doc, *said.cue)) if said.cue else False
    within = said.start <= cue[0] and cue[1] <= said.end and said.start < told.end
    return within and not besides


def _holds(said: Attribution, told: Attribution) -> bool:
    return said.start <= told.start and told.end <= said.end


def _disowned(sentence: Span) -> Attribution | None:
    """What a word such as "hoax" stands with, as the outlet's denial."""
    for token in sentence:
        turned = _turned(token, sentence)
        told = _told_falsely(token, sentence) if _is(token, "disowned") and not turned else None
        if not told and _is(token, "disowning") and not turned:
            told = _named(token, sentence) or _claimed(token, sentence)
        elif not told and _is(token, "genuine") and turned:
            told = _called(token, sentence)
        if told:
            return _attribution(token, told, None, Stance.DENIES)
    return None


def _attribution(
    token: Token, told: Range, source: SourceMark | None, stance: Stance = Stance.ASSERTS
) -> Attribution:
    first, last = token.doc[told[0]], token.doc[told[1] - 1]
    mode = Mode.INDIRECT if source else Mode.NONE
    cue = token.idx, token.idx + len(token)
    lemma = token.lemma_.lower()
    return Attribution(
        first.idx, last.idx + len(last), source, cue, mode, stance, cue_lemma=lemma
    )


def _turned(token: Token, sentence: Span) -> bool:
    """ "Is no hoax", "denies it was a hoax", "not true"."""
    before = sentence.doc[max(sentence.start, token.i - _BEFORE) : token.i]
    return any(_is(t, "negating" if _is(token, "genuine") else "turning") for t in before)


def _named(token: Token, sentence: Span) -> Range | None:
    """The "Governor death" of "Governor death hoax"."""
    first = token.i
    while _is(token, "compounded") and first > sentence.start and _goes_with(token.doc[first - 1]):
        first -= 1
    return _trimmed(token.doc, first, token.i)


def _goes_with(word: Token) -> bool:
    """Of the noun behind it: "stolen truck rumour"."""
    taken = word.tag_ in {"VBN", "VBG"} and word.dep_ in {"amod", "compound", "nmod"}
    return taken or (word.pos_ in _NAMING and not _is(word, "turning"))


def _claimed(token: Token, sentence: Span) -> Range | None:
    """What is told before or behind it; of "Rumour debunked: bridge has not fallen" nothing is denied again."""
    told = _labelled(token, sentence) or _called(token, sentence)
    denied = told and any(_is(t, "negating") for t in sentence.doc[told[0] : told[1]])
    return None if denied else told


def _labelled(token: Token, sentence: Span) -> Range | None:
    """What stands behind the colon of "Hoax alert: town under siege"."""
    doc = sentence.doc
    colon = next((t.i for t in doc[token.i + 1 : min(token.i + 3, sentence.end)] if t.text == ":"), None)
    return _trimmed(doc, colon + 1, sentence.end) if colon is not None else None


def _called(token: Token, sentence: Span) -> Range | None:
    """The "Video of raid" of "Video of raid a fake", "Video of raid exposed as fake"."""
    doc, at = sentence.doc, token.i
    after = doc[at + 1] if at + 1 < sentence.end else None
    if after is not None and (after.pos_ in _NAMING or after.tag_ in TENSED):
        return None  # "a fake checkpoint", "hoax closes airport"
    while at > sentence.start and (doc[at - 1].pos_ in _LOOSE or doc[at - 1].pos_ == "ADJ"):
        at -= 1
        if doc[at].pos_ == "ADP" and doc[at].lower_ != "as":
            return None  # "Airport reopens after hoax"
    colon = max((t.i + 1 for t in doc[sentence.start : at] if t.text == ":"), default=at)
    return _trimmed(doc, colon, at) or _trimmed(doc, sentence.start, at)


def _told_falsely(token: Token, sentence: Span) -> Range | None:
    """The "stolen truck" of "fake stolen truck report", and of "false reports of a stolen truck"."""
    doc = sentence.doc
    for noun in doc[token.i + 1 : min(token.i + 6, sentence.end)]:
        if _is(noun, "telling"):
            return _trimmed(doc, token.i + 1, noun.i) or _about(noun)
        if not _goes_with(noun):
            return None
    return None


def _about(noun: Token) -> Range | None:
    """What is told by "rumours of a truce", "reports that the town fell"."""
    for child in noun.rights:
        if child.lower_ in {"of", "about", "on", "over"} and child.i == noun.i + 1:
            return _trimmed(noun.doc, child.i + 1, child.right_edge.i + 1)
        if child.dep_ in {"acl", "ccomp"} and child.left_edge.lower_ == "that":
            return _trimmed(noun.doc, child.left_edge.i + 1, child.right_edge.i + 1)
    return None


def _trimmed(doc: Doc, first: int, end: int) -> Range | None:
    """Without what says nothing at its ends; nothing where no noun names anything."""
    while end > first and (doc[end - 1].pos_ in _LOOSE or _is(doc[end - 1], "general")):
        end -= 1
    while first < end and (doc[first].pos_ in _LOOSE or _is(doc[first], "general")):
        first += 1
    return (first, end) if any(t.pos_ in _NOUNS for t in doc[first:end]) else None


def _rumoured(sentence: Span) -> list[Attribution]:
    """ "Truce rumours sweep capital", "rumours about a truce": what is rumoured, unless the headline ends it."""
    ended = any(_is(t, "ending") for t in sentence)
    for token in sentence:
        if not _is(token, "rumours") or _turned(token, sentence):
            continue
        told = _about(token) or _suggested(token, sentence) or _named(token, sentence)
        if told and (ended or _is(token.doc[max(told[0], sentence.start + 1) - 1], "against")):
            return [_attribution(token, told, None, Stance.DENIES)]
        if told:
            return [_attribution(token, told, _nobody(token))]
    return []


def _suggested(token: Token, sentence: Span) -> Range | None:
    """What "rumour suggests ...", "rumour has it that ..."."""
    after = token.doc[token.i + 1 : min(token.i + 2, sentence.end)]
    if not any(t.lemma_.lower() in _SAYING for t in after):
        return None
    return _trimmed(token.doc, token.i + 2, sentence.end)


def _nobody(token: Token) -> SourceMark:
    return SourceMark(token.lower_, SourceKind.HEARSAY, None, None, (token.idx, token.idx + len(token)))


def _alleged(sentence: Span) -> list[Attribution]:
    """ "Alleged massacre", "purported video of the raid"; and all of a headline that is told "reportedly", or where
    something is "rumoured for May"."""
    whole = _trimmed(sentence.doc, sentence.start, sentence.end)
    for token in sentence:
        thing = _thing(token, sentence) if _is(token, "alleged") else None
        if thing is not None:
            told = token.i + 1, min(thing.right_edge.i + 1, sentence.end)
            return [_attribution(token, told, _nobody(token))]
        if whole and (token.lower_ in _ADVERBS or _goes_round(token, sentence)):
            return [_attribution(token, whole, SourceMark(None, SourceKind.HEARSAY, None, None, None))]
    return []


def _goes_round(token: Token, sentence: Span) -> bool:
    """ "Blast reported in port", "Truce rumoured for May", "General said to be dead": a participle behind what it is said of."""
    if token.lemma_.lower() not in HEARSAY or token.tag_ not in {"VBN", "VBD"}:
        return False
    if token.i == sentence.start or token.i + 1 >= sentence.end:
        return False
    before, after = token.nbor(-1), token.nbor()
    of_it = before.pos_ in _NOUNS | {"ADJ"} and after.lower_ in {"to", "in", "for", "at", "near", "on"}
    return of_it and not any(c.i > token.i and c.dep_ in _OF_HIS_OWN for c in token.children)


def _thing(token: Token, sentence: Span) -> Token | None:
    """The last noun behind the word that goes with it, if it could be made up."""
    end = token.i + 1
    while end < sentence.end and _goes_with(token.doc[end]) and token.doc[end].dep_ != "acl":
        end += 1
    inside = (t for t in reversed(token.doc[token.i + 1 : end]) if _could_be_made_up(t))
    return next(inside, None)


def _could_be_made_up(noun: Token) -> bool:
    """A happening, or what is told or shown of one: an alleged rebel is there, whatever he is."""
    return _is(noun, "telling") or kind_of_noun(noun) is not None
