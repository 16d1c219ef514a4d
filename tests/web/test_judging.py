from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Standing
from storage import doubles
from storage.models import Link, Person, Role
from tests import factories
from tests.web.browsing import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

NOTE = "Repealed in spring by ordinance 4711"
VOTER = "Zoraida Quintanilla"


@pytest.fixture
def link(store: Store, assessment: Assessment) -> Link:
    """A link to DM1, which two reviewers are to judge."""
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        doubles.share(session, assessment, 100, by=lead)
        document = factories.make_read_document(session, assessment=assessment)
        return factories.make_link(session, document=document, criterion="DM1")


@pytest.fixture
def voter(as_role: Callable[..., Visitor]) -> Visitor:
    """Somebody who votes first."""
    return as_role(Role.REVIEWER, name=VOTER)


def _reject(by: Visitor, link: Link, *, seen: int = 0) -> None:
    answer = by.post(
        f"/links/{link.id}/decision", reason="out-of-date", note=NOTE, seen=str(seen)
    )
    assert answer.status_code == 303


def _everything(app: Flask, by: Visitor, link: Link) -> dict[str, bytes]:
    """What every address answers; the filters of the queue show everything."""
    ids = {
        "assessment_id": link.assessment_id,
        "document_id": link.document_id,
        "link_id": link.id,
        "city_id": link.city_id,
        "person_id": "p" * 26,
        "request_id": "r" * 26,
        "supposition_id": "s" * 26,
        "rule_id": "DM1.x",
        "run_id": "r" * 26,
        "token": "t",
        "code": "DM1",
        "shape": "link",
        "edition": "wwc-2022",
        "number": "1",
        "register_id": "r" * 26,
        "topic": "score",
        "what": "undecided",
        "view": "confirmed",
    }
    asked = [
        app.url_map.bind("").build(rule.endpoint, {n: ids[n] for n in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.file"
    ]
    whole = f"/assessments/{link.assessment_id}"
    asked += [
        f"{whole}/review?state={one}" for one in ("all", "mine", "for-lead", "rejected")
    ]
    asked += [f"{whole}/lists/{one}" for one in ("confirmed", "rejected")]
    asked += [f"{whole}/counted/{one}" for one in ("proposed", "documented")]
    asked += [f"{whole}/proof?since=2020-01-01", f"/links/{link.id}?state=all"]
    asked += [f"/links/{link.id}?view=matches"]
    found = {path: by.client.get(path) for path in asked}
    return {path: _unpacked(_body(found[path])) for path in asked}


def _body(answer: TestResponse) -> bytes:
    """What an answer tells; a refusal tells a program which request it is to."""
    return repr(told(answer)).encode() if answer.status_code >= 400 else answer.data


def _unpacked(body: bytes) -> bytes:
    """A workbook's sheets, which else says when it was packed; all else as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = [name for name in packed.namelist() if name != "docProps/core.xml"]
        return b"".join(packed.read(name) for name in names)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEAD, Role.CITY])
def test_no_answer_differs_by_a_vote_that_is_hidden(
    app: Flask,
    as_role: Callable[..., Visitor],
    voter: Visitor,
    link: Link,
    role: Role,
) -> None:
    other = as_role(role, name="Ben Osei", with_token=True)
    before = _everything(app, other, link)

    _reject(voter, link)

    after = _everything(app, other, link)
    assert len(after) > 50
    # The lead plans the work by who has voted, and reads nothing of what they said.
    planned = f"/assessments/{link.assessment_id}/assignment"
    differs = [path for path in after if after[path] != before[path]]
    assert differs in ([], [planned] if role is Role.LEAD else [])
    assert [path for path in after if NOTE.encode() in after[path]] == []


def test_both_votes_are_shown_once_both_are_in(
    reviewer: Visitor, voter: Visitor, link: Link
) -> None:
    _reject(voter, link)
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    page = reviewer.text(f"/links/{link.id}?state=all")

    assert NOTE in page
    assert f"Rejected by {VOTER}" in page


def test_who_votes_second_reads_what_they_said_though_it_stays(
    reviewer: Visitor, voter: Visitor, link: Link
) -> None:
    _reject(voter, link)
    first = voter.text(f"/links/{link.id}?state=all")
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    said = reviewer.text(f"/links/{link.id}?state=all")

    told = "Confirmed: minutes.txt for DM1. Both reviewers have voted, so it is not"
    assert "Both reviewers have voted" not in first
    assert told in said


def test_the_lead_settles_what_two_disagree_about(
    reviewer: Visitor, voter: Visitor, lead: Visitor, link: Link, store: Store
) -> None:
    page = f"/assessments/{link.assessment_id}/judging"
    none = lead.text(page)
    _reject(voter, link)
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    listed = lead.get(page).text
    lead.post(f"/links/{link.id}/decision", verdict="confirmed", seen="2")

    assert "No two reviewers disagree." in none
    assert f'/links/{link.id}?state=for-lead"' in listed
    with store.snapshot() as session:
        assert session.get_one(Link, link.id).standing is Standing.CONFIRMED


def test_the_lead_sets_the_share_and_unblinds_with_a_reason(
    lead: Visitor, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}/judging"

    refused = [
        lead.post(page, share="101").status_code,
        lead.post(f"{page}/unblinding", why="").status_code,
    ]
    lead.post(page, share="20")
    shared = lead.text(page)
    lead.post(f"{page}/unblinding", why="The round is over.")
    unblinded = lead.text(page)

    assert refused == [400, 400]
    assert (
        "drawn at random; one judges the others. Neither sees what the other" in shared
    )
    assert "Unblinded: The round is over. by Marta Reyes" in unblinded


def test_only_the_lead_sees_the_page(reviewer: Visitor, assessment: Assessment) -> None:
    answer = reviewer.get(f"/assessments/{assessment.id}/judging")

    assert answer.status_code == 403


def test_agreement_is_told_of_what_two_have_judged_blind(
    reviewer: Visitor, voter: Visitor, lead: Visitor, link: Link
) -> None:
    page = f"/assessments/{link.assessment_id}/agreement"
    _reject(voter, link)
    none = lead.text(page)
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    said = lead.text(page)

    assert "No link has two blind votes yet." in none
    assert f"Ana Ruiz, {VOTER} 1 0.00" in said or f"{VOTER}, Ana Ruiz 1 0.00" in said
    assert "English 1 0.00" in said


def test_nobody_judges_their_own_city_or_upload(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        document.received_by = session.scalars(
            sa.select(Person.id).where(Person.role == Role.LEAD)
        ).one()

    answer = lead.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0")

    assert (
        "You have uploaded this document, so somebody else judges it. Go on with "
        "another link." in answer.text
    )
    assert (answer.status_code, answer.text.count('id="judge"')) == (400, 1)
    with store.snapshot() as session:
        assert session.get_one(Link, link.id).decided == 0
