"""Headlines: what a headline disowns, or passes on as nobody's word, without a clause that does.

"Governor death hoax", "Video of raid a fake", "Truce rumours sweep capital", "Army behind blast, allegedly": the reading of
sentences looks for the verb by which somebody denies or tells, and a headline leaves it out. A headline is one
proposition: such a word bears on what it stands with, or, standing for itself, on all of it. Below, in the report,
it would bear on its own clause only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from shared.records import SourceKind, Stance
from workers.extract.clauses import sentences_in, span_of
from workers.extract.disowned import answered, disowned, taken_back
from workers.extract.marks import Attribution, BlockKind, Layout
from workers.extract.rumoured import alleged, rumoured


def with_headlines(doc: Doc, layout: Layout, said: Sequence[Attribution]) -> list[Attribution]:
    """`said`, what is attributed by other signs, with what headlines disown (the outlet's own denial, which has no
    source; or that of who is told to say so) and what they pass on as hearsay."""
    out = list(said)
    for block in (b for b in layout.blocks if b.kind is BlockKind.HEADLINE):
        asked: Span | None = None
        before: Span | None = None
        for sentence in sentences_in(doc, block.start, block.end):
            if sentence[-1].text == "?":
                asked = sentence
                continue
            told = taken_back(sentence, before) or disowned(sentence) or answered(asked, sentence)
            before = sentence
            out = with_denied(out, told, doc) if told else _with_rumours(out, sentence)
    return out


def with_denied(said: Sequence[Attribution], told: Attribution, doc: Doc) -> list[Attribution]:
    """The denial is of who says the word, if he is named: "Officials: report of siege is false"."""
    teller = next((a for a in said if _says(a, told, doc)), None)
    if teller is None:
        return [*(a for a in said if not (_is_hearsay(a) and _holds(a, told))), told]
    start = max(told.start, teller.start)
    denied = replace(teller, start=start, end=told.end, stance=told.stance)
    return [denied if a is teller else a for a in said]


def _with_rumours(said: Sequence[Attribution], sentence: Span) -> list[Attribution]:
    found = rumoured(sentence) or alleged(sentence)
    return [*said, *(a for a in found if not any(_tells(b, a) for b in said))]


def _tells(said: Attribution, told: Attribution) -> bool:
    """Whether it is told already: by somebody, who may stand behind it ("Leader believed killed - radio")."""
    named = said.source is not None and not _is_hearsay(said) and said.start == told.start
    return named or _holds(said, told) or _cued_by(said, told)


def _is_hearsay(said: Attribution) -> bool:
    return said.source is not None and said.source.kind is SourceKind.HEARSAY


def _says(said: Attribution, told: Attribution, doc: Doc) -> bool:
    """Whether the word that disowns is among another's words. "Man who claimed to be sheriff exposed as fake" is not: what
    he claimed is behind him."""
    if said.source is None or _is_hearsay(said) or said.stance is not Stance.ASSERTS:
        return False
    cue = told.cue or (told.end, told.end)
    besides = any(t.dep_ == "relcl" for t in span_of(doc, *said.cue)) if said.cue else False
    within = said.start <= cue[0] and cue[1] <= said.end and said.start < told.end
    return within and not besides


def _cued_by(said: Attribution, told: Attribution) -> bool:
    """ "Unverified video shows raid": the video is what tells of the raid, and no more is told of it."""
    return said.cue is not None and said.cue[0] <= told.start and told.end <= said.cue[1]


def _holds(said: Attribution, told: Attribution) -> bool:
    return said.start <= told.start and told.end <= said.end
