"""In what use a place is named: where something happens, or a government, an adjective, a seat."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from workers.extract import place_words as words
from workers.extract.marks import BlockKind, Layout
from workers.extract.place_mentions import PlaceMention


def use_of(doc: Doc, layout: Layout, mention: PlaceMention, text: str) -> str:
    """`place`, or why the mention is not where something happens."""
    for block in layout.blocks:
        if block.start <= mention.start < block.end and block.kind is BlockKind.DATELINE:
            return "dateline"
    said = _by_the_words_beside(mention, text)
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if said or span is None:
        return said or "place"
    if span.root.dep_ == "compound" and span.root.head.lemma_.lower() in words.VOICES:
        return "adjective"  # "a Whitehall source"
    if not any(e.kind in {"country", "capital"} for e in mention.entries[:2]):
        return "place"
    return _state_or_place(span, mention)


def _by_the_words_beside(mention: PlaceMention, text: str) -> str | None:
    """ "London-based", "the University of Aleppo", "al-Amal hospital", "banned in Russia"."""
    if words.BRACKETED.search(text, max(0, mention.start - 100), mention.start):
        return "measure"
    if words.BASED_AFTER.match(text, mention.end):
        return "based"
    if words.BODY_BEFORE.search(text, max(0, mention.start - 30), mention.start):
        return "body"
    if words.SITE_AFTER.match(text, mention.end) and words.ARTICLED.match(mention.name):
        return None if _stands_alone(text, mention.name) else "site"
    if words.BANNED_BEFORE.search(text, max(0, mention.start - 30), mention.start):
        return "law"
    return None


def _stands_alone(text: str, name: str) -> bool:
    """Whether the name is somewhere not of a hospital or a school, as a town's is."""
    named = re.finditer(rf"{re.escape(name)}(?![\w-])", text)
    return any(words.SITE_AFTER.match(text, found.end()) is None for found in named)


def _state_or_place(span: Span, mention: PlaceMention) -> str:
    """Countries and capitals also stand for their governments: "Moscow denied", "US troops"."""
    root = span.root
    if mention.kind or mention.near or mention.direction:
        return "place"
    if root.dep_ in {"compound", "amod", "nmod"} and root.i < root.head.i:
        return "adjective"
    if root.dep_ in {"poss", "compound"} and root.head.lemma_.lower() in _ITS_LAND:
        return "place"
    its_words = root.head.lemma_.lower() in words.SAID
    if root.dep_ == "poss" and (its_words or mention.entries[0].kind == "country"):
        return "adjective"
    country = mention.entries[0].kind == "country"
    return "government" if _governs(root, country=country) else "place"


_ITS_LAND = frozenset(words.ITS_LAND)
""" "On Syria's border with Turkey", "off Yemen's coast"."""


def _governs(root: Token, *, country: bool) -> bool:
    first = root.head if root.dep_ == "conj" else root
    head = first.head
    if first.dep_ == "nsubj" and country and head.pos_ == "VERB":
        return head.lemma_.lower() not in words.BEFALLS
    if first.dep_ in {"nsubj", "nsubjpass"}:
        return head.lemma_.lower() in words.SPEAKS
    if first.dep_ == "dobj":
        return head.lemma_.lower() in words.ADDRESSED
    if first.dep_ == "pobj" and head.lower_ == "from":
        return head.head.lemma_.lower() in words.SAID
    if first.dep_ == "pobj":
        return head.lower_ in words.WITH and (
            head.lower_ != "to" or head.head.lemma_.lower() in words.STATECRAFT
        )
    return False
