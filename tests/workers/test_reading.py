from __future__ import annotations

import io
import threading
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Reason, Standing
from criteria.packs import rules
from storage import decisions, documents, jobs, links, pages, rulebook
from storage.clock import now
from storage.models import Document, DocumentState, Verdict
from storage.rule_models import Act
from tests.factories import make_assessment, make_person, upload
from tests.workers.extract import making
from workers import health, reading
from workers.leases import kept

if TYPE_CHECKING:
    from storage.store import Store

POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect. City departments publish their data sets on the open "
    "data portal in open formats under an open licence."
)
RULE = """id: DM1.barge-data
criterion: DM1
title: Barges
strength: strong
en:
  any: [barge data]
"""


def _state(store: Store, document_id: str) -> DocumentState:
    with store.snapshot() as session:
        return session.get_one(Document, document_id).state


def _links(store: Store, document_id: str) -> dict[str, Standing]:
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        found = links.of_document(session, document)
        return {link.criterion: link.standing for link in found}


def test_a_policy_is_read_and_proposed_with_its_exact_words(store: Store) -> None:
    document_id = upload(store, POLICY)

    reading.read(store, document_id)

    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert document.state is DocumentState.READ
        [page] = pages.read(session, document_id)
        found = {link.criterion: link for link in links.of_document(session, document)}
        for passage in found["OD1"].passages:
            assert page.text[passage.start : passage.end] == passage.quote


def test_a_file_without_text_is_unreadable_with_a_sentence(store: Store) -> None:
    document_id = upload(store, "%PDF-1.7 and then nothing of it", name="plan.pdf")

    reading.read(store, document_id)

    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert document.state is DocumentState.UNREADABLE
        assert document.problem is not None
        assert document.problem.endswith(".")


def test_origin_of_a_file_is_kept_with_what_was_read(store: Store) -> None:
    words = making.stream(b"BT /F1 12 Tf 72 720 Td (The policy of the city.) Tj ET")
    made = making.one_page(words, more={6: b"<< /Author (Ana Ruiz) >>"})
    told = made.replace(b"/Root", b"/Info 6 0 R /Root").decode()
    document_id = upload(store, told, name="policy.pdf")

    reading.read(store, document_id)

    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert document.origin == {"author": "Ana Ruiz"}


def test_reading_twice_keeps_what_a_reviewer_decided(store: Store) -> None:
    document_id = upload(store, POLICY)
    reading.read(store, document_id)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        link = links.of_document(session, document)[0]
        decisions.decide(
            session,
            link.id,
            Verdict.REJECTED,
            by=make_person(session),
            seen=0,
            reason=Reason.OUT_OF_DATE,
        )
        document.state = DocumentState.WAITING
    before = _links(store, document_id)

    reading.read(store, document_id)

    assert _state(store, document_id) is DocumentState.READ
    assert _links(store, document_id) == before
    assert before[link.criterion] is Standing.REJECTED


def test_a_read_document_is_not_read_again(store: Store) -> None:
    document_id = upload(store, POLICY)

    for _ in range(2):
        reading.read(store, document_id)

    with store.snapshot() as session:
        assert session.get_one(Document, document_id).attempts == 1


def test_a_sweep_finds_a_document_whose_worker_died(store: Store) -> None:
    document_id = upload(store, POLICY)
    with store.transaction() as session:
        jobs.claim(session, document_id)
        document = session.get_one(Document, document_id)
        document.lease_until = now(session) - timedelta(seconds=1)

    # The broker is away, so the nudge is not heard; the row stays due all the same.
    assert reading.sweep(store) == 0
    reading.read(store, document_id)

    assert _state(store, document_id) is DocumentState.READ


def test_a_long_reading_keeps_its_lease(store: Store) -> None:
    document_id = upload(store, POLICY)
    with store.transaction() as session:
        claim = jobs.claim(session, document_id)
        assert claim is not None
        document = session.get_one(Document, document_id)
        document.lease_until = now(session) - timedelta(seconds=1)

    with kept(store, lambda session: jobs.extend(session, claim), every=0.05):
        threading.Event().wait(0.3)

    with store.snapshot() as session:
        renewed = session.get_one(Document, document_id).lease_until
        assert renewed is not None
        assert renewed > now(session)


def test_files_in_an_archive_become_documents_of_their_own(store: Store) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("policies/open-data.txt", POLICY)
        archive.writestr("empty.txt", "")
        archive.writestr("n" * 300, "")
    packed.seek(0)
    blob = store.blobs.put(packed, limit=1_000_000)
    with store.transaction() as session:
        assessment = make_assessment(session)
        parent_id = documents.receive(session, assessment, "all.zip", blob).id

    reading.read(store, parent_id)

    with store.snapshot() as session:
        child, parent = documents.listed(session, assessment)
        assert (parent.id, parent.state) == (parent_id, DocumentState.READ)
        assert (child.name, child.parent_id) == ("open-data.txt", parent_id)
        assert child.state is DocumentState.WAITING
        assert [one for one in parent.remarks if one.startswith(("empty", "nnn"))] == [
            f"{name}: The file is empty. Choose the one that holds the text."
            for name in ("empty.txt", "n" * 255)
        ]
    reading.read(store, child.id)
    assert "OD1" in _links(store, child.id)


def test_documents_are_tagged_by_the_published_rules_and_not_by_the_draft(
    store: Store,
) -> None:
    first, second = (upload(store, "The port has published barge data.") for _ in "12")
    with store.transaction() as session:
        lead = make_person(session)
        rulebook.change(
            session,
            "wwc-2022",
            "DM1.barge-data",
            Act.WRITTEN,
            by=lead,
            seen=0,
            text=RULE,
        )
    reading.read(store, first)
    with store.transaction() as session:
        rulebook.publish(
            session, "wwc-2022", digest="d" * 64, why="Tried", by=lead, seen=1
        )

    reading.read(store, second)

    assert "DM1" not in _links(store, first)
    assert _links(store, second)["DM1"] is Standing.UNDECIDED
    with store.snapshot() as session:
        document = session.get_one(Document, second)
        [passage] = links.of_document(session, document)[0].passages
        assert passage.rule == "DM1.barge-data"
        assert document.rules_digest != rules.load("wwc-2022").digest


def test_the_doctor_tells_of_rules_changed_here_that_cannot_be_read(
    store: Store,
) -> None:
    with store.transaction() as session:
        lead = make_person(session)
        for seen, text in enumerate((RULE, RULE.replace("strong", "iron"))):
            rulebook.change(
                session,
                "wwc-2022",
                "DM1.barge-data",
                Act.WRITTEN,
                by=lead,
                seen=seen,
                text=text,
            )
            rulebook.publish(
                session, "wwc-2022", digest="d" * 64, why="x", by=lead, seen=seen + 1
            )

    told = [f for f in health.examine(store) if f.part == "wwc-2022, changed here"]

    says = (
        "DM1.barge-data is used as shipped: Rule DM1.barge-data: “strength” is iron, "
        "not one of strong, fair, weak. Mend it on the page of rules."
    )
    assert [(one.well, one.says) for one in told] == [(False, says)]


def test_an_outage_of_the_blobs_costs_no_attempt(store: Store) -> None:
    document_id = upload(store, POLICY)
    folder = store.settings.home / "blobs"
    folder.rename(folder.with_name("away"))
    folder.write_text("a mount that is not what it was")

    for _ in range(jobs.MOST_ATTEMPTS + 1):
        reading.read(store, document_id)

    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert (document.state, document.attempts) == (DocumentState.WAITING, 0)
    folder.unlink()
    folder.with_name("away").rename(folder)
    reading.read(store, document_id)
    assert _state(store, document_id) is DocumentState.READ
