"""Intake: whether a text that was submitted is a report that can be read.

The doors refuse what they can see at once; here is what every report passes, from whichever door.
Pure: the original is kept by the caller, whatever comes out.
"""

from __future__ import annotations

import re
import unicodedata

import py3langid

from shared.errors import Unreadable

_LETTERS = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 20
_BINARY_SHARE = 0.02
_FOREIGN_SHARE = 0.5
_FUNCTION_SHARE = 0.12
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "that",
        "was",
        "is",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "from",
        "were",
        "have",
        "had",
        "has",
        "been",
        "it",
        "its",
        "be",
        "are",
        "his",
        "he",
        "who",
        "said",
        "not",
        "after",
        "which",
        "they",
        "their",
    ]
)
"""In English news prose every third to fourth word is one of these; in a list of names none is."""


def admit(text: str, longest: int) -> None:
    """Pass a text that can be read; `longest` in characters.

    Raises `Unreadable` for one that is empty, binary, too long or in another language, saying
    which, where and what to do.
    """
    if not text.strip():
        raise Unreadable("The report has no text. Check how it was extracted and publish it again.")
    if len(text) > longest:
        raise Unreadable(
            f"The report has {len(text):,} characters, more than the {longest:,} that are read. "
            "Split it into its reports, or raise ONRECORD_MAX_CHARACTERS."
        )
    _admit_characters(text)
    _admit_language(text)


def _admit_characters(text: str) -> None:
    strange = [at for at, char in enumerate(text) if _is_binary(char)]
    if len(strange) > _BINARY_SHARE * len(text):
        raise Unreadable(
            f"The report is binary, not text: {len(strange):,} of {len(text):,} characters cannot "
            f"be printed, the first at character {strange[0]:,}. Extract its text and publish that."
        )


def _is_binary(char: str) -> bool:
    """Control characters and what is left of undecodable bytes; not line ends or tabs."""
    return char == "\ufffd" or (
        unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"} and char not in "\n\r\t\f\v\x85"
    )


def _admit_language(text: str) -> None:
    """Only English is read. Short texts and lists of names are let through: a headline in
    capitals or a roll of villages looks like any language, and reading it does no harm."""
    words = _LETTERS.findall(text[:20_000].lower())
    if not words:
        raise Unreadable("The report has no words in it. Check how its text was extracted.")
    foreign = sum(not _is_latin(word) for word in words) > _FOREIGN_SHARE * len(words)
    if not foreign and len(words) < _ENOUGH_WORDS:
        return
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
    language, _ = py3langid.classify(text[:20_000])
    if foreign or (language != "en" and share < _FUNCTION_SHARE):
        raise Unreadable(
            f"The report is not in English (it looks like `{language}`). Only English is read so "
            "far: publish a translation, and name the translator as its outlet."
        )


def _is_latin(word: str) -> bool:
    return word[0] < "\u0250" or "LATIN" in unicodedata.name(word[0], "")
