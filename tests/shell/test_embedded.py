"""The embedded broker: one server a folder, kept as long as somebody uses it, never its data lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from shared import embedded


def _answers(url: str) -> bool:
    client = redis.from_url(url)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


HOLD = """
import sys, time
from pathlib import Path
from shared import embedded
lease = embedded.ensure(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_users_of_one_folder_share_one_server_and_the_last_stops_it(tmp_path: Path) -> None:
    first = embedded.ensure(tmp_path)
    second = embedded.ensure(tmp_path)
    assert first.url == second.url
    first.release()
    assert _answers(second.url)
    second.release()
    assert not _answers(second.url)


def test_what_was_written_is_there_at_the_next_start(tmp_path: Path) -> None:
    with embedded.using(tmp_path) as url, redis.from_url(url) as client:
        client.set("kept", "yes")
    with embedded.using(tmp_path) as url, redis.from_url(url) as client:
        assert client.get("kept") == b"yes"


def test_a_killed_user_does_not_keep_the_server_for_ever(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "held\n"
        lease = embedded.ensure(tmp_path)
        user.kill()
    lease.release()
    assert not _answers(lease.url)


def test_a_killed_server_is_started_again_with_its_data(tmp_path: Path) -> None:
    first = embedded.ensure(tmp_path)
    with redis.from_url(first.url) as client:
        client.set("kept", "yes")
        client.execute_command("WAITAOF", 1, 0, 5000)
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
    second = embedded.ensure(tmp_path)
    with redis.from_url(second.url) as client:
        assert client.get("kept") == b"yes"
    first.release()
    second.release()


def test_nobody_without_the_password_is_served(tmp_path: Path) -> None:
    with embedded.using(tmp_path) as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert (tmp_path / "broker" / "server.json").stat().st_mode & 0o077 == 0
