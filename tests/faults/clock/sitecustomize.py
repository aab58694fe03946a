"""Loaded by every Python process that has this folder on its path: a clock that can be stepped.

The file that the environment names holds one double, the seconds by which `time.time` is off. It
is mapped into memory, so a step reaches all processes at once, while they run. What the system
itself tells (files' times, a server's clock) stays as it is.
"""

import mmap
import os
import struct
import time
from pathlib import Path

if path := os.environ.get("ONRECORD_FAULTS_CLOCK"):
    with Path(path).open("rb") as file:
        _step = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    _time, _time_ns = time.time, time.time_ns

    def stepped() -> float:
        return _time() + struct.unpack("d", _step[:8])[0]

    def stepped_ns() -> int:
        return _time_ns() + int(struct.unpack("d", _step[:8])[0] * 1e9)

    time.time, time.time_ns = stepped, stepped_ns
