"""The message that wakes a worker: a Celery task (protocol 2) in the form that workers/README.md gives
to whoever has only Redis. Written here, since Celery takes a hundred times as long to write it.
"""

from __future__ import annotations

import json
import uuid

from shared.hops import Hop

REFUSED = "onrecord:refused"
"""The list of what stood in a queue and was no message of ours: JSON of queue, why, element (base64)."""


def wake_up(hop: Hop, report: str) -> str:
    """One element of the list `hop`. It names a report, and is as good for any other there."""
    tag = str(uuid.uuid4())
    return json.dumps(
        {
            "body": json.dumps([[report], {}, {}]),
            "content-type": "application/json",
            "content-encoding": "utf-8",
            "headers": {"task": hop.value, "id": tag},
            "properties": {
                "delivery_tag": tag,
                "delivery_info": {"exchange": "", "routing_key": hop.value},
            },
        }
    )
