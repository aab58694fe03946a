"""The forms that dates take in prose, each with how it is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from workers.extract.dates import counting, holidays, seasons, spoken, units, unnamed
from workers.extract.dates.counting import Interval, Moment
from workers.extract.days import (
    CARDINAL,
    DAY,
    FULL_DAY,
    MONTH,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    YEAR_IN_WORDS,
)
from workers.extract.lexicon import load

__all__ = ["PATTERNS", "Interval", "Moment", "Pattern"]

_WORDS = load("dates")


def _one_of(name: str, part: str | None = None) -> str:
    words = _WORDS[name][part] if part else _WORDS[name]
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_DOUBTFUL = frozenset(_WORDS["guards"]["doubtful"])
_NUMBER = rf"(?:\d{{1,3}}|{_one_of('numbers')})"
_SEASON = _one_of("seasons")
_QUARTER = _one_of("quarters")
_ORDINAL = r"(?:st|nd|rd|th)?"
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade)"
_LONG_UNIT = _UNIT.replace("minute|hour|", "")
_HOLIDAY = _one_of("holidays").replace("'", "['’]")
_PART = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|dawn|noon|midnight|overnight))?"
_THIRD = r"(?:(?P<third>early|late|mid|beginning of|start of|middle of|end of)(?: in| on|-|)? ?(?:the )?)?"
_WHOLE_WEEKDAY = "(?:" + "|".join(word for word in WEEKDAYS if word.endswith("day")) + ")"
_WEEKDAY_LEAD = rf"(?:{WEEKDAY},? (?:the )?)?"
_SUFFIX = r"(?:st|nd|rd|th)"
_IN_WORDS = "(?:" + _one_of("ordinals").replace(r"\-", "[ -]") + ")"
_ENDED = "(?:" + "|".join(rf"(?<=\b{word} )" for word in _WORDS["vague"]["closing"]) + ")"
_OF = "(?:" + "|".join(rf"(?<=\b{word} )" for word in _WORDS["vague"]["nouns"]) + ")"
_ENDS = r"(?= *(?:[.,;:)!?]|$|(?:and|or|but|is|are|was|were|that|to|in)\b))"
""" "The mistakes of the past", and no further noun: "the past week"."""
_ZONE = r"(?:UTC|GMT|local time|(?-i:[A-Z]{1,3}[DS]T))(?: ?[+-]\d\d?)?"
_IN_ZONE = rf"(?: ?{_ZONE}| \({_ZONE}\))"
_CLOSES = r"(?= *[,;:)!?]| *\.(?!\d)| *$)"
"""Behind a day without its month: "the 18th" may be an army corps, or a century."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of dates: the expression that finds it, and the function that resolves it."""

    expression: re.Pattern[str]
    resolve: Callable[[re.Match[str], Moment], Interval | None]
    """`None`: it is no date after all."""

    def holds(self, text: str, match: re.Match[str]) -> bool:
        """Months and weekdays have capitals; "may" and "sun" without are other words."""
        part = match.groupdict()
        if part.get("day") or part.get("day2") or part.get("one"):
            return True
        names = [part.get(name) for name in ("month", "month2", "weekday")]
        return all(
            name is None or name[0].isupper() or name.lower().rstrip(".") not in _DOUBTFUL
            for name in names
        )


def _pattern(
    expression: str, resolve: Callable[[re.Match[str], Moment], Interval | None]
) -> Pattern:
    return Pattern(re.compile(rf"(?<![\w-])(?:{expression})(?!\w)", re.IGNORECASE), resolve)


PATTERNS: Final[Mapping[str, Pattern]] = {
    "full day": Pattern(
        re.compile(rf"(?<![\w/.-]){FULL_DAY.pattern}{_PART}", re.IGNORECASE), counting.full_day
    ),
    "attacks": _pattern(
        rf"(?P<struck>{_one_of('attacks')})(?= (?:\w+ )?(?:attack|hijacking|bombing)s?)",
        unnamed.struck,
    ),
    "day of month": _pattern(
        rf"{_WEEKDAY_LEAD}(?:(?P<month>{MONTH})(?:[ /]|, ?(?={DAY}{_SUFFIX}))(?P<day>{DAY}){_ORDINAL}(?! ?(?:,\d{{3}}|\d|%|percent|/\d))"
        rf"|(?<![$€£])(?<![$€£] )(?P<day2>{DAY}){_ORDINAL}(?: of|/)? ?(?P<month2>{MONTH}))(?! ?\d{{4}}){_PART}",
        counting.day_of_month,
    ),
    "days of month": _pattern(
        rf"(?:(?:from|between) )?(?:(?P<month>{MONTH}) (?P<one>{DAY}){_ORDINAL} ?(?:-|–|and|to|through|until) ?(?P<two>{DAY}){_ORDINAL}"
        rf"|(?P<one2>{DAY}){_ORDINAL} ?(?:-|–|and|to|through|until) ?(?P<two2>{DAY}){_ORDINAL}(?: of)? (?P<month2>{MONTH}))(?:,? (?P<year>{YEAR}))?",
        counting.days_of_month,
    ),
    "month of year": _pattern(
        rf"{_THIRD}(?P<month>{MONTH})(?:,? |-| of )(?P<year>{YEAR})", counting.month_of_year
    ),
    "month": _pattern(
        rf"(?:the )?{_THIRD}(?:(?P<which>last|this|next|past) )?(?P<month>{MONTH})(?! ?\d)",
        counting.month,
    ),
    "week of month": _pattern(
        rf"(?:the )?(?P<which>first|second|third|fourth|last|1st|2nd|3rd|4th) week of (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?",
        counting.week_of_month,
    ),
    "season": _pattern(
        rf"{_THIRD}(?:(?P<which>last|this|next) )?(?P<season>{_SEASON})(?:(?: of)? (?P<year>{YEAR}))|(?P<which2>last|this|next) (?P<season2>{_SEASON})|(?:the )?(?P<season3>{_SEASON})(?! of\b|-)",
        seasons.season,
    ),
    "quarter": _pattern(
        rf"(?:the )?(?:(?P<which>last|this|next|past|previous)|(?P<quarter>{_QUARTER}))[ -]quarter(?: (?:of|in) (?P<year>{YEAR}|(?:this|last|next|the) year))?|Q(?P<number>[1-4])(?: (?P<year2>{YEAR})|(?![:.)]))",
        seasons.quarter,
    ),
    "half": _pattern(
        rf"(?:the )?(?P<which>first|second) half of (?P<year>{YEAR}|(?:this|last|next|the) year)",
        seasons.half,
    ),
    "year": _pattern(
        rf"(?:the )?(?:(?P<fiscal>fiscal|financial)(?: year)? )?{_THIRD}(?P<year>{YEAR})(?!['’]?s\b|[.,]?\d|[-–/]\d\d?[-/]| ?(?:percent|%|km|people|fighters|civilians|families|men|troops|soldiers|tonnes|tons|miles|metres|meters|feet))",
        counting.year,
    ),
    "years": _pattern(
        rf"(?P<one>{YEAR}) ?[-–—/] ?(?P<two>{YEAR}|\d\d)(?![-–/.]?\d)", counting.years
    ),
    "decade": _pattern(rf"(?:the )?(?:{_THIRD})(?P<decade>{YEAR[:-2]}0)['’]?s", counting.decade),
    "weekday": _pattern(
        rf"(?:(?P<which>last|next|this|this past|past|this coming|this upcoming|upcoming|the previous|previous|the following) )?(?:early |late )?(?P<weekday>{WEEKDAY}){_PART}",
        counting.weekday,
    ),
    "weekday that owns": _pattern(
        rf"(?P<which>last )?(?P<weekday>{_WHOLE_WEEKDAY})s(?= [a-z])", counting.weekday
    ),
    "deictic": _pattern(
        r"the day before yesterday|the day after tomorrow|(?:earlier |later )?today|tonight|last night|yesterday(?:['’]s|s(?= [a-z]))?"
        rf"{_PART}|tomorrow{_PART}|overnight|this (?:morning|afternoon|evening)",
        counting.deictic,
    ),
    "calendar unit": _pattern(
        rf"(?:the )?(?:earlier |later )?{_THIRD}(?P<which>last|this|next|the previous|previous|the coming|the current|current) (?P<unit>week|weekend|month|year)(?! (?:of|in which)\b)|the (?P<unit2>week|month|year) before last|(?:over|at|during|on) the (?P<bare>weekend)(?! of\b)",
        counting.calendar_unit,
    ),
    "ago": _pattern(
        rf"(?:(?:about|around|nearly|almost|some|just|over|more than|at least|only) )?(?:(?<!last )(?<!past )(?P<more>{_NUMBER}) (?P<whole>week|month|year)s? and )?(?P<number>{_NUMBER}) (?P<unit>{_UNIT})s? ago",
        units.ago,
    ),
    "last units": _pattern(
        rf"(?:(?:in|over|during|within|for) )?(?:the )?(?:last|past|previous|preceding) (?P<number>{_NUMBER}|few|several)? ?(?P<unit>{_UNIT})s?(?! ago)|(?:the )?past (?P<unit2>{_UNIT})",
        units.last_units,
    ),
    "next units": _pattern(
        rf"(?:(?:in|over|during|within|for) )?the (?:next|coming) (?P<number>{_NUMBER}) (?P<unit>{_UNIT})s?",
        units.next_units,
    ),
    "vague": _pattern(
        rf"(?:in |over |during )?(?:the )?recent (?:days|weeks|months|years|hours)|(?:several|many|some|a few|few) (?:{_UNIT}|moment)s ago|(?:the )?(?:past|last) (?:few|several) {_UNIT}s"
        rf"|(?:{_one_of('vague', 'past')}|{_OF}the past{_ENDS}|(?P<now>{_one_of('vague', 'present')})|(?P<ahead>{_one_of('vague', 'to_come')}|{_OF}the future{_ENDS}))(?!-)"
        rf"|(?P<ahead2>(?:(?:in|over|during|within|for) )?the (?:coming|next few|next several) {_LONG_UNIT}s)",
        units.vague,
    ),
    "again": _pattern(
        rf"(?:every|each) (?:other |(?:{_NUMBER}|few) )?(?:{_UNIT}s?|{_WHOLE_WEEKDAY}|{MONTH}|{_SEASON}|quarter|morning|afternoon|evening)(?! of\b)"
        rf"|(?:once|twice|{_NUMBER} times) (?:a|per|each|every) {_UNIT}|per {_UNIT}|{_one_of('again')}(?!-)",
        units.again,
    ),
    "relative": _pattern(
        rf"(?:(?P<number>{_NUMBER}) (?P<unit>day|night|week)s? (?P<way>earlier|before|later|after(?= *[,.;)]|$| \d| [A-Z][a-z]+ \d))"
        r"|(?:the (?P<way2>previous|following|next|same)|(?:later |earlier )?that(?: same| very)?) (?:day|night|morning|afternoon|evening)(?! (?:in|when|of|that)\b)|the day (?P<way3>before|after)(?= *[.,;)]|$))",
        spoken.relative,
    ),
    "in months": _pattern(
        rf"(?P<number>{_NUMBER}) (?P<unit>month|year)s? (?P<way>earlier|later|(?:before|after)(?= *[,.;)]|$))|the (?P<way2>following) (?P<unit2>week|month|year)|the (?P<unit3>week|month|year) (?P<way3>previous|before|after)(?= *[,.;)]|$)",
        spoken.in_months,
    ),
    "that period": _pattern(
        r"(?:later |earlier )?(?:that(?: very| same)?|the same) (?P<unit>week|month|year)(?!-| (?:of|in which|when|that|as|last)\b)"
        r"|the (?:whole|entire|full) (?P<unit2>week|month|year)(?! of\b)|(?:(?<=\bin )|(?<=\bfor )|(?<=\bduring ))the (?P<unit3>quarter)",
        spoken.that_period,
    ),
    "end of": _pattern(
        r"the (?:very )?(?P<part>beginning|start|middle|end|rest|remainder) of the (?P<unit>week|month|year)(?! (?:of|before|after)\b)|(?P<unit2>month|year)(?:['’]s|[ -])end",
        spoken.end_of,
    ),
    "same period": _pattern(
        r"(?:in |over |during )?the same (?:month|quarter|period|time)(?: of)?(?: the)? (?:last|previous) year|the same (?:month|period|time) a year (?:ago|earlier|before)",
        spoken.same_period,
    ),
    "that day": _pattern(
        rf"(?:late|later|early|earlier) in the day|the (?:rest|remainder) of the day|{_ENDED}the day|(?<=\bfor )the day{_CLOSES}",
        spoken.that_day,
    ),
    "morning": _pattern(
        r"in the (?:early |late )?(?:morning|afternoon|evening)(?! (?:of|on)\b)",
        spoken.in_the_morning,
    ),
    "clock": _pattern(
        rf"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])(?:\.m\.|m(?!\w)){_IN_ZONE}?"
        rf"|(?P<hour2>[01]?\d|2[0-3])(?::?(?P<minute2>[0-5]\d){_IN_ZONE}|:(?P<minute3>[0-5]\d))",
        spoken.clock,
    ),
    "ahead units": _pattern(
        rf"in (?P<number>{_NUMBER}) (?P<unit>{_LONG_UNIT})s?(?P<time>['’]s? time)?"
        rf"|(?P<number2>{_NUMBER}) (?P<unit2>{_LONG_UNIT})s? from now",
        units.ahead,
    ),
    "offset": _pattern(
        rf"(?P<number>{_NUMBER}) (?P<unit>{_LONG_UNIT})s? (?P<way>before|after|from)(?= )",
        units.offset,
    ),
    "holiday": _pattern(
        rf"(?:the (?P<edge>first day|last day|eve) of )?(?:the (?:\w+ ){{0,3}}(?:month|feast|festival) of )?"
        rf"(?:the )?(?:(?P<which>last|next|previous|past|this coming|coming|following) )?"
        rf"(?P<holiday>{_HOLIDAY})(?: (?P<year>{YEAR}))?",
        holidays.holiday,
    ),
    "day in words": _pattern(
        rf"(?:the )?(?:(?P<ordinal>{_IN_WORDS})(?: day)?|(?P<counted>{DAY}){_SUFFIX} day) of (?P<month>{MONTH})(?:,?(?: of)? (?P<year>{YEAR}))?"
        rf"|(?P<month2>{MONTH}) (?P<ordinal2>{_IN_WORDS})(?:,? (?P<year2>{YEAR})|{_CLOSES})",
        unnamed.in_words,
    ),
    "year in words": _pattern(
        rf"(?:the )?(?:(?:(?P<day>{DAY}){_ORDINAL}|(?P<counted>{CARDINAL}|{_IN_WORDS}))(?: of)? )?(?P<month>{MONTH}),?(?: of)? (?P<year>{YEAR_IN_WORDS})"
        rf"|(?P<month2>{MONTH}) (?:(?P<day2>{DAY}){_ORDINAL}|(?P<counted2>{CARDINAL}|{_IN_WORDS})),? (?P<year2>{YEAR_IN_WORDS})",
        unnamed.year_in_words,
    ),
    "day of some month": _pattern(
        rf"the (?P<day>{DAY}){_SUFFIX}(?:(?: day)?(?: of)? (?P<which>last|this|next) month|{_CLOSES})",
        unnamed.day_of_some_month,
    ),
    "weekday and day": _pattern(
        rf"(?P<weekday>{WEEKDAY}),? (?:the )?(?P<day>{DAY})(?:{_SUFFIX}|{_CLOSES}(?! *, *\d))",
        unnamed.weekday_and_day,
    ),
    "slashed": _pattern(
        rf"(?:(?P<weekday>{WEEKDAY}),? )?(?P<one>{DAY})/(?P<two>{DAY})(?![/\d-]|\.\d)",
        unnamed.slashed,
    ),
    "compact": _pattern(
        r"(?P<year>(?:19|20)\d\d)(?P<gap> ?)(?P<month>[01]\d)(?P=gap)(?P<day>[0-3]\d)",
        unnamed.compact,
    ),
    "in a name": Pattern(
        re.compile(
            r"(?<=[-_])(?P<year>(?:19|20)\d\d)(?P<gap>-?)(?P<month>[01]\d)(?P=gap)(?P<day>[0-3]\d)(?!\d)"
        ),
        unnamed.compact,
    ),
}
