"""Bodies of a town or a region: "the Izium city council", "Goma city hall", "the city council of Goma".

The model knows "Izium" alone for a name, and whichever sort of name it takes it for: the town is no source, its council is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.extract.lexicon import load
from workers.extract.organisations import Found, straighten

_OF_TOWN = (
    r"(?:city|town|village|municipal|regional|provincial|district|county|oblast|raion|governorate)"
)
_TOWN_BODY = (
    r"(?:(?:military|civil(?:ian)?|health) )?"
    r"(?:council|administration|hall|parliament|assembly|government|directorate|department)"
)
_OPENERS = "|".join(sorted(word.capitalize() for word in load("sentences")["starters"]))
_WORD = rf"(?!(?:{_OPENERS})\b)[A-Z][\w-]*(?:'(?!s\b)\w+)*"
_TOWN = rf"{_WORD}(?:[ ]{_WORD}){{0,2}}"
_LOCAL = re.compile(
    rf"(?<![\w-])(?:(?P<town>{_TOWN})(?:'s)? (?P<body>(?i:{_OF_TOWN} {_TOWN_BODY}))"
    rf"|(?P<of>(?i:{_OF_TOWN} {_TOWN_BODY})) of (?P<its>{_TOWN}))(?![\w-])"
)


def find_local_bodies(text: str) -> Iterator[Found]:
    """Mentions of a town's bodies; where the text names one only, also for short: "City council says"."""
    straight = straighten(text)
    named: dict[str, set[str]] = {}
    taken: list[range] = []
    for match in _LOCAL.finditer(straight):
        body = (match["body"] or match["of"]).lower()
        name = f"{match['town'] or match['its']} {body}"
        named.setdefault(body, set()).add(name)
        taken.append(range(*match.span()))
        yield Found(match.start(), match.end(), name)
    for body, names in named.items():
        if len(names) > 1:
            continue
        for match in re.finditer(rf"(?<![\w-])(?i:{body})(?![\w-])", straight):
            if not any(match.start() in each for each in taken):
                yield Found(match.start(), match.end(), min(names))
