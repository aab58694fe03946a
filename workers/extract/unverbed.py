"""Headlines whose verb the model took for a noun: "Gunmen ambush convoy in Niger", "Thousands flee fighting in the east".

The model was made from prose, where this is told in the past. With "ambushed" in that place it reads the same line as what
it is; with "ambush" it makes one heap of nouns of it, and nothing would be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from workers.extract.casing import classes_of
from workers.extract.clauses import TENSED, headline_verb
from workers.extract.lexicon import load
from workers.extract.marks import BlockKind, Layout

_PLURALS = frozenset(
    {*load("units")["persons"]["invariant"], "men", "women", "children", "people", "gunmen"}
)
_THROUGH = frozenset({"through", "into", "across", "off"})
_BELOW = frozenset({"advcl", "relcl", "acl"})
_ENDS = frozenset({".", "?", "!", ":"})


def unverbed(doc: Doc, layout: Layout, language: Language) -> tuple[tuple[Span, Token], ...]:
    """The headlines in which the parse finds no verb, and of each the word that is one."""
    found = []
    for block in layout.blocks:
        line = doc.char_span(block.start, block.end, alignment_mode="contract")
        if block.kind is BlockKind.HEADLINE and line is not None and _lacks_a_verb(line):
            verb = next((t for t in line if _may_tell(t, line, language)), None)
            found += [(line, verb)] if verb is not None else []
    return tuple(found)


def _lacks_a_verb(line: Span) -> bool:
    if line[-1].text in _ENDS or line.root.tag_[:2] == "VB":
        return False
    told = any(t.tag_ in TENSED and t.dep_ not in _BELOW for t in line)
    return not told and headline_verb(line.root) is None


def _may_tell(word: Token, line: Span, language: Language) -> bool:
    """Behind a plural, and before what it is done to or where: the "ambush" of "Gunmen ambush convoy"; behind one only
    before what is no name of a thing: "Bomb rips through market", "Front kidnaps 10", not "Car bombs near market"."""
    if word.i in {line.start, line.end - 1} or not word.is_alpha or word.tag_[:2] == "VB":
        return False
    doer, after = word.nbor(-1), word.nbor()
    if doer.tag_ in {"NNS", "NNPS", "CD"} or doer.lower_ in _PLURALS:
        fits = after.is_alpha and after.tag_ not in {"VBD", "VBN"} and not word.lower_.endswith("s")
    else:
        apart = after.tag_ in {"CD", "DT", "PRP$"} or after.lower_ in _THROUGH
        fits = doer.pos_ in {"NOUN", "PROPN"} and apart and word.lower_.endswith("s")
    return fits and "verb" in classes_of(base(word), language)


def base(word: Token) -> str:
    """Its lemma, if it is a verb."""
    return word.lower_.removesuffix("s")


def told(word: Token, language: Language) -> str:
    """The word in the past."""
    verb = base(word)
    known = _past(language).get(verb)
    return known or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")


@cache
def _past(language: Language) -> Mapping[str, str]:
    """By verb, where it is not regular."""
    lemmatizer: Any = language.get_pipe("lemmatizer")
    irregular = lemmatizer.lookups.get_table("lemma_exc")["verb"]
    forms = sorted((lemmas[0], form) for form, lemmas in irregular.items() if lemmas)
    alike = {verb: verb for verb, _ in forms}  # "hitting", and "hit"
    return alike | {verb: form for verb, form in forms if not form.endswith(("ing", "s"))}
