"""Ending a person's access from the command line, and giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import assessments, people
from storage.settings import Settings
from storage.store import Store
from tests import factories
from tests.workers.test_cli import assay

if TYPE_CHECKING:
    from tests.workers.test_cli import Assay

ANA = "ana@example.org"

__all__ = ["assay"]


def test_access_is_ended_and_given_back(assay: Assay) -> None:
    def has_access() -> bool:
        assay.run("link", ANA)
        return assay.code == 0

    assay.opened()
    said = [assay.run("access", "end", "Ana@example.org") + assay.remarks]
    after = has_access()
    said += [assay.run("access", "give-back", ANA) + assay.remarks]

    assert said == [
        f"{ANA} has no access any more.\n",
        f"{ANA} can sign in again. A link for it: assay link {ANA}\n",
    ]
    assert (after, has_access()) == (False, True)


def test_who_ends_an_access_hears_what_waits_for_its_person(assay: Assay) -> None:
    assessment = assay.opened()
    store = Store(Settings.from_env())
    with store.transaction() as session:
        ana = people.known(session, ANA)
        factories.assign_link(session, assessments.get(session, assessment), ana)
    store.close()

    assay.run("access", "end", ANA)

    assert assay.remarks == (
        f"{ANA} has no access any more.\n"
        "Cali: links that still wait for them, 1.\n"
        "The lead assigns these anew on the page Who judges what.\n"
    )


def test_the_last_lead_is_kept_and_a_stranger_is_told(assay: Assay) -> None:
    assay.run("init")
    kept = assay.run("access", "end", "lead@example.org"), assay.remarks, assay.code
    strange = assay.run("access", "give-back", ANA), assay.remarks, assay.code

    assert kept == ("", "Nobody else leads here. Make somebody a lead first.\n", 1)
    assert strange == (
        "",
        f"Nobody here has the address {ANA}. Add them first.\n",
        1,
    )
