"""Who did it and to whom it was done: the parties of a happening, by syntax, canonically named."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from workers.extract.clauses import dependents, span_of
from workers.extract.marks import Name, NameKind

_PARTIES = {NameKind.PERSON, NameKind.ORGANISATION, NameKind.NATIONALITY}


def find_actors(
    doc: Doc, start: int, end: int, core: Token, names: Sequence[Name]
) -> tuple[list[Name], list[Name]]:
    """Agents and targets among the names of `[start, end)`: on the subject's side, on the object's.

    A name counts where it is the noun itself or describes it: "Islamic State fighters" are
    Islamic State's. A relative clause within the noun phrase names others.
    """
    by_token = {}
    for name in names:
        if name.kind in _PARTIES and start <= name.start and name.end <= end:
            for token in span_of(doc, name.start, name.end):
                by_token[token.i] = name
    hanging = dependents(core)
    agents = _named([*hanging.subjects, *_between([*hanging.subjects, *hanging.others])], by_token)
    targets = [n for n in _named(hanging.objects, by_token) if n not in agents]
    return agents, targets


def _between(nouns: Sequence[Token]) -> list[Token]:
    """Both sides of "clashes between A and B"."""
    sides = [
        side
        for noun in nouns
        for child in noun.children
        if child.lower_ == "between"
        for side in child.children
        if side.dep_ == "pobj"
    ]
    return [each for side in sides for each in (side, *side.conjuncts)]


def _named(tokens: Sequence[Token], by_token: dict[int, Name]) -> list[Name]:
    found: list[Name] = []
    for token in tokens:
        near = [
            token,
            *(c for c in token.children if c.dep_ in {"compound", "amod", "poss", "nmod"}),
        ]
        for word in near:
            name = by_token.get(word.i)
            if name and name.canonical not in {f.canonical for f in found}:
                found.append(name)
    return found
