"""`onrecord queues`, `workers`, `pause`, `resume`, `drain`: the line in an operator's hands."""

from __future__ import annotations

import getpass
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from producers.options import Exit, Home, Json, existing_ledger, settings_of, stop
from producers.terminal import busy, out, print_json, say
from shared.errors import Unreadable
from shared.hops import Hop

if TYPE_CHECKING:
    from shared.ledger import Ledger, Worker
    from shared.ledger.views import Paused

app = typer.Typer()

POLL_SECONDS = 0.5
KILLED_SECONDS = 30.0
"""Beyond the time that was given, for the end of a worker that does not listen."""

Hops = Annotated[
    list[Hop] | None, typer.Argument(metavar="HOP...", help="intake, extract, reconcile.")
]


@app.command()
def queues(as_json: Json = False, home: Home = None) -> None:
    """Show what waits at each hop, for how long, how fast it goes and when it will be empty.

    Rates are those of the last five full minutes; done are the runs of a hop that ended well, so that a report which was
    read again counts again.
    """
    from producers.views.operations import backlog_table

    ledger = existing_ledger(settings_of(home))
    backlog = ledger.backlog()
    paused = {each.hop: each for each in ledger.paused()}
    if as_json:
        print_json({**asdict(each), **_pausing(paused.get(each.hop))} for each in backlog)
        return
    out().print(backlog_table(backlog))
    if any(each.silent for each in backlog):
        say(
            "What is held is of workers that have fallen silent (onrecord workers); the next one that lives frees it."
        )
    if idle := [each.hop for each in backlog if not each.workers]:
        say(f"No worker serves {', '.join(idle)}. Start one with onrecord work.")
    for pausing in paused.values():
        say(_paused_by(pausing))


def _pausing(paused: Paused | None) -> dict[str, object]:
    if paused is None:
        return {"paused_by": None, "paused_why": None, "paused_since": None}
    return {"paused_by": paused.by, "paused_why": paused.why, "paused_since": paused.since}


def _paused_by(paused: Paused) -> str:
    from producers.views.journeys import clock

    why = paused.why or "no reason given"
    return f"{paused.hop} is paused by {paused.by} since {clock(paused.since)[:19]} UTC: {why}"


@app.command()
def workers(as_json: Json = False, home: Home = None) -> None:
    """Show who works: at what, since when, in which version. The exit code is 1 when nobody does.

    Who has given no sign of life for ONRECORD_HEARTBEAT_SECONDS is silent, and works no more as far as anybody can tell.
    """
    from producers.views.operations import silence, workers_table

    ledger = existing_ledger(settings_of(home))
    found, leader = ledger.workers(), ledger.leader()
    if as_json:
        print_json({**asdict(each), "leads": each.alive and each.name == leader} for each in found)
    elif found:
        out().print(workers_table(found, leader))
        for each in found:
            if not each.alive:
                say(f"{each.name} is {silence(each)}.")
    if not any(each.alive for each in found):
        say("No worker is running on this ledger. Start one with onrecord work.")
        raise stop(Exit.PROBLEMS)


@app.command()
def pause(
    hops: Hops = None,
    why: Annotated[str, typer.Option("--why", help="For whoever finds it paused.")] = "",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Let nobody claim work of these hops until they are resumed; it outlasts restarts.

    What is being worked at is finished, and what comes in waits.
    """
    ledger = existing_ledger(settings_of(home))
    for hop in _named(hops):
        new = ledger.pause(hop, getpass.getuser(), why)
        done = f"{hop} is paused; onrecord resume {hop} lets it go on."
        _told(as_json, hop, True, new, done if new else _stays_paused(ledger, hop))


def _stays_paused(ledger: Ledger, hop: Hop) -> str:
    """Who finds it paused must not believe that his own reason is told to others."""
    before = next((_paused_by(each) for each in ledger.paused() if each.hop == hop), None)
    return f"{hop} was paused already, and that stays as it was. {before or ''}".rstrip()


@app.command()
def resume(hops: Hops = None, as_json: Json = False, home: Home = None) -> None:
    """Let paused hops go on."""
    ledger = existing_ledger(settings_of(home))
    for hop in _named(hops):
        new = ledger.resume(hop)
        _told(as_json, hop, False, new, f"{hop} goes on." if new else f"{hop} was not paused.")


@app.command()
def drain(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORKER...", help="As `onrecord workers` prints them, or their beginning."
        ),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Every worker.")] = False,
    within: Annotated[
        float | None,
        typer.Option("--within", metavar="SECONDS", min=0, help="Else ONRECORD_DRAIN_SECONDS."),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until they have ended.")
    ] = True,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Let workers end, on whatever machine: they finish what they are at within some seconds.

    What is not finished then is handed back at once, and others do it. Who is silent is not waited for.
    """
    settings = settings_of(home)
    ledger = existing_ledger(settings)
    seconds = settings.drain_seconds if within is None else within
    chosen = _chosen(ledger, names or [], everybody)
    if not chosen and not as_json:
        say("No worker is running on this ledger; nobody is asked to end.")
    for name in chosen:
        ledger.drain(name, seconds)
    left = _until_gone(ledger, chosen, seconds + KILLED_SECONDS if wait else 0.0)
    if as_json:
        print_json(_drained(name, left.get(name), seconds) for name in chosen)
    else:
        for name in chosen:
            say(f"{name} {_asked(left.get(name), seconds)}.")
    if wait and any(each.alive for each in left.values()):
        raise stop(Exit.PROBLEMS)


def _drained(name: str, left: Worker | None, seconds: float) -> dict[str, object]:
    silent = left is not None and not left.alive
    return {"worker": name, "within_s": seconds, "ended": left is None, "silent": silent}


def _asked(left: Worker | None, seconds: float) -> str:
    from producers.views.operations import silence

    if left is None:
        return "has ended"
    if left.alive:
        return f"is asked to end within {seconds:g} s"
    return f"is {silence(left)}; it ends if it ever comes back"


def _told(as_json: bool, hop: Hop, paused: bool, new: bool, sentence: str) -> None:
    if as_json:
        print_json([{"hop": hop, "paused": paused, "changed": new}])
    else:
        say(sentence)


def _named(hops: list[Hop] | None) -> list[Hop]:
    if not hops:
        raise Unreadable("Name at least one hop: intake, extract or reconcile.")
    return hops


def _chosen(ledger: Ledger, names: list[str], everybody: bool) -> list[str]:
    """Checked before the first is asked: a mistyped name ends nobody."""
    if bool(names) == everybody:
        raise Unreadable("Name workers, or all of them with --all: one of the two.")
    known = ledger.workers()
    return [each.name for each in known] if everybody else [_one(known, name) for name in names]


def _one(known: tuple[Worker, ...], name: str) -> str:
    found = [each.name for each in known if each.name.startswith(name)]
    if len(found) != 1:
        which = "is no worker" if not found else f"is the beginning of {len(found)} workers"
        raise Unreadable(f"{name} {which}. onrecord workers shows who there is.")
    return found[0]


def _until_gone(ledger: Ledger, names: list[str], seconds: float) -> dict[str, Worker]:
    """Those of them that are still listed when none is alive any more, or after so many seconds."""
    deadline = time.monotonic() + seconds
    with busy("Waiting until they have ended"):
        while True:
            left = {each.name: each for each in ledger.workers() if each.name in names}
            alive = any(each.alive for each in left.values())
            if not alive or time.monotonic() >= deadline:
                return left
            time.sleep(POLL_SECONDS)
