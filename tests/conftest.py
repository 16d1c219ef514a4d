"""What every test may ask for: a store on either database, and the people in it."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import pytest

from storage import schema
from storage.settings import Settings
from storage.store import Store
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server, without a database."""
    if given := os.environ.get("ASSAY_TEST_POSTGRES_URL"):
        yield given.rstrip("/")
        return
    with servers.postgres(tmp_path_factory.mktemp("postgres")) as root:
        yield root


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: each test runs on both kinds."""
    if request.param == "sqlite":
        return ""
    root = request.getfixturevalue("postgres_root")
    return servers.make_database(root, f"test_{secrets.token_hex(6)}")


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Settings of an installation of its own, whose broker is away."""
    return Settings(home=tmp_path / "home", database_url=database)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store with its tables."""
    store = Store(settings)
    schema.upgrade(store)
    yield store
    store.close()
