"""Disowned: what is said to be not so by a word, and no clause: "Governor death hoax", "Video of raid a fake".

Sentences that say so with a verb are `stances.py`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from shared.records import Mode, Stance
from workers.extract.clauses import TENSED, WH, span_of
from workers.extract.headline_words import (
    LOOSE,
    NAMING,
    WORDS,
    about,
    attribution,
    goes_with,
    is_turned,
    is_word,
    named_with,
    suggested,
    trimmed,
)
from workers.extract.marks import Attribution
from workers.extract.noun_phrases import Range
from workers.extract.pronouns import head_of_phrase

_ENDS = frozenset({":", ";", ","})
_NOT = frozenset({"not", "n't", "n’t"})
_INVENTED = 4
"""Words from who makes a tale up to the tale."""
_MAKING = frozenset({"make", "makes", "made", "making"})
_RETORT = 3
"""Words of "it hasn't"."""
_RETORTS = frozenset({"be", "do", "have", "will", "can", "would", "could", "wo", "ca"})
_POINTING = frozenset({"it", "this", "that"})


def disowned(sentence: Span) -> Attribution | None:
    """What a word such as "hoax" stands with, as the outlet's denial."""
    for token in (t for t in sentence if not _opens_compound(t)):
        turned = is_turned(token, sentence)
        told = _told_falsely(token, sentence) if is_word(token, "disowned") and not turned else None
        if not told and _is_verdict(token) and not turned:
            told = named_with(token, sentence) or _claimed(token, sentence)
        elif not told and _is_invented(token, sentence):
            told = about(token) or suggested(token, sentence)
        elif not told and is_word(token, "genuine") and turned:
            told = _called(token, sentence)
        if told:
            return attribution(token, told, None, Stance.DENIES)
    invented = made_up(sentence)
    if invented is None:
        return None
    return attribution(sentence.doc[invented[1]], invented, None, Stance.DENIES)


def _is_verdict(token: Token) -> bool:
    """ "Downing of jets 'a lie'"; bodies that lie in the streets are no lie."""
    lies = token.lemma_ == "lie" or token.lower_ in {"lie", "lies"}
    told = not lies or (token.i > 0 and token.nbor(-1).lower_ == "a")
    return is_word(token, "disowning") and told


def _opens_compound(token: Token) -> bool:
    """The "false" of "false-flag attack" says that nothing is false; that of "fake-news report" does."""
    after = token.doc[token.i + 1 : token.i + 3].text.lower()
    return after.startswith(("-", "–")) and not token.whitespace_ and after[1:] != "news"


def made_up(sentence: Span) -> Range | None:
    """The "it all" of "Rebels made it all up, army says"."""
    for verb in sentence[:-2]:
        what, behind = verb.nbor(), verb.doc[verb.i + 2 : min(verb.i + 4, sentence.end)]
        if verb.lower_ in _MAKING and what.lower_ in _POINTING | {"everything"}:
            return next(((what.i, t.i) for t in behind if t.lower_ == "up"), None)
    return None


def _is_invented(token: Token, sentence: Span) -> bool:
    """The "tale" of "Guard made up tale of ambush", "Guard invented tale of ambush", unless he denies it."""
    before = sentence.doc[max(sentence.start, token.i - _INVENTED) : token.i]
    up = any(t.lower_ == "up" and t.i > 0 and t.nbor(-1).lower_ in _MAKING for t in before)
    invented = up or any(is_word(t, "inventing") for t in before)
    denied = any(is_word(t, "turning") for t in sentence.doc[sentence.start : token.i])
    return is_word(token, "telling") and invented and not denied


def _claimed(token: Token, sentence: Span) -> Range | None:
    """What is told before or behind it; of "Rumour debunked: bridge has not fallen" nothing is denied again."""
    told = _labelled(token, sentence) or _called(token, sentence)
    denied = told and any(is_word(t, "negating") for t in sentence.doc[told[0] : told[1]])
    return None if denied else told


def _labelled(token: Token, sentence: Span) -> Range | None:
    """What stands behind the colon of "Hoax alert: town under siege"."""
    doc = sentence.doc
    colon = next(
        (t.i for t in doc[token.i + 1 : min(token.i + 3, sentence.end)] if t.text == ":"), None
    )
    of_it = any(
        t.pos_ == "ADP" for t in doc[sentence.start : token.i]
    )  # "Death of a myth: army routed"
    return trimmed(doc, colon + 1, sentence.end) if colon is not None and not of_it else None


def _called(token: Token, sentence: Span) -> Range | None:
    """The "Video of raid" of "Video of raid a fake", "Video of raid exposed as fake"."""
    doc, at = sentence.doc, token.i
    after = doc[at + 1] if at + 1 < sentence.end else None
    # "'Massacre in Zabid fake news', says envoy"
    news = after is not None and after.lower_ == "news"
    plain = is_word(token, "genuine")  # "Report of siege NOT real shared by thousands"
    if after is not None and not (news or plain) and (after.pos_ in NAMING or after.tag_ in TENSED):
        return None  # "a fake checkpoint", "hoax closes airport"
    while at > sentence.start and (doc[at - 1].pos_ in LOOSE or doc[at - 1].pos_ == "ADJ"):
        at -= 1
        if doc[at].pos_ == "ADP" and doc[at].lower_ != "as":
            return None  # "Airport reopens after hoax"
    begins = max(
        (t.i + 1 for t in doc[sentence.start : at] if t.text in _ENDS), default=sentence.start
    )
    pointed = doc[at - 1] if at > begins else None
    if pointed is not None and pointed.lower_ in _POINTING and at - 1 > sentence.start:
        begins, at = sentence.start, at - 1  # "Town falls to rebels - it's a hoax"
    told = trimmed(doc, begins, at)
    if told and _misread(doc[told[0]]):
        return told
    held = told and any(is_word(t, "holding") and t.tag_ != "WDT" for t in doc[slice(*told)])
    return None if held else told


def _misread(noun: Token) -> bool:
    """The "Report" of "Officials: Report That Town Is Under Siege Is False", a verb to the parse, which finds nothing false."""
    return is_word(noun, "telling") and noun.tag_[:2] == "VB" and noun.nbor().lower_ == "that"


def _told_falsely(token: Token, sentence: Span) -> Range | None:
    """The "stolen truck" of "fake stolen truck report", and of "false reports of a stolen truck"."""
    doc = sentence.doc
    for noun in doc[token.i + 1 : min(token.i + 6, sentence.end)]:
        if noun.text == "-":
            continue
        if is_word(noun, "telling"):
            inner = trimmed(doc, token.i + 1, noun.i)
            return suggested(noun, sentence) or inner or about(noun)
        if not goes_with(noun):
            return None
    return None


def taken_back(sentence: Span, before: Span | None) -> Attribution | None:
    """What is said, and taken back behind it: "Bridge has fallen: no, it hasn't", "Mayor has fled. Update: nope"."""
    words = [t for t in sentence if t.is_alpha or t.lower_ in _NOT]
    for at, token in enumerate(words):
        ends = at + 1 == len(words)
        if (ends and token.lower_ == "nope") or (
            token.lower_ == "no" and _is_retort(words[at + 1 : at + 4])
        ):
            told = trimmed(sentence.doc, sentence.start, token.i)
            if told is None and before is not None:
                told = trimmed(before.doc, before.start, before.end)
            return attribution(token, told, None, Stance.DENIES) if told else None
    return None


def _is_retort(words: Sequence[Token]) -> bool:
    """The "it hasn't" of "no, it hasn't", with nothing behind it."""
    if len(words) < _RETORT or words[0].pos_ != "PRON" or words[1].lemma_ not in _RETORTS:
        return False
    last = words[-1]
    ends = last.i + 1 == last.sent.end or last.nbor().is_punct
    return last.lower_ in _NOT and ends


def answered(asked: Span | None, sentence: Span) -> Attribution | None:
    """ "Governor dead? Viral hoax fools thousands", "Is the road open? Not yet", "Truce ahead? No, says army": no, is the
    answer."""
    if asked is None or asked[0].tag_ in WH:  # "Who shelled the market? No answer"
        return None
    told = trimmed(asked.doc, asked.start, asked.end)
    words = [t for t in sentence if t.is_alpha or t.lower_ == "n't"]
    words = words[len(words) > 1 and is_word(words[0], "perhaps") :]  # "Probably not"
    for token in words:
        answers = token is words[0] and token.i + 1 < sentence.end
        bare = all(is_word(t, "barely") for t in words[1:])
        alone = token is words[0] and (bare or (answers and token.nbor().text == ","))
        no = alone and is_word(token, "negating")
        if told and (no or (is_word(token, "disowning") and not is_turned(token, sentence))):
            return attribution(token, told, None, Stance.DENIES)
    return None


def disown(told: Attribution, doc: Doc) -> Attribution:
    """ "A hoax report claims that rebels hold the town": who calls it so says that they do not. "The army called the
    report false": it disputes it."""
    source = told.source
    if source is None or source.span is None or told.stance is not Stance.ASSERTS:
        return told
    if told.cue_lemma in WORDS["calling"]:
        return _called_false(told, doc)
    words = span_of(doc, *source.span)
    head = head_of_phrase(doc, words.start, words.end)
    # not "the UN statement on false reports", "a study of fake accounts"
    before = [t for t in words if t.i < head.i]  # "a fake-news report"
    if not (is_word(head, "telling") and any(is_word(t, "disowned") for t in before)):
        return told
    ends = (*source.span, *(told.cue or ()))
    cue = min(ends), max(ends)
    return replace(told, source=None, cue=cue, mode=Mode.NONE, stance=Stance.DENIES)


def _points(words: Span, last: Token) -> bool:
    """The "it a lie" of "Ukraine hits bridge - Moscow calls it a lie"."""
    return all(t.lower_ in _POINTING | {"a", "an"} or t.is_punct or t == last for t in words)


def _told_before(told: Attribution, doc: Doc, part: Range) -> Attribution:
    end = doc[part[1] - 1]
    return replace(told, start=doc[part[0]].idx, end=end.idx + len(end), stance=Stance.DISPUTES)


def _called_false(told: Attribution, doc: Doc) -> Attribution:
    words = span_of(doc, told.start, told.end)
    last = next((t for t in reversed(words) if t.is_alpha), None)
    if last is None or not is_word(last, "falsehood") or is_turned(last, words):
        return told
    rest = trimmed(doc, words.start, last.i)
    if rest is None and told.source is not None and told.source.span and _points(words, last):
        begins = span_of(doc, *told.source.span).start
        before = trimmed(doc, last.sent.start, begins)
        return _told_before(told, doc, before) if before else told
    if rest is None or not any(is_word(t, "telling") for t in doc[rest[0] : rest[1]]):
        return told
    end = next(t for t in reversed(doc[slice(*rest)]) if t.pos_ in NAMING - {"ADJ"})
    return replace(told, end=end.idx + len(end), stance=Stance.DISPUTES)
