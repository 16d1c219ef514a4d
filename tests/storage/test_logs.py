from __future__ import annotations

import json
import logging
import sys

from storage import logs


def test_a_log_line_as_json_carries_the_id_of_its_request() -> None:
    name = logs.begin("abc123")
    try:
        int("broken")
    except ValueError:
        record = logging.LogRecord(
            "web", logging.ERROR, "", 1, "It %s.", ("broke",), sys.exc_info()
        )

    told = json.loads(logs.AsJson().format(record))

    assert name == "abc123"
    assert (told["level"], told["from"], told["says"]) == ("error", "web", "It broke.")
    assert told["request"] == "abc123"
    assert told["trace"].endswith("'broken'")


def test_an_id_that_could_forge_a_line_is_replaced() -> None:
    given = ["", "a b", "a\nb", "x" * 65, "ñ"]

    assert [logs.begin(one) == one for one in given] == [False] * 5
