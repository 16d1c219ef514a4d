"""Holds the locks against a list of known weaknesses, without a network.

    python tools/advisories.py FOLDER

FOLDER is a checkout of a database in the OSV format (YAML or JSON), such as PyPA's
advisory database. Prints each weakness that a locked version has, with the version that
mends it, and ends with code 1 if one was published longer ago than it may stay.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock")
# As docs/security.md promises for what can be reached by somebody.
MOST_DAYS = 30
_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Weakness:
    """An advisory that a locked version is affected by."""

    name: str
    version: str
    id: str
    mended: str
    published: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether it has stood longer than is promised."""
        return now - self.published > timedelta(days=MOST_DAYS)


def locked(text: str) -> dict[str, str]:
    """The versions that a lock names, by the names of their packages."""
    return {canonicalize_name(name): version for name, version in _LOCKED.findall(text)}


def found(
    versions: Mapping[str, str], advisories: Iterable[dict[str, Any]]
) -> Iterator[Weakness]:
    """Yield what the versions are affected by; what was withdrawn is none."""
    for told in advisories:
        for part in () if "withdrawn" in told else told.get("affected", ()):
            package = part.get("package", {})
            name = canonicalize_name(str(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and name in versions:
                mended = _mended(versions[name], part)
                if mended is not None:
                    at = _moment(told.get("published", ""))
                    yield Weakness(name, versions[name], str(told["id"]), mended, at)


def _mended(version: str, part: Mapping[str, Any]) -> str | None:
    """The version that mends it, "" if none does; None if it is not affected."""
    for ranges in part.get("ranges", ()):
        since: Version | None = None
        for event in ranges.get("events", ()) if ranges["type"] == "ECOSYSTEM" else ():
            if "introduced" in event:
                since = _version(event["introduced"])
            elif since is not None and since <= Version(version):
                end = str(event.get("fixed") or event.get("last_affected"))
                within = Version(version) < _version(end) or (
                    "last_affected" in event and Version(version) == _version(end)
                )
                if within:
                    return str(event.get("fixed", ""))
                since = None
        if since is not None and since <= Version(version):
            return ""
    return "" if version in part.get("versions", ()) else None


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")


def _moment(told: object) -> datetime:
    at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the advisories of a folder."""
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")]):
        told = yaml.safe_load(path.read_text("utf-8"))
        if isinstance(told, dict) and "affected" in told:
            yield told


def main(folder: Path) -> int:
    """Print what is found; 1 if something is late."""
    versions: dict[str, str] = {}
    for lock in LOCKS:
        versions |= locked((ROOT / lock).read_text("utf-8"))
    weak: list[Weakness] = []
    now, count = datetime.now(UTC), 0
    for count, told in enumerate(read(folder), 1):  # noqa: B007 - told at the end
        weak += found(versions, [told])
    for one in weak:
        late = "LATE" if one.is_late(now) else "soon"
        print(
            f"{late} {one.name} {one.version}: {one.id}, mended by {one.mended or '-'}"
        )
    print(f"{len(weak)} of {count} advisories are about one of {len(versions)} parts.")
    return int(any(one.is_late(now) for one in weak))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
