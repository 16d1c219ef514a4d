"""Links and decisions, without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from criteria.evidence import Reason, Standing
from storage import decisions, links, people, titles
from storage.models import Verdict
from workers.commands.context import as_json, opened, print_json, remark, to_print

if TYPE_CHECKING:
    from storage.models import Link

VERDICTS = {"confirm": Verdict.CONFIRMED, "reject": Verdict.REJECTED}
EVERY = 1_000_000

acting = click.option("--as", "email", required=True, help="Who decides.")


@click.command("links")
@click.argument("assessment")
@click.option("--undecided", is_flag=True, help="Only those that wait for a decision.")
@as_json
def list_links(assessment: str, *, undecided: bool, as_json: bool) -> None:
    """List the links of ASSESSMENT, the best first."""
    standing = Standing.UNDECIDED if undecided else None
    with opened() as store, store.snapshot() as session:
        found = links.queue(
            session,
            to_print(session, assessment),
            links.Filters(standing=standing),
            limit=EVERY,
        )
    if as_json:
        print_json([_as_listed(link) for link in found])
        return
    for link in found:
        click.echo(
            f"{link.id}  {link.criterion:6} {link.score:.2f} {link.statement:11} "
            f"{link.standing:9} {titles.of(link.document)}"
        )
    if not found:
        remark("There are no such links. Upload documents with: assay upload")


@click.command()
@click.argument("link")
@click.argument("verdict", type=click.Choice(list(VERDICTS)))
@click.option("--reason", type=click.Choice([reason.value for reason in Reason]))
@click.option("--note", default="", help="Advice to the city; changes no score.")
@click.option("--item", "items", multiple=True, help="A checklist item it shows.")
@click.option("--again", is_flag=True, help="Decide anew what is decided already.")
@acting
def decide(
    link: str,
    verdict: str,
    *,
    reason: str | None,
    note: str,
    items: tuple[str, ...],
    again: bool,
    email: str,
) -> None:
    """Confirm or reject LINK. To reject, give a --reason."""
    with opened() as store, store.transaction() as session:
        person = people.by_email(session, email)
        row = links.visible(session, person, link)
        fresh = again or row.standing is Standing.UNDECIDED
        decisions.decide(
            session,
            link,
            VERDICTS[verdict],
            by=person,
            seen=row.decided if fresh else 0,
            reason=Reason(reason) if reason else None,
            note=note,
            items=items or None,
        )
    remark(f"{row.criterion}, {titles.of(row.document)}: {VERDICTS[verdict].value}.")


@click.command()
@click.argument("link")
@acting
def undo(link: str, *, email: str) -> None:
    """Take the last decision about LINK back."""
    with opened() as store, store.transaction() as session:
        person = people.by_email(session, email)
        row = links.visible(session, person, link)
        decisions.take_back(session, link, by=person, seen=row.decided)
    remark(f"{row.criterion}, {titles.of(row.document)}: taken back.")


def _as_listed(link: Link) -> dict[str, object]:
    return {
        "id": link.id,
        "criterion": link.criterion,
        "document": link.document.name,
        "document_id": link.document_id,
        "score": link.score,
        "statement": link.statement.value,
        "state": link.standing.value,
    }


COMMANDS = (list_links, decide, undo)
