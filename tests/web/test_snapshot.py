from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Assessment
    from tests.web.browsing import Visitor


def test_a_new_city_begins_with_the_snapshot(
    citizen: Visitor, assessment: Assessment
) -> None:
    page = citizen.get(f"/assessments/{assessment.id}").text

    assert f'href="/assessments/{assessment.id}/snapshot"' in page
    assert "Begin with the Data Snapshot." in page


def test_a_yes_opens_its_criterion_as_claimed(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/snapshot"

    answer = citizen.post(path, **{"question-1": "yes", "question-2": "no"})

    assert answer.status_code == 303
    assert "1 yes, 0 partly, 2 of 8 answered." in citizen.text(path)
    score = citizen.text(f"/assessments/{assessment.id}/score")
    assert score.count("Claimed, no evidence yet") == 1
    assert "0 of 43 criteria met" in score
    assert "Claimed, no evidence yet" in citizen.text(
        f"/assessments/{assessment.id}/criteria/DM1"
    )


def test_an_answer_left_open_is_taken_back(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/snapshot"
    citizen.post(path, **{"question-1": "yes"})

    citizen.post(path)

    assert "0 yes, 0 partly, 0 of 8 answered." in citizen.text(path)


def test_an_answer_that_is_not_offered_is_refused(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/snapshot"

    assert citizen.post(path, **{"question-1": "perhaps"}).status_code == 400


def test_reviewers_read_the_answers_only(
    reviewer: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/snapshot"

    assert reviewer.post(path, **{"question-1": "yes"}).status_code == 403
    assert "Keep the answers" not in reviewer.text(path)
