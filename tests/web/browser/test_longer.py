"""Languages are longer than English: no page grows wider than its screen by it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from tests.web import pseudo
from tests.web.browser.opening import NARROW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

WORD = re.compile(r"(?<![%(A-Za-z])([A-Za-z]{4,})(?!\)s)\b")
PAGES = (
    *("/", "/people", "/help", "/accessibility", "/status"),
    *(
        f"/assessments/{{one}}{page}"
        for page in (
            *("", "/documents", "/review?state=all", "/score", "/criteria/DM1"),
            *("/criteria/DM1/counts", "/plan", "/requests", "/register", "/walk/1"),
        )
    ),
    *("/documents/{document}", "/links/{link}"),
)


def _longer(message: str) -> str:
    """A message whose longer words are longer by 35 percent."""
    return WORD.sub(
        lambda found: found[1] + found[1][: math.ceil(0.35 * len(found[1]))], message
    )


def test_texts_longer_by_a_third_fit_a_narrow_screen(
    open_page: Opener, site: Site, tmp_path: Path
) -> None:
    page = open_page(Role.LEAD, size=NARROW)
    page.context.add_cookies([{"name": "language", "value": "es", "url": site.address}])
    names = {
        "one": site.assessment.id,
        "document": site.document_id,
        "link": site.link_ids()[0],
    }
    wide = {}

    with pseudo.spoken(tmp_path, _longer):
        for path in PAGES:
            page.goto(path.format(**names))
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > NARROW[0]:
                wide[path] = width

    assert wide == {}
    assert _longer("Open %(name)s of documents") == "OpenOp %(name)s of documentsdocu"
