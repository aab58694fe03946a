"""Three sentinels, a primary and a replica: whichever Redis it is at the time, each report is done once."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from brokered import brisk, working
from redis_servers import Server, server
from standins import PROSE

from shared.redis_client import connect

pytestmark = [pytest.mark.flow, pytest.mark.timeout(240)]

SLOW = "SLOW " + PROSE
PASSWORD, ASKING = "for-the;data", "for-the-sentinels"


@dataclass
class Watched:
    """A primary that is watched, and the address by which it is found."""

    url: str
    primary: Server
    sentinels: list[Server]

    def address(self) -> tuple[str, int]:
        """What the first sentinel says."""
        with self.sentinels[0].client() as client:
            host, port = client.execute_command("SENTINEL GET-MASTER-ADDR-BY-NAME", "main")
        return host.decode(), int(port)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with ExitStack() as held:
        auth = f'masterauth "{PASSWORD}"'
        begin = held.enter_context
        primary = begin(server(tmp_path, auth, password=PASSWORD))
        follow = f"replicaof 127.0.0.1 {primary.port}"
        replica = begin(server(tmp_path, auth, follow, password=PASSWORD))
        watch = (
            f"sentinel monitor main 127.0.0.1 {primary.port} 2",
            f'sentinel auth-pass main "{PASSWORD}"',
            "sentinel down-after-milliseconds main 1000",
            "sentinel failover-timeout main 3000",
        )
        three = [begin(server(tmp_path, *watch, password=ASKING, sentinel=True)) for _ in range(3)]
        _await_all(three, replica)
        hosts = ";".join(f"sentinel://127.0.0.1:{each.port}" for each in three[1:])
        yield Watched(
            f"sentinel://:{PASSWORD.replace(';', '%3B')}@127.0.0.1:{three[0].port};{hosts}/0"
            f"?primary=main&sentinel_password={ASKING}",
            primary,
            three,
        )


def _await_all(sentinels: list[Server], replica: Server) -> None:
    """Until each sentinel knows the others and the replica, and that has the primary's data."""
    import time

    deadline = time.monotonic() + 30
    while True:
        states = [each.client().sentinel_masters()["main"] for each in sentinels]
        linked = replica.client().info("replication")["master_link_status"] == "up"
        if linked and all(
            state["num-other-sentinels"] == 2 and state["num-slaves"] == 1 for state in states
        ):
            return
        assert time.monotonic() < deadline, states
        time.sleep(0.1)


def test_a_primary_that_is_killed_is_followed_by_its_replica(
    watched: Watched, tmp_path: Path
) -> None:
    before = watched.address()
    with working(brisk(home=tmp_path, broker_url=watched.url)) as line:
        assert line.publish(*range(8), text=SLOW)
        line.until(line.ledger.claims)
        watched.primary.stop()
        line.publish(*range(20, 30))  # into the void: the ledger has them
        line.until_done()
        assert watched.address() != before
        line.until(lambda: line.publish(40))
        line.until_done()
        line.audit()
        assert "Traceback" not in line.log.read_text()


def test_a_primary_that_hands_over_is_no_longer_written_to(
    watched: Watched, tmp_path: Path
) -> None:
    with working(brisk(home=tmp_path, broker_url=watched.url)) as line:
        assert line.publish(*range(8), text=SLOW)
        line.until(line.ledger.claims)
        before = watched.address()
        with watched.sentinels[0].client() as client:
            client.execute_command("SENTINEL FAILOVER", "main")
        line.publish(*range(20, 30))
        line.until(lambda: watched.address() != before)
        line.until_done()
        line.audit()
        with watched.primary.client() as old:
            line.until(lambda: old.info("replication")["role"] == "slave")
            line.until(lambda: old.llen("intake") == 0)


def test_a_sentinel_s_password_is_needed(watched: Watched) -> None:
    without = watched.url.partition("&")[0]
    with connect(without, 2.0) as client, pytest.raises(redis.ConnectionError):
        client.ping()
    with connect(watched.url, 2.0) as client:
        assert client.ping()
        watched.sentinels[0].stop()
        client.connection_pool.disconnect()
        assert client.ping(), "one of three that is gone is passed over"
