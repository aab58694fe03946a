"""Starting worker processes, for those who must not import the workers."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence

from shared.hops import Hop

PARENT = "ONRECORD_PARENT"
"""In a worker's environment: the number of the process without which it shall not go on."""


def worker_command(
    processes: int, hops: Sequence[Hop] = tuple(Hop), app: str = "workers.app"
) -> list[str]:
    """The command of one worker with that many processes, on the queues of these hops.

    To be run with `Settings.environment()`. TERM ends it when its tasks are done.
    """
    return [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        f"--app={app}",
        "worker",
        f"--queues={','.join(hops)}",
        f"--concurrency={processes}",
        # Several workers of one machine need names of their own.
        f"--hostname=onrecord-{secrets.token_hex(4)}@%h",
        "--loglevel=WARNING",
        # Workers need not know one another: a second less at the start, fewer connections.
        "--without-gossip",
        "--without-mingle",
    ]
