"""A link made by hand from words that were selected in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import links
from storage.models import Document, Role

if TYPE_CHECKING:
    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

WORDS = "keeps\nminutes of its decisions"
SELECT = """words => {
    const nodes = document.createTreeWalker(document.querySelector(".sheet"), 4);
    for (let node; (node = nodes.nextNode());) {
        const at = node.data.indexOf(words);
        if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
}"""


def test_words_that_are_selected_become_the_passage_of_a_link(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER)
    page.goto(f"/documents/{site.document_id}")
    page.evaluate(SELECT, WORDS)
    form = page.locator("form[data-quoting]")
    form.get_by_role("combobox").select_option("CI1")
    form.get_by_role("button").click()
    page.get_by_role("button", name="Link to CI1").click()
    page.wait_for_url("**/links/*")

    with site.store.snapshot() as session:
        document = session.get_one(Document, site.document_id)
        found = links.of_document(session, document)
        [made] = [link for link in found if link.criterion == "CI1"]
        assert [passage.quote for passage in made.passages] == [WORDS]
