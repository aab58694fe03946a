"""Brackets: whose short name or description stands in them, between a name and its verb."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from workers.extract.commas import follows_comma
from workers.extract.noun_phrases import Range


def before_brackets(token: Token) -> Token:
    """Whose short name it is: of "Ahmet Deniz, the head of the Organisation for Peace [OFP] said", his."""
    doc, at = token.doc, token.i - 1
    if token.text in {"]", ")"}:
        at = next((i for i in range(at, token.sent.start, -1) if doc[i].text in {"[", "("}), 0)
    if at < 1 or doc[at].text not in {"[", "("} or at == token.sent.start:
        return token
    before = doc[at - 1]
    while before.dep_ in {"pobj", "prep", "appos", "compound"} and before.head.i < before.i:
        before = before.head
    return before if before.pos_ in {"NOUN", "PROPN"} else token


def over_brackets(doc: Doc, phrase: Range) -> Range:
    """With the name before the brackets: "The Islamic State (IS, Daesh) *terrorist group* said"."""
    first, end = phrase
    if first < 4 or doc[first - 1].text != ")" or follows_comma(doc, first):
        return phrase
    opens = next((i for i in range(first - 1, doc[first].sent.start, -1) if doc[i].text == "("), 0)
    named = doc[opens - 1] if opens else None
    if named is None or named.pos_ != "PROPN":
        return phrase
    return min(named.left_edge.i, opens - 1), end
