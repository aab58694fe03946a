"""Redis with the deployment's users: the line works as its own, and nobody may do more than is needed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from brokered import ROOT, brisk, working
from deployed import make_secrets
from redis.exceptions import NoPermissionError
from redis_servers import server
from standins import PROSE

from producers.health import _answers
from shared.hops import Hop

pytestmark = [pytest.mark.flow, pytest.mark.timeout(240)]

RARE = {
    "exists": "asked when a queue's binding has expired",
    "unwatch": "said when a restored message was acknowledged meanwhile",
    "lrange": "for what stood in a queue and was no message",
    "lrem": "the same",
}
"""What the line's user may do and a short test does not bring about."""
KEDA = """
local listName = KEYS[1]
local listType = redis.call('type', listName).ok
local cmd = {zset = 'zcard', set = 'scard', list = 'llen', hash = 'hlen', none = 'llen'}
return redis.call(cmd[listType], listName)
"""
"""How KEDA's Redis scaler asks for a list's length."""
UNACKED = (
    '[{"body": "[[\\"0123456789abcdef\\"],{},{}]", "content-encoding": "utf-8", "content-type": "application/json",'
    ' "headers": {"task": "extract", "id": "1"}, "properties": {"delivery_tag": "tag",'
    ' "delivery_info": {"exchange": "", "routing_key": "extract"}}}, "", "extract"]'
)


@dataclass(frozen=True)
class Guarded:
    """A server with the deployment's users."""

    port: int
    password: str
    """Of the user `admin`."""
    urls: dict[str, str]

    def client(self, name: str) -> redis.Redis:
        return redis.Redis.from_url(self.urls[name], decode_responses=True)

    @property
    def admin(self) -> redis.Redis:
        return redis.Redis(
            port=self.port, username="admin", password=self.password, decode_responses=True
        )


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    secrets = make_secrets(tmp_path / "secrets")
    users = tmp_path / "users.acl"
    users.write_text(secrets["redis_users"])
    with server(tmp_path, f'aclfile "{users}"') as running:
        yield Guarded(
            running.port,
            secrets["admin_password"],
            {
                name: url.strip().replace("redis:6379", f"127.0.0.1:{running.port}")
                for name, url in secrets.items()
                if name.startswith("broker_url")
            },
        )


def granted(guarded: Guarded, user: str) -> set[str]:
    rules = guarded.admin.acl_getuser(user)["commands"]
    return {rule[1:] for rule in rules if rule.startswith("+")}


def test_the_line_works_as_its_own_user_and_uses_what_that_may(
    guarded: Guarded, tmp_path: Path
) -> None:
    admin = guarded.admin
    settings = brisk(home=tmp_path, broker_url=guarded.urls["broker_url"])
    admin.execute_command("CONFIG", "RESETSTAT")
    with working(settings) as line:
        assert line.publish(*range(6), text="SLOW " + PROSE)
        admin.lpush("intake", "no message")
        line.until(line.ledger.claims)
        admin.flushall()
        line.until_done()
        # What a worker took along comes back to the list.
        admin.hset("unacked", "tag", UNACKED)
        admin.zadd("unacked_index", {"tag": 1})
        line.until(lambda: not admin.hlen("unacked"))
        asked = subprocess.run(
            [sys.executable, "-m", "celery", "-A", "workers.app", "inspect", "ping"],
            env=os.environ | settings.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "pong" in asked.stdout
        assert _answers(guarded.urls["broker_url"])
        line.audit()
    refused = [each for each in admin.acl_log() if each["username"] == "onrecord"]
    assert refused == []
    used = {name.removeprefix("cmdstat_") for name in admin.info("commandstats")}
    unused = granted(guarded, "onrecord") - used
    assert unused <= set(RARE), "nobody needs what nobody does"


REFUSED = """
FLUSHALL | FLUSHDB | CONFIG GET requirepass | CONFIG SET maxmemory 1 | KEYS * | SCAN 0 | ACL LIST
SHUTDOWN NOSAVE | REPLICAOF NO ONE | MONITOR | EVAL return(1) 0 | RENAME intake extract
GET something | LPUSH celery x | DEL something | PUBLISH elsewhere x
"""


def test_the_line_s_user_may_do_nothing_else(guarded: Guarded) -> None:
    with guarded.client("broker_url") as client:
        for command in REFUSED.replace("\n", "|").strip("|").split("|"):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command.split())


def test_the_watcher_sees_how_long_the_queues_are_and_changes_nothing(guarded: Guarded) -> None:
    guarded.admin.lpush("extract", "a", "b")
    with guarded.client("broker_url_watcher") as client:
        assert [client.llen(hop) for hop in Hop] == [0, 2, 0]
        assert client.eval(KEDA, 1, "extract") == 2
        for command in ("LRANGE extract 0 -1", "LPOP extract", "DEL extract", "LPUSH extract c"):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command.split())
        with pytest.raises(redis.ResponseError, match="ACL"):
            client.eval("return redis.call('DEL', KEYS[1])", 1, "extract")


def test_flower_may_not_touch_the_queues(guarded: Guarded) -> None:
    with guarded.client("broker_url_flower") as client:
        assert client.llen("extract") == 0
        for command in ("LPUSH extract c", "DEL extract", "BRPOP extract 1", "FLUSHALL"):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command.split())


def test_who_has_no_password_may_only_ask_whether_it_lives(guarded: Guarded) -> None:
    with redis.Redis(port=guarded.port) as client:
        assert client.ping()
        with pytest.raises(NoPermissionError):
            client.llen("intake")


def test_secrets_are_made_once_and_stay(tmp_path: Path) -> None:
    first = make_secrets(tmp_path / "secrets")
    assert make_secrets(tmp_path / "secrets") == first
    passwords = [value for name, value in first.items() if name.endswith("_password")]
    assert len(set(passwords)) == len(passwords) == 9
    assert all(len(each) == 32 and each.isalnum() for each in passwords)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert not any(password in first["redis_users"] for password in passwords)
    assert "SHA256" not in first["redis_users"]
