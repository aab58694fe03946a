"""What a person sees: words, bars, marked texts, and nothing a stranger's text could do to the terminal."""

import io
import json

import pytest
from rich.console import Console

from producers import phrases
from producers.addresses import figure_address, find, parse
from producers.terminal import json_line, plain
from producers.views.bars import DRAWN, Bar, drawn
from producers.views.claims import read_report
from producers.views.situations import in_full, overview
from producers.views.why import Evidence, Use, why_claim, why_figure, why_statement
from shared.errors import Unreadable
from shared.picture import Excluded, Figure, Situation, Statement, Voice
from shared.records import Claim, Cue, DateSpan, Place, Quantity, Report, Source

EVIL = "\x1b]0;owned\x07\x1b[2JShells \u202efell\u202c [bold]hard[/bold]"
TEXT = "Shells hit the market.\n\nNineteen people died, Salma Nasser of the clinic said.\n"


START, END = TEXT.index("Nineteen"), TEXT.index(", Salma")
KILLED = Quantity(
    text="Nineteen people", span=(START, START + 15), low=19, high=19,
    unit="person", measure="killed", scope="incident",
)  # fmt: skip
THURSDAY = DateSpan(
    text="on Thursday", span=(0, 1), start=None, end=None, precision="unknown", reason="no day"
)
ZABID = Place(name="Zabid", span=(0, 1), lat=14.19, lon=43.31, precision=1, gazetteer="g", id="1")


def claim(identity: str = "c1", **given: object) -> Claim:
    fields = {
        "id": identity, "report": "r1", "report_ref": "a.txt", "outlet": "Post",
        "published": "2021-05-07T10:00:00Z",
        "start": START, "end": END, "text": TEXT[START:END], "sentence": (START, len(TEXT) - 1),
        "source": Source(name="Salma Nasser", organisation="the clinic", kind="person"),
        "cue": Cue(text="said", span=(END + 28, END + 32)), "mode": "indirect",
        "stance": "asserts", "certainty": "certain", "polarity": "pos", "phase": "happened",
        "background": False, "kinds": ("casualties",),
        "quantities": (KILLED,), "time": THURSDAY, "places": (ZABID,),
    }  # fmt: skip
    return Claim.model_validate(fields | given)


def figure(**given: object) -> Figure:
    fields = {
        "measure": "killed", "unit": "person", "scope": "incident", "as_of": "2021-05-06",
        "best": 19, "low": 14, "high": 19, "open": False, "status": "corroborated",
        "claims": ("c1",), "excluded": (Excluded(claim="c2", reason="copy"),),
    }  # fmt: skip
    return Figure.model_validate(fields | given)


def situation(**given: object) -> Situation:
    fields = {
        "id": "abcdef0123456789", "forwards": (), "title": "Zabid: casualties", "places": claim().places,
        "start": "2021-05-06", "end": "2021-05-06", "figures": (figure(),),
        "statements": (
            Statement(kind="attack", summary="Shells hit the market", status="disputed",
                      for_=("c1",), against=("c2",), unverified=()),
        ),
        "voices": (Voice(name="Salma Nasser", organisation="the clinic", claims=("c1",), copies=("c2",)),),
        "updated": "2021-05-07T10:00:00Z",
    }  # fmt: skip
    return Situation.model_validate(fields | given)


REPORT = Report(id="r1", text=TEXT, outlet="Post", published="2021-05-07T10:00:00Z", ref="a.txt")
EVIDENCE = Evidence({"c1": claim(), "c2": claim("c2", outlet="Gazette")}, {"r1": REPORT})


def shown(view: object, width: int = 100, terminal: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=terminal, markup=False, emoji=False, highlight=False,
        color_system="standard" if terminal else None,
    )  # fmt: skip
    console.print(view)
    return console.file.getvalue()


def test_no_escape_sequence_of_a_report_reaches_the_terminal():
    report = REPORT.model_copy(update={"text": EVIL, "outlet": EVIL, "ref": EVIL})
    evil = claim(start=0, end=len(EVIL), text=EVIL, sentence=(0, len(EVIL)),
                 source=Source(name=EVIL, kind="person"), cue=Cue(text=EVIL, span=(0, 1)), outlet=EVIL)  # fmt: skip
    picture = situation(title=EVIL, voices=(Voice(name=EVIL, organisation=EVIL, claims=(), copies=()),),
                        statements=(Statement(kind="attack", summary=EVIL, status="single", for_=("c1",),
                                              against=(), unverified=()),))  # fmt: skip
    evidence = Evidence({"c1": evil}, {"r1": report})
    views = [
        read_report(report, [evil]),
        overview([picture]),
        in_full(picture, {"c1": evil}),
        why_figure(picture, figure(), evidence),
        why_statement(picture, picture.statements[0], evidence),
        why_claim(evil, Evidence({"c1": evil}, {"r1": report}, {"c1": evil}), []),
    ]
    for view in views:
        text = shown(view)
        assert not any(sign in text for sign in "\x1b\x07\u202e\u202c")
    assert "[bold]" in shown(read_report(report, [evil]))


def test_json_reads_back_as_it_was_and_holds_no_raw_control():
    line = json_line({"text": EVIL + "\x9b"})
    assert json.loads(line) == {"text": EVIL + "\x9b"}
    assert plain(line) == line


@pytest.mark.parametrize(
    ("low", "high", "approx", "said"),
    [
        (17, None, False, "at least 17"),
        (None, 40000, False, "up to 40,000"),
        (3, 9, True, "3 to 9"),
        (300, 300, True, "about 300"),
        (0.2, 0.2, False, "0.2"),
        (None, None, False, "an unknown number"),
    ],
)
def test_intervals_in_words(low, high, approx, said):
    assert phrases.interval(low, high, approx) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"low": 14, "high": 19, "best": 19}, "14 to 19, best 19"),
        ({"low": 30, "high": 42, "best": None}, "30 to 42, no best"),
        ({"low": 19, "high": 19, "best": 19}, "19"),
        ({"low": 160, "high": 160, "best": 160, "open": True}, "160 or more"),
        ({"low": None, "high": 40000, "best": None}, "? to 40,000, no best"),
        ({"low": None, "high": None, "best": None}, "nothing counts"),
    ],
)
def test_spread_in_words(given, said):
    assert phrases.spread(figure(**given)) == said


@pytest.mark.parametrize(
    ("given", "bar"),
    [
        ({"low": 5, "high": 10, "best": 10}, "····┃━━━━●"),
        ({"low": 5, "high": 10, "best": None}, "····┃━━━━┃"),
        ({"low": 10, "high": 10, "best": 10, "open": True}, "·········●"),
        ({"low": 5, "high": 10, "best": None, "open": True}, "····┃━━━━▶"),
        ({"low": None, "high": 10, "best": None}, "·········┃"),
        ({"low": None, "high": None, "best": None}, "··········"),
        ({"low": 0, "high": 0, "best": 0}, "··········"),
    ],
)
def test_bars(given, bar):
    assert drawn(figure(**given), 10, DRAWN) == bar


def test_a_terminal_without_unicode_gets_a_typed_bar():
    console = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"), width=80)
    with console.capture() as capture:
        console.print(Bar(figure()))
    assert capture.get().isascii()


@pytest.mark.parametrize(("name", "parts"), [("abcd:2", ("abcd", "2")), ("abcd/killed", ("abcd", "killed")), ("abcd", ("abcd", None))])  # fmt: skip
def test_addresses(name, parts):
    address = parse(name)
    assert (address.situation, address.part) == parts


def test_an_address_finds_its_figure_and_says_what_there_is_instead():
    whole = situation(
        figures=(
            figure(),
            figure(measure="wounded", as_of="2021-05-06"),
            figure(measure="wounded", as_of="2021-05-07"),
            figure(measure="killed", unit="child"),
        )
    )
    assert find(whole, "2") is whole.figures[1]
    assert find(whole, "killed") is whole.figures[0]
    assert find(whole, "s1") is whole.statements[0]
    assert figure_address(whole, 1) == "abcdef01:2"
    for part, says in (("wounded", "2 figures"), ("missing", "no figure"), ("9", "no figure 9"), ("s2", "no statement"), ("0", "no figure 0")):  # fmt: skip
        with pytest.raises(Unreadable, match=says):
            find(whole, part)


def test_the_text_is_shown_whole_with_numbers_before_its_claims():
    view = shown(read_report(REPORT, [claim()]))
    assert "[1]Nineteen people died, Salma" in view
    assert "Shells hit the market." in view
    assert "19 killed (person)" in view
    assert "(no day)" in " ".join(view.split())


def test_blank_lines_before_the_text_do_not_shift_the_marks():
    report = REPORT.model_copy(update={"text": "\n\n\n" + TEXT})
    moved = claim(start=claim().start + 3, end=claim().end + 3)
    assert "[1]Nineteen people died, Salma" in shown(read_report(report, [moved]))


def test_why_gives_the_reason_and_the_very_words():
    view = shown(why_figure(situation(), figure(), EVIDENCE))
    assert "1 claim counts" in view
    assert "1 claim is left out" in view
    assert phrases.LEFT_OUT["copy"] in view
    assert "«Nineteen people died», Salma Nasser of the clinic said." in view
    assert f"characters {claim().start} to {claim().end}" in view
    assert "Post" in view


def test_why_says_when_a_claim_is_gone():
    assert "no longer in the ledger" in shown(
        why_figure(situation(), figure(claims=("gone",)), EVIDENCE)
    )


def test_a_claim_tells_where_it_is_used():
    uses = [
        Use("abcdef01:1", phrases_line(), None),
        Use("abcdef01:2", phrases_line(), "superseded"),
    ]
    view = shown(why_claim(claim(), EVIDENCE, uses))
    assert "counts" in view
    assert phrases.LEFT_OUT["superseded"] in view


def phrases_line():
    from producers.views.situations import figure_line

    return figure_line(figure())


def test_the_picture_shows_figures_statements_and_voices():
    view = shown(in_full(situation(), EVIDENCE.claims))
    for words in ("abcdef01:1", "14 to 19, best 19", "corroborated", "abcdef01:s1", "for: ", "against: ", "Salma Nasser", "14.19"):  # fmt: skip
        assert words in view
    assert "disputed" in shown(overview([situation()]))


def test_who_is_named_in_full_is_not_named_again_in_short():
    clinic = {"organisation": "the clinic", "kind": "person"}
    short, other = (
        claim(i, source=Source(name=n, **clinic)) for i, n in (("c2", "Nasser"), ("c3", "Omar"))
    )
    claims = {each.id: each for each in (claim(), short, other)}
    stated = Statement(
        kind="attack", summary="Shells hit", status="single",
        for_=tuple(claims), against=(), unverified=(),
    )  # fmt: skip
    view = " ".join(shown(in_full(situation(statements=(stated,), voices=()), claims)).split())
    assert "for: Salma Nasser (the clinic);" in view
    assert "Omar" in view
    assert view.count("Nasser") == 1


def test_every_reason_and_standing_has_its_words():
    from shared.picture import Reason, Standing

    assert set(phrases.LEFT_OUT) == set(Reason)
    assert set(phrases.MEANING) == set(phrases.STYLES) == set(Standing)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(width):
    for view in (read_report(REPORT, [claim()]), overview([situation()]), in_full(situation(), EVIDENCE.claims)):  # fmt: skip
        assert all(len(line) <= width for line in shown(view, width).splitlines())
