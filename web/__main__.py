"""Serves the pages with waitress: python -m web."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from waitress import create_server  # type: ignore[import-untyped]  # it has none

from criteria.editions import standard
from criteria.packs import rules
from storage import logs, metrics
from storage.errors import SettingsError
from storage.settings import Settings
from storage.store import Store
from web.app import FORM_OVERHEAD, create_app

if TYPE_CHECKING:
    from types import FrameType

THREADS = 8


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    try:
        settings = Settings.from_env()
    except SettingsError as problem:
        sys.exit(problem.sentence)
    logs.write(settings)
    metrics.keep_in(settings)
    signal.signal(signal.SIGTERM, _leave)
    store = Store(settings)
    server = serving(store, settings.listen)
    threading.Thread(target=warm, daemon=True).start()
    try:
        server.run()
    finally:
        store.close()
    # Taking apart all that was loaded would last for seconds, and keeps nothing.
    os._exit(0)


def serving(store: Store, listen: str) -> Any:  # noqa: ANN401 - it has no types
    """The server of the pages; slow clients hold none of its threads."""
    settings = store.settings
    # Twice what a form may hold: a file a little too large is read to its end, so that
    # its sender sees our page and not a broken connection.
    most = 2 * (settings.max_upload + FORM_OVERHEAD)
    return create_server(
        create_app(store),
        listen=listen,
        threads=THREADS,
        max_request_body_size=most,
        ident=None,
        clear_untrusted_proxy_headers=not settings.proxies,
    )


def warm() -> None:
    """Read standards and rules now, so that no reviewer waits for it later.

    Nor for the collection of garbage, which would look through all of them again and
    again: what is there by now stays.
    """
    for edition in standard.editions():
        standard.load(edition)
        rules.load(edition)
    gc.collect()
    gc.freeze()


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise SystemExit(0)


if __name__ == "__main__":
    main()
