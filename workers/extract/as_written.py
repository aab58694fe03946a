"""As written: a body goes by the name that its report gives it, and is the one of the lexicon all the same.

"The Syrian government said" is of the Syrian government to whoever reads it, though other reports say "the Assad regime"
of the same body: `name` is the report's, `organisation` is one in all reports. Letters and parts of a name ("SDF", "the
Observatory") are no name of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workers.extract.marks import Attribution, Name, NameKind, SourceMark
from workers.extract.organisations import plain
from workers.extract.placenames import fold

_JOINING = frozenset({"of", "the", "for", "and"})
_POSSESSIVES = ("'s", "s'")


def as_written(
    text: str, names: Sequence[Name], attributions: Iterable[Attribution]
) -> tuple[Attribution, ...]:
    """The attributions with their bodies called as the report calls them."""
    called = _called(text, names)
    return tuple(
        replace(
            each,
            source=each.source and _named(each.source, called),
            via=tuple(_named(link, called) for link in each.via),
            beside=tuple(_named(other, called) for other in each.beside),
        )
        for each in attributions
    )


def _named(mark: SourceMark, called: Mapping[str, str]) -> SourceMark:
    if mark.name is None or mark.name != mark.organisation:
        return mark
    return replace(mark, name=called.get(mark.name, mark.name))


def _called(text: str, names: Sequence[Name]) -> Mapping[str, str]:
    """The report's own name of each body that it does not call by the lexicon's."""
    forms: dict[str, Counter[str]] = {}
    for name in names:
        if name.kind is NameKind.ORGANISATION:
            forms.setdefault(name.canonical, Counter())[_bare(text[name.start : name.end])] += 1
    return {
        canonical: max(others, key=lambda form: (len(form.split()), said[form], form))
        for canonical, said in forms.items()
        if all(fold(form) != fold(canonical) for form in said)
        and (others := [form for form in said if _is_name(form, canonical)])
    }


def _bare(form: str) -> str:
    words = plain(form).strip()
    for end in _POSSESSIVES:
        words = words.removesuffix(end)
    return words.partition(" ")[2] if words[:4].lower() == "the " else words


def _is_name(form: str, canonical: str) -> bool:
    """Neither letters nor a part of the other, nor what it is: "Israeli army", not "IDF", "the Observatory" nor "the
    monitoring group"."""
    words = fold(form).split() if form != form.lower() else []
    letters = len(words) == 1 and sum(c.isupper() for c in form) > 1
    whole = set(fold(canonical).split())
    # All of it in another order is a name of its own: "Russian Defence Ministry".
    part = set(words) < whole - _JOINING
    return bool(words) and not letters and not part
