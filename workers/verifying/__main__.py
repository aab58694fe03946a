"""`python -m workers.verifying [--fix]`: the check as JSON lines; exit codes as of the command line."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence

from shared.ledger import Ledger
from workers.answering import answer
from workers.verifying.breaches import HOLDS, Breach, Promise
from workers.verifying.checking import Findings, check
from workers.verifying.fixing import fix

BROKEN = 1
ROUNDS = 4
"""One repair may bring to light what it hid, and the last look says whether all is well."""


def main(arguments: Sequence[str]) -> int:
    """0 when every promise holds, or does again; 1 when one is broken."""
    return answer(lambda ledger: verify(ledger, "--fix" in arguments))


def verify(ledger: Ledger, mend: bool) -> int:
    """Look, and with `mend` repair and look again; each breach that is left is told at the end."""
    mended: Counter[Promise] = Counter()
    found = check(ledger, _progress)
    for _ in range(ROUNDS):
        if not mend or not any(each.mend for each in found.breaches):
            break
        for one in fix(ledger, found):
            mended[one.breach.promise] += 1
            _say("mended", **_told(one.breach), did=one.did)
        found = check(ledger, _progress)
    _sum_up(found, mended)
    return BROKEN if found.breaches else 0


def _sum_up(found: Findings, mended: Counter[Promise]) -> None:
    for each in found.breaches:
        _say("breach", **_told(each), todo=each.todo, mendable=each.mend is not None)
    if found.unsettled is not None:
        _say("note", text=found.unsettled)
    broken = Counter(each.promise for each in found.breaches)
    for promise, holds in HOLDS.items():
        counts = {"breaches": broken[promise], "mended": mended[promise]}
        looked_at = found.looked_at[promise]
        _say("promise", promise=promise, holds=holds, looked_at=looked_at, **counts)


def _told(breach: Breach) -> dict[str, object]:
    return {
        "promise": breach.promise,
        "what": breach.what,
        "report": breach.report,
        "hop": breach.hop,
        "name": breach.name,
    }


def _progress(promise: Promise, done: int, total: int) -> None:
    _say("progress", promise=promise, done=done, total=total)


def _say(kind: str, **fields: object) -> None:
    sys.stdout.write(json.dumps({"kind": kind, **fields}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
