"""Hearers: whom somebody told it is a link of the chain, unless it is who publishes the report."""

import pytest

from shared.records import Report
from workers.local import read

TOLD = "A paramedic told Meridian News that nine people had died in the second strike."


@pytest.mark.parametrize(
    ("text", "outlet", "via"),
    [
        (TOLD, "Harbour Post", ["Meridian News"]),
        (TOLD, "Meridian News", []),
        (TOLD, "Meridian", []),
        (TOLD.replace("Meridian News", "the BBC"), "British Broadcasting Corporation", []),
        (TOLD.replace("Meridian News", "the BBC"), "BBC News", []),
        (TOLD.replace("Meridian News", "the BBC"), None, ["BBC"]),
    ],
)
def test_the_outlet_itself_is_no_link_of_its_chain(
    text: str, outlet: str | None, via: list[str]
) -> None:
    (claim,) = read(Report(id="r", text=text, outlet=outlet, published="2021-05-06")).claims
    assert [link.name for link in claim.via] == via
