from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from workers.extract import documents
from workers.extract.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from criteria.evidence import Reading


class Read(Protocol):
    def __call__(self, data: bytes, name: str) -> Reading: ...


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One child for all tests, as a worker has one for all its documents."""
    box = Sandbox()
    yield box
    box.close()


@pytest.fixture
def read(tmp_path: Path, sandbox: Sandbox) -> Read:
    """Read bytes as a document of a name, in the child."""

    def reading(data: bytes, name: str) -> Reading:
        path = tmp_path / "blob"
        path.write_bytes(data)
        return documents.read(path, name, sandbox=sandbox)

    return reading
