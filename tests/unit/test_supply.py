"""What runs in production, as it is listed and audited."""

import json
import tomllib

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply import audit
from tests.supply.lock import LOCK, ROOT, pins
from tests.supply.sbom import _licence, main, sbom

LOCKED = """\
# made by uv
redis==8.1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   -c requirements.lock
    #   kombu
    #   onrecord (pyproject.toml)
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
    # via click
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_is_read_with_hashes_markers_and_who_wants_it():
    redis, colorama = pins(LOCKED)
    assert (redis.name, redis.version, redis.marker) == ("redis", "8.1.0", None)
    assert redis.hashes == ("a" * 64, "b" * 64)
    assert {"kombu", "onrecord"} <= set(redis.wanted_by)
    assert (colorama.marker, colorama.wanted_by) == ("sys_platform == 'win32'", ("click",))


def test_the_bill_is_valid_complete_and_the_same_each_time():
    document = json.dumps(sbom())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document) is None
    assert document == json.dumps(sbom())
    listed = {each["bom-ref"]: each for each in json.loads(document)["components"]}
    assert len(listed) == LOCK.read_text().count("==") - LOCK.read_text().count(" == '")
    graph = {each["ref"]: each["dependsOn"] for each in json.loads(document)["dependencies"]}
    reached, ahead = set(), ["onrecord"]
    while ahead:
        reached |= {(here := ahead.pop())}
        ahead += [each for each in graph[here] if each not in reached]
    assert reached == {"onrecord", *listed}, "everything is there because somebody wants it"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert json.loads(document)["metadata"]["component"]["version"] == project["version"]


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("MIT", "expression"),
        ("Apache-2.0 OR BSD-2-Clause", "expression"),
        ("BSD License", "license"),
        ("BSD License OR Apache Software License", "license"),
        ("not said", "license"),
    ],
)
def test_only_an_expression_is_given_out_as_one(said, form):
    assert list(_licence(said)) == [form]


def test_it_is_written_where_nobody_commits_it(capsys):
    main()
    assert "packages of runtime.lock are in build/sbom.json" in capsys.readouterr().out
    assert "build/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("MIT", 0),
        ("LGPL-3.0-only", 0),
        ("GNU Lesser General Public License v3 (LGPLv3)", 0),
        ("GPL-3.0-or-later", 1),
        ("AGPL-3.0", 1),
        ("GNU Affero General Public License v3", 1),
        ("not said", 1),
        (None, 0),
    ],
)
def test_licences_that_we_may_not_use(monkeypatch, told, wrong):
    monkeypatch.setattr(audit, "licence", lambda name: told if name == "redis" else "MIT")
    assert len(audit.licences()) == wrong


WEAK = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
WELL = {"name": "b", "version": "1", "vulns": []}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        ([WELL], 0, "knows 1 of 1 packages: 0 weaknesses"),
        ([WELL, WEAK], 1, "a 1 has PYSEC-1, mended in 2."),
        ([WELL, UNKNOWN], 1, "knows 1 of 2"),
        ([UNKNOWN], 3, "Nobody knows"),
        (OSError("away"), 3, "Nobody knows"),
    ],
)
def test_an_audit_that_was_none_is_not_taken_for_one(monkeypatch, capsys, answer, code, says):
    def asked(_service):
        if isinstance(answer, OSError):
            raise answer
        return audit.read(answer)

    monkeypatch.setattr(audit, "advisories", asked)
    assert audit.main() == code
    assert says in capsys.readouterr().out
