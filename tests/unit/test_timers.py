"""Timers of tasks that are done."""

from kombu.asynchronous.timer import Timer

from workers.timers import forget_cancelled


def test_cancelled_timers_are_let_go_of_and_the_others_come_in_order():
    timer, told = Timer(), []
    entries = [timer.call_after(after, told.append, (after,)) for after in (0.03, 0.01, 300, 0.02)]
    entries[2].cancel()
    assert len(timer) == 4, "kombu forgets cancelled timers itself now: workers/timers.py can go"
    forget_cancelled(timer)
    assert len(timer) == 3
    for _, entry in timer:
        if entry is not None:
            timer.apply_entry(entry)
        if len(told) == 3:
            break
    assert told == [0.01, 0.02, 0.03]
