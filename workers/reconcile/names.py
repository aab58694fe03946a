"""Names made comparable: of bodies, of persons, of places written in many ways."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from workers.reconcile.lexicon import load


class _Signs(dict[int, str | None]):
    """What becomes of each sign, found out when it is first met: `str.translate` takes a tenth of a loop's time."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        gone = unicodedata.combining(sign) or sign in "'’‘`ʿʾ"
        self[code] = None if gone else sign if sign.isalnum() else " "
        return self[code]


_SIGNS = _Signs()


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Lower case, without accents, apostrophes and punctuation; words apart by one space."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(plain.translate(_SIGNS).split())


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a body's name that tell it from another."""
    small = load("names")["small"]
    words = tuple(word for word in fold(name).split() if word not in small)
    return words or tuple(fold(name).split())


@cache
def unroled(phrase: str) -> str:
    """What is left of "a Kurdish police source" without the words for what he is."""
    roles = load("names")["roles"]
    return " ".join(word for word in words_of(phrase) if word not in roles)


@cache
def place_key(name: str) -> str:
    """One key for the ways a place name is written in Latin letters.

    `Hasakeh`, `al-Hasakah` and `Hasaka` are one, as are `Hass` and `Haas`: vowels of a
    transliteration are a matter of taste, and doubled letters of habit.
    """
    lexicon = load("names")
    words = fold(name).split()
    while len(words) > 1 and words[0] in lexicon["place_articles"]:
        words = words[1:]
    named = [word for word in words if word not in lexicon["place_sorts"]] or words
    return " ".join(map(_skeleton, named))


def _skeleton(word: str) -> str:
    if not word.isascii():
        return word
    word = re.sub("ou|oo|o|w(?=[^aeiou]|$)", "u", word)
    word = re.sub("ee|y", "i", word)
    word = re.sub("ei|ai", "i", word) if len(word) > 4 else word
    word = word.replace("e", "a").replace("q", "k")
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub("(?<=[aiu])h$", "", word) if len(word) > 3 else word


@cache
def initials(name: str) -> str:
    return "".join(word[0] for word in words_of(name))


def is_acronym_of(short: str, full: str) -> bool:
    """`SOHR` of the Syrian Observatory for Human Rights; `OCHA` of the United Nations' office of that name."""
    letters = fold(short).replace(" ", "")
    if not (3 <= len(letters) <= 8) or len(words_of(full)) < 3 or " " in short.strip():
        return False
    return short.strip().isupper() and initials(full).endswith(letters)
