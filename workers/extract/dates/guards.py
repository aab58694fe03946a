"""Whether what looks like a date is one, by the words beside it: "Theresa May", "the 18th Corps", "Ramadan Saleh"."""

from __future__ import annotations

import re

from workers.extract.days import MONTH, WEEKDAYS
from workers.extract.lexicon import load

_GUARDS = load("dates")["guards"]
_NUMBERS = frozenset(load("numbers")["small"])
_AHEAD_OF = re.compile(
    r"\b(?:ahead of|in the run-up to|shortly before|just before|prior to) (?:the )?$"
)
_OLDEST = "1900"
_SLASHED_BEFORE = re.compile(r"\d/\d\d?(?:, ?| (?:and|or|to) )$")


def is_date(text: str, name: str, match: re.Match[str]) -> bool:
    """Whether the words beside an expression of the form `name` allow it to be one."""
    before = re.findall(r"[^\W\d_]+-?|[-–(/,]", text[max(0, match.start() - 20) : match.start()])
    last = before[-1].lower() if before else ""
    guard = _BY_FORM.get(name)
    return guard is None or guard(text, match, last)


def _weekday(text: str, match: re.Match[str], last: str) -> bool:
    after = re.match(r"\W{0,2}(\w+)", text[match.end() :])
    named = (
        after is not None and after[1][0].isupper() and after[1].lower() in _GUARDS["weekday_after"]
    )
    return not named and last not in _GUARDS["weekday_before"]


def _weekday_that_owns(text: str, match: re.Match[str], last: str) -> bool:
    """ "Sundays bombardment", whose apostrophe was lost; not "on Sundays", "Sundays are quiet"."""
    after = re.match(r" (\w+)", text[match.end() :])
    often = after is not None and after[1] in _GUARDS["often_after"]
    return not often and last not in _GUARDS["often_before"]


def _month(text: str, match: re.Match[str], last: str) -> bool:
    return match["month"].lower().rstrip(".") not in _GUARDS["doubtful"] or _year(text, match, last)


def _vague(text: str, match: re.Match[str], last: str) -> bool:
    """Not "as soon as", "shortly after the raid", "now that it rains", "in the past nine elections"."""
    after = re.match(r" (\w+)", text[match.end() :])
    word = after[1].lower() if after else ""
    if match["now"]:
        return text[match.end() : match.end() + 1] != "," and word not in _GUARDS["present_after"]
    if not (match["ahead"] or match["ahead2"]):
        return not (match[0].lower().endswith("past") and (word.isdigit() or word in _NUMBERS))
    return last not in _GUARDS["vague_before"] and word not in _GUARDS["vague_after"]


def _again(text: str, match: re.Match[str], last: str) -> bool:
    """A capital inside a sentence is of a name: "the Daily Mail", "the Annual Report"."""
    return " " in match[0] or match[0].islower()


def _clock(text: str, match: re.Match[str], last: str) -> bool:
    """Two numbers around a colon are a time of day only behind a word that dates; at the head of a line it is a ticker's."""
    headed = re.search(r"(?:^|\n) *$", text[max(0, match.start() - 20) : match.start()])
    return not headed and (match["minute3"] is None or last in _GUARDS["clock_before"])


def _year(text: str, match: re.Match[str], last: str) -> bool:
    partly = match.groupdict().get("third")  # "a mid-August attack"
    if last == "(" and match.groupdict().get("year", "2000") < _OLDEST:
        return False  # a page's "More on the War (1881)": so many articles
    known = match[0][:4].lower() == "the "  # "The 2011 uprising" at the head of a sentence
    known = known or bool(match.groupdict().get("fiscal"))
    if partly or known or last in _GUARDS["before"] or match.start() == 0:
        return True
    return "year" in match.groupdict() and _of_a_thing(text, match, last)


def _of_a_thing(text: str, match: re.Match[str], last: str) -> bool:
    """ "A 2012 raid", "the Harbour Summit 2014"; "a 2000 pound bomb" is a weight."""
    held = (
        last in _GUARDS["held"]
        and text[: match.start()].rstrip().rsplit(maxsplit=1)[-1][0].isupper()
    )
    thing = last in _GUARDS["owning"] and re.match(r" [a-z]", text[match.end() :])
    return held or (bool(thing) and not match["year"].endswith("00"))


def _season(text: str, match: re.Match[str], last: str) -> bool:
    """Alone only behind a word that dates, and not as a name: "in Spring Valley"; "in fall" is of a town or a share."""
    if not match["season3"]:
        return True
    named = re.match(r" [A-Z]", text[match.end() :])
    falls = match[0].lower() == "fall"
    return last in _GUARDS["season_before"] and not named and not falls


def _day_alone(text: str, match: re.Match[str], last: str) -> bool:
    return bool(match["which"]) or last in _GUARDS["day_before"]


def _slashed(text: str, match: re.Match[str], last: str) -> bool:
    goes_on = _SLASHED_BEFORE.search(text, max(0, match.start() - 12), match.start())
    return bool(match["weekday"] or goes_on) or last in _GUARDS["day_before"]


def _holiday(text: str, match: re.Match[str], last: str) -> bool:
    if _AHEAD_OF.search(text, max(0, match.start() - 30), match.start()):
        return False  # "killed 15 ahead of the Eid feast"
    dated = bool(match["which"] or match["year"]) or last in _GUARDS["day_before"]
    return not _is_of_a_name(text, match) if match["holiday"][0].isupper() else dated


def _is_of_a_name(text: str, match: re.Match[str]) -> bool:
    """ "Ramadan Saleh", "Easter Island", "Ali Ramadan": a capital beside it, but that of a sentence's start."""
    after = re.match(r" ([^\W\d_]\w*)", text[match.end() :])
    before = re.search(r"(?<![.!?\n] )(?<!^)([A-Z]\w*) $", text[: match.start("holiday")])
    return bool((after and after[1][0].isupper()) or (before and not match["which"]))


_DAY_AFTER = re.compile(
    r",?(?: (?:on|into|of|from|between|to))?(?: the)?(?: (?:early|late))? "
    rf"(?:{'|'.join(WEEKDAYS)}|(?:{MONTH}) \d|\d{{1,2}}(?:st|nd|rd|th)?(?: ?(?:to|-|–|and) ?\d{{1,2}})? (?:{MONTH}))",
    re.IGNORECASE,
)


def _deictic(text: str, match: re.Match[str], last: str) -> bool:
    """ "Overnight on February 16 to 17" was that night, and not the last one."""
    return match[0].lower() != "overnight" or _DAY_AFTER.match(text, match.end()) is None


_BY_FORM = {
    "deictic": _deictic,
    "weekday": _weekday,
    "weekday that owns": _weekday_that_owns,
    "month": _month,
    "year": _year,
    "season": _season,
    "clock": _clock,
    "vague": _vague,
    "again": _again,
    "day of some month": _day_alone,
    "slashed": _slashed,
    "holiday": _holiday,
}
