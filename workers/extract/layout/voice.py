"""Whose statement a whole text is, if it is a body's own: a press release, a communiqué."""

from __future__ import annotations

import re

from workers.extract.layout.lines import Line, is_release_line
from workers.extract.lexicon import load
from workers.extract.marks import Block, BlockKind

_WORDS = load("layout")


def _whole(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_BODIES = _whole(_WORDS["bodies"])
_MEDIA = _whole(_WORDS["media"])
_RELEASES = re.compile(rf"\b(?:{'|'.join(_WORDS['releases'])})\b", re.IGNORECASE)


def find_voice(lines: list[Line], blocks: list[Block], outlet: str | None) -> str | None:
    """The body whose statement the text is: of the masthead, else of the outlet.

    A body that publishes is no outlet of news: its unattributed sentences are its own word. A
    byline or an agency's dateline says that a reporter wrote, whoever published it.
    """
    head = _head(lines, blocks)
    named = next((body for line in head if (body := _body_of(line.text))), None)
    if named and any(is_release_line(line) for line in head):
        same = outlet and is_body(outlet) and _words(outlet) & _words(named)
        return outlet if same else named
    reported = any(b.kind in {BlockKind.BYLINE, BlockKind.DATELINE} for b in blocks)
    return outlet if outlet and is_body(outlet) and not reported else None


def _words(name: str) -> set[str]:
    return {
        word for word in re.findall(r"\w{3,}", name.lower()) if word not in {"the", "and", "for"}
    }


def is_body(name: str) -> bool:
    """Whether a name is that of a body that speaks for itself rather than of an outlet of news."""
    return bool(_BODIES.search(name)) and not _MEDIA.search(_RELEASES.sub(" ", name))


def _head(lines: list[Line], blocks: list[Block]) -> list[Line]:
    """The lines before the first paragraph that a masthead or headline stands on."""
    body = next((block.start for block in blocks if block.kind is BlockKind.BODY), 0)
    return [line for line in lines if line.end <= body]


def _body_of(line: str) -> str | None:
    """The body that a masthead line names: "X Forces, press office" -> "X Forces"."""
    name = re.split(r" [-–—|:] |, ", _RELEASES.sub("\n", line).split("\n", 1)[0], maxsplit=1)[0]
    if _RELEASES.search(line) is None:
        name = line
    name = name.strip(" ,-–—|:")
    return name if name and len(name.split()) <= 12 and is_body(name) else None
