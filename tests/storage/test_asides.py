"""Setting documents aside: what counts no longer, what is kept, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reading, Standing, UnreadPage
from criteria.review.rounds import Move
from storage import (
    asides,
    comments,
    decisions,
    documents,
    doubles,
    events,
    exported,
    exports,
    imports,
    invariants,
    jobs,
    lineup,
    links,
    pages,
    rounds,
    similar,
    standing,
    turns,
    watch,
)
from storage.blobs import Blob
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, Document, DocumentState, Link, Role, Verdict
from tests.factories import (
    make_assessment,
    make_document,
    make_link,
    make_person,
    make_proposal,
    make_read_document,
    upload,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.store import Store


def _lead(session: Session) -> Person:
    return make_person(session, role=Role.LEAD, name="Marta Reyes")


def _link(session: Session, assessment: Assessment, criterion: str = "OD1") -> Link:
    document = make_read_document(session, assessment=assessment)
    return make_link(session, document=document, criterion=criterion)


def _aside(session: Session, link: Link, why: str = "") -> Document:
    document = session.get_one(Document, link.document_id)
    asides.set_aside(session, document, why, by=_lead(session))
    session.refresh(link)
    return document


def test_links_of_a_document_set_aside_count_nowhere_until_it_is_back(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, ana = make_assessment(session), make_person(session)
        stays, goes = _link(session, assessment), _link(session, assessment)
        everything = lineup.Filters(standing=None)

        def counted() -> list[object]:
            queues = [
                {link.id for link in lineup.queue(session, assessment, one)}
                for one in (lineup.Filters(), everything)
            ]
            listed = lineup.page(
                session, ana, assessment, everything, after=None, limit=9
            )
            return [
                *queues,
                {link.id for link in listed},
                {claim.link for claim in links.claims(session, assessment)},
                {link.id for link in links.of_criterion(session, assessment, "OD1")},
                {stays.id, *similar.ids(session, stays, ana).same_passage},
            ]

        document = _aside(session, goes)
        aside = counted(), links.counts(session, assessment)
        waits = lineup.waiting_for(session, assessment, ana)[0]
        asides.bring_back(session, document, by=_lead(session))
        back = counted(), links.counts(session, assessment)

        assert aside == ([{stays.id}] * 6, links.Counts(undecided=1, aside=1))
        assert waits == 1
        assert back == ([{stays.id, goes.id}] * 6, links.Counts(undecided=2))


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.UNSURE])
def test_only_a_document_without_a_decision_that_stands_is_set_aside(
    store: Store, verdict: Verdict
) -> None:
    with store.transaction() as session:
        link = make_link(session)
        ana = make_person(session)
        decisions.decide(session, link.id, verdict, by=ana, seen=0)
        document = session.get_one(Document, link.document_id)

        said = ""
        try:
            asides.set_aside(session, document, "", by=_lead(session))
        except Refused as refused:
            said = refused.sentence

        refusal = (
            "A reviewer has decided about minutes.txt for OD1, so it is not set aside. "
            "Ask the reviewer or the programme lead to take that back, then set it "
            "aside."
        )
        is_refused = verdict is Verdict.CONFIRMED
        assert (said, document.aside_since is None) == (
            refusal if is_refused else "",
            is_refused,
        )


def test_what_was_said_of_a_link_is_there_when_its_document_is_back(
    store: Store,
) -> None:
    with store.transaction() as session:
        link, ana = make_link(session), make_person(session)
        assessment = session.get_one(Assessment, link.assessment_id)
        decisions.decide(session, link.id, Verdict.UNSURE, by=ana, seen=0, note="?")
        document = _aside(session, link)
        for_lead = lineup.Filters(for_lead=True)
        while_aside = list(lineup.queue(session, assessment, for_lead))
        counts = links.counts(session, assessment)

        asides.bring_back(session, document, by=_lead(session))
        session.refresh(link)

        assert (while_aside, counts) == ([], links.Counts(aside=1))
        assert lineup.queue(session, assessment, for_lead) == [link]
        assert (link.standing, link.for_lead, link.decided) == (
            Standing.UNDECIDED,
            True,
            1,
        )


def test_nothing_is_decided_or_linked_while_a_document_is_aside(store: Store) -> None:
    with store.transaction() as session:
        link, ana = make_link(session), make_person(session)
        document = _aside(session, link)

        with pytest.raises(Refused, match=r"^The document of this link was set aside"):
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
        with pytest.raises(Refused, match=r"^minutes\.txt is set aside, so it is"):
            links.make(session, document, "DM1", None, by=ana)


def test_a_blind_vote_stays_hidden_while_its_document_is_aside(store: Store) -> None:
    with store.transaction() as session:
        link, ana, ben = make_link(session), make_person(session), make_person(session)
        assessment = session.get_one(Assessment, link.assessment_id)
        lead, before = _lead(session), now(session)
        doubles.share(session, assessment, 100, by=lead)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
        document = session.get_one(Document, link.document_id)
        comments.say(session, assessment, "OD1", "Yes", by=ana, document=document)
        _aside(session, link)

        told = standing.events(
            session, assessment, after=before, until=now(session) + timedelta(hours=1)
        )

        assert told == []
        assert links.visible(session, ben, link.id).decisions == []


def test_links_found_while_a_document_is_aside_count_once_it_is_back(
    store: Store,
) -> None:
    with store.transaction() as session:
        document = make_document(session)
        assessment = session.get_one(Assessment, document.assessment_id)
        asides.set_aside(session, document, "", by=_lead(session))
        make_read_document(session, document=document)
        links.propose(session, document, [make_proposal()], rules_digest="r1")

        aside = links.counts(session, assessment)
        asides.bring_back(session, document, by=_lead(session))

        assert (aside, links.counts(session, assessment)) == (
            links.Counts(aside=1),
            links.Counts(undecided=1),
        )


def test_unread_pages_of_a_document_set_aside_are_no_gaps_cause(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        spoilt = make_document(session, assessment=assessment, name="setup.exe")
        spoilt.state, spoilt.problem = DocumentState.UNREADABLE, "This is a program."
        part = make_read_document(session, assessment=assessment)
        missed = UnreadPage(2, "This page holds only a picture.")
        pages.keep(session, part, Reading("txt", "en", (), unread=(missed,)), b"")
        part.unread_count = 1

        def unread() -> tuple[int, int, documents.Progress]:
            return (
                len(standing.inputs(session, assessment).unread),
                len(pages.all_unread(session, assessment)),
                documents.progress(session, assessment),
            )

        before = unread()
        for one in (spoilt, part):
            asides.set_aside(session, one, "Not needed", by=_lead(session))

        assert (before, unread()) == (
            (2, 2, documents.Progress(read=1, unreadable=1)),
            (0, 0, documents.Progress(aside=2)),
        )


def test_a_moment_before_a_document_was_set_aside_still_counts_it(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        link = _link(session, assessment)
    with store.transaction() as session:
        before = now(session)
    with store.transaction() as session:
        _aside(session, session.get_one(Link, link.id))
    with store.transaction() as session:
        after = now(session)
        make_document(session, assessment=assessment)

        told = [
            [claim.link for claim in links.claims_as_of(session, assessment, moment)]
            for moment in (before, after)
        ]

        assert told == [[link.id], []]


def test_what_came_in_an_archive_is_set_aside_and_brought_back_with_it(
    store: Store,
) -> None:
    with store.transaction() as session:
        lead, assessment = _lead(session), make_assessment(session)
        archive = make_document(session, assessment=assessment, name="all.zip")

        def inside(name: str) -> Document:
            blob = Blob(name.rjust(64, "0"), 10)
            return documents.receive(session, assessment, name, blob, parent=archive)

        stray, policy = inside("a.exe"), inside("policy.txt")
        asides.set_aside(session, stray, "Stray", by=lead)
    with store.transaction() as session:
        archive = session.get_one(Document, archive.id)
        asides.set_aside(session, archive, "Wrong city", by=lead)
        late = inside("late.txt")
        again = inside("policy.txt")
        everything = sa.select(Document.name, Document.aside_why).order_by(
            Document.name
        )
        aside = session.execute(everything).all()

        asides.bring_back(session, archive, by=lead)

        assert [tuple(row) for row in aside] == [
            ("a.exe", "Stray"),
            ("all.zip", "Wrong city"),
            ("late.txt", "Wrong city"),
            ("policy.txt", "Wrong city"),
        ]
        assert again.id == policy.id
        left = sa.select(Document.id).where(Document.aside_since.is_not(None))
        assert session.scalars(left).all() == [stray.id]
        assert late.aside_since is None


def test_what_waits_is_read_only_once_it_is_back_and_waits_since_then(
    store: Store,
) -> None:
    with store.transaction() as session:
        lead, assessment = _lead(session), make_assessment(session)
        goes, broken = (make_document(session, assessment=assessment) for _ in range(2))
        goes.received = now(session) - timedelta(days=3)
        goes.nudged = goes.received
        claim = jobs.claim(session, broken.id)
        assert claim is not None
        jobs.give_up(session, claim, "stopped", "Reading this file stopped.")

        for document in (goes, broken):
            asides.set_aside(session, document, "Stray", by=lead)
        chosen, due = turns.document(session), jobs.due(session)
        seen = watch.overview(session)
    found = {one.invariant: one.broken for one in invariants.examine(store)}
    with store.transaction() as session:
        asides.bring_back(session, session.get_one(Document, goes.id), by=lead)
        after = watch.overview(session)

        assert (turns.document(session), jobs.due(session)) == (goes.id, [goes.id])

    none = dict.fromkeys(("waiting", "reading", "read", "unreadable"), 0)
    assert (chosen, due, found["no document is stuck"]) == (None, [], ())
    assert (seen.states, seen.failures, seen.given_up) == (none, (), 0)
    assert [one.waits for one in seen.backlogs] == [0] * len(seen.backlogs)
    assert (after.states, after.is_late) == (none | {"waiting": 1}, False)


def test_a_document_moves_only_while_the_round_is_the_citys(store: Store) -> None:
    with store.transaction() as session:
        document, lead = make_document(session), _lead(session)
        assessment = session.get_one(Assessment, document.assessment_id)
        rounds.move(session, assessment, Move.SUBMIT, by=lead)

        with pytest.raises(Refused, match=r"^The city has handed this assessment"):
            asides.set_aside(session, document, "", by=lead)
        with pytest.raises(Refused, match=r"^The city has handed this assessment"):
            asides.bring_back(session, document, by=lead)


def test_the_history_tells_both_ways_with_the_reason(store: Store) -> None:
    with store.transaction() as session:
        document, lead = make_document(session), _lead(session)
        asides.set_aside(session, document, " Of another city ", by=lead)
        asides.set_aside(session, document, "Once more", by=lead)
        asides.bring_back(session, document, by=lead)
        asides.bring_back(session, document, by=lead)
    with store.snapshot() as session:
        told = events.listed(session, document.city_id)
        contents = [one.content or {} for one in told]

        assert [
            (one.deed, content["before"], content["after"])
            for one, content in zip(told, contents, strict=True)
        ][:2] == [
            (Deed.BROUGHT_BACK, {"why": "Of another city"}, {}),
            (Deed.SET_ASIDE, {}, {"why": "Of another city"}),
        ]
        assert len(told) == 5  # a city, its assessment and a document came before


def test_an_export_carries_what_is_aside(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    document_id = upload(store, "The committee met.")
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        link = make_link(
            session, document=make_read_document(session, document=document)
        )
        since = _aside(session, link, "Draft").aside_since
    exports.make(store, document.assessment_id, tmp_path / "export")

    imports.bring_in(empty, exported.read(tmp_path / "export"))

    with empty.snapshot() as session:
        rows = sa.select(Document.aside_since, Document.aside_why, Link.standing)
        brought = session.execute(
            rows.join(Link, Link.document_id == Document.id)
        ).all()
    assert [tuple(row) for row in brought] == [(since, "Draft", Standing.ASIDE)]
    assert {finding.broken for finding in invariants.examine(empty)} == {()}
