"""Settings: read once, from the environment (`ONRECORD_...`); each knows where it came from."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared import urls
from shared.errors import Unreadable
from shared.hops import Hop
from shared.secret_files import SUFFIX, SecretFiles, read_secret, secret_file

PREFIX = "ONRECORD_"
SECRETS = {"signing_key"}
"""Settings that are nothing but a secret."""
NEAR = 0.7
"""From here on, by difflib's ratio, a name is taken for another one misspelled; the names of others' variables (of compose, of
tests) are further away."""
PASSWORD = re.compile(r"(?<=://)([^:/@]*):.*@")
PASSWORD_PARAMETER = re.compile(r"(?<=password=)[^&]+")


@dataclass(frozen=True)
class Setting:
    """One setting as `doctor` shows it: no secret in `value`."""

    name: str
    value: str
    origin: str
    meaning: str


class Settings(BaseSettings):
    """What an operator can change. Every field has a default that works on a bare machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    home: Path = Field(Path(".onrecord"), description="data folder: ledger and embedded server")
    broker_url: str | None = Field(
        None, description="Redis >= 6.2 to use; without it an embedded server in `home`"
    )
    ledger_url: str | None = Field(
        None, description="PostgreSQL to use; without it a SQLite file in `home`"
    )
    max_characters: int = Field(300_000, gt=0, description="longest report that is read")
    max_message_bytes: int = Field(
        16_000_000, gt=0, description="longest message that is taken from a queue"
    )
    signing_key: str | None = Field(
        None, min_length=16, description="messages are signed with it, and others refused"
    )
    max_deliveries: int = Field(
        3, gt=0, description="deliveries that may be lost before a report is quarantined"
    )
    max_retries: int = Field(
        8, ge=0, description="tries again when something outside is missing, before quarantine"
    )
    retry_pause: float = Field(2.0, gt=0, description="first pause in seconds; doubles each time")
    retry_pause_longest: float = Field(300.0, gt=0, description="longest pause in seconds")
    intake_seconds: int = Field(60, gt=0, description="a task of intake that works longer is ended")
    extract_seconds: int = Field(300, gt=0, description="the same of extract")
    reconcile_seconds: int = Field(300, gt=0, description="the same of reconcile")
    intake_mb: int = Field(
        1024, ge=0, description="memory a task of intake may have; 0 is without limit"
    )
    extract_mb: int = Field(2048, ge=0, description="the same of extract")
    reconcile_mb: int = Field(4096, ge=0, description="the same of reconcile")
    drain_seconds: int = Field(
        300, ge=0, description="a worker that is to end has so long for what it is working at"
    )
    relay_seconds: float = Field(1.0, gt=0, description="how often waiting work is looked for")
    heartbeat_seconds: float = Field(
        10.0, gt=0, description="a worker silent for longer loses what it claimed"
    )
    window: int = Field(64, gt=0, description="most wake-up messages a queue is topped up to")
    updates_kept: int = Field(10_000, gt=0, description="length of the stream onrecord:updates")
    workers: int = Field(2, gt=0, description="worker processes of `onrecord work` and `run`")
    log_format: str = Field(
        "auto", pattern="^(auto|console|json)$", description="`auto`: console on a terminal"
    )

    @field_validator("broker_url")
    @classmethod
    def _a_redis(cls, url: str | None) -> str | None:
        if url is not None:
            urls.check_broker(url)
        return url

    @field_validator("ledger_url")
    @classmethod
    def _a_postgresql(cls, url: str | None) -> str | None:
        if url is not None:
            urls.check_ledger(url)
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls, PREFIX)

    @property
    def ledger_address(self) -> str:
        """SQLAlchemy's address of the ledger, with the driver named."""
        if self.ledger_url is None:
            return f"sqlite:///{self.home.absolute() / 'ledger.db'}"
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", self.ledger_url)

    def seconds(self, hop: Hop) -> int:
        """How long a task of this hop may work."""
        chosen: int = getattr(self, f"{hop}_seconds")
        return chosen

    def memory_mb(self, hop: Hop) -> int:
        """How much memory a task of this hop may have; 0 is without limit."""
        chosen: int = getattr(self, f"{hop}_mb")
        return chosen

    @property
    def embedded(self) -> bool:
        """Whether the broker is ours to start."""
        return self.broker_url is None

    def described(self) -> tuple[Setting, ...]:
        """All settings with where each came from, passwords masked."""
        return tuple(
            Setting(
                name, _shown(name, getattr(self, name)), self._origin(name), field.description or ""
            )
            for name, field in type(self).model_fields.items()
        )

    def environment(self) -> dict[str, str]:
        """What makes of our own environment one that gives a child process these very settings.

        What is in a file stays there: the child reads it itself.
        """
        ours = {
            PREFIX + name.upper(): str(value)
            for name, value in self.model_dump(exclude_none=True).items()
            if not self._in_a_file(name)
        }
        ours[PREFIX + "HOME"] = str(self.home.absolute())
        return ours

    def _origin(self, name: str) -> str:
        if name not in self.model_fields_set:
            return "default"
        variable = PREFIX + name.upper()
        if variable in os.environ and os.environ[variable] == str(getattr(self, name)):
            return f"environment {variable}"
        if self._in_a_file(name):
            return f"file {secret_file(variable)}"
        return "given"

    def _in_a_file(self, name: str) -> bool:
        variable = PREFIX + name.upper()
        return secret_file(variable) is not None and read_secret(variable) == str(
            getattr(self, name)
        )


def read_settings(**given: object) -> Settings:
    """The settings of this process; `given` wins over the environment, `None` means not given."""
    explicit: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**explicit)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        why = first["msg"].removeprefix("Value error, ")
        raise Unreadable(
            f"The setting {name} cannot be used: {why}. Change it or leave it out."
        ) from None


def misspelled() -> tuple[str, ...]:
    """A sentence for each variable that looks like a setting and is none: it would be ignored in silence."""
    known = [name.upper() for name in Settings.model_fields]
    known += [name + SUFFIX for name in known]
    found = []
    for variable in sorted(os.environ):
        name = variable.removeprefix(PREFIX)
        near = get_close_matches(name, known, 1, NEAR)
        if variable != name and name not in known and near:
            found.append(f"{variable} is no setting; {PREFIX}{near[0]} is.")
    return tuple(found)


def _shown(name: str, value: object) -> str:
    if value is None:
        return "(not set)"
    return "***" if name in SECRETS else masked(str(value))


def masked(url: str) -> str:
    """The address without its password; of several, joined by `;`, each."""
    return ";".join(
        PASSWORD_PARAMETER.sub("***", PASSWORD.sub(r"\1:***@", one)) for one in url.split(";")
    )
