from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.web.browsing import Visitor


def test_a_refusal_is_a_line_of_the_log_without_what_was_sent(
    citizen: Visitor, nobody: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "web.observing"):
        citizen.get("/people?secret=CANARY")
        nobody.post("/account/keys", form_token="CANARY")  # noqa: S106 - of nobody

    [refused, foreign] = [one.getMessage() for one in caplog.records]
    assert refused.startswith("Refused with 403: GET /people to ")
    assert foreign == "Refused with 403: POST /account/keys to nobody known."
    assert "CANARY" not in refused + foreign
