"""How much memory one task may have.

The limit is on the process's own data (RLIMIT_DATA), for as long as the task works: a report that
would take the machine's memory ends in `MemoryError` and in quarantine, not with the machine.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

MB = 1 << 20


@contextmanager
def memory(megabytes: int) -> Iterator[None]:
    """Within the block the process gets no more than so much; 0 is without limit."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    if megabytes:
        resource.setrlimit(resource.RLIMIT_DATA, (_lowest(megabytes * MB, *before), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _lowest(*limits: int) -> int:
    return min(limit for limit in limits if limit != resource.RLIM_INFINITY)
