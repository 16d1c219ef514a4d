"""What programs change: documents and votes, once, and never more than they may."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Standing
from storage import links
from storage.models import Decision, Document, Link, Person, Role
from storage.tokens import Scope
from tests import factories
from tests.web.browsing import sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from storage.models import Assessment
    from storage.store import Store


@pytest.fixture
def link(store: Store, assessment: Assessment) -> str:
    """A link to DM1 that waits."""
    with store.transaction() as session:
        session.add(assessment)
        document = factories.make_read_document(session, assessment=assessment)
        return factories.make_link(session, document=document, criterion="DM1").id


def _give(
    client: FlaskClient, assessment: Assessment, text: bytes, key: str = "", **form: str
) -> TestResponse:
    return client.post(
        f"/api/v1/assessments/{assessment.id}/documents",
        data={"file": (io.BytesIO(text), "minutes.txt"), **form},
        headers={"Idempotency-Key": key} if key else {},
    )


def _vote(
    client: FlaskClient, link: str, key: str = "", /, **said: object
) -> TestResponse:
    return client.post(
        f"/api/v1/links/{link}/votes",
        json={"verdict": "confirmed", "seen": 0} | said,
        headers={"Idempotency-Key": key} if key else {},
    )


def _count(store: Store, table: type[Decision | Document]) -> int:
    with store.snapshot() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_document_is_given_once_however_often_it_is_sent(
    of_role: Callable[..., FlaskClient], assessment: Assessment, store: Store
) -> None:
    city = of_role(Role.CITY)

    first = _give(city, assessment, b"We met.", "k1", confidential="yes")
    again = _give(city, assessment, b"We met.", "k1", confidential="yes")
    other = _give(city, assessment, b"We met again.", "k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert sent(first)["state"] == "waiting"
    assert (sent(first)["name"], sent(first)["confidential"]) == ("minutes.txt", True)
    assert other.status_code == 422
    assert sent(other)["type"].endswith("/api#not-as-agreed")
    assert sent(other)["detail"] == (
        "This Idempotency-Key came with another request before. Use a new one."
    )
    assert _count(store, Document) == 1


def test_a_key_of_one_person_is_not_anothers(
    of_role: Callable[..., FlaskClient], assessment: Assessment, store: Store
) -> None:
    answers = [
        _give(of_role(Role.CITY), assessment, text, "k1") for text in (b"One.", b"Two.")
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert _count(store, Document) == 2


def test_a_large_file_comes_in_parts(
    of_role: Callable[..., FlaskClient], assessment: Assessment, store: Store
) -> None:
    city, tus = of_role(Role.CITY), {"Tus-Resumable": "1.0.0"}
    begun = city.post(
        f"/api/v1/assessments/{assessment.id}/arriving",
        headers={
            **tus,
            "Upload-Length": "6",
            "Upload-Metadata": "filename bWludXRlcw==",
        },
    )
    place = begun.headers["Location"]

    ends = []
    for at, part in ((0, b"We "), (3, b"met")):
        answer = city.patch(
            place,
            data=part,
            headers={**tus, "Upload-Offset": str(at)},
            content_type="application/offset+octet-stream",
        )
        ends.append((answer.status_code, answer.headers["Upload-Offset"]))
        if at == 0:
            assert city.head(place, headers=tus).headers["Upload-Offset"] == "3"

    assert place.startswith("/api/v1/arriving/")
    assert ends == [(204, "3"), (204, "6")]
    with store.snapshot() as session:
        document = session.scalars(sa.select(Document)).one()
        assert (document.name, document.size) == ("minutes", 6)


def test_a_vote_is_cast_listed_and_taken_back(
    of_role: Callable[..., FlaskClient], link: str, store: Store
) -> None:
    reviewer = of_role(Role.REVIEWER)

    cast = _vote(reviewer, link, "k1", verdict="rejected", reason="duplicate", note="x")
    again = _vote(
        reviewer, link, "k1", verdict="rejected", reason="duplicate", note="x"
    )
    late = _vote(reviewer, link)
    back = _vote(reviewer, link, verdict="taken-back", seen=1)
    listed = sent(reviewer.get(f"/api/v1/links/{link}/votes"))["items"]

    assert (cast.status_code, again.status_code, back.status_code) == (201, 201, 201)
    assert again.data == cast.data
    assert late.status_code == 409
    assert sent(late)["type"].endswith("/api#conflict")
    assert listed == [sent(cast), sent(back)]
    assert (sent(cast)["by"], sent(cast)["reason"], sent(back)["undoes"]) == (
        "Ana Ruiz",
        "duplicate",
        1,
    )
    with store.snapshot() as session:
        assert session.get_one(Link, link).standing is Standing.UNDECIDED


def test_a_vote_says_which_clause_its_reason_is_about_and_which_passage_is_the_key_one(
    of_role: Callable[..., FlaskClient], assessment: Assessment, store: Store
) -> None:
    with store.transaction() as session:
        session.add(assessment)
        document = factories.make_read_document(session, assessment=assessment)
        proposal = factories.make_proposal(
            criterion="DM1", quotes=["We met.", "We do."]
        )
        links.propose(session, document, [proposal], rules_digest="r1")
        [link] = [one.id for one in links.queue(session, assessment, links.Filters())]
    reviewer = of_role(Role.REVIEWER)
    said = {"verdict": "rejected", "reason": "out-of-date", "clause": "DM1.2"}

    before = sent(reviewer.get(f"/api/v1/links/{link}"))
    wrong = [
        _vote(reviewer, link, **said | {"clause": "OD1.1"}),
        _vote(reviewer, link, key=7),
    ]
    cast = _vote(reviewer, link, **said, key=1)
    after = sent(reviewer.get(f"/api/v1/links/{link}"))

    assert [one.status_code for one in wrong] == [400, 400]
    assert (sent(cast)["clause"], sent(cast)["key"]) == ("DM1.2", 1)
    assert [
        (one["clause"], [passage["ordinal"] for passage in one["passages"]])
        for one in (before, after)
    ] == [("", [0, 1]), ("DM1.2", [1, 0])]


def test_a_vote_that_is_not_as_agreed_changes_nothing_and_says_where(
    of_role: Callable[..., FlaskClient], link: str, store: Store
) -> None:
    reviewer = of_role(Role.REVIEWER)
    wrong: list[dict[str, object]] = [
        {"verdict": "perhaps"},
        {"seen": "0"},
        {"standing": "confirmed"},
        {"note": "x\x00"},
        {"verdict": "rejected"},
        {"items": ["EVAL1.1"]},
    ]

    answers = [_vote(reviewer, link, **said) for said in wrong]

    assert [
        (one.status_code, *(fault["place"] for fault in sent(one)["faults"]))
        for one in answers
    ] == [
        (422, "body.verdict"),
        (422, "body.seen"),
        (422, "body.standing"),
        (422, "body.note"),
        (400,),
        (400,),
    ]
    assert {one.mimetype for one in answers} == {"application/problem+json"}
    assert _count(store, Decision) == 0


def test_a_token_gives_neither_more_than_its_scopes_nor_than_its_role(
    of_role: Callable[..., FlaskClient],
    assessment: Assessment,
    link: str,
    store: Store,
) -> None:
    reader = of_role(Role.REVIEWER, Scope.READ)
    city = of_role(Role.CITY)
    with store.transaction() as session:
        for person in session.scalars(sa.select(Person)).all():
            if person.role is Role.CITY:
                # The token still says upload; its person may not any more.
                person.role, person.city_id, person.every_city = (
                    Role.REVIEWER,
                    None,
                    True,
                )

    lacking, changed = _vote(reader, link), _give(city, assessment, b"x")

    assert (lacking.status_code, changed.status_code) == (403, 403)
    assert sent(lacking)["detail"] == (
        "This token is not for that: it lacks the scope 'judge'."
    )
    assert reader.get(f"/api/v1/links/{link}").status_code == 200


def test_answers_tell_how_often_a_token_may_ask_and_when_to_go_on(
    of_role: Callable[..., FlaskClient], store: Store
) -> None:
    store.settings = replace(store.settings, api_per_minute=2)
    city, other = of_role(Role.CITY), of_role(Role.CITY)

    answers = [city.get("/api/v1/standards") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["RateLimit"].partition(";t=")[0] for one in answers] == [
        '"token";r=1',
        '"token";r=0',
        '"token";r=0',
    ]
    assert answers[2].headers["RateLimit-Policy"] == '"token";q=2;w=60'
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert sent(answers[2])["type"].endswith("/api#too-often")
    assert other.get("/api/v1/standards").status_code == 200


def test_a_refusal_is_told_in_the_readers_language_with_the_same_word(
    of_role: Callable[..., FlaskClient],
) -> None:
    client = of_role(Role.CITY)
    told = [
        sent(client.get("/api/v1/nothing", headers={"Accept-Language": language}))
        for language in ("en", "es")
    ]

    assert [one["status"] for one in told] == [404, 404]
    assert told[0]["type"] == told[1]["type"]
    assert told[0]["title"] != told[1]["title"]
