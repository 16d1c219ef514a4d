"""Rows of the fault matrix about what lies outside: clocks, rules, a virus scanner."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos.installation import POLICY, until
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import FEW, KEPT, send, settle
from criteria.finding import matching
from criteria.packs import amendments, rules
from storage import pages, people, rulebook
from storage.clock import now
from storage.events import Event
from storage.models import Document, Link, PassageRow
from storage.rule_models import Act
from tests import servers
from tests.workers.test_scanning import EICAR, Clamd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.chaos.installation import Installation
    from criteria.evidence import Page
    from criteria.packs.ruleset import Pack

EDITION = "wwc-2022"
MANY = 120
LIBRARY = "*/faketime/libfaketime.so.1"
# Of each process, how far its clock is off, and where it thinks it is.
CLOCKS = {
    "worker 1": ("-10m", "America/Lima"),
    "worker 2": ("+1h", "Pacific/Auckland"),
    "web": ("+4m", "Asia/Kathmandu"),
}
QUIET = 15.0


def clocks_differ(installation: Installation) -> Outcome:
    """R10: the clocks of workers and pages are off, and in other zones."""
    found = sorted(Path("/usr/lib").glob(LIBRARY))
    if not found:
        return Outcome(cannot="needs libfaketime: apt install faketime")
    outcome = Outcome()
    wrong = {
        name: {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME": off,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": zone,
        }
        for name, (off, zone) in CLOCKS.items()
    }
    with _restarted(installation, wrong):
        assessment = installation.opened()
        codes = send(installation, assessment, MANY)
        outcome.hold(codes == [KEPT] * MANY, "uploads were refused")
        installation.processes["worker 1"].kill()
        settle(installation, assessment, MANY, outcome, "read by clocks that are off")
        with installation.store.transaction() as session:
            # Messages that got lost are found by the sweep alone.
            session.execute(sa.update(Document).values(nudged=None))
        send(installation, assessment, 1)
        settle(installation, assessment, MANY + 1, outcome, "and swept by them")
    with installation.store.snapshot() as session:
        moments = sa.select(sa.func.max(Event.at))
        late = session.scalars(moments).one() - now(session)
        tries = sa.select(sa.func.max(Document.attempts))
        most = session.scalar(tries.where(Document.assessment_id == assessment))
    outcome.hold(late.total_seconds() <= 0, "an event is of a moment to come")
    outcome.hold(most is not None and most <= 2, f"a document was begun {most} times")  # noqa: PLR2004 - once more after the kill
    return outcome


def rules_change(installation: Installation) -> Outcome:
    """R19: other rules are published while documents are read."""
    outcome, store = Outcome(), installation.store
    with store.snapshot() as session:
        shipped = rulebook.in_force(session, EDITION)
    before = amendments.amended(EDITION, shipped).pack
    assessment = installation.opened()
    send(installation, assessment, 1)
    settle(installation, assessment, 1, outcome, "one by the rules before")
    with store.snapshot() as session:
        mine = sa.select(PassageRow.rule).join(Link, Link.id == PassageRow.link_id)
        of_rules = PassageRow.rule.in_([one.id for one in rules.load(EDITION).rules])
        rule = session.scalar(mine.where(Link.assessment_id == assessment, of_rules))
    if rule is None:
        outcome.hold(holds=False, otherwise="no rule has found the policy")
        return outcome
    send(installation, assessment, MANY - 1)
    until(lambda: installation.counts(assessment)["read"] > FEW)
    with store.transaction() as session:
        lead, seen = people.leads(session)[0], rulebook.draft(session, EDITION).seen
        rulebook.change(session, EDITION, rule, Act.RETIRED, by=lead, seen=seen)
        changes = rulebook.draft(session, EDITION).changes
        digest = amendments.amended(EDITION, changes).pack.digest
        rulebook.publish(
            session, EDITION, digest=digest, why="Tried", by=lead, seen=seen + 1
        )
    settle(installation, assessment, MANY, outcome, "rules changed meanwhile")
    packs = {
        before.digest: before,
        digest: amendments.amended(EDITION, changes).pack,
    }
    versions: Counter[str] = Counter()
    for of_document in _found(installation, assessment):
        versions[of_document.digest] += 1
        outcome.hold(
            of_document.digest in packs
            and of_document.links == of_document.by(packs[of_document.digest]),
            "a document's links are not those of one version of the rules",
        )
    outcome.hold(len(versions) == 2, f"read by {len(versions)} versions, not by two")  # noqa: PLR2004 - before and after
    outcome.notes.append(
        f"{versions[before.digest]} read by the rules before, {versions[digest]} after"
    )
    return outcome


@dataclass(frozen=True, slots=True)
class _Found:
    """What one document was read by, and the criteria and rules of its links."""

    name: str
    digest: str
    pages: list[Page]
    links: frozenset[tuple[str, str]]

    def by(self, pack: Pack) -> frozenset[tuple[str, str]]:
        """What a version of the rules finds in it."""
        return frozenset(
            (one.criterion, passage.rule)
            for one in matching.find(self.pages, pack, name=self.name)
            for passage in one.passages
        )


def _found(installation: Installation, assessment: str) -> Iterator[_Found]:
    mine = sa.select(Document).where(Document.assessment_id == assessment)
    with installation.store.snapshot() as session:
        for document in session.scalars(mine).all():
            rows = session.execute(
                sa.select(Link.criterion, PassageRow.rule)
                .join(PassageRow, PassageRow.link_id == Link.id)
                .where(Link.document_id == document.id)
            )
            yield _Found(
                document.name,
                document.rules_digest,
                list(pages.read(session, document.id)),
                frozenset((criterion, rule) for criterion, rule in rows),
            )


def scanner_away(installation: Installation) -> Outcome:
    """R20: the virus scanner is away, comes, and goes once more."""
    outcome, browser = Outcome(), installation.browser()
    port = servers.free_port()
    there = {"ASSAY_CLAMD": f"127.0.0.1:{port}"}
    with _restarted(installation, dict.fromkeys(["worker 1", "worker 2"], there)):
        assessment = installation.opened()
        codes = send(installation, assessment)
        infected = f"{secrets.token_hex(4)} {EICAR}".encode()
        codes.append(browser.upload(assessment, "bad.txt", infected))
        outcome.hold(codes == [KEPT] * (FEW + 1), "uploads were refused")
        time.sleep(QUIET)
        counts = installation.counts(assessment)
        opened = counts["read"] + counts["unreadable"]
        outcome.hold(not opened, f"{opened} files were opened before a scan")
        scanner = Clamd(port)
        scanner.start()
        outcome.seconds = until(lambda: installation.is_over(assessment, FEW + 1), 300)
        counts = installation.counts(assessment)
        outcome.lost = FEW + 1 - counts.total()
        outcome.hold(counts["read"] == FEW, f"{counts['read']} of {FEW} are read")
        outcome.hold(counts["unreadable"] == 1, "the infected file is not refused")
        scanner.stop()
        name = POLICY.format(n=secrets.token_hex(4)).encode()
        browser.upload(assessment, "late.txt", name)
        time.sleep(QUIET)
        waits = installation.counts(assessment)["waiting"]
        outcome.hold(waits == 1, "a file was opened while the scanner was away again")
    settle(installation, assessment, FEW + 2, outcome, "without a scanner again")
    outcome.lost -= 1  # the infected one is unreadable, and is meant to be
    outcome.notes.append("a server that speaks as clamd does stands for it")
    return outcome


@contextmanager
def _restarted(
    installation: Installation, settings: dict[str, dict[str, str]]
) -> Iterator[None]:
    """Run some processes with other settings meanwhile."""
    kept = {name: installation.processes[name].environment for name in settings}

    def restart(environments: dict[str, dict[str, str]]) -> None:
        for name, environment in environments.items():
            process = installation.processes[name]
            process.stop()
            process.environment = environment
            process.start()
        until(installation.is_ready)

    restart({name: kept[name] | more for name, more in settings.items()})
    try:
        yield
    finally:
        restart(kept)
