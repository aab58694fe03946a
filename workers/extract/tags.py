"""Tags: markup that was left in a text. What parts blocks is a blank line, the rest is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ATTRIBUTES = r"(?:\s[^<>]{0,600})?"
_UNSEEN = (
    r"<!--.{0,5000}?-->|<(?P<unseen>script|style|del|s|strike)\b[^<>]{0,600}>.{0,20000}?</(?P=unseen)\s*>"
    r"|<sup>\s*\[?(?:\d{1,3}|[a-z*†])\]?\s*</sup>"
)
"""With what stands between: what is not shown, what is struck out, and the number of a footnote."""
_BLOCKS = (
    "p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|blockquote|section|article"
    "|header|footer|aside|nav|main|figure|figcaption|html|head|body|title"
)
_WITHIN = "a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|small|span|strong|sub|sup|time|u|wbr|iframe|picture|source|svg"
_TAG = re.compile(
    rf"{_UNSEEN}|</?(?P<block>{_BLOCKS}){_ATTRIBUTES}\s*/?>|</?(?:{_WITHIN}){_ATTRIBUTES}\s*/?>",
    re.IGNORECASE | re.DOTALL,
)


def drop_tags(text: str) -> Iterator[tuple[int, str]]:
    """Edits of `text`: "<p>Nine died</p>" is a paragraph, "<b>nine</b>" a word. What is not of HTML stays ("<5 dead")."""
    if "<" not in text:
        return
    for found in _TAG.finditer(text):
        start, end = found.span()
        put = "\n\n" if found["block"] else ""
        if put and found["block"].lower() == "br":
            put = "\n"
        elif not put and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            put = " "  # "killed nine<em>rebels</em>"
        for at in range(start, end):
            yield at, put[at - start : at - start + 1]
