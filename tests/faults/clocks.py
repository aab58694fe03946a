"""The clock of a run's processes, which can be stepped, and what its moments were in truth."""

from __future__ import annotations

import struct
import time
from pathlib import Path


class Clock:
    """All workers and publishers of a run have it; the harness itself does not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.write_bytes(struct.pack("d", 0.0))
        self._steps: list[tuple[float, float]] = [(0.0, 0.0)]

    @property
    def environment(self) -> dict[str, str]:
        return {"ONRECORD_FAULTS_CLOCK": str(self._path)}

    def step(self, seconds: float) -> None:
        """From now on it is so many seconds off."""
        with self._path.open("r+b") as file:
            file.write(struct.pack("d", seconds))
        self._steps.append((time.time(), seconds))

    def true(self, moment: float) -> float:
        """When it was, by the clock that was never stepped."""
        for i, (since, off) in enumerate(self._steps):
            until = self._steps[i + 1][0] if i + 1 < len(self._steps) else float("inf")
            if since + off <= moment < until + off:
                return moment - off
        return moment
