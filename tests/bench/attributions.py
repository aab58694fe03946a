"""Attributions against news with every source, cue and content marked (measure only).

    python tests/bench/attributions.py BENCH/polnear/dev.jsonl > pred.jsonl
    python BENCH/polnear/score.py BENCH/polnear/dev.jsonl pred.jsonl [--speech]

The set marks one attribution where a cue splits its content, so those of one cue are put together.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from workers.extract.attributions import find_attributions
from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.names import find_names
from workers.extract.quotations import find_quotations
from workers.extract.view import clean


def predict(text: str) -> list[dict[str, list[list[int]]]]:
    view = clean(text)
    layout = lay_out(view, None)
    doc = parse(view, layout, load())
    quotations = find_quotations(doc, layout)
    groups: dict[Any, dict[str, list[list[int]]]] = {}
    for number, a in enumerate(find_attributions(doc, layout, quotations, find_names(doc, layout))):
        key = a.cue or number
        group = groups.setdefault(key, {"source": [], "cue": [], "content": []})
        group["content"].append([*view.span(a.start, a.end)])
        for part, span in (("source", a.source.span if a.source else None), ("cue", a.cue)):
            if span and [*view.span(*span)] not in group[part]:
                group[part].append([*view.span(*span)])
    return list(groups.values())


if __name__ == "__main__":
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        print(json.dumps({"id": row["id"], "attributions": predict(row["text"])}))
