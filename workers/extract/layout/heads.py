"""The head of a text within a line: the day of publication, headline, agency and dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workers.extract.days import DAY, FULL_DAY, MONTH, WEEKDAY, day_of, make_day, month_of
from workers.extract.lexicon import load
from workers.extract.marks import Block, BlockKind

_WORDS = load("layout")
_AGENCY = "(?:" + "|".join(_WORDS["agencies"]) + ")"
_BUREAU = "(?:" + "|".join(_WORDS["bureaus"]) + ")"
_PUBLISHED = "(?:" + "|".join(_WORDS["published"]) + ")"
_CLOCK = r"(?:,? ?(?:at |- )?\d{1,2}[:.]?\d\d(?: ?[ap]\.?m\.?)?(?: ?(?:GMT|UTC|EDT|EST|BST|CET|KSA))?(?![\d-]))?"
_SHARED = (
    r"(?: ?\(updated [^)]{0,30}\))?(?: ?Get short URL(?: \d+)*)?"
    r"(?: (?:SEND|SHARE|TWEET|PRINT|EMAIL)\b(?: \S*http\S*)?)*"
)
"""What stands behind the day on a page to be passed on: "(updated 08:10 07.03.2018) Get short URL 2 12", "SHARE http..."."""

_DATE_FIRST = re.compile(
    rf"(?i:{_PUBLISHED}?:? ?{FULL_DAY.pattern}{_CLOCK}){_SHARED}\W{{0,3}}(?=[A-Z0-9\"“‘])"
)
_AGENCY_DAY = re.compile(rf"{_AGENCY}(?: {_AGENCY})? (?i:{FULL_DAY.pattern}) (?=[A-Z0-9\"“‘])")
_TITLE_THEN_AGENCY = re.compile(
    rf"(?P<title>.{{15,200}}?) (?P<agency>{_AGENCY}(?: {_AGENCY})?) (?P<whole>(?i:{FULL_DAY.pattern})) (?=\S)"
)
_TITLE_SENTENCE = re.compile(
    r"(?P<title>[^.!?]{15,180}(?:\b[A-Z]\.[^.!?]{2,90})?) ?\. (?=[A-Z0-9\"“‘])"
)

_CAPITALS = r"[A-Z][A-Z.'’]+(?:[ /-][A-Z][A-Z.'’]*)*"
_REST_OF_PLACE = r"(?:, ?[A-Z][\w.'’-]+(?: (?:of |the |and )*[A-Z][\w.'’-]+){0,3}){0,2}?"
_SHORT_DAY = (
    rf"(?:(?:{WEEKDAY},? )?(?:{MONTH} {DAY}|{DAY} {MONTH})(?:,? (?:(?:19|20)\d\d|\d\d\b))?)"
)
_COUNTRY = r"(?: \([A-Z][A-Za-z.'’ -]{1,30}\))?"
""" "VIENNA (AUSTRIA), 3 MAR 17 (AGENCY) --": monitors of the world's press name the country as well."""
_FILED_BY = r"(?:\([^()]{2,40}\)|/[A-Z][\w ]{2,30}/)"
_DASH = r"\s?(?:--|[-–—])\s"
_BRACKETS = r"(?P<notes>(?:\[[^\]]{2,200}\] ?)*)"
_BUREAU_LINE = re.compile(rf"{_BUREAU}|{_CAPITALS}, [A-Z][a-z]+(?: [A-Z][a-z]+)?")
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<place>{_CAPITALS}{_REST_OF_PLACE}){_COUNTRY}(?:,? (?i:(?P<day>{_SHORT_DAY})))?,?(?: {_FILED_BY})?{_DASH}{_BRACKETS}(?=\.{{0,4}}[A-Z0-9\"“‘'])",
        rf"(?P<place>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}}{_REST_OF_PLACE})(?:,? (?i:(?P<day>{_SHORT_DAY})))?,? {_FILED_BY}{_DASH}(?=[A-Z0-9\"“‘'])",
        rf"(?P<place>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}}{_REST_OF_PLACE}){_COUNTRY},? (?i:(?P<day>{_SHORT_DAY})),?(?: {_FILED_BY})?{_DASH}(?=[A-Z0-9\"“‘'])",
        rf"\((?P<place>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}}{_REST_OF_PLACE}),? (?i:(?P<day>{_SHORT_DAY}))\){_DASH}(?=[A-Z0-9\"“‘'])",
        rf"(?P<place>{_CAPITALS}),? (?i:(?P<day>{_SHORT_DAY}))\. ?/[A-Z]\w{{2,15}}/\.\s(?=[A-Z0-9\"“‘])",
        rf"(?P<place>{_BUREAU})(?:: | )(?=[A-Z0-9\"“‘][a-z0-9]*\b)(?![A-Z]{{2}})",
        rf"(?:[A-Z]\w+ )?\(?{_AGENCY}\)?{_DASH}(?=[A-Z0-9\"“‘'])",
    )
)


@dataclass(slots=True)
class Head:
    """What stands before the first sentence, and what it says."""

    blocks: list[Block]
    end: int = 0
    place: str | None = None
    published: date | None = None


def cut_head(text: str, start: int, first: bool) -> Head:
    """Cut off what precedes the sentences of a line; `first`: whether the line opens the report.

    A page without line ends runs day, headline, agency and text together ("17-05-2016 Six Held in
    Raid on Port. Six men were held"); the headline is told from the text by its capitals.
    """
    head = Head([], start)
    if first:
        _cut_day(text, start, head)
    _cut_dateline(text, start, head)
    if first and head.place is None:
        _cut_title(text, start, head)
        _cut_dateline(text, start, head)
    return head


def _cut_day(text: str, start: int, head: Head) -> None:
    found = _DATE_FIRST.match(text) or _AGENCY_DAY.match(text)
    if found:
        _cut(head, start + found.end(), BlockKind.FURNITURE)
        head.published = day_of(found)


def _cut_title(text: str, start: int, head: Head) -> None:
    found = _TITLE_THEN_AGENCY.match(text)
    if found and head.end == start:
        _cut(head, start + found.end("title"), BlockKind.HEADLINE)
        _cut(head, start + found.end("agency"), BlockKind.BYLINE)
        _cut(head, start + found.end("whole"), BlockKind.FURNITURE)
        head.published = day_of(found)
        return
    title = _TITLE_SENTENCE.match(text, head.end - start)
    if title and is_title(title["title"]):
        _cut(head, start + title.end(), BlockKind.HEADLINE)


def _cut_dateline(text: str, start: int, head: Head) -> None:
    for pattern in _DATELINES:
        found = pattern.match(text, head.end - start)
        if found is None:
            continue
        part = found.groupdict()
        if found.end() - found.start() - len(part.get("notes") or "") > 140:
            continue
        head.place = part.get("place")
        head.published = head.published or _dateline_day(part.get("day"))
        _cut(head, start + found.end(), BlockKind.DATELINE)
        return


_ALONE = re.compile(
    rf"(?P<place>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}}{_REST_OF_PLACE}),? (?i:{_SHORT_DAY})\.?"
)


def filed_from(line: str) -> str | None:
    """Where a line of its own says that a text was filed: "AL-BAYDA, Thursday 12 July"."""
    found = _ALONE.fullmatch(line.strip())
    return found["place"] if found and "," in line else None


def is_bureau(line: str) -> bool:
    """Whether it could be where a text was filed, without a day: "ANKARA", "GAZA CITY, Palestine". Of a field report's
    many such lines each is where the next lines are set."""
    return _BUREAU_LINE.fullmatch(line.strip()) is not None


def _dateline_day(words: str | None) -> date | None:
    """The day of a dateline that has its year; two figures are enough ("3 JAN 90")."""
    if words is None:
        return None
    month = re.search(MONTH, words, re.IGNORECASE)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if month is None or len(numbers) < 2:
        return None
    day, year = numbers[0], numbers[1]
    if year < 100:
        year += 1900 if year >= 50 else 2000
    return make_day(year, month_of(month[0]), day)


def _cut(head: Head, end: int, kind: BlockKind) -> None:
    head.blocks.append(Block(head.end, end, kind))
    head.end = end


def is_title(text: str) -> bool:
    """Whether the words are capitalised as in a headline, where prose has few capitals."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    raised = sum(word[0].isupper() for word in words)
    small = [word for word in words[1:] if word[0].islower()]
    return len(words) >= 4 and raised >= 0.75 * len(words) and len(small) <= 2


def masthead_day(text: str) -> date | None:
    """The day that a short line of a masthead gives: "Statement, 4 March 2019", "Updated: ..."."""
    found = FULL_DAY.search(text)
    return day_of(found) if found else None


def title_again(headline: str, text: str) -> int:
    """Where the sentences begin of a text that gives its headline once more, without a stop: "Raid kills 15 civilians in
    Zabid AFP At least 15 civilians were killed". 0 where it does not."""
    words = headline.split()
    if len(words) < _FEWEST or text.split(maxsplit=len(words))[: len(words)] != words:
        return 0
    title = re.match(r"\s*" + r"\s+".join(map(re.escape, words)), text)
    found = title and _BEHIND_TITLE.match(text, title.end())
    return found.end() if found else 0


_BEHIND_TITLE = re.compile(rf"\s+(?:{_AGENCY}\s+(?=[A-Z0-9\"“])|(?=(?i:{FULL_DAY.pattern})))")
"""A lead may go on from its headline's words: "Bomb kills five in Kabul market Monday, police said"."""
_FEWEST = 5
"""Words of a headline that are no chance."""
