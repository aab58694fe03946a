"""What reconciling must know of words, as data: one TOML file each, beside this loader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@cache
def load(name: str) -> Mapping[str, Any]:
    """The lexicon `<name>.toml`, read once a process; its top level cannot be changed."""
    path = Path(__file__).with_name(f"{name}.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
