from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import notices, people
from storage.models import Role
from storage.notice_models import NoticeKind
from tests.web.browsing import words

if TYPE_CHECKING:
    from storage.store import Store
    from tests.web.browsing import Visitor


@pytest.mark.parametrize(
    ("kinds", "often", "expected"),
    [
        ([], "daily", (set(notices.TOLD[Role.CITY]), True)),
        (["reminder", "returned", "x"], "each", ({NoticeKind.DROP_NEAR}, False)),
    ],
)
def test_everybody_chooses_which_mails_they_get_and_how_often(
    citizen: Visitor,
    store: Store,
    kinds: list[str],
    often: str,
    expected: tuple[set[NoticeKind], bool],
) -> None:
    answer = citizen.post("/account/notices", kind=kinds, often=often)

    assert answer.status_code == 303
    with store.snapshot() as session:
        person = next(
            one for one in people.listed(session) if one.called == "Tom Okafor"
        )
        assert (notices.stopped(session, person.email), person.mail_daily) == expected
    assert ('value="daily" checked' in citizen.get("/account").text) is expected[1]


def test_who_chooses_a_language_gets_mails_in_it(
    citizen: Visitor, store: Store
) -> None:
    citizen.post("/language", language="pt", back="/")

    with store.snapshot() as session:
        spoken = {one.called: one.language for one in people.listed(session)}
    assert spoken == {"Tom Okafor": "pt"}


def test_the_lead_sees_what_was_not_sent_and_why(lead: Visitor) -> None:
    lead.post("/people", email="new@example.org", role="lead")

    told = words(lead.get("/status"))

    assert "No mail is sent: no server for it is set." in told
    assert "1 notice waits to be sent. 0 were given up." in told
    assert "new@example.org You are invited to Assay" in told
