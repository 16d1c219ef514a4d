"""Whether a worker of this host lives: ``python -m workers.alive``, for health checks.

Celery's own question is not answered here, since whoever reaches the broker could ask
for more than that.
"""

from __future__ import annotations

import socket
import sys

from storage import watch
from storage.settings import Settings
from storage.store import Store


def main() -> int:
    """0 if one was seen in the last minute, 1 if none was."""
    store = Store(Settings.from_env())
    with store.snapshot() as session:
        seen = watch.workers(session)
    store.close()
    here = f"celery@{socket.gethostname()} "
    return int(not any(worker.name.startswith(here) for worker in seen))


if __name__ == "__main__":
    sys.exit(main())
