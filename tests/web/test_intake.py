from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import intake
from storage.errors import NotFound

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.settings import Settings
    from storage.store import Store
    from tests.web.browsing import Visitor

ADDRESS = re.compile(r'value="([0-9a-z]{26})@in\.example"')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of an installation that takes documents by mail."""
    return replace(settings, intake_listen="127.0.0.1:2525", intake_host="in.example")


def test_a_city_makes_an_address_for_mail_and_another_one_later(
    citizen: Visitor, reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}/documents"
    before = ADDRESS.findall(citizen.get(page).text)

    citizen.post(f"/assessments/{assessment.id}/intake")
    [first] = ADDRESS.findall(citizen.get(page).text)
    citizen.post(f"/assessments/{assessment.id}/intake")
    [second] = ADDRESS.findall(citizen.get(page).text)

    assert (before, first == second) == ([], False)
    assert ADDRESS.findall(reviewer.get(page).text) == []
    with store.snapshot() as session:
        assert intake.find(session, second.upper()).id == assessment.id
        with pytest.raises(NotFound):
            intake.find(session, first)
