"""What is configured, whether it answers, and what to do where it does not."""

from __future__ import annotations

import io
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from criteria.editions import standard
from criteria.packs import amendments, rules
from criteria.packs.ruleset import RulesError
from storage import rulebook, schema, secretfiles, walls, watch
from storage.errors import Refusal
from storage.queue import QUEUES
from storage.secretfiles import FILE, MOST_DAYS
from workers import mailing, scanning
from workers.extract import scans

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is, in a sentence."""

    part: str
    well: bool
    says: str


def examine(store: Store) -> list[Finding]:
    """Look at every part, each on its own, so that one fault hides no other."""
    parts = [_home(store), _database(store), _blobs(store), _broker(store)]
    parts += [*_secrets(), *_workers(store), _mail(store), _scans(), *_scanner(store)]
    return [*parts, *_editions(), *_own_rules(store)]


def _home(store: Store) -> Finding:
    home = store.settings.home.resolve()
    return Finding("folder", well=True, says=f"{home} holds what is kept.")


def _database(store: Store) -> Finding:
    shown = store.engine.url.render_as_string(hide_password=True)
    try:
        with store.engine.connect() as connection:
            current = schema.is_current(connection)
            apart = connection.dialect.name != "postgresql" or walls.hold(connection)
    except SQLAlchemyError as problem:
        first = str(problem).splitlines()[0]
        return Finding(
            "database",
            well=False,
            says=f"{shown} does not answer ({first}). Check ASSAY_DATABASE_URL.",
        )
    if not current:
        says = f"{shown} lacks its tables. Run: assay init"
    elif not apart:
        says = (
            f"{shown} answers to a role that owns the tables or passes every wall, so "
            "Assay alone keeps cities apart. See 'Two roles' in docs/operating.md."
        )
    else:
        return Finding("database", well=True, says=f"{shown} answers.")
    return Finding("database", well=False, says=says)


def _blobs(store: Store) -> Finding:
    address = store.settings.blobs
    try:
        kept = store.blobs.put(io.BytesIO(b"Is this store well?"), limit=100)
        well = store.blobs.has(kept.sha256)
        store.blobs.remove(kept.sha256)
    except (Refusal, OSError) as problem:
        return Finding(
            "blobs",
            well=False,
            says=f"{address} cannot be written ({problem}). Check ASSAY_BLOBS_URL.",
        )
    return Finding("blobs", well=well, says=f"{address} keeps and gives back.")


def _broker(store: Store) -> Finding:
    if store.queue.reachable():
        return Finding("broker", well=True, says="answers.")
    if store.settings.embedded_broker:
        says = "is not running. It runs while this does: assay serve"
    else:
        says = "does not answer. Uploads are kept and wait. Check ASSAY_BROKER_URL."
    return Finding("broker", well=False, says=says)


def _secrets() -> list[Finding]:
    """Passwords and keys in files: which of them should be exchanged by now."""
    found = secretfiles.named(os.environ)
    old = [name for name, path in found.items() if _days(path) > MOST_DAYS]
    told = [
        Finding(
            "passwords",
            well=False,
            says=f"{name}{FILE} names a file of more than {MOST_DAYS} days ago. Set a "
            "new one; 'Passwords and keys' in docs/operating.md says how.",
        )
        for name in old
    ]
    if found and not told:
        says = f"none of {len(found)} files is older than {MOST_DAYS} days."
        return [Finding("passwords", well=True, says=says)]
    return told


def _days(path: Path) -> float:
    return (time.time() - path.stat().st_mtime) / 86_400


def _workers(store: Store) -> list[Finding]:
    try:
        with store.snapshot() as session:
            seen = len(watch.workers(session))
            waits = watch.waits_since(session, QUEUES)
    except SQLAlchemyError:
        return []  # told of the database itself
    if seen or not waits:
        return [Finding("workers", well=True, says=f"{seen} seen in the last minute.")]
    says = "none was seen for a minute, and work waits. Run: assay worker"
    return [Finding("workers", well=False, says=says)]


def _mail(store: Store) -> Finding:
    if not store.settings.mail_url:
        says = "none is sent, and notices wait. Set ASSAY_MAIL_URL to have it sent."
        return Finding("mail", well=True, says=says)
    try:
        with mailing.server(store.settings):
            return Finding("mail", well=True, says="the server takes it.")
    except OSError as problem:
        says = f"the server does not take it ({problem}). Check ASSAY_MAIL_URL."
        return Finding("mail", well=False, says=says)


def _scans() -> Finding:
    read, unread = scans.packs(), scans.packs_missing()
    says = f"are read in {', '.join(read)}." if read else "are not read."
    if unread:
        models = ", ".join(f"tesseract-ocr-{pack}" for pack in unread)
        says += f" Install {models}; 'Scans' in docs/operating.md says how."
    return Finding("scans", well=True, says=says)


def _scanner(store: Store) -> list[Finding]:
    address = store.settings.clamd
    if not address:
        return []
    if scanning.answers(address):
        return [Finding("scanner", well=True, says=f"{address} answers.")]
    says = f"{address} does not answer, so documents wait for it. Check ASSAY_CLAMD."
    return [Finding("scanner", well=False, says=says)]


def _editions() -> list[Finding]:
    findings = []
    for edition in standard.editions():
        try:
            count = len(standard.load(edition).criteria)
            pack = rules.load(edition)
        except (standard.StandardError, RulesError) as problem:
            says = f"{problem} Mend it, then run: assay check {edition}"
            findings.append(Finding(edition, well=False, says=says))
            continue
        says = f"{count} criteria, {len(pack.rules)} rules."
        findings.append(Finding(edition, well=True, says=says))
    return findings


def _own_rules(store: Store) -> list[Finding]:
    """Rules that were changed here; one that a new Assay cannot read is told."""
    findings = []
    for edition in standard.editions():
        try:
            with store.snapshot() as session:
                changes = rulebook.in_force(session, edition)
        except SQLAlchemyError:
            return []  # told of the database itself
        faults = amendments.amended(edition, changes).faults
        name = f"{edition}, changed here"
        for rule_id, said in faults.items():
            why = " ".join(said)
            says = f"{rule_id} is used as shipped: {why} Mend it on the page of rules."
            findings.append(Finding(name, well=False, says=says))
        if changes and not faults:
            says = f"Rules that this installation has changed: {len(changes)}."
            findings.append(Finding(name, well=True, says=says))
    return findings
