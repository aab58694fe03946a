"""The workers' Celery application with the stand-in reader: all else is what production runs."""

from tests.faults.standin import read, redraw
from workers import core

core.read = read
core.redraw = redraw

from workers.app import app  # noqa: E402  # after the replacement

__all__ = ["app"]
