"""The workers' Celery application with stand-ins for reading: all else is what production runs.

What is replaced are pure functions that load language models. A child that is killed twenty times
would spend the run loading them.
"""

import os
import sys
from types import ModuleType

from tests.faults import standin
from workers import core

core.read = standin.read
if standin.REAL_REDRAW not in os.environ:
    core.redraw = standin.redraw
intake = ModuleType("workers.intake")
intake.admit = standin.admit  # type: ignore[attr-defined]
sys.modules["workers.intake"] = intake

from workers.app import app  # noqa: E402  # after the replacement

__all__ = ["app"]
