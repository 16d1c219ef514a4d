"""What commands share: the store with its tables, and how results are printed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from storage import assessments, confidential, events, people, schema
from storage.models import Role
from storage.settings import Settings
from storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from storage.models import Assessment

FIRST_LEAD = "lead@example.org"

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextmanager
def opened() -> Iterator[Store]:
    """The store by the settings, its tables made or brought up to date first."""
    store = Store(Settings.from_env())
    store.origin = events.Origin(name=events.COMMAND_LINE)
    try:
        schema.upgrade(store)
        yield store
    finally:
        store.close()


def to_print(session: Session, assessment_id: str) -> Assessment:
    """An assessment whose contents are printed, its confidential documents veiled.

    Raises:
        NotFound: There is none with that id.
    """
    found = assessments.get(session, assessment_id)
    confidential.draw(session, found, None)
    return found


def print_json(value: object) -> None:
    """Print one value, indented for people; keys stay in their order."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_lines(values: Iterable[object]) -> None:
    """Print one JSON object a line, each as soon as it is there."""
    for value in values:
        click.echo(json.dumps(value, ensure_ascii=False))


def remark(sentence: str) -> None:
    """Say something that is not the result."""
    click.echo(sentence, err=True)


def lead_link(store: Store) -> str:
    """Make a link that signs the first programme lead in; add them if there is none."""
    with store.transaction() as session:
        leads = people.leads(session)
        lead = leads[0] if leads else people.add(session, FIRST_LEAD, Role.LEAD)
        token = people.make_link(session, lead)
    return sign_in_link(store.settings.address, token)


def sign_in_link(address: str, token: str) -> str:
    """A link that signs somebody in once; its token stands where no server sees it."""
    return f"{address}/sign-in/link#{token}"
