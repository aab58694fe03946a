"""The version of this program, as it is written beside what it did."""

from importlib.metadata import version

VERSION = version("onrecord")
