"""`python -m tests.faults`: does each fault to a real line, and prints what it did. `make faults`.

Exit code 1 when anything is missing, doubled or changed, or a row has a complaint.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.ledger_server import LEDGERS
from tests.faults.line import Options
from tests.faults.processes import end_in_order
from tests.faults.releases import NoRelease, described, the_one_before
from tests.faults.row import Row
from tests.faults.rows.every import every
from tests.faults.run import QUIET, Outcome, run
from tests.faults.table import Table


def main() -> int:
    given = _arguments()
    if given.list:
        for each in every().values():
            print(f"{each.name:22} {each.does}")
        return 0
    end_in_order()
    rows, table = _chosen(given.only), Table(given.json)
    if any(row.release for row in rows):
        _say_which_release(given)
    try:
        shown = [table.add(outcome) for outcome in _outcomes(given, rows, table)]
    except KeyboardInterrupt:
        return 130
    table.say_what_was_left_out()
    return 0 if all(shown) else 1


def _say_which_release(given: argparse.Namespace) -> None:
    try:
        given.release = given.release or the_one_before()
        found = f"The release before, for the rows that need one: {described(given.release)}"
    except NoRelease as why:
        found = f"THERE IS NO RELEASE BEFORE, so a row will be left out. {why}"
    print(found, file=sys.stderr)


def _outcomes(given: argparse.Namespace, rows: list[Row], table: Table) -> Iterator[Outcome]:
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    options = _options(given)
    for name in LEDGERS if given.ledger == "both" else [given.ledger]:
        server = LEDGERS[name]()
        try:
            for seed in range(given.first_seed, given.first_seed + given.seeds):
                table.begin(f"quiet, {name}, seed {seed}")
                quiet = run(QUIET, options, seed, server, keep=given.keep)
                yield quiet
                for row in rows:
                    if name in row.ledgers:
                        table.begin(f"{row.name}, {name}, seed {seed}")
                        yield run(row, options, seed, server, quiet.exports, given.keep)
        finally:
            server.close()


def _chosen(names: list[str] | None) -> list[Row]:
    known = every()
    if unknown := set(names or ()) - known.keys():
        sys.exit(f"There is no fault named {', '.join(sorted(unknown))}; --list names them all.")
    return [known[name] for name in names] if names else list(known.values())


def _options(given: argparse.Namespace) -> Options:
    return Options(
        reports=given.reports,
        pace=given.pace,
        relay_seconds=given.relay,
        heartbeat_seconds=given.heartbeat,
        task_seconds=given.task,
        patience=given.patience,
        release=given.release,
    )


def _arguments() -> argparse.Namespace:
    usual = Options()
    parser = argparse.ArgumentParser(prog="make faults FAULTS=...", description=__doc__)
    parser.add_argument("--reports", type=int, default=usual.reports, help="reports of a run")
    parser.add_argument("--only", action="append", metavar="NAME", help="this fault; repeatable")
    parser.add_argument("--ledger", choices=[*LEDGERS, "both"], default="both")
    parser.add_argument(
        "--seeds",
        type=int,
        default=3,
        help="how many seeds: each is a quiet run and one for each row, on each ledger (default: 3)",
    )
    parser.add_argument("--first-seed", type=int, default=1, metavar="N", help="the first of them")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line, with all findings"
    )
    parser.add_argument("--list", action="store_true", help="name the faults and end")
    parser.add_argument(
        "--pace", type=float, default=usual.pace, help="lengths of faults, multiplied"
    )
    parser.add_argument("--relay", type=float, default=usual.relay_seconds, help="relay_seconds")
    parser.add_argument(
        "--heartbeat", type=float, default=usual.heartbeat_seconds, help="heartbeat_seconds"
    )
    parser.add_argument("--task", type=int, default=usual.task_seconds, help="task_seconds")
    parser.add_argument(
        "--patience",
        type=float,
        default=usual.patience,
        help="seconds without progress before giving up",
    )
    parser.add_argument(
        "--release",
        metavar="COMMIT",
        help="the release before, for the row two-releases (default: the last without the newest migration)",
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder to leave the runs' folders in, with their logs"
    )
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
