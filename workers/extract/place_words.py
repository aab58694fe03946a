"""The words beside place names, read once from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from workers.extract.lexicon import load
from workers.extract.openings import openings
from workers.extract.placenames import fold

_WORDS = load("place_words")
_COUNTRIES = load("countries")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


KIND_OF: Mapping[str, str] = MappingProxyType(
    {word: kind for kind, words in _WORDS["kinds"].items() for word in words}
)
"""`province` -> `admin1`."""

RELATIVE_OF: Mapping[str, str] = MappingProxyType(
    {word: kind for kind, words in _WORDS["relative"].items() for word in words}
)
"""`town` in "the town" -> `settlement`."""

PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        form: code
        for code, row in _COUNTRIES.items()
        for name in row.get("people", [])
        for form in (name, f"{name}s")
    }
)
"""Demonym -> country: `Syrian`, `Syrians` -> `SY`."""

BORDER = re.compile(
    r" (?:border|frontier)\b(?! (?:guards?|police|post|crossing|town|village|province|city|region|area|force)\b)"
)
WHOSE_BORDER = re.compile(
    rf"(?:\b[Tt]he )?\b(?P<line>(?P<whose>{_either(PEOPLE)})(?:[-–][A-Z][a-z]+)?)$"
)
"""In the few characters before a border: "the Turkish-Syrian"."""
ABBREVIATIONS: Mapping[str, str] = MappingProxyType(_WORDS["abbreviations"])
_COUNTRY_NAMES = {fold(name) for row in _COUNTRIES.values() for name in row.get("names", [])}
DIRECTIONS = frozenset(_WORDS["near"]["directions"])
NEVER = (
    frozenset(fold(name) for name in (*_WORDS["never"]["names"], *PEOPLE, *KIND_OF, *DIRECTIONS))
    - _COUNTRY_NAMES
)
BODY_ENDS = frozenset(_WORDS["bodies"]["after"])
OPENING = frozenset(_WORDS["locative"]["opening"])
STRICT = frozenset(_WORDS["locative"]["strict"])
LOCATIVE = frozenset(_WORDS["locative"]["prepositions"])
SPEAKS = frozenset(_WORDS["metonym"]["verbs"])
BEFALLS = frozenset(_WORDS["metonym"]["befalls"])
ADDRESSED = frozenset(_WORDS["metonym"]["addressed"])
MOTION = frozenset(_WORDS["locative"]["motion"]) | STRICT
TAKEN = frozenset(_WORDS["locative"]["motion"]) - {"from", "to", "through", "throughout", "via"}
STATECRAFT = frozenset(_WORDS["metonym"]["heads"])
VOICES = frozenset(_WORDS["voices"]["heads"])
SAID = frozenset(_WORDS["metonym"]["words"])
ITS_LAND = frozenset(_WORDS["metonym"]["land"])
WITH = frozenset(_WORDS["metonym"]["prepositions"])

CAPTURED = re.compile(
    rf"\b(?:{_either(_WORDS['locative']['captured'])}) (?P<name>[A-Z][a-z’'-]{{2,}}(?: [A-Z][a-z’'-]+)?)"
    r"(?=[,.;]| (?:on|in|from|after|and|since|with|at|last|this|during|yesterday|today|overnight|but)\b|$)"
)
_NAME = r"(?P<name>[A-Z][a-z’'-]{2,}(?: [A-Z][a-z’'-]+)?)"
SITE_OF = re.compile(rf"\b(?:{_either(_WORDS['locative']['sites'])}) of {_NAME}(?=[,.;]| [a-z]|$)")
TOWNS_OWN = re.compile(rf"\b(?:{_either(_WORDS['locative']['towns_own'])}) of $")
SITE_CALLED = re.compile(rf"\b[Tt]he {_NAME} (?:market|souk|bazaar)\b")
_LONG_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]{2,}(?: [A-ZÀ-Þ][\w’'-]+){0,2})"
STOOD_AT = re.compile(
    rf"\b(?:{_either(_WORDS['locative']['stand'])}) at {_LONG_NAME}(?=[,.;]| [a-z]|$)"
    rf"|\b(?:{_either(_WORDS['kinds']['settlement'])}) of {_LONG_NAME.replace('name', 'called')}(?=[,.;]| [a-z]|$)"
)
""" "Stranded at Adi Sorwa", "the locality of Adi Sorwa"."""
_FALLEN = re.compile(
    rf"\b{_NAME} (?:has|had)(?: not)?(?: yet)? (?:fallen|been (?:captured|retaken|recaptured|overrun))\b"
)


def _capital_of(people: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_either(people)}) [Cc]apital(?: [Cc]ity)?,? {_NAME}")


_CAPITAL = openings(PEOPLE, _capital_of)
_LEFT = re.compile(
    rf"\b(?:{_either(_WORDS['locative']['movers'])}) (?:ha(?:d|ve|s) )?(?:left|entered|quit|abandoned|reached) {_NAME}"
    r"(?=[,.;]| (?:on|in|before|after|at|during|overnight|and)\b|$)"
)
_KEPT = re.compile(
    rf"\b{_NAME} (?:is|was|remains|remained|is and remains) (?:still |now |firmly )?(?:in the hands|under the control) of\b"
)
HELD = re.compile(rf"\b(?:in|of|on|at|near|from|outside) {_NAME}, (?P<holder>[A-Z][a-z-]+)\b")
_VILLAGE = re.compile(
    r"\b(?:on|in|at|near|of|from|to|into|struck|hit|shelled|targeted) (?P<name>[A-Z][a-z’'-]+ (?:al|el|Al|El)-[A-Z][a-z’'-]+) (?:village|town|hamlet)s?\b"
)
_FELL_ON = re.compile(
    rf"\b(?:{_either(_WORDS['locative']['falling'])}) (?:ha(?:s|d|ve) )?(?:fell|fallen|landed|rained|crashed|come|came|hit)"
    rf"(?: down)?(?: again)?(?: on| in) {_NAME}(?=[,.;]| (?:on|in|at|after|and|last|this|for|from|during|overnight|killing|wounding|again)\b|$)"
)
_AWAY = re.compile(rf"\b{_NAME}(?= \(\d+ ?km \w[\w-]* of [A-Z])")
""" "In Krasnohorivka (21km west of Donetsk)", as observers say where a village is."""
_LENGTH = _either(unit for unit in _WORDS["near"]["measures"] if unit not in {"minutes", "hours"})
AWAY = re.compile(
    rf"{_LONG_NAME}(?=, (?:a (?:village|town|hamlet) )?(?:[a-z]+ )?\d[\d.,]*[ -]?(?:{_LENGTH})(?: \([^)]*\))?"
    r" (?:[a-z-]+ )?(?:of|from) )"
)
""" "At Mukondi, some 30 kilometres (19 miles) south of the town of Beni": whatever the model takes it for."""
_QUARTER = re.compile(
    rf"\b(?:in|at|on|of|across|from) (?:the )?{_NAME} (?:quarter|neighbou?rhood|suburb|sub-district|locality)\b"
)
_NEIGHBOUR = re.compile(
    r"\bin (?:neighbou?ring|nearby|adjacent) (?P<name>[A-Z][a-z’'-]+(?: (?:(?:al|el|ash|as|az)-)?[A-Z][a-z’'-]+){0,2})"
)
TOLD_PLACES = (
    _NEIGHBOUR,
    _QUARTER,
    _AWAY,
    _FELL_ON,
    _VILLAGE,
    CAPTURED,
    _FALLEN,
    _CAPITAL,
    _LEFT,
    _KEPT,
)
"""What names a place by what happens to it: "the army left Pinga", "Pinga remains in the hands of our army"."""
BEFALLEN_AFTER = re.compile(
    r" (?:"
    rf"(?:was|were|is|are|has been|have been|had been|came|comes|being|remains|remained) (?:\w+ly |again |also |still |once more |now )?"
    rf"(?:{_either(_WORDS['locative']['befallen'])}|under (?:\w+ )?(?:{_either(_WORDS['locative']['under'])}))"
    rf"|(?:has |have |had )?(?:{_either(_WORDS['locative']['lost'])})"
    r")(?=[,.;:]| |$)"
)
""" "Khartoum was shelled", "Goma is under rebel control", "Bukavu changed hands": a town, whatever the model makes of it."""
_RAIDS, _ENDS = (_either(_WORDS["locative"][name]) for name in ("raids", "ends"))
RAIDED_BEFORE = re.compile(
    rf"\b(?i:{_RAIDS})s? (?:on|against) (?:the )?$|\b(?i:{_RAIDS}|{_ENDS}) of $"
)
""" "An airstrike on Khan Younis", "the shelling of Kadugli"."""
CAMP = re.compile(
    rf"\b{_NAME.replace('>', '>(?:(?:Al|El|Ain|Abu|Umm|Deir) )?', 1)} (?:displacement |refugee )?camp\b"
)
_KIND = _either(KIND_OF)
_DIRECTION = _either(_WORDS["near"]["directions"])
KIND_AFTER = re.compile(rf"(?:['’]s)?[ -](?:(?-i:[a-z])\w* )?({_KIND})s?(?![\w-])", re.IGNORECASE)
_APPOSED_AFTER = re.compile(rf", (?:a|an|the) (?:[\w-]+ ){{0,3}}?({_KIND})(?![\w-])")
_LOOSE = _either(w for w, kind in KIND_OF.items() if kind != "admin1")
# "the state SANA" is no state: what a province is called takes an "of".
KIND_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<wide>{_KIND})s?(?: of| called| named)|(?P<loose>{_LOOSE})s?)(?: \w+ing)? $",
    re.IGNORECASE,
)
DIRECTION_BEFORE = re.compile(
    rf"(?<![\w-])((?:(?:far|central) )?(?:{_DIRECTION})(?:[ -](?:{_DIRECTION}))*) $", re.IGNORECASE
)
NEAR_BEFORE = re.compile(
    rf"(?<!\w)(?:{_either(_WORDS['near']['before'])}) (?:the )?(?:(?:{_DIRECTION}|{_KIND}|of|\w+[’']s) )*$",
    re.IGNORECASE,
)
FROM_BEFORE = re.compile(
    rf"(?<![\w.])(?:\d[\d.,]*|\w+)[ -](?:{_either(_WORDS['near']['measures'])})(?: \([^)]*\))?,? "
    rf"(?:away |outside |(?:to the |due |further )?(?:{_DIRECTION}) )*(?:of|from|outside) "
    rf"(?:the )?(?:(?:{_KIND}|of) )*$|(?<!\w)(?:just |further )?(?:{_DIRECTION}) of (?:the )?(?:(?:{_KIND}|of) )*$",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"\((?:[^()]{0,60}, ?)?\d+ ?km (?:to the )?\w[\w-]* of [^()]*$")
"""Before a name from which only the way to a place is measured: "(21km west of *Donetsk*)"."""
COUNTRYSIDE_AFTER = re.compile(
    r"(?:['’]s)? (?:(?:\w+ )?(?:countryside|outskirts|suburbs|environs)|area|sector)(?!\w)"
)
DISEASE_AFTER = re.compile(rf"[ -](?:{_either(_WORDS['diseases']['after'])})(?!\w)", re.IGNORECASE)
BODY_BEFORE = re.compile(
    rf"(?<!\w)(?:{'|'.join(w.capitalize() for w in _WORDS['bodies']['before'])})s? (?:of|for) (?:the )?$"
)
BANNED_BEFORE = re.compile(
    rf"(?<!\w)(?:{_either(_WORDS['bodies']['banned'])}) (?:in|by) (?:the )?$", re.IGNORECASE
)
""" "the Front (outlawed in Russia)": where its law holds."""
SITE_AFTER = re.compile(
    r" (?:[a-z]+ )?(?:hospital|clinic|mosque|school|university|bakery|bridge|hotel|stadium|square|street)\b",
    re.IGNORECASE,
)
_SITES = _WORDS["sites"]
SITE_NAMED = re.compile(
    rf"(?<![\w-])(?!(?:The|A|An|This|That|{'|'.join(w.capitalize() for w in OPENING | LOCATIVE)}) )"
    rf"(?P<site>(?:(?:[Aa]l-)?[A-ZÀ-Þ][\w’'-]+ ){{1,4}}(?:[a-z]+ )?(?i:{_either(_SITES['after'])})(?![\w-])"
    rf"|(?:{_either(_SITES['alone'])})(?![\w-]))"
)
SITE_SORTS: Mapping[str, str] = MappingProxyType(
    {word: sort for sort, alike in _SITES["sorts"].items() for word in alike}
)
"""`air base` -> `base`: what one and the same site is called."""
_SITE = _either(SITE_SORTS)
THE_SITE = re.compile(
    rf"\b(?i:the|that|this) (?:(?:military|army|refugee|displacement|same|besieged|sprawling) )?(?P<site>{_SITE})\b"
    r"(?! (?:in|at|of|near|where|which|that|[A-Z])|[-’'])"
)
ENDS_AS_SITE = re.compile(rf"(?i:(?P<site>{_SITE}))$")
SITE_BEHIND = re.compile(rf"(?: [a-z]+)? (?P<site>(?i:{_SITE}))\b")
SITE_BEFORE = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he|its|their) (?:[a-z-]+ ){{0,2}}(?P<site>{_SITE}) (?:in|at|near) (?:the )?(?:\w+ of )?$"
)
OF_ITS_OWN = re.compile(rf"\b(?:{_either(_SITES['of_its_own'])})\b[^.;]*$", re.IGNORECASE)
""" "Had studied at Khartoum University": where somebody is from, and nothing happened."""
SITE_SPEAKS = re.compile(rf"(?:['’]s)? (?:{_either(_SITES['people'])})(?!\w)")
ARTICLED = re.compile(r"[Aa]l-")
BASED_AFTER = re.compile(
    rf"(?: (?:and|or) [A-Z][\w.]*)?-(?:{_either(_WORDS['bodies']['based'])})(?!\w)", re.IGNORECASE
)


def kind_after(text: str, end: int) -> re.Match[str] | None:
    """A word for its kind right after the name: "Hass village", "Hass, a small village"."""
    return KIND_AFTER.match(text, end) or _APPOSED_AFTER.match(text, end)


def said_kind(found: re.Match[str]) -> str:
    """The kind a match of `kind_after` or `KIND_BEFORE` names."""
    return KIND_OF[next(g for g in found.groups() if g).lower()]
