"""What stands right behind a day, apart from it for the model alone: "on 3 June 40 villagers left" is parsed as "on 3 June, 40".

Dispatches and statements leave the comma out. The model then makes one thing of the day and of those who are counted:
of "on 3 June 80 villagers held by bandits were rescued" it has the villagers hang on "on", and nobody is rescued; of "in a
video released on Friday Karimov said" it makes a man called Friday Karimov, in whom the video was released.
"""

from __future__ import annotations

import re
from itertools import takewhile

from spacy.tokens import Doc, Token

from workers.extract.days import WEEKDAYS
from workers.extract.lexicon import load
from workers.extract.lookup import of_words, with_flag

_MONTHS = frozenset(word.lower() for word in load("dates")["months"])
_WEEKDAYS = frozenset(WEEKDAYS)
_TELLING = frozenset(load("cues")["tails"])
_LONGEST = 4
"""Words of a name."""
_DAY = re.compile(r"[1-9]|[12]\d|3[01]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def behind_days(doc: Doc) -> list[int]:
    """The numbers and speakers that stand right behind a day without a comma; `doc` has its sentence starts, and no tags
    yet."""
    last = len(doc) - 1
    numbers = (t for t in with_flag(doc, "LIKE_NUM") if 1 < t.i < last)
    counts = [token.i for token in numbers if _counts(token)]
    counts = [at for at in counts if _is_day(doc, at)]
    days = (token.i for token in of_words(doc, _WEEKDAYS) if token.i < last - 1)
    return [*counts, *(day + 1 for day in days if day and _speaks(doc[day + 1]))]


def behind_according(doc: Doc) -> list[int]:
    """Where what is told begins behind "According to the ministry 31 people died", which is no ministry 31."""
    found = []
    for token in of_words(doc, _ACCORDING):
        rest = (
            doc[token.i + 2 : min(token.i + _WHOM, token.sent.end)] if token.is_sent_start else ()
        )
        whom = list(takewhile(lambda t: t.is_alpha or t.like_num or t.text in "'’-", rest))
        counted = next((t for t in whom[1:-1] if t.like_num and _counts_some(t)), None)
        if counted is None:
            continue
        paused = len(whom) < len(rest) and rest[len(whom)].text == ","
        if paused and not any(map(_tells, doc[counted.i : whom[-1].i + 1])):
            continue  # "According to the Oct 7 inquiry, 364 people died"
        first = counted.i
        while first > whom[0].i and doc[first - 1].lower_ in _BOUNDS:
            first -= 1
        if first > whom[0].i and not doc[first - 1].is_stop:
            found.append(first)
    return found


def _counts_some(number: Token) -> bool:
    """ "31 people", "12 Russian soldiers"; not "the M 23 group", "the News 24 website"."""
    after = list(takewhile(lambda t: t.is_alpha, number.doc[number.i + 1 : number.i + 4]))
    if not after or after[0].is_stop or number.nbor(-1).lower_ in _MONTHS:
        return False
    return any(t.is_lower and (t.text.endswith("s") or t.text in _SEVERAL) for t in after)


def _tells(word: Token) -> bool:
    return word.lower_ in _DID or (word.is_lower and word.text.endswith("ed"))


_DID = frozenset({"were", "was", "are", "have", "had", "has", "fled", "fell", "lost"})
_SEVERAL = frozenset({"people", "men", "women", "children", "police"})
_ACCORDING = frozenset({"according"})
_WHOM = 14
"""Words of who it is according to, and the first two of what."""
_BOUNDS = frozenset(
    word for forms in load("bounds")["before"].values() for form in forms for word in form.split()
)


def _speaks(token: Token) -> bool:
    """ "on Friday Karimov said"."""
    doc, at = token.doc, token.i
    if doc[at - 2].lower_ != "on" or not token.is_title:
        return False
    name = list(takewhile(lambda t: t.is_title and t.is_alpha, doc[at : at + _LONGEST]))
    said = doc[at + len(name)] if at + len(name) < len(doc) else token
    return said.lower_ in _TELLING and said.sent.start == token.sent.start


def _counts(token: Token) -> bool:
    if token.is_sent_start or _YEAR.fullmatch(token.text):
        return False
    return token.nbor(1).is_alpha and token.nbor(1).is_lower


def _is_day(doc: Doc, end: int) -> bool:
    """ "3 June", "3 June 2014"; and "June 3", behind which a number stands as badly."""
    if _YEAR.fullmatch(doc[end - 1].text):
        end -= 1
    if end < 2:
        return False
    first, second = doc[end - 2], doc[end - 1]
    inside = not second.is_sent_start and first.sent.start == second.sent.start
    ways = (first, second), (second, first)
    return inside and any(_DAY.fullmatch(d.text) and m.lower_ in _MONTHS for d, m in ways)
