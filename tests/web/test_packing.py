from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import TOKEN

if TYPE_CHECKING:
    from tests.web.browsing import Visitor

BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}


def test_a_page_comes_packed_and_is_the_same(lead: Visitor) -> None:
    plain = lead.client.get("/help")
    packed = lead.client.get("/help", headers=BROWSER)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(packed.vary)
    assert packed.content_length == len(packed.data) < len(plain.data) / 2
    assert TOKEN.sub("", gzip.decompress(packed.data).decode()) == TOKEN.sub(
        "", plain.text
    )


@pytest.mark.parametrize(
    "headers",
    [
        BROWSER | {"Sec-Fetch-Site": "cross-site"},
        BROWSER | {"Sec-Fetch-Site": "same-site"},
        {"Accept-Encoding": "gzip"},
        BROWSER | {"Accept-Encoding": "identity"},
    ],
)
def test_what_another_site_may_have_asked_for_is_never_packed(
    lead: Visitor, headers: dict[str, str]
) -> None:
    answer = lead.client.get("/help", headers=headers)

    assert "Content-Encoding" not in answer.headers
    assert answer.text.startswith("<!doctype html>")
