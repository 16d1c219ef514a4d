"""Settings that stand in files: what a vault writes, and nobody else reads."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import SettingsError
from storage.startup import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "_FILE"
# Settings that hold a password or a key.
SECRET = frozenset(
    {
        *("SECRET_KEY", "OLD_SECRET_KEYS", "DATABASE_URL", "DATABASE_OWNER_URL"),
        *("BROKER_URL", "LIMITS_URL", "BLOBS_SECRET", "MAIL_URL"),
    }
)
# After so long a password or a key is exchanged; docs/security.md promises it.
MOST_DAYS = 365
# Where container engines show what they keep: nobody but the container looks in.
SHOWN = Path("/run/secrets")


def named(given: Mapping[str, str]) -> dict[str, Path]:
    """The settings that stand in files, each with its file."""
    return {
        f"{PREFIX}{name}": Path(given[f"{PREFIX}{name}{FILE}"])
        for name in sorted(SECRET)
        if given.get(f"{PREFIX}{name}{FILE}")
    }


def read(given: Mapping[str, str]) -> dict[str, str]:
    """The environment, with the contents of files in place of their names.

    Raises:
        SettingsError: A file cannot be read, or others can read it, or a setting is
            given twice.
    """
    found = named(given)
    for name in found:
        if given.get(name):
            raise SettingsError(f"{name} and {name}{FILE} are both set. Take one out.")
    files = {f"{PREFIX}{name}{FILE}" for name in SECRET}
    plain = {name: value for name, value in given.items() if name not in files}
    return plain | {name: _content(name, path) for name, path in found.items()}


def _content(name: str, path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(
            f"{name}{FILE} names {path}, which cannot be read. Check its name and "
            "whose it is."
        ) from problem
    if mode & stat.S_IRWXO and not path.is_relative_to(SHOWN):
        raise SettingsError(f"Others can read {path}. Close it with: chmod o= {path}")
    return text
