"""Attributions: who says what, direct, indirect and mixed, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from shared.records import Mode, SourceKind, Span
from workers.extract.accused import accused
from workers.extract.afterwards import find_named_afterwards
from workers.extract.apposed import is_finite
from workers.extract.by_count import find_by_count
from workers.extract.chains import chain, link
from workers.extract.clauses import span_of as span_of_words
from workers.extract.contested import set_contested
from workers.extract.cues import Sort
from workers.extract.disowned import disown
from workers.extract.headlines import with_denied, with_headlines
from workers.extract.hearers import told_to
from workers.extract.hearsay import find_hearsay
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Attribution, Layout, Name, Quotation, SourceMark
from workers.extract.mentioned import by_relative
from workers.extract.organisations import kind_of_body
from workers.extract.owned_claims import find_owned_claims
from workers.extract.pronouns import head_of_phrase
from workers.extract.revised import find_revised
from workers.extract.rivals import find_counts
from workers.extract.sayings import Saying, find_sayings, only_shows, says_nothing_below
from workers.extract.sources import NOBODY, Resolver
from workers.extract.speech import find_speech, is_read, with_words_of_his, withheld
from workers.extract.stretches import set_contents
from workers.extract.taglines import find_taglines, quoted_behind_labels
from workers.extract.together import others, told_together
from workers.extract.touching import Heard
from workers.extract.transcripts import find_spoken
from workers.extract.unverified import with_unverified
from workers.extract.wrongly import find_wrongly_told


def find_attributions(
    doc: Doc, layout: Layout, quotations: Sequence[Quotation], names: Sequence[Name]
) -> tuple[Attribution, ...]:
    """Every attribution outside page furniture, in reading order; offsets into the view.

    Content excludes source, cue, "that" and quotation marks where these stand apart; a sentence
    that its cue splits gives two attributions with one cue. A source that could not be decided is
    `None` with the reason in `doubt`; `None` without a doubt is the outlet itself, which says that
    something could not be verified, or is not so. Conventions: the export contract's, and those of its gold.
    """
    quoted = [q for q in quotations if not q.scare]
    sayings = [s for s in _sayings(doc, layout, names) if is_read(layout, doc[s.i].idx)]
    set_contents(doc, sayings)
    set_contested(doc, sayings)
    _keep_within(doc, sayings, quoted)
    own = [s for s in sayings if _about_itself(doc, s)]
    sayings = [s for s in sayings if s not in own]
    heard = _heard(doc, layout, sayings, quoted, names)
    labelled = quoted_behind_labels(doc, quotations, names)
    spoken, used = find_speech(doc, layout, quotations, heard, labelled)
    tagged = find_taglines(doc, layout, names)
    # A quotation behind a ticker's "Sydorenko again:" is his, and not that of the line before.
    spoken = [a for a in spoken if not any(t.start < a.end and a.start < t.end for t in tagged)]
    spoken = withheld(doc, [*spoken, *find_spoken(layout, names, spoken)], own)
    reported = withheld(doc, [a for h in heard for a in _reported(doc, h, used)], own)
    free = [a for a in tagged if not any(b.start < a.end and a.start < b.end for b in reported)]
    reported += free
    hearsay = [a for a in find_hearsay(doc, free) if is_read(layout, a.start)]
    linked = told_together(link(doc, [*spoken, *reported], hearsay, heard), heard)
    linked += find_revised(doc, layout, linked)
    linked = [with_words_of_his(a, quotations) for a in linked]
    for wrong in find_wrongly_told(doc):
        linked = with_denied(linked, wrong, doc) if is_read(layout, wrong.start) else linked
    linked = with_unverified(doc, linked)
    linked = with_headlines(doc, layout, [disown(a, doc) for a in linked])
    return tuple(sorted(dict.fromkeys(linked), key=lambda a: (a.start, -a.end, a.cue or (0, 0))))


def _sayings(doc: Doc, layout: Layout, names: Sequence[Name]) -> list[Saying]:
    """By one cue each; those whose words another way of saying takes as a whole are left to it."""
    counts = [*find_counts(doc, names), *find_by_count(doc), *find_owned_claims(doc)]
    whole = {s.i for s in counts if s.cue.passive}
    plain = [s for s in find_sayings(doc, names) if s.i not in whole]
    said = {s.cue.token.sent.start for s in (*counts, *plain)}
    late = [
        s for s in find_named_afterwards(doc, layout, names) if _first_sentence(doc, s) not in said
    ]
    taken = {s.i for s in late}
    return [*counts, *(s for s in plain if s.i not in taken), *late]


def _keep_within(doc: Doc, sayings: Sequence[Saying], quoted: Sequence[Quotation]) -> None:
    """What somebody is said to hold within a quotation ends with it: "'The president considers it wrong to go on' a
    spokesman said". Where a comma is lost the parse goes on to the spokesman."""
    for saying in sayings:
        around = _enclosing(quoted, doc[saying.i].idx)
        if around is None:
            continue
        words = span_of_words(doc, around.start, around.end)
        cut = [(max(first, words.start), min(end, words.end)) for first, end in saying.contents]
        saying.contents = [(first, end) for first, end in cut if first < end]


def _first_sentence(doc: Doc, saying: Saying) -> int:
    return doc[saying.contents[0][0]].sent.start if saying.contents else saying.i


def _heard(
    doc: Doc,
    layout: Layout,
    sayings: list[Saying],
    quoted: Sequence[Quotation],
    names: Sequence[Name],
) -> list[Heard]:
    """The sayings in reading order with their sources; those of nobody who can speak left out."""
    resolver = Resolver(doc, names)
    heard: list[Heard] = []
    for saying in sorted(sayings, key=lambda s: s.i):
        inside = _enclosing(quoted, doc[saying.i].idx) is not None
        speaker = accused(saying, heard) or saying.speaker
        mark, doubt = resolver.resolve(speaker) if speaker else (None, "no speaker")
        if mark is None and doubt in NOBODY:
            continue
        if mark is not None and not _speaks(doc, saying, mark, resolver):
            continue
        if mark is not None and speaker and not inside and doc[speaker[0]].lower_ == "our":
            mark = replace(mark, organisation=layout.voice or mark.organisation)
        if not inside and _says_something(doc, saying, quoted):
            resolver.hear(mark, below=_teller_of(saying, heard))
        source, via = chain(resolver, saying, mark, names)
        hearer = told_to(resolver, saying.cue, names) if source is not None else None
        via = (*via, hearer) if hearer is not None else via
        with_it = others(resolver, saying.speaker, mark) if saying.speaker and mark else ()
        heard.append(Heard(saying, source, doubt, inside, via, with_it))
    return [by_relative(h) for h in _introduced(doc, heard, names)]


def _says_something(doc: Doc, saying: Saying, quoted: Sequence[Quotation]) -> bool:
    """Of "his bomb detector began beeping" nobody is heard: "began" tells only beside a quotation."""
    if saying.cue.sort is not Sort.QUOTE:
        return True
    start, end = span_of(doc, saying.first, saying.end)
    return any(0 <= q.start - end <= _BESIDE or 0 <= start - q.end <= _BESIDE for q in quoted)


_BESIDE = 4
"""Characters between a cue and the quotation it brings."""


def _teller_of(saying: Saying, heard: Sequence[Heard]) -> SourceMark | None:
    """Who tells what this one says: of "a spokesman added that the president thought so", the spokesman, and "he" is him."""
    for earlier in reversed(heard):
        if earlier.saying.cue.token.sent.start != saying.cue.token.sent.start:
            return None
        if any(first <= saying.i < end for first, end in earlier.saying.contents):
            return earlier.mark
    return None


def _introduced(doc: Doc, heard: list[Heard], names: Sequence[Name]) -> list[Heard]:
    """ "The director of the hospital said. ... 'We had no oxygen,' Dr Ishaq said.": the first is the
    second, who is named there for the first time and is not called anything else."""
    out = [_named_later(doc, each, heard[at + 1 :], names) for at, each in enumerate(heard)]
    for at, (one, after) in enumerate(pairwise(heard)):
        mark, named = one.mark, after.mark
        if mark is None or named is None or not mark.span or not named.span:
            continue
        definite = text_of(doc)[slice(*mark.span)].lower().startswith("the ") and mark.role
        speaker = after.saying.speaker  # "A rights group, Kal Akal, said": somebody else
        described = speaker is not None and doc[speaker[0]].lower_ in _NOT_NAMED
        # "The mayor said. ... said Moussa Guindo, who escaped": he is somebody, and not the mayor
        described = described or bool(_TOLD_OF.match(text_of(doc), named.span[1]))
        bare = not (named.role or named.organisation or described)
        new = named.kind is SourceKind.PERSON and bare
        first = min((n.start for n in names if n.canonical == named.name), default=0)
        near = 0 < named.span[0] - mark.span[1] < _NEXT and first > mark.span[1]
        if mark.kind is SourceKind.UNNAMED and definite and new and near:
            out[at] = replace(one, mark=replace(mark, name=named.name, kind=SourceKind.PERSON))
    return out


def _named_later(doc: Doc, one: Heard, after: Sequence[Heard], names: Sequence[Name]) -> Heard:
    """ "..., a monitoring group said. The Syrian Observatory for Human Rights said ...": agencies name the monitor in one
    of the next sentences. Where the report names two, or it is heard in the same sentence, nobody can tell."""
    mark = one.mark
    said = one.saying.cue.token
    if mark is None or not mark.span or not _is_monitor(text_of(doc), mark.span, said):
        return one
    monitors = {n.canonical for n in names if kind_of_body(n.canonical) == "monitor"}
    ends = one.saying.cue.token.sent.end_char
    for later in (h.mark for h in after):
        name = later.organisation if later else None
        if later is None or later.span is None or name is None or name not in monitors:
            continue
        near = ends <= later.span[0] < ends + _NEXT and len(monitors) == 1
        if near and _MONITORS & set(name.lower().split()):
            named = replace(mark, name=name, kind=SourceKind.ORGANISATION, organisation=name)
            return replace(one, mark=named)
        return one
    return one


def _is_monitor(text: str, called: Span, verb: Token) -> bool:
    """ "A monitoring group said", "a group monitoring the conflict said"."""
    described = text[called[0] : max(called[1], verb.idx)]
    return any(_A_MONITOR.match(words) for words in (text[slice(*called)], described))


_TOLD_OF = re.compile(r",? (?:who|whose)\b|, (?:a|an|the|one|\d+)\b")
_MONITORS = frozenset({"observatory", "monitor", "network"})
_A_MONITOR = re.compile(
    r"an? (?:war |rights |human rights |conflict )?(?:monitor|monitoring group|watchdog|monitoring organisation)$"
    r"|(?!the )(?:an? )?(?:\w+ )?group (?:monitoring|tracking|(?:that|which) (?:monitors|tracks)) ",
    re.IGNORECASE,
)
_NOT_NAMED = frozenset({"a", "an", "the", "he", "she"})
_NO_SOURCES = frozenset(load("cues")["no_sources"])
_NEXT = 400
"""Characters from a description to the name that follows it."""


def _speaks(doc: Doc, saying: Saying, mark: SourceMark, resolver: Resolver) -> bool:
    """Whether it is somebody who can speak: in "the fall of the town would threaten the siege"
    nobody threatens anything."""
    if saying.speaker is None or mark.kind is not SourceKind.UNNAMED:
        return True
    if saying.cue.sort is Sort.ACCORDING:  # "to fact-checkers", whoever they are; but not "to plan"
        return head_of_phrase(doc, *saying.speaker).lemma_.lower() not in _NO_SOURCES
    if saying.cue.token.lemma_ != "know" and saying.cue.lemma == "know":
        return True  # whoever "has no idea" is somebody
    doubtful = saying.cue.sort is Sort.ACT or not is_finite(saying.cue.token)
    doubtful = doubtful or says_nothing_below(saying.cue.token) or only_shows(saying)
    return not doubtful or resolver.can_speak(saying.speaker)


def _about_itself(doc: Doc, saying: Saying) -> bool:
    """ "we announced", "I told you": the speaker's own words, with nothing between. "No group claimed ..." is nobody's."""
    if saying.speaker is None:
        return False
    first, end = saying.speaker
    if doc[first].lower_ in {"no", "none", "nobody"} or doc[max(first - 1, 0)].lower_ == "not":
        return True
    return end - first == 1 and doc[first].lower_ in {"i", "we", "you", "nobody", "none", "nothing"}


def _enclosing(quotations: Sequence[Quotation], at: int) -> Quotation | None:
    return next((q for q in quotations if q.start <= at < q.end), None)


def span_of(doc: Doc, first: int, end: int) -> Span:
    return doc[first].idx, doc[end - 1].idx + len(doc[end - 1])


def _reported(doc: Doc, heard: Heard, used: dict[int, list[Span]]) -> list[Attribution]:
    """What a saying reports in words that are not all quoted."""
    saying = heard.saying
    cue = span_of(doc, saying.cue.first, saying.cue.last + 1)
    spoken = used.get(saying.i, [])
    out = []
    for first, end in saying.contents:
        start, stop = span_of(doc, first, end)
        quoted = [s for s in spoken if s[0] < stop and start < s[1]]
        if quoted and _covered(doc, start, stop, quoted):
            continue
        if saying.cue.sort is Sort.QUOTE:
            continue
        mode = Mode.MIXED if quoted else Mode.INDIRECT
        out.append(
            Attribution(
                start,
                stop,
                heard.mark,
                cue,
                mode,
                saying.cue.stance,
                heard.via,
                saying.cue.lemma,
                heard.doubt,
            )
        )
    return out


def _covered(doc: Doc, start: int, stop: int, quoted: list[Span]) -> bool:
    """Whether at most a word or two of a stretch lie outside the quotations."""
    outside = [
        t
        for t in doc.char_span(start, stop, alignment_mode="expand") or ()
        if t.is_alpha and not any(s <= t.idx < e for s, e in quoted)
    ]
    return len(outside) < 2
