"""Keys of place names: the same place written in two ways should have one key.

Two keys, for two look-ups. `fold` removes what writing adds (accents, apostrophes, hyphens, case,
"the city of") and keeps every letter. `skeleton` also removes what transliteration from Arabic
leaves open (articles, doubled letters, `q`/`k`, `ou`/`u`, final `-eh`), and is used only where
`fold` finds nothing and only against countries whose names reach English by transliteration.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ə": "e",
        "ħ": "h",
        "&": " and ",
    }
)
_DROPPED = re.compile("['`´‘’ʻʼʽʾʿˈ′\u2018\u2019\u02b0-\u02ff]|(?<=\\b[a-z])\\.")
_NOT_WORD = re.compile(r"[^\w]+|_")
_LEAD = re.compile(
    r"^(?:the )?(?:(?:city|town|village|province|governorate|district|state|region|republic|kingdom)"
    r" of |the )(?=\S)"
)
_SAINT = re.compile(r"^(?:st|ste) (?=\w{3})")

_ARTICLE = {"al", "el", "ar", "ad", "as", "an", "at", "az", "ash", "ath", "adh", "ul", "us", "es",
            "ez", "ed", "er", "et", "en", "esh", "l"}  # fmt: skip
ARABIC_ARTICLE = re.compile(r"^(?:al|el|ar|ad|as|an|at|az|ash|ath|adh) (?=\w{3})")
_WORD_FORMS = {
    "kafar": "kfr", "kafr": "kfr", "kfar": "kfr", "kufr": "kfr",
    "tall": "tl", "tell": "tl", "tel": "tl", "tal": "tl",
    "deir": "dir", "dayr": "dir", "der": "dir", "dair": "dir", "deyr": "dir",
    "sidi": "sidi", "abou": "abu",
}  # fmt: skip
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"aa+", "a"),
        (r"^q|q", "k"),
        (r"c(?!h)", "k"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"dh|th", "d"),
        (r"dj|zh", "j"),
        (r"ou|oo|aw|au|uw|w(?=[^aeiou]|$)|o", "u"),
        (r"ei|ey|ay|ai|ee|ii|iy|ie|y", "i"),
        (r"(?<=[^aeiou])e", "a"),
        (r"e", "a"),
        (r"(?<=.{3})(?:ah|at|a|h)$", ""),
        (r"(?<=.{3})i[aiu]?$", "i"),
        (r"(.)\1+", r"\1"),
        (r"d$", "t"),
    )
)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """`Al-Ḩasakah` -> `al hasakah`, `the city of St. Louis` -> `saint louis`; no letter is lost."""
    flat = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold().translate(_LETTERS)
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    words = " ".join(_NOT_WORD.sub(" ", _DROPPED.sub("", flat)).split())
    return _SAINT.sub("saint ", _LEAD.sub("", words))


def other_ways(key: str) -> list[str]:
    """The folded name with the Arabic word for hill, monastery or village, if it begins so, as others write it."""
    first, _, rest = key.partition(" ")
    form = _WORD_FORMS.get(first)
    if not rest or form is None:
        return []
    return [f"{way} {rest}" for way, alike in _WORD_FORMS.items() if alike == form and way != first]


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """`Al-Hasakeh`, `Hassaka` and `Hasakah` -> one key; never equal to a `fold` (it starts with `~`)."""
    words = fold(name).split()
    kept = [w for w in words if w not in _ARTICLE] or words
    return "~" + "".join(_bone(w) for w in kept)


def _bone(word: str) -> str:
    if word in _WORD_FORMS:
        return _WORD_FORMS[word]
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
