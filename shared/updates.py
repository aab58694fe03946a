"""The stream `onrecord:updates`: each change of a situation, for whoever listens.

At least once, in order as a rule; every entry bears the number of its update in the ledger, by
which a listener drops repeats. What a listener missed is in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import redis

from shared.ledger.views import NumberedUpdate

STREAM = "onrecord:updates"


def append(client: redis.Redis, updates: Sequence[NumberedUpdate], kept: int) -> None:
    """Append updates to the stream, which keeps about the `kept` last ones."""
    with client.pipeline(transaction=False) as pipe:
        for each in updates:
            pipe.xadd(STREAM, _entry(each), maxlen=kept, approximate=True)
        pipe.execute()


def _entry(numbered: NumberedUpdate) -> dict[Any, Any]:
    update = numbered.update
    return {
        "id": numbered.id,
        "at": numbered.at,
        "situation": update.situation,
        "change": update.change,
        "because": json.dumps(update.because),
        "text": update.text,
    }
