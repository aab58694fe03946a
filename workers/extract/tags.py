"""Tags: markup that was left in a text. What parts blocks is a blank line, the rest is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ATTRIBUTES = r"(?:\s[^<>]{0,600})?"
_UNSEEN = r"<!--.{0,5000}?-->|<(?P<unseen>script|style)\b[^<>]{0,600}>.{0,20000}?</(?P=unseen)\s*>"
_BLOCKS = (
    "p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|blockquote|section|article"
    "|header|footer|aside|nav|main|figure|figcaption|html|head|body|title"
)
_WITHIN = "a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr|iframe|picture|source|svg"
_TAG = re.compile(
    rf"{_UNSEEN}|</?(?P<block>{_BLOCKS}){_ATTRIBUTES}\s*/?>|</?(?:{_WITHIN}){_ATTRIBUTES}\s*/?>",
    re.IGNORECASE | re.DOTALL,
)


def drop_tags(text: str) -> Iterator[tuple[int, str]]:
    """Edits of `text`: "<p>Nine died</p>" is a paragraph, "<b>nine</b>" a word. What is not of HTML stays ("<5 dead")."""
    if "<" not in text:
        return
    for found in _TAG.finditer(text):
        parts = 0
        if found["block"]:
            parts = 1 if found["block"].lower() == "br" else 2
        for at in range(found.start(), found.end()):
            yield at, "\n" if at - found.start() < parts else ""
