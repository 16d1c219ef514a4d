from __future__ import annotations

from typing import TYPE_CHECKING

from storage.store import Store
from web.app import create_app

if TYPE_CHECKING:
    from storage.settings import Settings
    from tests.web.browsing import Visitor


def test_a_well_installation_lives_and_is_ready(nobody: Visitor) -> None:
    assert nobody.get("/livez").text == "ok\n"
    assert nobody.get("/readyz").text == "ok\n"


def test_an_installation_without_its_tables_lives_but_is_not_ready(
    settings: Settings,
) -> None:
    store = Store(settings)
    client = create_app(store).test_client()

    lives, ready = client.get("/livez"), client.get("/readyz")

    assert lives.status_code == 200
    assert (ready.status_code, ready.text) == (503, "not ready: database\n")
    store.close()
