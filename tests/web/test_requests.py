from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Standing
from storage import documents, links
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store


def _asked(citizen: Visitor, assessment: Assessment) -> tuple[str, str]:
    """Ask a department; gives the letter's address and the code of its upload link."""
    due = datetime.now(UTC).date() + timedelta(days=14)
    answer = citizen.post(
        f"/assessments/{assessment.id}/requests",
        criterion="DM1",
        department="City Archives",
        due=due.isoformat(),
        note="Please ask Ben.",
    )
    letter = answer.headers["Location"]
    found = re.search(r"<code>http[^<]*/requests#([^<]+)<", citizen.get(letter).text)
    assert found is not None
    return letter, found[1]


def test_a_letter_says_what_counts_and_carries_its_link(
    citizen: Visitor, assessment: Assessment
) -> None:
    letter, _code = _asked(citizen, assessment)

    said = citizen.text(letter)

    assert "To: City Archives" in said
    assert "DM1 Implementing Data Strategy and Governance" in said
    assert "What counts:" in said
    assert "Please ask Ben." in said


def test_a_department_answers_without_an_account(
    citizen: Visitor, nobody: Visitor, store: Store, assessment: Assessment
) -> None:
    _letter, code = _asked(citizen, assessment)

    nobody.post("/requests", code=code)
    shown = words(nobody.get("/requests/opened"))
    answer = nobody.post(
        "/requests/opened",
        code=code,
        file=(io.BytesIO(b"The committee met."), "minutes.txt"),
        name="Ira",
    )

    assert "Riverbend asks for evidence" in shown
    assert (answer.status_code, answer.location) == (303, "/requests/opened")
    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
        [link] = links.of_criterion(session, assessment, "DM1")
    assert document.note == "Sent by Ira, City Archives for DM1."
    assert (link.document_id, link.standing) == (document.id, Standing.UNDECIDED)
    listed = citizen.text(f"/assessments/{assessment.id}/requests")
    assert ", Ira" in listed


def test_who_answers_one_of_two_requests_sees_that_one_again(
    citizen: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    (_, first), (_, second) = _asked(citizen, assessment), _asked(citizen, assessment)
    for code in (first, second):
        nobody.post("/requests", code=code)
    file = (io.BytesIO(b"The committee met."), "minutes.txt")

    nobody.post("/requests/opened", code=first, file=file)

    assert f'value="{first}"' in nobody.get("/requests/opened").text


def test_a_department_hears_which_of_its_files_was_not_taken(
    citizen: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    _letter, code = _asked(citizen, assessment)
    nobody.post("/requests", code=code)
    files = [(io.BytesIO(b""), "empty.txt"), (io.BytesIO(b"They met."), "minutes.txt")]

    nobody.post("/requests/opened", code=code, file=files)

    said = words(nobody.get("/requests/opened"))
    assert "Thank you. What you sent is kept" in said
    assert "empty.txt: The file is empty. Choose the one that holds the text." in said
    assert "1 file came in so far." in said


def test_a_department_is_not_asked_for_files_once_the_city_has_handed_in(
    citizen: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    _letter, code = _asked(citizen, assessment)
    nobody.post("/requests", code=code)
    citizen.post(f"/assessments/{assessment.id}/round", move="submit")

    shown = nobody.get("/requests/opened")

    assert "The city has handed in what it has, so nothing is taken now." in words(
        shown
    )
    assert 'type="file"' not in shown.text


def test_an_upload_link_opens_nothing_else(
    citizen: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    _letter, code = _asked(citizen, assessment)
    nobody.post("/requests", code=code)

    answer = nobody.get(f"/assessments/{assessment.id}")

    assert answer.headers["Location"].startswith("/sign-in")


def test_a_withdrawn_or_forged_link_does_not_work(
    citizen: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    letter, code = _asked(citizen, assessment)
    wrong = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    nobody.post("/requests", code=code)
    forged = nobody.post("/requests", code=wrong)
    citizen.post(f"{letter}/withdrawal")

    withdrawn = nobody.post("/requests", code=code)
    opened = nobody.get("/requests/opened")
    sent = nobody.post("/requests/opened", code=code, file=(io.BytesIO(b"x"), "x.txt"))

    answers = (forged, withdrawn, opened, sent)
    assert [one.status_code for one in answers] == [404] * 4
    assert "Ask whoever sent it for a new one." in words(withdrawn)
    assert "The upload link was withdrawn." in citizen.text(letter)


def test_a_request_needs_a_department_and_a_day(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/requests"
    today = datetime.now(UTC).date().isoformat()

    given = [
        {"criterion": "DM1", "department": "X"},
        {"criterion": "DM1", "department": "", "due": today},
        {"criterion": "DM1", "department": "X", "due": "2020-01-01"},
    ]

    assert [citizen.post(path, **fields).status_code for fields in given] == [400] * 3


def test_reviewers_do_not_ask_departments(
    reviewer: Visitor, assessment: Assessment
) -> None:
    answer = reviewer.post(
        f"/assessments/{assessment.id}/requests",
        criterion="DM1",
        department="X",
        due=datetime.now(UTC).date().isoformat(),
    )

    assert answer.status_code == 403
