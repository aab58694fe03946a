"""Each setting works on a bare machine, says where it came from, and keeps its secrets."""

from pathlib import Path

import pytest

from shared.errors import Unreadable
from shared.settings import masked, read_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)


def test_a_bare_machine_needs_none() -> None:
    settings = read_settings()
    assert settings.embedded
    assert settings.ledger_address == f"sqlite:///{Path.cwd() / '.onrecord' / 'ledger.db'}"
    assert {each.origin for each in settings.described()} == {"default"}


def test_each_says_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MAX_DELIVERIES", "5")
    monkeypatch.setenv("ONRECORD_HOME", "/elsewhere")
    origins = {each.name: each.origin for each in read_settings(home="/here").described()}
    assert origins["max_deliveries"] == "environment ONRECORD_MAX_DELIVERIES"
    assert origins["home"] == "given"
    assert origins["window"] == "default"


def test_a_wrong_one_is_named() -> None:
    with pytest.raises(Unreadable, match="ONRECORD_MAX_DELIVERIES"):
        read_settings(max_deliveries=0)


def test_passwords_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEDGER_URL", "postgresql://me:s3cret@host/db")
    shown = " ".join(each.value for each in read_settings().described())
    assert "s3cret" not in shown
    assert "postgresql://me:***@host/db" in shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("redis://:s3cret@host:6379/0", "redis://:***@host:6379/0"),
        ("postgresql://me:p%40s/x:y@host/db", "postgresql://me:***@host/db"),
        ("redis://host:6379/0", "redis://host:6379/0"),
        ("sqlite:////a/b", "sqlite:////a/b"),
        (
            "postgresql://host/db?user=me&password=s3cret",
            "postgresql://host/db?user=me&password=***",
        ),
        (
            "sentinel://:s3cret@a:1;sentinel://b/0?primary=m&sentinel_password=s3cret",
            "sentinel://:***@a:1;sentinel://b/0?primary=m&sentinel_password=***",
        ),
    ],
)
def test_masking(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_driver_need_not_be_named(scheme: str) -> None:
    assert (
        read_settings(ledger_url=f"{scheme}://h/db").ledger_address == "postgresql+psycopg://h/db"
    )


def test_a_child_process_gets_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(home="here", broker_url="redis://h/1", window=7)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    again = read_settings()
    assert again.home == tmp_path / "here"
    assert again.model_copy(update={"home": settings.home}) == settings


def test_a_secret_may_be_in_a_file_and_stays_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("postgresql://me:s3cret@host/db\n")
    monkeypatch.setenv("ONRECORD_LEDGER_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("ONRECORD_LEDGER_URL", "")
    settings = read_settings()
    assert settings.ledger_url == "postgresql://me:s3cret@host/db"
    shown = {each.name: each for each in settings.described()}["ledger_url"]
    assert (shown.value, shown.origin) == (
        "postgresql://me:***@host/db",
        f"file {tmp_path / 'url'}",
    )
    assert "s3cret" not in str(settings.environment())
    given = read_settings(ledger_url="postgresql://other/db")
    assert given.environment()["ONRECORD_LEDGER_URL"] == "postgresql://other/db"
    monkeypatch.setenv("ONRECORD_LEDGER_URL", "postgresql://this/db")
    assert read_settings().ledger_url == "postgresql://this/db"


def test_a_file_that_has_no_secret_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name, why in (("empty", "is empty"), ("none", "No such file"), ("bytes", "no text")):
        monkeypatch.setenv("ONRECORD_BROKER_URL_FILE", str(tmp_path / name))
        with pytest.raises(Unreadable, match=f"{name} that ONRECORD_BROKER_URL_FILE names.*{why}"):
            read_settings()


def test_what_is_wrong_in_a_file_is_said_without_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("amqp://me:s3cret@host")
    monkeypatch.setenv("ONRECORD_BROKER_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(Unreadable, match="ONRECORD_BROKER_URL cannot be used") as refused:
        read_settings()
    assert "s3cret" not in str(refused.value)
