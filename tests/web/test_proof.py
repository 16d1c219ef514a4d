from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_the_proof_leads_from_the_level_to_the_quote(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    made = confirm(store, assessment, "DM1")
    base = f"/assessments/{assessment.id}"

    whole = citizen.get(f"{base}/proof").text
    one = citizen.get(f"{base}/criteria/DM1/proof").text

    assert "No level is reached." in whole
    assert f'href="{base}/criteria/DM1/proof"' in whole
    assert "The committee met.</blockquote>" in one
    assert f'href="/links/{made["DM1"]}?state=all"' in one
    assert f"?from=1#{made['DM1']}-0" in one


def test_a_change_of_the_score_names_who_caused_it(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")

    said = citizen.text(f"/assessments/{assessment.id}/proof?since=2020-01-01")

    assert "Then 0 of 43 criteria were met by the evidence of that time, now 1." in said
    assert "DM1 is met now: link" in said
    assert "Ana Ruiz: confirmed, minutes.txt" in said


def test_a_day_that_is_none_is_refused(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get(f"/assessments/{assessment.id}/proof?since=monday")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("on", "met"), [("2026-11-25", 1), ("2028-01-15", 1), ("2028-01-16", 0)]
)
def test_the_score_can_be_counted_on_any_day(
    citizen: Visitor, store: Store, assessment: Assessment, on: str, met: int
) -> None:
    confirm(store, assessment, "BF3")

    whole = citizen.text(f"/assessments/{assessment.id}/proof?on={on}")
    one = citizen.text(f"/assessments/{assessment.id}/criteria/BF3/proof?on={on}")

    assert f"{met} of 43 criteria are met" in whole
    assert ("BF3 Leveraging Funds for Outcomes is met." in one) == bool(met)


def test_the_proof_speaks_the_readers_language(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, *first(22))
    citizen.client.set_cookie("language", "es")

    whole = citizen.text(f"/assessments/{assessment.id}/proof")
    one = citizen.text(f"/assessments/{assessment.id}/criteria/DM1/proof")

    assert "El nivel es Silver." in whole
    assert "Un enlace confirmado cuenta para él." in one
