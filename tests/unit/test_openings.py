"""Openings: what one expression of many alternatives finds, found from the word it begins with."""

import re

from hypothesis import given
from hypothesis import strategies as st

from workers.extract import organisations, state_bodies, view
from workers.extract.openings import first_word, openings

FORMS = ["red cross of Ulm", "red cross", "red", "Red-Green Union", "u.n.", "u.n", "al-Nur", "Al"]
WORDS = st.sampled_from(
    [*FORMS, *(f"{f}s" for f in FORMS), "Red", "RED CROSS", "the", "-", ".", "_x"]
)


def expression(forms):
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?!\w|-\w)", re.IGNORECASE)


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", "-", ", ", "\n"]))))
def test_finds_what_the_alternation_finds(parts):
    text = "".join(word + gap for word, gap in parts)
    plainly = [found.span() for found in expression(FORMS).finditer(text)]
    assert [found.span() for found in openings(FORMS, expression).finditer(text)] == plainly


def test_the_word_a_form_begins_with():
    assert [first_word(form) for form in ("Al-Nur", "U.N.", "red cross")] == ["al", "u", "red"]


def test_every_listed_name_begins_with_a_word():
    """One that begins with a sign would never be found."""
    for known in (*organisations._patterns(), state_bodies._pattern(), view._owners()):
        assert "" not in known.expressions
