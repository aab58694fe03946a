"""A report as a page: what lies on its words, and nothing a stranger's text could do to whoever opens it."""

from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from producers.views.claims import left_over
from producers.views.layers import Layer, layers, stretches
from producers.views.page import SHOWN, page, sheet
from shared.records import Annotation, Report, Source
from tests.factories import a_quantity, claim_at

TEXT = "Nineteen people died, the mayor said. <script>alert(1)</script> \u202eNobody knows.\n"
REPORT = Report(id="r1", text=TEXT, ref='<b onclick="x">.txt', outlet="Post & Co")
MAYOR = Source(name="mayor <i>", kind="person", span=(22, 31))
LEFT = Annotation(span=(64, 71), kind="number", left=True)


def claims():
    quantity = a_quantity(19, measure="killed").model_copy(update={"span": (0, 8)})
    return [
        claim_at(REPORT, 0, 20, id="a", source=MAYOR, quantities=(quantity,)),
        claim_at(REPORT, 38, 63, id="b", source=None),
    ]


class Seen(HTMLParser):
    """Elements with their attributes, and the words of the article."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words, self.inside = "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = self.inside or tag == "article"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "article"

    def handle_data(self, data):
        self.words += data if self.inside else ""


def seen() -> Seen:
    return Seen(page([sheet(REPORT, claims(), [LEFT])]))


def test_nothing_of_a_report_becomes_markup_and_nothing_is_fetched():
    elements = seen().elements
    assert not [tag for tag, _ in elements if tag in {"script", "img", "link", "iframe", "object"}]  # fmt: skip
    attributes = {name for _, given in elements for name in given}
    assert not [name for name in attributes if name.startswith("on")] and "src" not in attributes
    policy = [a.get("content") for tag, a in elements if a.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_words_are_the_reports_with_the_claims_numbers_and_without_what_turns_the_reading_order():
    words = seen().words
    assert words == "1" + TEXT.replace("\u202e", "").replace("<script>", "2<script>")


def test_each_stretch_says_what_it_is_and_each_claim_leads_to_its_card_and_back():
    elements = seen().elements
    classes = [set((a.get("class") or "").split()) for tag, a in elements if tag == "span"]
    assert {"claim", "quantity", "c1", "v0"} in classes
    assert {"source", "c1"} in classes
    assert {"left"} in classes
    anchors = {a["id"]: a["href"] for tag, a in elements if tag == "a" and "id" in a}
    assert anchors == {"r1t1": "#r1c1", "r1t2": "#r1c2"}
    cards = {a["id"] for tag, a in elements if tag == "li"}
    assert cards == {"r1c1", "r1c2"}


def test_everything_that_is_shown_can_be_hidden():
    boxes = {a["id"] for tag, a in seen().elements if tag == "input"}
    assert boxes == {f"show-{name}" for name in SHOWN}


def test_a_report_without_claims_says_so():
    assert "No claims were found in it." in page([sheet(REPORT, [], [])])


def test_what_is_left_over_is_said_in_a_sentence():
    assert left_over(REPORT, [LEFT]) == "Left over, in no claim: number «Nobody»."
    assert left_over(REPORT, []) == ""


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12))


@given(st.lists(SPANS, max_size=8))
def test_stretches_are_the_whole_text_each_with_all_that_lies_on_it(spans):
    found = [Layer(start, start + length, "day") for start, length in spans]
    cut = list(stretches(42, found))
    assert cut[0][0] == 0 and cut[-1][1] == 42
    assert all(a[1] == b[0] for a, b in pairwise(cut))
    for start, end, here in cut:
        assert sorted((e.start, e.end) for e in here) == sorted(
            (e.start, e.end) for e in found if e.start <= start and end <= e.end
        )


def test_a_claims_parts_carry_its_number():
    assert {each.claim for each in layers(claims(), []) if each.what == "source"} == {1}
