"""Redis behind TLS: the line works with the right certificates, and is refused in words with others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from brokered import brisk, working
from redis_servers import server
from tls import Certificate, make_certificate, tls_door

from producers.health import _answers
from shared.broker import Bell
from shared.errors import Unavailable
from shared.hops import Hop
from shared.redis_client import connect

pytestmark = [pytest.mark.flow, pytest.mark.timeout(120)]


@dataclass(frozen=True)
class Doors:
    """Ports: one for all who trust `ours`, one for those who also bear `client`."""

    open: int
    guarded: int
    ours: Certificate
    client: Certificate
    other: Certificate

    def url(self, port: int, ca: Certificate, *more: str) -> str:
        query = "&".join([f"ssl_ca_certs={ca.certificate}", *more])
        return f"rediss://:for-the-test@127.0.0.1:{port}/0?{query}"

    @property
    def bearing(self) -> tuple[str, str]:
        return f"ssl_certfile={self.client.certificate}", f"ssl_keyfile={self.client.key}"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    ours, client, elsewhere = (
        make_certificate(tmp_path, name, host)
        for name, host in (
            ("ours", "127.0.0.1"),
            ("client", "127.0.0.1"),
            ("elsewhere", "127.0.0.9"),
        )
    )
    with (
        server(tmp_path, password="for-the-test") as plain,
        tls_door(plain.port, ours) as open_,
        tls_door(plain.port, ours, client) as guarded,
    ):
        yield Doors(open_, guarded, ours, client, elsewhere)


def test_the_line_works_with_a_certificate_of_its_own(doors: Doors, tmp_path: Path) -> None:
    url = doors.url(doors.guarded, doors.ours, *doors.bearing)
    with working(brisk(home=tmp_path, broker_url=url), processes=1) as line:
        assert line.publish(*range(3))
        line.until_done()
        line.audit()
        assert "insecure" not in line.log.read_text()
    assert _answers(url).startswith("valkey")


@pytest.mark.parametrize("which", ["another authority", "no authority", "no client certificate"])
def test_who_is_not_who_it_should_be_is_refused(doors: Doors, tmp_path: Path, which: str) -> None:
    url = {
        "another authority": doors.url(doors.open, doors.other),
        "no authority": f"rediss://:for-the-test@127.0.0.1:{doors.open}/0",
        "no client certificate": doors.url(doors.guarded, doors.ours),
    }[which]
    with connect(url, 2.0) as client, pytest.raises(redis.ConnectionError):
        client.ping()
    bell = Bell(url, brisk(home=tmp_path, broker_url=url))
    assert not bell.ring(Hop.INTAKE, ["0" * 16])
    bell.close()
    with pytest.raises(Unavailable, match="Nothing answers as Redis there"):
        _answers(url)
    with connect(doors.url(doors.guarded, doors.ours, *doors.bearing), 2.0) as client:
        assert client.llen(Hop.INTAKE) == 0


def test_a_certificate_of_another_host_is_refused_unless_told_otherwise(
    doors: Doors, tmp_path: Path
) -> None:
    with server(tmp_path) as plain, tls_door(plain.port, doors.other) as port:
        url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={doors.other.certificate}"
        with connect(url, 2.0) as client, pytest.raises(redis.ConnectionError):
            client.ping()
        bell = Bell(f"{url}&ssl_check_hostname=false", brisk(home=tmp_path))
        assert bell.ring(Hop.INTAKE, ["0" * 16])
        assert bell.depth(Hop.INTAKE) == 1
        bell.close()
