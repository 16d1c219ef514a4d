from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from criteria.evidence import Standing, Statement
from storage import decisions, links
from storage.models import Document, Verdict
from tests.factories import make_person, make_proposal, upload
from workers import reading, retagging
from workers.retagging import Change, Figures, Kind

if TYPE_CHECKING:
    from storage.store import Store

POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect."
)
A_DAY = date(2026, 1, 1)


def test_a_preview_tells_every_change_and_makes_none(store: Store) -> None:
    document_id = upload(store, POLICY, name="policy.txt")
    reading.read(store, document_id)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        assessment_id = document.assessment_id
        [now] = [
            x for x in links.of_document(session, document) if x.criterion == "OD1"
        ]
        first = now.passages[0]
        quote, statement = first.quote, now.statement
        old = [
            make_proposal(criterion="LC1", quote="Ordinance No. 118."),
            make_proposal(criterion="RDC1", quote="Ordinance No. 118."),
            make_proposal(
                criterion="OD1", quote="Ordinance", statement=Statement.PLANNED
            ),
        ]
        links.propose(session, document, old, rules_digest="r1")
        [decided] = [
            link
            for link in links.of_document(session, document)
            if link.criterion == "RDC1"
        ]
        decisions.decide(
            session, decided.id, Verdict.CONFIRMED, by=make_person(session), seen=0
        )

    found = retagging.preview(store, assessment_id, on=A_DAY)

    told = [change for change in found.changes if change.kind is not Kind.ADDED]
    assert told == [
        Change(Kind.REMOVED, "LC1", "policy.txt", "Ordinance No. 118.", ""),
        Change(Kind.RESTATED, "OD1", "policy.txt", "planned", statement.value),
        Change(Kind.MOVED, "OD1", "policy.txt", "Ordinance", quote),
        Change(Kind.UNFOUNDED, "RDC1", "policy.txt", "Ordinance No. 118.", ""),
    ]
    assert found.before == Figures(proposed=3, documented=2, confirmed=1)
    assert found.after.confirmed == 1
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert {
            link.criterion: link.standing
            for link in links.of_document(session, document)
        } == {
            "LC1": Standing.UNDECIDED,
            "OD1": Standing.UNDECIDED,
            "RDC1": Standing.CONFIRMED,
        }


def test_by_the_same_rules_nothing_would_change(store: Store) -> None:
    document_id = upload(store, POLICY)
    reading.read(store, document_id)
    with store.snapshot() as session:
        assessment_id = session.get_one(Document, document_id).assessment_id

    found = retagging.preview(store, assessment_id, on=A_DAY)

    assert found.changes == ()
    assert found.before == found.after
