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


def test_an_outcome_is_checked_beside_the_criteria(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/snapshot"
    before = citizen.get(f"/assessments/{assessment.id}/score.json").get_json()

    said = citizen.text(path)
    answer = citizen.post(
        f"/assessments/{assessment.id}/outcomes",
        **{"outcome-air": "PM2.5 at 4.8 in 2025, report page 3", "outcome-other": "x"},
    )
    after = citizen.text(path)
    citizen.post(f"/assessments/{assessment.id}/outcomes")

    assert "Not shown 1 outcome is enough." in said
    assert answer.status_code == 303
    assert "Shown 1 outcome is enough." in after.replace("Not shown", "")
    assert "PM2.5 at 4.8 in 2025, report page 3" in after
    assert "Not shown 1 outcome is enough." in citizen.text(path)
    score = citizen.get(f"/assessments/{assessment.id}/score.json").get_json()
    assert score["digest"] == before["digest"]
