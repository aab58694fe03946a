"""Trimming: a stretch of words without the marks and joints at its ends."""

from __future__ import annotations

from spacy.tokens import Doc

from workers.extract.noun_phrases import Range

MARKS = frozenset("\"'”’»“‘«,:;–—-…")


def trimmed(doc: Doc, first: int, end: int) -> list[Range]:
    """The tokens from `first` to before `end` without them; none where no more than an adverb is left."""
    while first < end and (
        doc[first].is_space
        or doc[first].text in MARKS
        or (doc[first].lower_ in {"and", "but"} and doc[first - 1].text == ",")
    ):
        first += 1
    while end > first and (
        doc[end - 1].is_space or doc[end - 1].text in MARKS or doc[end - 1].lower_ in {"and", "but"}
    ):
        end -= 1
    while end - 1 > first and doc[end - 1].tag_ == "WDT":  # "the attack, for which" somebody claims
        end -= 1 + (doc[end - 2].pos_ == "ADP")
        end -= doc[end - 1].text == ","
    while end > first and doc[end - 1].text in {".", "?", "!"} and end - 1 == first:
        end -= 1
    # not the "even" of "said, even as the army fled"
    tells = any(t.pos_ != "ADV" for t in doc[first:end])
    return [(first, end)] if tells else []
