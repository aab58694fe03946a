"""`ONRECORD_..._FILE`: a file with the value of a setting, as the images of PostgreSQL and others take it.

For what must not be in an environment, where `docker inspect` and crash reports show it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from shared.errors import Unreadable

SUFFIX = "_FILE"


class SecretFiles(PydanticBaseSettingsSource):
    """Where settings come from that are named by a file; what is in the environment itself wins."""

    def __init__(self, settings: type[BaseSettings], prefix: str) -> None:
        super().__init__(settings)
        self.prefix = prefix

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        value = read_secret(self.prefix + field_name.upper())
        return value, field_name, self.field_is_complex(field)

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def secret_file(variable: str) -> Path | None:
    """The file that a variable's neighbour names, unless the variable itself is set."""
    if os.environ.get(variable):
        return None
    named = os.environ.get(variable + SUFFIX)
    return Path(named) if named else None


def read_secret(variable: str) -> str | None:
    """What that file holds, without the newline at its end; `None` where none is named.

    Raises `Unreadable` when it is named and has nothing: without it the line would run on a
    ledger or a broker that nobody meant.
    """
    file = secret_file(variable)
    if file is None:
        return None
    try:
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise Unreadable(
            f"The file {file} that {variable}{SUFFIX} names cannot be read ({why})."
        ) from error
    if not value:
        raise Unreadable(f"The file {file} that {variable}{SUFFIX} names is empty.")
    return value
