"""What operators look at: queues, quarantine, and the check-up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from producers.terminal import json_page, one_line, plain, words
from producers.views.journeys import clock, lasted
from shared.ledger.views import Backlog, Quarantined, QuarantinedEntry, Worker
from shared.settings import Setting

EXCERPT = 2000
SHOWN_AT_WORK = 8
NOW_SECONDS = 2.0


@dataclass(frozen=True)
class Check:
    """One thing the doctor looked at."""

    name: str
    well: bool
    found: str


def backlog_table(backlog: Sequence[Backlog]) -> Table:
    """One row a queue: how many wait and for how long, how fast it goes, when it will be empty."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("queue", no_wrap=True)
    for column in (
        "waiting", "oldest", "in work", "in/min", "out/min", "empty in", "done", "quarantined"
    ):  # fmt: skip
        table.add_column(column, justify="right", no_wrap=True)
    for hop in backlog:
        delayed = f", {hop.delayed:,} delayed" if hop.delayed else ""
        table.add_row(
            Text(hop.hop.value) + (Text(" paused", "bold yellow") if hop.paused else Text()),
            f"{hop.waiting:,}{delayed}",
            _seconds(hop.oldest_s),
            str(hop.working - hop.silent) + (f", {hop.silent:,} held" if hop.silent else ""),
            _pace(hop.in_per_minute),
            _pace(hop.out_per_minute),
            _seconds(hop.empty_in_s),
            f"{hop.done:,}",
            Text(str(hop.quarantined), "bold red" if hop.quarantined else ""),
        )
    return table


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else lasted(seconds * 1000)


def _pace(per_minute: float) -> str:
    return f"{per_minute:,.1f}"


def workers_table(workers: Sequence[Worker], leader: str | None) -> Table:
    """One row a worker: its hops, what it is at, since when it runs, when it was last heard of."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("worker", "hops", "version"):
        table.add_column(column)
    for column in ("processes", "up for", "heard", "moved"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("works at")
    for each in workers:
        leads = Text(" leads", "bold") if each.alive and each.name == leader else Text()
        silent = Text() if each.alive else Text(" silent", "bold red")
        ends = Text(" ends", "bold yellow") if each.drain_s is not None else Text()
        table.add_row(
            words(each.name) + leads + ends + silent,
            ", ".join(each.hops),
            words(each.version or "unknown"),
            str(each.processes or ""),
            _seconds(each.seen_at - each.started_at),
            _ago(each.silent_s),
            _ago(each.idle_s),
            ", ".join(report[:8] for report in each.working_at[:SHOWN_AT_WORK] if each.alive),
        )
    return table


def silence(worker: Worker) -> str:
    """Since when nothing has been heard of a worker, and what it keeps others from meanwhile."""
    since = f"silent since {clock(worker.seen_at)[:19]} UTC ({_ago(worker.silent_s)})"
    held = len(worker.working_at)
    return f"{since} and holds {held} reports, which the next worker frees" if held else since


def _ago(seconds: float) -> str:
    return "now" if seconds < NOW_SECONDS else f"{_seconds(seconds)} ago"


def quarantine_table(entries: Sequence[Quarantined]) -> Table:
    """Who, when, where and why, and what was done about it if anything was; the newest last."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    resolved = any(entry.resolution for entry in entries)
    for column in ("id", "since (UTC)", "hop", "reason", *(["resolved"] if resolved else [])):
        table.add_column(column, no_wrap=True)
    table.add_column("report")
    table.add_column("what is wrong", ratio=1)
    for entry in entries:
        table.add_row(
            str(entry.id),
            clock(entry.at)[:19],
            entry.hop.value,
            entry.reason,
            *([entry.resolution or "not yet"] if resolved else []),
            words(entry.ref or entry.report or "unknown"),
            words(entry.message),
        )
    return table


def quarantine_entry(entry: QuarantinedEntry) -> RenderableType:
    """One entry in full, with the beginning of what was submitted."""
    rows = [
        ("id", str(entry.id)),
        ("report", entry.report or "unknown"),
        ("called", " · ".join(part for part in (entry.ref, entry.outlet) if part)),
        ("trace", entry.trace or "none"),
        ("came from", " · ".join(part for part in (entry.source, entry.caller) if part)),
        ("hop", entry.hop.value),
        ("since", clock(entry.at) + " UTC"),
        ("reason", entry.reason),
        ("attempts", str(entry.attempts)),
        ("worker", entry.worker or ""),
        ("resolved", entry.resolution or "not yet"),
        ("wrong", entry.message),
    ]
    grid = Table.grid(padding=(0, 2))
    for name, value in rows:
        if value:
            grid.add_row(Text(name, "dim"), words(value))
    parts: list[RenderableType] = [grid]
    if entry.traceback:
        parts += [Text("\ntraceback", "dim"), Text(plain(entry.traceback))]
    original = readable(entry.payload)
    length = len(original)
    shown = f"{EXCERPT:,} of {length:,}" if length > EXCERPT else f"{length:,}"
    parts += [
        Text(f"\nsubmitted, {shown} characters (to the letter with --json)", "dim"),
        Text(plain(original[:EXCERPT])),
    ]
    return Group(*parts)


def readable(payload: str) -> str:
    """JSON with its words as words, since an envelope may spell every letter but ASCII as a number."""
    try:
        return json_page(json.loads(payload))
    except (ValueError, RecursionError):
        return payload


def check_up(checks: Sequence[Check], settings: Sequence[Setting]) -> RenderableType:
    """What was looked at and what was found, then every setting with where it came from."""
    found = Table.grid(padding=(0, 2))
    for check in checks:
        mark = Text("well", "bold green") if check.well else Text("ill", "bold red")
        found.add_row(mark, Text(check.name, "bold"), Text(one_line(check.found)))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("setting", "value", "from"):
        table.add_column(column)
    for setting in settings:
        table.add_row(setting.name, words(setting.value), words(setting.origin))
    return Group(found, Text(), table)
