from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from storage import watch
from workers import alive

if TYPE_CHECKING:
    import pytest

    from storage.store import Store


def test_only_a_worker_of_this_host_makes_it_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(store.settings.home))
    monkeypatch.setenv("ASSAY_DATABASE_URL", store.settings.database)

    with store.transaction() as session:
        watch.tell(session, "celery@elsewhere 7", "read")
    without = alive.main()
    with store.transaction() as session:
        watch.tell(session, f"celery@{socket.gethostname()} 8", "read")

    assert (without, alive.main()) == (1, 0)
