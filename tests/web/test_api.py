from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from storage.models import Role
from tests import factories
from tests.web.confirming import confirm, first
from workers.cli import assay

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


pytestmark = pytest.mark.usefixtures("commands")


@pytest.fixture
def silver(store: Store, assessment: Assessment) -> str:
    """Where an assessment with 22 confirmed criteria and a waiting link is."""
    confirm(store, assessment, *first(22))
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=document, criterion="EVAL1")
    return assessment.id


def _printed(*words: str) -> object:
    values: object = json.loads(CliRunner().invoke(assay, [*words, "--json"]).stdout)
    return values


@pytest.mark.parametrize(
    ("address", "command"),
    [("gaps", "gaps"), ("proof", "prove"), ("calendar", "forecast")],
)
def test_an_address_gives_what_its_command_prints(
    citizen: Visitor, silver: str, address: str, command: str
) -> None:
    given = citizen.get(f"/assessments/{silver}/{address}.json").get_json()

    assert given == _printed(command, silver)


def test_the_plan_gives_what_two_commands_print(citizen: Visitor, silver: str) -> None:
    given = citizen.get(f"/assessments/{silver}/plan.json").get_json()

    assert given == {
        "plans": _printed("plan", silver),
        "margin": _printed("margin", silver),
    }


@pytest.mark.parametrize("address", ["score", "proof", "plan", "calendar"])
def test_programs_get_what_the_pages_give(
    as_role: Callable[..., Visitor], silver: str, address: str
) -> None:
    both = as_role(Role.CITY, with_token=True)

    page = both.get(f"/assessments/{silver}/{address}.json").get_json()
    given = both.get(f"/api/v1/assessments/{silver}/{address}").get_json()

    assert given == page


def test_links_come_with_their_quotes_and_places(citizen: Visitor, silver: str) -> None:
    given = citizen.get(f"/assessments/{silver}/links.json").get_json()

    [waits] = [one for one in given if one["standing"] == "undecided"]
    assert len(given) == 23
    assert (waits["criterion"], waits["name"]) == ("EVAL1", "minutes.txt")
    assert waits["passages"] == [
        {
            "ordinal": 0,
            "page": 1,
            "start": 0,
            "end": 18,
            "quote": "The committee met.",
            "rule": "EVAL1.rule",
            "item": None,
            "statement": "stated",
        }
    ]
