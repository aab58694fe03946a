"""Learns what `workers.extract.mentions` goes by: `make mentions DATA=...`.

From `bench/re3d` in DATA: documents on Syria and Iraq with entities marked (Defence Science and Technology Laboratory 2017;
licences by source, see `extract/data/README.md`). Needed only here, never at run time. The same data give the same bytes
on the same kind of processor.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pycrfsuite import Trainer
from rich.progress import track
from spacy.tokens import Doc, Token

from shared.identity import content_id
from shared.records import AnnotationKind, Span
from workers.extract import gazetteer, language
from workers.extract.dates import find_dates
from workers.extract.layout import lay_out
from workers.extract.marks import DateMark, Name, View
from workers.extract.mention_facts import facts_of
from workers.extract.mentions import LEARNED
from workers.extract.names import find_names
from workers.extract.view import clean

DOCUMENTS = LEARNED.with_name("mentions.documents.txt")
"""What was learned from, an id a line: a document is never measured with what was learned from it."""

KINDS = {
    "Person": AnnotationKind.PERSON,
    "Organisation": AnnotationKind.ORGANISATION,
    "Location": AnnotationKind.PLACE,
    "Nationality": AnnotationKind.NATIONALITY,
    "Quantity": AnnotationKind.NUMBER,
    "Temporal": AnnotationKind.TIME,
    "Money": AnnotationKind.MONEY,
}
"""The labels of the data that we have a use for."""

SETTINGS = {"c1": 0.03, "c2": 0.3, "max_iterations": 60, "feature.possible_transitions": True}
"""Of six tried by cross-validation the best; the others came within a point."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as far as it is read before its mentions are, and the entities marked in it."""

    id: str
    view: View
    doc: Doc
    names: tuple[Name, ...]
    dates: tuple[DateMark, ...]
    entities: Sequence[Mapping[str, Any]]


def prepare(row: Mapping[str, Any]) -> Document:
    """A line of the data: `text` and `entities` with `start`, `end` (into `text`) and `label`."""
    view = clean(row["text"])
    layout = lay_out(view, None)
    doc = language.parse(view, layout, language.load())
    names, dates = find_names(doc, layout, gazetteer.load()), find_dates(doc, layout, None)
    return Document(content_id(row["text"]), view, doc, names, dates, row["entities"])


def learn(documents: Iterable[Document], into: Path) -> None:
    """Writes what the documents teach to `into`."""
    trainer = Trainer(verbose=False, algorithm="lbfgs", params=SETTINGS)
    for document in documents:
        spans = [
            ((e["start"], e["end"]), KINDS[e["label"]])
            for e in document.entities
            if e["label"] in KINDS
        ]
        for words, facts in facts_of(document.doc, document.names, document.dates):
            where = [document.view.span(word.idx, word.idx + len(word)) for word in words]
            trainer.append(facts, _tagged(words, where, spans))
    trainer.train(str(into))


def _tagged(
    words: Sequence[Token], where: Sequence[Span], spans: Iterable[tuple[Span, AnnotationKind]]
) -> list[str]:
    """A tag a word, as `workers.extract.mentions.spelt_out` reads them."""
    tags = ["O"] * len(words)
    for (start, end), kind in spans:
        inside = [at for at, (low, high) in enumerate(where) if low < end and start < high]
        if not inside or any(tags[at] != "O" for at in inside):
            continue
        for at in inside:
            tags[at] = f"I-{kind.value}"
        tags[inside[0]], tags[inside[-1]] = f"B-{kind.value}", f"L-{kind.value}"
        if len(inside) == 1:
            tags[inside[0]] = f"U-{kind.value}"
    return tags


def main(data: Path) -> None:
    lines = (data / "bench/re3d/dev.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [prepare(json.loads(line)) for line in track(lines, "Reading", transient=True)]
    learn(documents, LEARNED)
    DOCUMENTS.write_text("".join(f"{d.id}\n" for d in documents), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
