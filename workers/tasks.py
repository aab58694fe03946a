"""The three tasks. One task is one hop; its argument is a report's id."""

from __future__ import annotations

from celery import Task

from shared.hops import Hop
from workers.app import app
from workers.jobs import JOBS
from workers.process import process, worker_name
from workers.shell import accept, run


@app.task(name=Hop.INTAKE.value, bind=True)
def intake(self: Task[[str], None], given: str) -> None:
    """Admit a report. Also takes a whole envelope as JSON, from those who have only Redis."""
    holder = _holder(self)
    shell = process().shell
    report: str | None = given
    if given.lstrip().startswith("{"):
        report = accept(shell, given, holder)
    if report is not None:
        run(shell, Hop.INTAKE, JOBS[Hop.INTAKE], report, holder)


@app.task(name=Hop.EXTRACT.value, bind=True)
def extract(self: Task[[str], None], report: str) -> None:
    """Read a report into claims."""
    run(process().shell, Hop.EXTRACT, JOBS[Hop.EXTRACT], report, _holder(self))


@app.task(name=Hop.RECONCILE.value, bind=True)
def reconcile(self: Task[[str], None], report: str) -> None:
    """Redraw the picture for all reports that wait for it."""
    run(process().shell, Hop.RECONCILE, JOBS[Hop.RECONCILE], report, _holder(self))


def _holder(task: Task[[str], None]) -> str:
    return f"{worker_name()}/{task.request.id}"
