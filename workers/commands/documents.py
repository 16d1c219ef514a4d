"""Uploading documents, reading files without keeping them, and matching again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from criteria.finding import matching
from storage import assessments
from storage import documents as kept
from storage.errors import Refused
from storage.models import Document, DocumentState
from workers import reading
from workers.commands import passages, readings
from workers.commands.context import as_json, opened, print_lines, remark
from workers.commands.packs import by_rules, chosen
from workers.extract import documents as extract
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from criteria.evidence import Proposal
    from criteria.packs.ruleset import Pack
    from storage.store import Store
    from workers.commands.packs import Chosen

some_files = click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)


@click.command()
@click.argument("assessment")
@some_files
@click.option("--confidential", is_flag=True, help="For few eyes, and in no report.")
@click.option("--wait", is_flag=True, help="Show progress until all are read.")
def upload(
    assessment: str, files: tuple[Path, ...], *, confidential: bool, wait: bool
) -> None:
    """Upload FILES to ASSESSMENT and print the id of each document.

    The same contents again are the same document. With --wait and no worker in reach,
    the documents are read by this command itself.
    """
    refused = 0
    with opened() as store:
        ids = []
        for path in files:
            try:
                ids.append(_upload(store, assessment, path, confidential=confidential))
                click.echo(f"{ids[-1]}  {path.name}")
            except Refused as problem:
                refused += 1
                remark(f"{path.name}: {problem.sentence}")
        if wait:
            _wait(store, assessment, ids)
    if refused:
        raise SystemExit(1)


@click.command("extract")
@some_files
@as_json
def extract_files(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Print what FILES say, page by page, without keeping them.

    With --json also what else is known of each: its facts and dates with their places,
    and the language, the readability and the blocks of each page.
    """
    if as_json:
        print_lines(readings.told(path) for path in files)
        return
    refused = 0
    for path in files:
        try:
            found = extract.read(path, path.name)
        except Unreadable as problem:
            refused += 1
            remark(f"{path.name}: {problem.sentence}")
            continue
        for page in found.pages:
            click.echo(f"--- {path.name}, {page.label or page.number}")
            click.echo(page.text)
        for said in found.remarks:
            remark(f"{path.name}: {said}")
        for unread in found.unread:
            remark(f"{path.name}, page {unread.number}: {unread.reason}")
    if refused:
        raise SystemExit(1)


@click.command("match")
@some_files
@click.option("--standard", "edition", default="wwc-2022", show_default=True)
@by_rules
@as_json
def match_files(
    files: tuple[Path, ...], edition: str, named: str, *, as_json: bool
) -> None:
    """Print the links that the rules of a standard propose for FILES, best first.

    Under each stands the passage with the words that matched, the rule in plain words,
    and the cue that decided what the passage says; in colour on a terminal, unless
    NO_COLOR is set.
    """
    which = chosen(edition, named)
    pack = which.pack
    found = ((path, _proposals(path, pack)) for path in files)
    if as_json:
        print_lines(_as_matched(path, which, proposals) for path, proposals in found)
        return
    for path, proposals in found:
        click.secho(path.name, bold=True)
        for proposal in proposals:
            _show(proposal, pack)


def _upload(store: Store, assessment_id: str, path: Path, *, confidential: bool) -> str:
    with path.open("rb") as stream:
        blob = store.blobs.put(stream, limit=store.settings.max_upload)
    with store.transaction() as session:
        assessment = assessments.get(session, assessment_id)
        document_id = kept.receive(
            session, assessment, path.name, blob, confidential=confidential
        ).id
    store.queue.nudge(document_id)
    return document_id


def _wait(store: Store, assessment_id: str, ids: list[str]) -> None:
    if not store.queue.reachable():
        remark("No worker is in reach: the documents are read here.")
        with click.progressbar(ids, label="Reading", file=sys.stderr) as bar:
            for document_id in bar:
                reading.read_here(store, document_id)
    else:
        with click.progressbar(
            length=len(ids), label="Reading", file=sys.stderr
        ) as bar:
            for _ in reading.wait(store, assessment_id):
                bar.update(_done(store, ids) - bar.pos)
    with store.snapshot() as session:
        for document_id in ids:
            document = session.get_one(Document, document_id)
            if document.state is DocumentState.UNREADABLE:
                remark(f"{document.name}: {document.problem}")


def _done(store: Store, ids: list[str]) -> int:
    with store.snapshot() as session:
        states = [session.get_one(Document, one).state for one in ids]
    return sum(
        state in {DocumentState.READ, DocumentState.UNREADABLE} for state in states
    )


def _proposals(path: Path, pack: Pack) -> list[Proposal]:
    try:
        found = extract.read(path, path.name)
    except Unreadable as refusal:
        remark(f"{path.name}: {refusal.sentence}")
        return []
    return matching.find(found.pages, pack, name=path.name)


def _as_matched(
    path: Path, which: Chosen, proposals: list[Proposal]
) -> dict[str, object]:
    return {
        "file": str(path),
        "rules": which.told(),
        "links": [
            {
                "criterion": proposal.criterion,
                "score": proposal.score,
                "statement": proposal.statement.value,
                "passages": [
                    {
                        "page": passage.page,
                        "start": passage.start,
                        "end": passage.end,
                        "quote": passage.quote,
                        "rule": passage.rule,
                        "item": passage.item,
                        "statement": passage.statement.value,
                    }
                    for passage in proposal.passages
                ],
            }
            for proposal in proposals
        ],
    }


def _show(proposal: Proposal, pack: Pack) -> None:
    click.secho(f"  {proposal.criterion:6} {proposal.score:.2f} ", bold=True, nl=False)
    click.echo(proposal.statement.value)
    for passage in proposal.passages:
        passages.show(passage, pack, indent="      ")


COMMANDS = (upload, extract_files, match_files)
