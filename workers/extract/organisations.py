"""Bodies that act and speak: found by the lexicon and by acronyms the text itself introduces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from workers.extract.lexicon import load
from workers.extract.openings import Openings, openings

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_BRACKETED = re.compile(r"[(\[]([A-Z][A-Za-z.&-]{1,11})[)\]]")
_WORD = re.compile(r"[\w’'&-]+")
_SHORT = frozenset(load("organisations")["short"])
_IN_FULL = re.compile(rf"(?:[A-Z][\w’'.-]*\s){{1,6}}(?P<last>(?i:{'|'.join(sorted(_SHORT))}))\b")
_SMALL = frozenset({"of", "for", "the", "and", "in", "on", "to", "de", "al", "&"})


@dataclass(frozen=True, slots=True)
class Body:
    """An entry of the lexicon."""

    name: str
    kind: str
    side: str


@dataclass(frozen=True, slots=True)
class Found:
    """A body mentioned at `start` to `end`."""

    start: int
    end: int
    canonical: str


def straighten(text: str) -> str:
    """With straight apostrophes, no character more or less: offsets stay."""
    return text.translate(_APOSTROPHES)


def plain(text: str) -> str:
    """The form by which names are compared: straight apostrophes, single spaces."""
    return re.sub(r"\s+", " ", straighten(text))


@cache
def bodies() -> dict[str, Body]:
    """Canonical name to entry."""
    return {
        entry["name"]: Body(entry["name"], entry["kind"], entry["side"])
        for entry in load("organisations")["organisations"]
    }


def kind_of_body(name: str) -> str | None:
    """The lexicon's kind; for a body it lacks what the last word says ("Ethiopian army")."""
    known = bodies().get(name)
    if known:
        return known.kind
    last = name.casefold().split()[-1] if name.strip() else ""
    if name.casefold().endswith("air force"):
        return "army"
    return next((kind for kind, words in _ENDINGS.items() if last in words), None)


_ENDINGS = {
    "army": {"army", "military", "forces", "navy", "guard"},
    "force": {"force"},  # of police, of tribes, of several armies: "the army" is none of them
    "government": {
        "government",
        "ministry",
        "parliament",
        "cabinet",
        "defence",
        "health",
        "interior",
    },
}


@cache
def _forms() -> dict[str, str]:
    """Every form as written, and small-lettered where it has several words, to the canonical name."""
    forms: dict[str, str] = {}
    for entry in load("organisations")["organisations"]:
        for form in (entry["name"], *entry["also"]):
            forms.setdefault(plain(form), entry["name"])
            if _of_several_words(form):
                forms.setdefault(plain(form).casefold(), entry["name"])
    return forms


def _of_several_words(form: str) -> bool:
    return len(form.split()) > 1


@cache
def _patterns() -> tuple[Openings, Openings]:
    """Acronyms and single words as written ("IS" is no verb); longer names in any case."""
    forms = [
        plain(f) for e in load("organisations")["organisations"] for f in (e["name"], *e["also"])
    ]
    longest_first = sorted(set(forms), key=lambda form: (-len(form), form))
    exact = [f for f in longest_first if not _of_several_words(f)]
    loose = [f for f in longest_first if _of_several_words(f)]
    any_case = partial(_alternatives, flags=re.IGNORECASE)
    return openings(exact, _alternatives), openings(loose, any_case)


def _alternatives(forms: list[str], flags: int = 0) -> re.Pattern[str]:
    spaced = [re.escape(form).replace(r"\ ", r"\s+") for form in forms]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spaced)})(?!\w|-\w)", flags)


def canonical_body(text: str) -> str | None:
    """The lexicon's name for a form, `None` where it has none."""
    form = plain(text)
    return _forms().get(form) or _forms().get(form.casefold() if " " in form else form)


def find_bodies(text: str) -> list[Found]:
    """Mentions of the lexicon's bodies and of those the text gives an acronym; no two overlap."""
    straight = straighten(text)
    exact, loose = _patterns()
    known = [*_matches(loose, straight), *_matches(exact, straight)]
    introduced = dict(_introduced(straight))
    known += _mentions(introduced, straight)
    known += [*_short_forms(known, straight), *_without_sort(known, straight)]
    known.sort(key=lambda f: (f.start - f.end, f.start))
    taken: list[Found] = []
    covered = bytearray(len(text))
    for found in known:
        if not any(covered[found.start : found.end]):
            covered[found.start : found.end] = b"\x01" * (found.end - found.start)
            taken.append(found)
    return sorted(taken, key=lambda f: f.start)


def _short_forms(known: list[Found], text: str) -> Iterator[Found]:
    """ "The Coalition" behind "the Syrian Coalition", where nothing else in the text is called so."""
    full = {text[f.start : f.end]: f for f in sorted(known, key=lambda f: -f.start)}
    called: dict[str, set[str]] = {}
    for match in _IN_FULL.finditer(text):
        called.setdefault(match["last"].capitalize(), set()).add(match[0])
    for word, names in called.items():
        bodies = {full[name].canonical if name in full else name for name in names}
        first = next((full[name] for name in names if name in full), None)
        if len(bodies) == 1 and first is not None:
            short = re.compile(rf"(?<=\b[Tt]he ){word}\b(?! (?:of|for|[A-Z])|-)")
            matches = short.finditer(text, first.end)
            yield from (Found(m.start(), m.end(), first.canonical) for m in matches)


def _without_sort(known: list[Found], text: str) -> Iterator[Found]:
    """ "Azov" in a text that tells of "the Azov regiment"; but not "the Sea of Azov"."""
    for first in {text[f.start : f.end]: f for f in reversed(known)}.values():
        unit = _UNIT.fullmatch(text, first.start, first.end)
        if unit is not None and kind_of_body(first.canonical) in {"army", "armed-group"}:
            alone = re.compile(rf"(?<![\w-])(?<!\bof ){unit['name']}(?![\w-]| [A-Z])")
            yield from (Found(m.start(), m.end(), first.canonical) for m in alone.finditer(text))


_UNIT = re.compile(r"(?P<name>[A-Z][a-z]{3,}) (?i:regiment|battalion|brigade|group)")


def _matches(pattern: Openings, text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        name = canonical_body(match.group())
        unlike = _shouted(text, match.start(), match.end()) or _of_another(match, text)
        if name and not unlike:
            yield Found(match.start(), match.end(), name)


def _of_another(match: re.Match[str], text: str) -> bool:
    """ "The Yemeni Observatory" is not the one that is called "the Observatory"."""
    if match.group().lower() not in _SORTS:
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, match.start() - 30), match.start())
    return before is not None and before["word"].lower() not in _OPENERS


_SORTS = frozenset({*load("sources")["bodies"], *load("sources")["described"]})
_CAPITAL_BEFORE = re.compile(r"(?<![\w-])(?P<word>[A-Z][a-z]+)\s$")
_OPENERS = frozenset({*load("sentences")["starters"], *load("dates")["weekdays"]})
"""Capitals that are no part of a name: "On Monday Observatory head X said"."""


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether "WHO" or "IS" stands in a line all of capitals, where it is as likely a plain word."""
    if end - start > 3:
        return False
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    return _in_capitals(line)


@lru_cache(maxsize=8)
def _in_capitals(line: str) -> bool:
    """A line is asked about at each short name in it, and many a text is one line."""
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _introduced(text: str) -> Iterator[tuple[str, str]]:
    """Acronym and long form: "the Yarmouk Relief Committee (YRC)"."""
    for match in _BRACKETED.finditer(text):
        acronym = match.group(1).replace(".", "")
        if sum(c.isupper() for c in acronym) < 2:
            continue
        long_form = _long_form(text[: match.start()], acronym)
        if long_form:
            yield (
                match.group(1),
                canonical_body(match.group(1)) or canonical_body(long_form) or long_form,
            )


def _long_form(before: str, acronym: str) -> str | None:
    """The fewest words at the end of `before` whose capitals spell the acronym."""
    words = list(_WORD.finditer(before[-120:]))
    wanted = [c.lower() for c in acronym if c.isupper()]
    for first in range(len(words) - 1, -1, -1):
        taken = words[first:]
        if len(taken) > len(wanted) + 4 or "\n" in before[-120:][taken[0].start() :]:
            return None
        initials = [
            part[0].lower()
            for word in taken
            for part in word.group().split("-")
            if part and part.lower() not in _SMALL
        ]
        if initials == wanted and taken[0].group()[0].isupper():
            return before[-120:][taken[0].start() : taken[-1].end()]
    return None


def _mentions(introduced: dict[str, str], text: str) -> list[Found]:
    found = []
    for acronym, name in introduced.items():
        for form in {acronym, name}:
            for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w])", text):
                found.append(Found(match.start(), match.end(), name))
    return found
