"""Bodies of a state, named by its country: "Sudan's army", "the Ukrainian air force", "the UK's
Ministry of Defence", "the Ministry of Defence of the Russian Federation". One body has one name, however the country is
said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workers.extract.lexicon import load
from workers.extract.openings import Openings, openings
from workers.extract.organisations import Found, canonical_body, plain, straighten

_FIELDS = (
    r"(?:defen[cs]e|foreign|interior|health|justice|finance|information|home|energy|education)"
)
_BODY = (
    rf"(?:(?P<service>army|military|armed forces|air force|navy|coast ?guard|police|national guard"
    rf"|government|parliament|cabinet|presidency|supreme court|border guard|civil defen[cs]e)"
    rf"|(?P<field>{_FIELDS}) ministry|ministry of (?:the )?(?P<of>{_FIELDS}(?: affairs)?))"
)


@cache
def _states() -> dict[str, str]:
    """Every way of saying whose a body is, to the adjective: "Sudan's", "Sudan", "Sudanese" -> "Sudanese"."""
    found: dict[str, str] = {}
    for row in load("countries").values():
        for adjective in row.get("people", []):
            found.setdefault(adjective, row["people"][0])
        for name in (row["name"], *row.get("names", [])):
            bare = name.removeprefix("the ")
            if row.get("people"):
                found.setdefault(f"{bare}'s", row["people"][0])
                found.setdefault(bare, row["people"][0])
    return found


@cache
def _names() -> frozenset[str]:
    return frozenset(state.removesuffix("'s") for state in _states() if state.endswith("'s"))


@cache
def _pattern() -> Openings:
    return openings(sorted(_states(), key=len, reverse=True), _bodies_of)


def _bodies_of(states: list[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, states))
    return re.compile(rf"(?<![\w-])(?P<state>{either}) (?i:{_BODY})(?![\w-])")


@cache
def _state_behind() -> re.Pattern[str]:
    named = sorted(_names(), key=len, reverse=True)
    either = "|".join(map(re.escape, named))
    return re.compile(
        rf"(?<![\w-])(?i:{_BODY}) (?i:of(?: the)?) (?P<state>{either}|(?-i:{either.upper()}))(?![\w-])"
    )


def find_state_bodies(text: str) -> Iterator[Found]:
    """Mentions of a state's bodies, offsets into `text`."""
    straight = straighten(text)
    behind = list(_state_behind().finditer(straight))
    for match in (*behind, *_pattern().finditer(straight)):
        if match["service"] and match["state"] in _names() and match not in behind:
            continue  # "Russia defence ministry" has lost its apostrophe; "in Sudan army shells" is of two things
        adjective = _adjective(match["state"])
        said = plain(match.group())
        listed = canonical_body(said) or canonical_body(f"{adjective} {_tidy(match)}")
        yield Found(match.start(), match.end(), listed or f"{adjective} {_tidy(match)}")


def _adjective(state: str) -> str:
    """Also of a state that a heading shouts."""
    return _states().get(state) or next(a for s, a in _states().items() if s.upper() == state)


def _tidy(match: re.Match[str]) -> str:
    """ "defence ministry" and "Ministry of Defense" are one; army and military as well."""
    field = match["field"] or match["of"]
    if field:
        name = field.lower().replace("defense", "defence").removesuffix(" affairs").title()
        return f"Ministry of {name}" if name != "Foreign" else "Foreign Ministry"
    service = match["service"].lower()
    return "army" if service in {"army", "military", "armed forces"} else service
