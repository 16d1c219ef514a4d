"""Lists in parts, answers with an ETag, and what is told of confidential things."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from storage import confidential
from storage.models import Document, Role
from tests import factories
from tests.web.browsing import sent, told
from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


@pytest.fixture
def full(store: Store, assessment: Assessment) -> str:
    """Where the API has Riverbend's assessment, with seven of everything."""
    confirm(store, assessment, *first(4))
    with store.transaction() as session:
        session.add(assessment)
        for number in range(6):
            one = factories.make_document(
                session, assessment=assessment, name=f"minutes {number}.txt"
            )
            factories.make_read_document(session, document=one)
            if number < 3:
                factories.make_link(session, document=one, criterion="DM1", score=0.5)
            factories.make_assessment(session, city=assessment.city)
    return f"/api/v1/assessments/{assessment.id}"


def _walk(client: FlaskClient, path: str, limit: int) -> list[list[object]]:
    """All parts of a list."""
    parts, cursor = [], ""
    while True:
        query = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        answer = client.get(path, query_string=query)
        assert answer.status_code == 200, answer.text
        parts.append(sent(answer)["items"])
        cursor = sent(answer)["next"]
        if cursor is None:
            return parts


def test_a_list_in_parts_holds_the_same_as_in_one(
    full: str, of_role: Callable[..., FlaskClient]
) -> None:
    lead, counts = of_role(Role.LEAD), {}
    for address, limit in (
        ("/api/v1/assessments", 3),
        (f"{full}/documents", 3),
        (f"{full}/links", 3),
        (f"{full}/gaps", 20),
        (f"{full}/events", 10),
        ("/api/v1/rules/wwc-2022", 100),
        ("/api/v1/standards", 1),
    ):
        [whole] = _walk(lead, address, 200) if limit < 100 else [None]
        parts = _walk(lead, address, limit)
        joined = [one for part in parts for one in part]
        assert whole is None or joined == whole
        assert len({str(one) for one in joined}) == len(joined)
        counts[address.rpartition("/")[2]] = [len(part) for part in parts]

    rules = counts.pop("wwc-2022")
    assert counts == {
        "assessments": [3, 3, 1],
        "documents": [3, 3, 1],
        "links": [3, 3, 1],
        "gaps": [20, 19],
        "events": [10, 10, 6],
        "standards": [1],
    }
    assert rules[0] == 100


def _cursor(place: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def test_a_cursor_of_somebody_elses_making_is_refused(
    full: str, of_role: Callable[..., FlaskClient]
) -> None:
    lead = of_role(Role.LEAD)
    answers = [
        lead.get(f"{full}/{path}?cursor={cursor}")
        for path in ("documents", "links", "gaps", "events")
        for cursor in (
            *("x", "W10", "WyIyMDI2IiwiYSJd", "WzEsMiwzXQ", "bnVsbA"),
            "WyJcdTAwMDAiLCJhIl0",
            *map(_cursor, ([10**24], [1.0, "\ud800"], ["0001-01-01T00:00+23:59", "a"])),
            *map(_cursor, ([-(10**24)], ["9999-12-31T23:59-23:59", "a"])),
        )
    ]

    assert {one.status_code for one in answers} == {422}
    assert {sent(one)["detail"] for one in answers} == {
        "This cursor is none of ours. Begin the list again."
    }


def test_links_are_narrowed_by_what_stands_criterion_and_document(
    full: str, of_role: Callable[..., FlaskClient]
) -> None:
    lead = of_role(Role.LEAD)
    found = sent(lead.get(f"{full}/links"))["items"]
    waiting = [one for one in found if one["standing"] == "undecided"]
    one = waiting[0]

    told = {
        query: len(sent(lead.get(f"{full}/links?{query}"))["items"])
        for query in (
            "standing=undecided",
            "standing=confirmed",
            "criterion=DM1",
            f"document={one['document']}",
            f"document={one['document']}&standing=rejected",
        )
    }

    assert list(told.values()) == [
        len(waiting),
        4,
        len([link for link in found if link["criterion"] == "DM1"]),
        1,
        0,
    ]
    assert sent(lead.get(f"/api/v1/links/{one['link']}")) == one


def test_what_has_not_changed_is_answered_with_304(
    full: str, of_role: Callable[..., FlaskClient], store: Store, assessment: Assessment
) -> None:
    lead = of_role(Role.LEAD)
    tag = lead.get(f"{full}/documents").headers["ETag"]

    same = lead.get(f"{full}/documents", headers={"If-None-Match": tag})
    with store.transaction() as session:
        session.add(assessment)
        factories.make_document(session, assessment=assessment)
    other = lead.get(f"{full}/documents", headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


@pytest.mark.parametrize("wrong", ["short", "%00", "A" * 26])
def test_what_can_be_no_id_is_answered_like_what_is_not_there(
    of_role: Callable[..., FlaskClient], wrong: str
) -> None:
    lead = of_role(Role.LEAD)

    found = [
        lead.get(f"/api/v1/assessments/{one}") for one in (wrong, "0" * 26, "a" * 26)
    ]

    assert [one.status_code for one in found] == [404, 404, 404]
    assert told(found[0]) == told(found[1]) == told(found[2])


def test_score_and_gaps_are_those_of_the_pages(
    full: str,
    of_role: Callable[..., FlaskClient],
    lead: Visitor,
    assessment: Assessment,
) -> None:
    score = sent(of_role(Role.CITY).get(f"{full}/score"))
    gaps = sent(of_role(Role.CITY).get(f"{full}/gaps?limit=200"))["items"]
    page = sent(lead.get(f"/assessments/{assessment.id}/score.json"))

    assert (score["met"], len(score["gaps"])) == (4, 39)
    assert gaps == score["gaps"]
    assert score | {"history": ""} == page | {"history": ""}


def test_of_a_confidential_document_neither_name_nor_words_are_told(
    full: str, of_role: Callable[..., FlaskClient], store: Store
) -> None:
    city = of_role(Role.CITY)
    found = sent(city.get(f"{full}/links?standing=undecided"))["items"][0]
    with store.transaction() as session:
        document = session.get_one(Document, found["document"])
        confidential.mark(session, document, confidential=True, by=None)

    shown = [
        city.get(path).text
        for path in (
            f"{full}/links?limit=200&criterion=DM1&document={found['document']}",
            f"{full}/documents?limit=200",
            f"{full}/events?limit=200",
            f"/api/v1/links/{found['link']}",
            f"/api/v1/documents/{found['document']}",
            f"{full}/proof",
            f"{full}/plan",
            f"{full}/calendar",
        )
    ]

    assert [found["name"] in text for text in shown] == [False] * 8
    assert "A confidential document" in shown[3]
    assert "The committee met." not in shown[3]
