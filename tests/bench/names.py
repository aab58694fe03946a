"""Names against reports on Syria and Iraq with entities marked (learning allowed, nothing learned).

python tests/bench/names.py BENCH/re3d/dev.jsonl > pred.jsonl
python BENCH/nlp_score.py ner BENCH/re3d/dev.jsonl pred.jsonl --labels Person,Organisation,Location,Nationality
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from workers.extract.language import load, parse
from workers.extract.layout import lay_out
from workers.extract.marks import NameKind
from workers.extract.names import find_names
from workers.extract.view import clean

LABELS = {
    NameKind.PERSON: "Person",
    NameKind.ORGANISATION: "Organisation",
    NameKind.PLACE: "Location",
    NameKind.NATIONALITY: "Nationality",
}


def predict(text: str) -> list[dict[str, object]]:
    view = clean(text)
    layout = lay_out(view, None)
    found = []
    for name in find_names(parse(view, layout, load()), layout):
        article = re.search(r"\b[Tt]he\s$", view.text[: name.start])
        start, end = view.span(article.start() if article else name.start, name.end)
        found.append({"start": start, "end": end, "label": LABELS.get(name.kind, "Other")})
    return found


if __name__ == "__main__":
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        print(json.dumps({"id": row["id"], "entities": predict(row["text"])}))
