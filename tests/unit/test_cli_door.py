"""The door for files: what is let in, and what a refusal says."""

import json
import tomllib
from pathlib import Path

import pytest

from producers.door import Given, Refused, arrivals, from_manifest
from producers.inputs import chosen
from shared.envelope import Envelope
from shared.errors import Unreadable
from shared.records import Status

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "door.toml").read_text())["case"]
LONGEST = 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_door(case, tmp_path):
    file = tmp_path / case["file"]
    text = "[" * 60_000 if case.get("text") == "NESTED" else case.get("text", "")
    file.write_bytes(bytes.fromhex(case["bytes"]) if "bytes" in case else text.encode())
    longest = (
        100_000 if case.get("text") == "NESTED" else max(LONGEST, 200 * file.name.endswith("n"))
    )

    [arrival] = arrivals([str(file)], Given(), longest)

    if "says" not in case:
        assert isinstance(arrival, Envelope)
        return
    assert isinstance(arrival, Refused)
    assert arrival.name == str(file)
    assert arrival.why.endswith(".")
    for words in case["says"]:
        assert words in arrival.why


def test_a_text_is_kept_to_the_letter(tmp_path):
    text = "\ufeffFirst line\r\nsecond “line”\rthird  \n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    [arrival] = arrivals([str(tmp_path / "a.txt")], Given(outlet="Post"), LONGEST)
    assert arrival.report().text == text
    assert (arrival.data.ref, arrival.data.outlet) == ("a.txt", "Post")


def test_an_endless_file_is_refused_without_being_read_to_its_end():
    [arrival] = arrivals(["/dev/zero"], Given(), LONGEST)
    assert isinstance(arrival, Refused)


def test_a_long_text_cut_inside_a_character_is_too_long_not_broken(tmp_path):
    (tmp_path / "a.txt").write_text("é" * 5 + "€" * 400)
    [arrival] = arrivals([str(tmp_path / "a.txt")], Given(), LONGEST)
    assert "more than 100 characters" in arrival.why


def test_one_bad_file_does_not_keep_the_others_out(tmp_path):
    (tmp_path / "good.txt").write_text("All quiet.")
    found = list(
        arrivals([str(tmp_path / "gone.txt"), str(tmp_path / "good.txt")], Given(), LONGEST)
    )
    assert isinstance(found[0], Refused)
    assert "no such file" in found[0].why
    assert isinstance(found[1], Envelope)


def test_what_is_typed_wins_over_the_file(tmp_path):
    fields = {"text": "x", "outlet": "Post", "published": "2020-01-02", "ref": "their-name"}
    (tmp_path / "a.json").write_text(json.dumps(fields))
    [arrival] = arrivals([str(tmp_path / "a.json")], Given(outlet="Gazette"), LONGEST)
    assert arrival.data.outlet == "Gazette"
    assert (arrival.data.published, arrival.data.ref) == ("2020-01-02", "their-name")


def test_a_file_s_name_is_the_ref_unless_it_has_one(tmp_path):
    for name in ("a.json", "a.txt"):
        (tmp_path / name).write_text('{"text": "x"}')
        [arrival] = arrivals([str(tmp_path / name)], Given(), LONGEST)
        assert arrival.data.ref == name
        [arrival] = arrivals([str(tmp_path / name)], Given(ref="mine"), LONGEST)
        assert arrival.data.ref == "mine"
    event = Envelope.wrap("x").json_text()
    (tmp_path / "a.json").write_text(event)
    [arrival] = arrivals([str(tmp_path / "a.json")], Given(), len(event))
    assert arrival.data.ref is None, "an envelope says for itself what it is called"


def test_a_folder_stands_for_its_texts_or_its_manifest(tmp_path):
    (tmp_path / "b.txt").write_text("Second.")
    (tmp_path / "a.txt").write_text("First.")
    found = list(arrivals([str(tmp_path)], Given(), LONGEST))
    assert [each.data.ref for each in found] == ["a.txt", "b.txt"]
    (tmp_path / "manifest.json").write_text('[{"file": "b.txt", "outlet": "Post", "note": "mine"}]')
    [only] = arrivals([str(tmp_path)], Given(), LONGEST)
    assert (only.data.ref, only.data.outlet) == ("b.txt", "Post")


def test_an_empty_folder_says_so(tmp_path):
    [arrival] = arrivals([str(tmp_path)], Given(), LONGEST)
    assert "no .txt file" in arrival.why


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"outlet": "Post"}, "field file"),
        ({"file": "a.txt", "outlett": "Post"}, "Did you mean outlet?"),
        ({"file": "a.txt", "status": "gone"}, "field status"),
        ({"file": "a.txt", "published": "2999-01-01"}, "future"),
        ({"file": "gone.txt"}, "no such file"),
        ({"file": " "}, "field file is empty"),
        ("a.txt", "not an object"),
    ],
)
def test_a_wrong_manifest_entry_is_named_and_the_others_come_in(entry, says, tmp_path):
    (tmp_path / "a.txt").write_text("All quiet.")
    good = {"file": "a.txt", "outlet": "Post", "published": "2020-01-02", "status": "canceled"}
    (tmp_path / "m.json").write_text(json.dumps([entry, good]))
    wrong, right = from_manifest(tmp_path / "m.json", LONGEST)
    assert says in wrong.why
    assert "entry 1" in wrong.name or wrong.name.endswith(".txt")
    assert right.data.status is Status.CANCELED


@pytest.mark.parametrize(
    ("content", "says"), [("{}", "not a list"), ("[", "not JSON"), (None, "no manifest")]
)
def test_what_is_no_manifest_at_all(content, says, tmp_path):
    if content is not None:
        (tmp_path / "m.json").write_text(content)
    with pytest.raises(Unreadable, match=says):
        list(from_manifest(tmp_path / "m.json", LONGEST))


def test_options_that_cannot_be_meant(tmp_path):
    manifest = tmp_path / "m.json"
    for paths, given_manifest, given in (
        ([], None, Given()),
        (["a"], manifest, Given()),
        ([], manifest, Given(outlet="Post")),
        (["a", "b"], None, Given(ref="one")),
    ):
        with pytest.raises(Unreadable):
            list(chosen(paths, given_manifest, given, LONGEST))
