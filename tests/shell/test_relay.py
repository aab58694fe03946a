"""The relay wakes workers for what waits, and frees what the dead held."""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Iterator

import pytest
from standins import pending, submit

from shared import updates
from shared.broker import Bell
from shared.hops import Hop, Outcome
from shared.ledger import Ledger, Redraw
from shared.messages import UNACKED, UNACKED_INDEX, Terms, read_task, refused, task
from shared.picture import Update
from shared.settings import Settings
from workers import relay as relays
from workers.relay import Host, Relay


@pytest.fixture
def bell(broker: str, settings: Settings) -> Iterator[Bell]:
    bell = Bell(broker, settings)
    yield bell
    bell.close()


@pytest.fixture
def relay(settings: Settings, ledger: Ledger, bell: Bell) -> Relay:
    return Relay(settings, ledger, bell, Host("one"))


def test_a_broker_that_lost_its_memory_is_told_again(
    relay: Relay, ledger: Ledger, bell: Bell
) -> None:
    reports = [submit(ledger, number).report for number in range(3)]
    bell.ring(Hop.INTAKE, reports)
    relay.round()
    assert bell.depth(Hop.INTAKE) == 3, "what was rung for is not rung for again"
    bell.client.flushall()
    relay.round()
    relay.round()
    assert bell.depth(Hop.INTAKE) == 3
    relay.round()
    relay.round()
    assert bell.depth(Hop.INTAKE) == 3


def test_a_long_backlog_is_rung_for_in_portions(
    ledger: Ledger, bell: Bell, settings: Settings
) -> None:
    for number in range(5):
        submit(ledger, number)
    relay = Relay(settings.model_copy(update={"window": 2}), ledger, bell, Host("one"))
    for _ in range(6):
        relay.round()
    assert bell.depth(Hop.INTAKE) == 2


def test_one_message_is_enough_for_reconciling(relay: Relay, ledger: Ledger, bell: Bell) -> None:
    for number in range(3):
        submit(ledger, number)
        for hop in (Hop.INTAKE, Hop.EXTRACT):
            held = ledger.take(hop, None, "one/1")
            assert held is not None
            ledger.finish(held, Outcome.ADMITTED, {})
    for _ in range(4):
        relay.round()
    assert bell.depth(Hop.RECONCILE) == 1


def test_the_dead_are_found_and_what_they_held_is_free(
    relay: Relay, ledger: Ledger, settings: Settings
) -> None:
    report = submit(ledger, 1).report
    ledger.beat("dead", [Hop.INTAKE])
    assert ledger.take(Hop.INTAKE, None, "dead/1") is not None
    relay.round()
    assert ledger.take(Hop.INTAKE, None, "one/1") is None, "not yet silent for long enough"
    relay.settings = settings.model_copy(update={"heartbeat_seconds": 0.2})
    time.sleep(0.3)
    relay.round()
    held = ledger.take(Hop.INTAKE, None, "one/1")
    assert held is not None
    assert (held.report, held.lost) == (report, 1)
    assert [each.name for each in ledger.workers()] == ["one"]


def test_only_the_leader_rings(
    relay: Relay, ledger: Ledger, bell: Bell, settings: Settings
) -> None:
    submit(ledger, 1)
    relay.round()
    second = Relay(settings, ledger, bell, Host("two"))
    for _ in range(4):
        second.round()
    assert bell.depth(Hop.INTAKE) == 0
    relay.round()
    assert bell.depth(Hop.INTAKE) == 1


def test_updates_reach_the_stream_with_their_numbers(
    relay: Relay, ledger: Ledger, bell: Bell
) -> None:
    change = Update(situation="s", change="new", because=("r",), text="300 -> 400 dead")
    ledger.redraw((), Redraw(0, (), (), (change,)), Outcome.RECONCILED, {})
    relay.round()
    relay.round()
    ((_, entry),) = bell.client.xrange(updates.STREAM)
    told = {key.decode(): value.decode() for key, value in entry.items()}
    assert told.pop("at")
    assert told == {
        "id": str(ledger.updates()[0].id),
        "situation": "s",
        "change": "new",
        "because": '["r"]',
        "text": "300 -> 400 dead",
    }


def test_without_a_broker_nothing_is_lost_and_it_is_called_back(
    ledger: Ledger, settings: Settings
) -> None:
    submit(ledger, 1)
    called: list[str] = []
    nowhere = Bell("redis://127.0.0.1:1/0", settings)
    relay = Relay(settings, ledger, nowhere, Host("one", revive=lambda: called.append("back")))
    for _ in range(3):
        relay.round()
    assert called
    assert nowhere.ring(Hop.INTAKE, ["r"]) is False
    assert pending(ledger) == 1
    nowhere.close()


def test_nobody_forks_in_the_middle_of_a_round() -> None:
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def a_round() -> None:
        with relays.AT_REST:
            began.set()
            may_end.wait(5)
            ended.set()

    thread = threading.Thread(target=a_round)
    thread.start()
    began.wait(5)
    threading.Timer(0.2, may_end.set).start()
    # Forking, as the pool does when a child has died.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os._exit(0 if ended.is_set() else 1)
    _, status = os.waitpid(child, 0)
    thread.join()
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_wrong_kind_of_key_does_not_end_the_relay(
    relay: Relay, ledger: Ledger, bell: Bell
) -> None:
    bell.client.set(Hop.INTAKE.value, "not a list")
    submit(ledger, 1)
    relay.round()
    assert bell.depth(Hop.INTAKE) is None
    bell.client.delete(Hop.INTAKE.value)  # the server is everybody's


def test_an_envelope_that_is_taken_for_too_long_goes_back_and_a_wake_up_does_not(
    settings: Settings, ledger: Ledger, bell: Bell
) -> None:
    relay = Relay(settings.model_copy(update={"heartbeat_seconds": 0.2}), ledger, bell, Host("one"))
    given = {"envelope": '{"specversion": "1.0"}', "wake-up": "0123456789abcdef"}
    for tag, argument in given.items():
        taken = [json.loads(task(Hop.INTAKE, argument, "a key of the test's own")), "", "intake"]
        bell.client.hset(UNACKED, tag, json.dumps(taken))
    bell.client.hset(UNACKED, "rubbish", "no message")
    bell.client.zadd(UNACKED_INDEX, dict.fromkeys((*given, "rubbish", "gone"), 1.0))
    relay.round()
    assert not bell.client.llen(Hop.INTAKE), "not before it was watched for so long"
    for _ in range(5):
        relay.round()
        time.sleep(0.06)
    (element,) = bell.client.lrange(Hop.INTAKE, 0, -1)
    back = read_task(element, Hop.INTAKE, Terms(1 << 20, "a key of the test's own"))
    assert json.loads(back["body"])[0] == [given["envelope"]]
    assert back["properties"]["delivery_tag"] not in given
    assert set(bell.client.hkeys(UNACKED)) == {b"wake-up", b"rubbish"}
    assert not bell.give_back("envelope"), "it is in one place at a time"
    bell.client.flushall()


def test_what_redis_did_not_take_comes_to_quarantine_by_any_relay(
    settings: Settings, ledger: Ledger, bell: Bell
) -> None:
    leader = Relay(settings, ledger, bell, Host("leads"))
    leader.round()
    unkept = deque([refused("intake", "Why.", f"element {n}".encode()) for n in range(2)])
    other = Relay(settings, ledger, bell, Host("another", unkept=unkept))
    other.round()
    kept = [ledger.quarantine_entry(each.id).payload for each in ledger.quarantined()]
    assert kept == ["element 0", "element 1"]
    assert not unkept


def test_neither_is_it_lost_by_a_worker_that_ends(
    settings: Settings, ledger: Ledger, bell: Bell
) -> None:
    unkept = deque([refused("intake", "Why.", b"element")])
    Relay(settings, ledger, bell, Host("one", unkept=unkept)).stop()
    assert [each.message for each in ledger.quarantined()] == ["Why."]
