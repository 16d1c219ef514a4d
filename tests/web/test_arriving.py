from __future__ import annotations

import base64
import hashlib
import os
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from storage import documents, watch
from storage.arriving import KEPT, Arriving
from storage.clock import now
from workers import reading

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

CONTENTS = os.urandom(3_000)
PART = "application/offset+octet-stream"


def _headers(visitor: Visitor, **more: object) -> dict[str, str]:
    named = {name.replace("_", "-"): str(value) for name, value in more.items()}
    return {"Tus-Resumable": "1.0.0", "X-Form-Token": visitor.token()} | named


def _begin(
    visitor: Visitor,
    assessment: Assessment,
    size: int = 3_000,
    *,
    name: str = "presupuesto año.pdf",
) -> str:
    name = base64.b64encode(name.encode()).decode()
    answer = visitor.client.post(
        f"/assessments/{assessment.id}/arriving",
        headers=_headers(
            visitor, Upload_Length=size, Upload_Metadata=f"filename {name}"
        ),
    )
    assert answer.status_code == 201
    return answer.headers["Location"]


def _send(visitor: Visitor, place: str, at: int, part: bytes) -> int:
    headers = _headers(visitor, Upload_Offset=at)
    answer = visitor.client.patch(place, data=part, content_type=PART, headers=headers)
    return answer.status_code


def _offset(visitor: Visitor, place: str) -> str:
    answer = visitor.client.head(place, headers=_headers(visitor))
    return answer.headers.get("Upload-Offset", str(answer.status_code))


def test_a_file_in_parts_is_one_document_and_its_parts_are_gone(
    citizen: Visitor, assessment: Assessment, store: Store
) -> None:
    place = _begin(citizen, assessment)

    codes = [
        _send(citizen, place, at, CONTENTS[at : at + 1_200]) for at in (0, 1_200, 2_400)
    ]

    assert codes == [204, 204, 204]
    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    assert document.sha256 == hashlib.sha256(CONTENTS).hexdigest()
    assert (document.name, document.size) == ("presupuesto año.pdf", 3_000)
    assert b"".join(store.blobs.stream(document.sha256)) == CONTENTS
    assert [kept.sha256 for kept in store.blobs.all()] == [document.sha256]
    assert _offset(citizen, place) == "3000"


def test_a_page_hears_that_the_contents_of_a_large_file_are_here_already(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = []
    for name in ("first.pdf", "año.pdf", "first.pdf"):
        place = _begin(citizen, assessment, name=name)
        headers = _headers(citizen, Upload_Offset=0, Accept="application/json")
        answer = citizen.client.patch(
            place, data=CONTENTS, content_type=PART, headers=headers
        )
        said.append(unquote(answer.headers.get("Upload-Said", "")))

    assert said == ["", "año.pdf is here already, as first.pdf.", ""]


def test_an_upload_goes_on_where_it_was_cut_and_a_part_counts_once(
    citizen: Visitor, assessment: Assessment
) -> None:
    place = _begin(citizen, assessment)
    _send(citizen, place, 0, CONTENTS[:1_200])

    again = _send(citizen, place, 0, CONTENTS[:1_200])
    ahead = _send(citizen, place, 2_000, CONTENTS[2_000:])
    too_much = _send(citizen, place, 1_200, CONTENTS)

    assert (again, ahead, too_much) == (409, 409, 409)
    assert _offset(citizen, place) == "1200"


@pytest.mark.parametrize("size", [0, 100_000_001])
def test_a_file_of_no_use_is_refused_before_it_is_sent(
    citizen: Visitor, assessment: Assessment, size: int
) -> None:
    answer = citizen.client.post(
        f"/assessments/{assessment.id}/arriving",
        headers=_headers(citizen, Upload_Length=size),
    )

    assert answer.status_code == 400


def test_an_upload_is_of_whoever_began_it(
    citizen: Visitor, lead: Visitor, assessment: Assessment
) -> None:
    place = _begin(citizen, assessment)

    assert _offset(lead, place) == "404"
    assert _send(lead, place, 0, CONTENTS[:100]) == 404


def test_without_the_protocol_or_a_form_of_ours_nothing_is_taken(
    citizen: Visitor, assessment: Assessment
) -> None:
    place = _begin(citizen, assessment)
    headers = _headers(citizen, Upload_Offset=0)

    unlike = citizen.client.patch(
        place, data=b"x", content_type=PART, headers=headers | {"Tus-Resumable": "2"}
    )
    foreign = citizen.client.patch(
        place, data=b"x", content_type=PART, headers=headers | {"X-Form-Token": "no"}
    )

    assert (unlike.status_code, foreign.status_code) == (412, 403)


def test_what_was_not_finished_in_a_day_is_removed_with_its_parts(
    citizen: Visitor, assessment: Assessment, store: Store
) -> None:
    place = _begin(citizen, assessment)
    _send(citizen, place, 0, CONTENTS[:1_200])
    upload_id = place.rsplit("/", 1)[1]
    with store.transaction() as session:
        row = session.get_one(Arriving, upload_id)
        assert row.expires > now(session) + KEPT - timedelta(minutes=5)
        row.expires = now(session)

    assert _offset(citizen, place) == "404"
    reading.sweep(store)

    with store.snapshot() as session:
        assert session.get(Arriving, upload_id) is None
        assert watch.overview(session).states["waiting"] == 0
    with store.blobs.joined(upload_id) as stream:
        assert stream.read() == b""
