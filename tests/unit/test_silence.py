"""Who is dead, by what one has watched oneself: no clock and no outage may make it so."""

from workers.silence import Silence, Twice


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def rounds(
    silence: Silence, clock: Clock, seen: dict[str, float], number: int
) -> list[tuple[str, ...]]:
    found = []
    for _ in range(number):
        clock.now += 1
        found.append(silence.watch(seen, 10))
    return found


def test_who_shows_the_same_sign_for_too_long_is_silent() -> None:
    clock = Clock()
    silence = Silence(clock)
    assert rounds(silence, clock, {"a": 5.0}, 11)[-1] == ()
    assert rounds(silence, clock, {"a": 5.0}, 1)[-1] == ("a",)
    assert rounds(silence, clock, {"a": 6.0}, 1)[-1] == ()


def test_a_clock_that_was_set_kills_nobody() -> None:
    """The ledger's moments may jump by an hour: only whether they change is looked at."""
    clock = Clock()
    silence = Silence(clock)
    for seen_at in (1000.0, 1001.0, 4602.0, 4603.0, 1004.0, 1005.0):
        assert rounds(silence, clock, {"a": seen_at}, 1) == [()]


def test_who_has_not_looked_for_long_begins_anew() -> None:
    """The ledger was away for everybody, or we were stopped: their silence says nothing."""
    clock = Clock()
    silence = Silence(clock)
    rounds(silence, clock, {"a": 5.0}, 9)
    clock.now += 60
    assert silence.watch({"a": 5.0}, 10) == ()
    assert rounds(silence, clock, {"a": 5.0}, 11)[-1] == ("a",)


def test_who_is_gone_is_forgotten() -> None:
    clock = Clock()
    silence = Silence(clock)
    rounds(silence, clock, {"a": 5.0}, 9)
    rounds(silence, clock, {}, 1)
    assert rounds(silence, clock, {"a": 5.0}, 9)[-1] == ()


def test_what_is_there_twice_in_a_row() -> None:
    twice = Twice()
    assert twice.of(frozenset("ab")) == frozenset()
    assert twice.of(frozenset("bc")) == frozenset("b")
    assert twice.of(frozenset("a")) == frozenset()
