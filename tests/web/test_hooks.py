from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage import hooks
from tests import factories
from tests.web.browsing import words

if TYPE_CHECKING:
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_the_lead_allows_an_address_sees_its_secret_once_and_resends(
    lead: Visitor, store: Store
) -> None:
    refused = lead.post("/hooks", address="http://10.0.0.1/")
    lead.post("/hooks", address="https://data.example/assay")
    shown, again = lead.get("/hooks").text, lead.get("/hooks").text
    with store.transaction() as session:
        [hook] = hooks.hooks(session)
        factories.make_read_document(session)
        [delivery] = hooks.log(session)
        delivery.attempts, delivery.status = 7, 500

    told = lead.text("/hooks")
    lead.post(f"/hooks/deliveries/{delivery.id}")
    with store.snapshot() as session:
        [after] = hooks.log(session)
    lead.post(f"/hooks/{hook.id}/removal")

    secret = hooks.secret(hook.id, key=store.settings.secret())
    assert refused.status_code == 400
    assert "The address must begin with https://" in words(refused)
    assert [len(re.findall(secret, page)) for page in (shown, again)] == [1, 0]
    assert "A document is read https://data.example/assay 7 It answered 500." in told
    assert after.attempts == 0
    assert "No program is told yet." in lead.text("/hooks")
