"""What every test may ask for: a store on either database, and the people in it."""

from __future__ import annotations

import fcntl
import gc
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
from playwright.sync_api import Browser, sync_playwright

from storage import schema
from storage.settings import Settings
from storage.store import Store
from tests import servers, statements
from tests.databases import Databases
from workers.example import loading
from workers.extract import documents as extract

if TYPE_CHECKING:
    from collections.abc import Iterator


CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More workers than cores: many tests wait for a browser or for processes."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_configure() -> None:
    """Look for no garbage while modules are loaded."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for it seldom, and never among what was loaded, which stays to the end."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _reader_ends() -> Iterator[None]:
    """The child that reads for all tests of a process ends with them."""
    yield
    extract.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.fail(
            "No Chromium is here. Install one (apt install chromium), or leave these "
            "tests out with: pytest -m 'not browser'"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres_root() -> Iterator[str]:
    """The address of a PostgreSQL server, without a database."""
    if given := os.environ.get("ASSAY_TEST_POSTGRES_URL"):
        yield given.rstrip("/")
        return
    # Another run of pytest closes its own folders to the server's user.
    with (
        tempfile.TemporaryDirectory(prefix="assay-postgres-") as folder,
        servers.postgres(Path(folder)) as root,
    ):
        yield root


@pytest.fixture(scope="session")
def s3_environment(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, str]]:
    """The environment by which an S3-compatible server with a bucket is reached."""
    with servers.s3(tmp_path_factory.mktemp("s3")) as environment:
        yield environment


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker that is there."""
    with servers.valkey(tmp_path_factory.mktemp("valkey")) as address:
        yield address


@pytest.fixture
def s3(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty S3-compatible store."""
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://assay/{secrets.token_hex(6)}"


@pytest.fixture
def scaled(
    postgres_root: str, valkey: str, s3_environment: dict[str, str]
) -> dict[str, str]:
    """The environment of an empty installation on PostgreSQL, Valkey and S3."""
    name = f"test_{secrets.token_hex(6)}"
    with redis.Redis.from_url(valkey) as broker:
        broker.flushall()
    database = servers.make_database(postgres_root, name)
    return s3_environment | {
        "ASSAY_DATABASE_URL": servers.as_role(database, servers.RUNS),
        "ASSAY_DATABASE_OWNER_URL": servers.as_role(database, servers.OWNER),
        "ASSAY_BROKER_URL": valkey,
        "ASSAY_BLOBS_URL": f"s3://assay/{name}",
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of a database of its own: each test runs on both kinds.

    It is empty, or has the tables where the test asks for a store.
    """
    if request.param == "sqlite":
        return ""
    if "store" in request.fixturenames:
        return str(request.getfixturevalue("on_postgresql"))
    root = request.getfixturevalue("postgres_root")
    return servers.make_database(root, f"test_{secrets.token_hex(6)}")


@pytest.fixture(scope="session")
def databases(postgres_root: str, empty_template: str) -> Databases:
    """Databases on PostgreSQL with empty tables."""
    return Databases(postgres_root, empty_template)


@pytest.fixture
def on_postgresql(databases: Databases) -> Iterator[str]:
    """The address of a database of its own on PostgreSQL, with its tables."""
    address = databases.take()
    yield address
    databases.give_back(address)


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Settings of an installation of its own, whose broker is away."""
    return servers.of_two_roles(tmp_path / "home", database)


@pytest.fixture
def empty(tmp_path: Path, empty_tables: Path) -> Iterator[Store]:
    """A second installation, on SQLite."""
    store = Store(Settings(home=_furnished(tmp_path / "second", empty_tables)))
    yield store
    store.close()


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with its tables, made once and copied for each test.

    ``make guards`` makes one for all of its runs.
    """
    if given := os.environ.get("ASSAY_TEST_TABLES"):
        return Path(given)
    home = tmp_path_factory.mktemp("empty")
    store = Store(Settings(home=home))
    schema.upgrade(store)
    store.close()
    return home / "assay.db"


def _furnished(home: Path, tables: Path) -> Path:
    home.mkdir(parents=True)
    shutil.copy(tables, home / "assay.db")
    return home


@pytest.fixture(scope="session")
def empty_template(postgres_root: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of such a database on PostgreSQL."""
    name = f"empty_{secrets.token_hex(6)}"
    home = tmp_path_factory.mktemp("template")
    database = servers.make_database(postgres_root, name)
    store = Store(servers.of_two_roles(home, database))
    schema.upgrade(store)
    store.close()
    return name


@pytest.fixture
def home(tmp_path: Path, empty_tables: Path) -> Path:
    """A home folder whose database has its tables, for what makes its own store."""
    return _furnished(tmp_path / "home", empty_tables)


@pytest.fixture
def store(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store with its tables."""
    if not settings.database_url:
        _furnished(settings.home, request.getfixturevalue("empty_tables"))
    store = statements.share(Store(settings))
    yield store
    store.close()


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the worked example, loaded once for all processes; to be copied."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    home, whole = root / "example", root / "example.whole"
    with (root / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(home, ignore_errors=True)
            store = Store(Settings(home=home))
            schema.upgrade(store)
            loading.load(store)
            store.close()
            whole.touch()
    return home


@pytest.fixture
def example(example_home: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of its own with the worked example, on SQLite."""
    shutil.copytree(example_home, tmp_path / "example")
    store = statements.share(Store(Settings(home=tmp_path / "example")))
    yield store
    store.close()
