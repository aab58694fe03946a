"""One reading of the broker's address, for kombu and redis-py; what cannot be one is refused in words."""

import re
import ssl
from pathlib import Path

import pytest
from kombu import Connection
from redis import SSLConnection

from shared import transport
from shared.broker_address import read_address
from shared.celery_settings import celery_settings
from shared.redis_client import connect
from shared.settings import read_settings

SENTINELS = "sentinel://me:p%3Bw@a:1;sentinel://b;sentinel://[::1]:3/2?primary=main"


def test_what_sentinels_share_is_written_once_and_told_to_kombu_with_each() -> None:
    address = read_address(SENTINELS)
    assert address.hosts == (("a", 1), ("b", 26379), ("::1", 3))
    assert (address.database, address.primary) == (2, "main")
    assert address.credentials == {"username": "me", "password": "p;w"}
    assert address.for_kombu == (
        "sentinel://me:p%3Bw@a:1/2;sentinel://me:p%3Bw@b:26379/2;sentinel://me:p%3Bw@[::1]:3/2"
    )


def test_kombu_has_the_password_also_when_it_turns_to_the_next_sentinel() -> None:
    transport.install()
    connection = Connection(read_address(SENTINELS).for_kombu)
    for host in ("a", "b", "::1", "a"):
        assert (connection.hostname, connection.password) == (host, "p;w")
        assert connection.virtual_host == "2"
        connection.maybe_switch_next()


def test_the_sentinels_own_password_and_tls_reach_both() -> None:
    url = SENTINELS + "&sentinel_password=x&ssl_cert_reqs=required"
    conf = celery_settings(url, read_settings())
    asked = conf["broker_transport_options"]["sentinel_kwargs"]
    assert conf["broker_transport_options"]["master_name"] == "main"
    assert (asked["password"], asked["ssl"], asked["ssl_cert_reqs"]) == ("x", True, "required")
    assert conf["broker_use_ssl"] == {"ssl_cert_reqs": "required", "ssl_check_hostname": True}
    with connect(url, 1.0) as client:
        assert issubclass(client.connection_pool.connection_class, SSLConnection)
        (sentinel, *_) = client.connection_pool.sentinel_manager.sentinels
        made = sentinel.connection_pool.make_connection()
        assert (made.password, made.cert_reqs) == ("x", ssl.CERT_REQUIRED)


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("redis://h", {}),
        ("rediss://h", {"ssl_cert_reqs": "required", "ssl_check_hostname": True}),
        (
            "rediss://h?ssl_check_hostname=false",
            {"ssl_cert_reqs": "required", "ssl_check_hostname": False},
        ),
        (
            "rediss://h?ssl_cert_reqs=CERT_NONE",
            {"ssl_cert_reqs": "none", "ssl_check_hostname": False},
        ),
    ],
)
def test_a_certificate_is_checked_unless_that_is_refused(url: str, tls: dict[str, object]) -> None:
    assert dict(read_address(url).tls) == tls
    connection = connect(url, 1.0).connection_pool.make_connection()
    assert getattr(connection, "check_hostname", None) == tls.get("ssl_check_hostname")


def test_files_of_certificates_are_looked_for_when_the_address_is_read(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    tls = read_address(f"rediss://h?ssl_ca_certs={tmp_path}/ca.pem").tls
    assert tls["ssl_ca_certs"] == f"{tmp_path}/ca.pem"
    with pytest.raises(ValueError, match="the file of its ssl_keyfile is not there"):
        read_address(f"rediss://h?ssl_keyfile={tmp_path}/s3cret.pem")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("amqp://:s3cret@h", "must begin with redis://"),
        ("redis:h", "must begin with redis://"),
        ("redis://:s3cr;et@h", "joined by ;"),
        ("redis://:s3cret@h;redis://i", "several only of sentinels"),
        ("redis://:s3cret@h:99999", "port"),
        ("redis://:s3cret@h:0", "port"),
        ("redis://:s3cret@h/one", "number of a database"),
        ("redis://:s3cret@h?ssl_ca_certs=x", "takes nothing"),
        ("rediss://:s3cret@h?primary=x", "no others"),
        ("rediss://:s3cret@h?ssl_cert_reqs=maybe", "ssl_cert_reqs"),
        ("sentinel://:s3cret@h", "primary=NAME"),
        ("sentinel://:s3cret@h?primary=", "primary=NAME"),
        ("sentinel://:s3cret@?primary=m", "needs a host"),
        ("sentinel://:s3cret@h;sentinel://:other@i?primary=m", "differ in user and password"),
        ("sentinel://:s3cret@h/1;sentinel://i/2?primary=m", "differ in database"),
        ("sentinel://:s3cret@h;redis://i?primary=m", "sentinel:// before each"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as refused:
        read_address(url)
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in repr(read_address("redis://:s3cret@h"))
