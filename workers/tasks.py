"""The three tasks. One task is one hop; its argument is a report's id."""

from __future__ import annotations

import time

from celery import Task
from celery.exceptions import Reject

from shared.errors import Unavailable
from shared.hops import Hop
from shared.messages import wanted
from workers.app import app
from workers.jobs import JOBS
from workers.process import process, worker_name
from workers.shell import accept, put_back, run, submitted


@app.task(name=Hop.INTAKE.value, bind=True)
def intake(self: Task[..., None], /, *given: object, **named: object) -> None:
    """Admit a report. Also takes a whole envelope, from those who have only Redis."""
    holder = _holder(self)
    shell = process().shell
    report = wanted(given)
    try:
        if report is None or named:
            report = accept(shell, submitted(given, named), holder)
    except Unavailable as error:
        # Only Redis has it: back to the list, not too soon.
        pause = shell.settings.retry_pause
        put_back(holder, error, pause)
        time.sleep(pause)
        raise Reject(str(error), requeue=True) from error
    if report is not None:
        run(shell, Hop.INTAKE, JOBS[Hop.INTAKE], report, holder)


@app.task(name=Hop.EXTRACT.value, bind=True)
def extract(self: Task[..., None], /, *given: object, **_: object) -> None:
    """Read a report into claims."""
    run(process().shell, Hop.EXTRACT, JOBS[Hop.EXTRACT], wanted(given), _holder(self))


@app.task(name=Hop.RECONCILE.value, bind=True)
def reconcile(self: Task[..., None], /, *given: object, **_: object) -> None:
    """Redraw the picture for all reports that wait for it."""
    run(process().shell, Hop.RECONCILE, JOBS[Hop.RECONCILE], wanted(given), _holder(self))


def _holder(task: Task[..., None]) -> str:
    return f"{worker_name()}/{task.request.id}"
