"""Starting Assay, its pages or its worker alone, and asking whether all is well."""

from __future__ import annotations

import asyncio
import os
import sys

import click

from storage import assessments, jobs, metrics, people
from storage.errors import Refused
from storage.queue import QUEUES
from storage.settings import Settings
from storage.startup import PREFIX
from storage.store import Store
from workers import mailroom
from workers import serve as side_by_side
from workers.commands.context import lead_link, opened

listening = click.option(
    "--listen", metavar="HOST:PORT", help="Address of the pages; see ASSAY_LISTEN."
)


@click.command()
@listening
def serve(listen: str | None) -> None:
    """Run everything on this machine: broker, worker and pages.

    Makes the tables, and on the first start loads a worked example. Prints the address
    with a link that signs the programme lead in once. Ctrl-C stops it all.

    Needs no setting; docs/operating.md has them all. If it does not start, its last
    line says what to change. If something waits or fails later, run: assay doctor
    """
    settings = _settings(listen)
    side_by_side.free(settings.listen)
    with side_by_side.alone(settings):
        with opened() as store:
            first = _first_start(store)
            link = lead_link(store)
        click.echo(
            f"Assay is at {settings.address} - sign in as its lead, once: {link}"
        )
        programs = side_by_side.children(settings, with_example=first)
        side_by_side.run(settings, programs)


@click.command()
@listening
def web(listen: str | None) -> None:
    """Run the pages alone."""
    _settings(listen)
    with opened():
        pass  # its tables are there and up to date
    os.execv(sys.executable, side_by_side.pages())


@click.command()
@click.option("--beat", is_flag=True, help="Also sweep for what was lost; one does.")
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(QUEUES),
    help="Take this kind of work alone; may be repeated. All kinds without it.",
)
def worker(*, beat: bool, queues: tuple[str, ...]) -> None:
    """Run one worker alone: it reads and tags documents."""
    settings = Settings.from_env()
    settings.home.mkdir(parents=True, exist_ok=True)
    with opened():
        pass  # its tables are there and up to date
    words = side_by_side.worker(settings, queues or QUEUES, beat=beat)
    os.execv(sys.executable, words)


@click.command()
def mail() -> None:
    """Take documents by mail, at ASSAY_INTAKE_LISTEN, until stopped."""
    settings = Settings.from_env()
    if not settings.intake_listen:
        raise Refused(
            "Say where mail comes in with ASSAY_INTAKE_LISTEN, and for which addresses "
            "with ASSAY_INTAKE_HOST."
        )
    with opened() as store:
        asyncio.run(mailroom.serve(store))


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="See ASSAY_METRICS_LISTEN.")
def figures(listen: str | None) -> None:
    """Give figures to Prometheus at /metrics; never to the outside."""
    from prometheus_client import (  # noqa: PLC0415 - it reads its folder when loaded
        start_http_server,
    )

    settings = Settings.from_env()
    metrics.keep_in(settings)
    host, _, port = (listen or settings.metrics_listen).rpartition(":")
    if not port.isdecimal():
        raise Refused("Say where with --listen HOST:PORT or ASSAY_METRICS_LISTEN.")
    store = Store(settings)
    _server, thread = start_http_server(
        int(port), host or "127.0.0.1", registry=metrics.of_store(store)
    )
    thread.join()


def _settings(listen: str | None) -> Settings:
    """The settings, the same for every process: links lead to where the pages are."""
    if listen:
        os.environ[f"{PREFIX}LISTEN"] = listen
    return Settings.from_env()


def _first_start(store: Store) -> bool:
    with store.transaction() as session:
        if store.settings.embedded_broker:
            jobs.release(session)
        return not people.listed(session) and not assessments.cities(session)


COMMANDS = (serve, web, worker, mail, figures)
