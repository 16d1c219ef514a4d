"""Score, proof, plans and what-ifs on the command line."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from criteria.editions import standard
from criteria.evidence import Standing
from storage import decisions, links, suppositions
from storage.clock import now
from storage.models import Role, Verdict
from storage.settings import Settings
from storage.store import Store
from tests import factories
from workers import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.models import Assessment

ON = ("--on", "2026-11-25")
SILVER = 22


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("ASSAY_HOME", str(home))
    store = Store(Settings(home=home))
    yield store
    store.close()


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["assay", *words])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().out

    return run


def _silver(store: Store, *, edition: str = "wwc-2022") -> Assessment:
    """An assessment with 22 criteria confirmed, all by one document but the last."""
    codes = [one.code for one in standard.load(edition).criteria][:SILVER]
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.REVIEWER, name="Ana Ruiz")
        assessment = factories.make_assessment(session, edition=edition)
        first, last = (
            factories.make_read_document(session, assessment=assessment)
            for _ in range(2)
        )
        for code in codes:
            document = last if code == codes[-1] else first
            link = factories.make_link(session, document=document, criterion=code)
            decisions.decide(
                session,
                link.id,
                Verdict.CONFIRMED,
                by=person,
                seen=0,
                dated=date(2026, 1, 15),
            )
        return assessment


def _json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(text)


def test_an_earlier_score_is_the_same_to_the_byte(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store)
    with store.snapshot() as session:
        moment = now(session).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = ("score", assessment.id, "--as-of", moment, *ON, "--json")
    # The moment is cut to the second, so what was done within it is not told yet.
    first = run(*asked)
    with store.transaction() as session:
        person = factories.make_person(session)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="EVAL1")
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)

    assert run(*asked) == first
    assert run("score", assessment.id, *ON, "--json") != first


def test_a_change_of_the_score_names_what_caused_it(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store)

    told = run("score", assessment.id, *ON, "--since", "2020-01-01")

    lines = told.splitlines()
    assert lines[0] == "22 of 43 criteria met: Silver"
    assert lines[4].startswith("digest")
    assert lines[5] == "0 of 43 then, 22 of 43 now."
    assert sum("is met now" in line for line in lines) == SILVER
    assert sum("Ana Ruiz: confirmed, minutes.txt" in line for line in lines) == SILVER


def test_a_proof_goes_down_to_the_link(store: Store, run: Callable[..., str]) -> None:
    assessment = _silver(store)
    with store.snapshot() as session:
        [link] = links.of_criterion(session, assessment, "DM2")

    one = run("prove", assessment.id, "DM2", *ON)
    whole = run("prove", assessment.id, *ON)

    assert one.splitlines()[2] == (
        f"    yes Link {link.id} ({link.document_id}) is confirmed."
    )
    assert whole.startswith("yes The level is Silver.\n")
    proven = _json(run("prove", assessment.id, "DM2", *ON, "--json"))
    assert proven["parts"][0]["parts"][0]["link"] == link.id


def test_plans_are_tried_and_tell_what_they_reach(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store)

    found = _json(run("plan", assessment.id, *ON, "--json"))

    assert [one["kind"] for one in found] == [
        "fewest-documents",
        "earliest-date",
        "fewest-departments",
    ]
    assert {(one["level"], one["after"] >= 30) for one in found} == {("Gold", True)}
    assert found[0]["documents"] == 8
    assert run("plan", assessment.id, *ON).startswith("fewest-documents: Gold on ")


def test_the_margin_names_what_must_not_be_lost(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store)

    told = _json(run("margin", assessment.id, *ON, "--json"))

    assert (told["level"], told["points"], len(told["links"])) == ("Silver", 0, 1)
    assert len(told["single"]) == 2
    assert "Single points of failure: minutes.txt, minutes.txt." in run(
        "margin", assessment.id, *ON
    )


def test_without_a_level_there_is_no_margin(
    store: Store, run: Callable[..., str]
) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)

    assert run("margin", assessment.id, *ON, "--json") == "null\n"


def test_a_forecast_names_the_paper_to_renew(
    store: Store, run: Callable[..., str]
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        link = factories.make_link(session, criterion="BF3")
        decisions.decide(
            session,
            link.id,
            Verdict.CONFIRMED,
            by=person,
            seen=0,
            dated=date(2025, 3, 1),
        )
        assessment_id = link.assessment_id

    told = run("forecast", assessment_id, *ON)

    assert told.splitlines() == [
        "2026-11-25    1 no level",
        "2027-03-02    0 no level -BF3",
        "2027-03-01  renew minutes.txt for BF3",
    ]


def test_a_what_if_changes_nothing_that_is_kept(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store)
    with store.transaction() as session:
        [link] = links.of_criterion(session, assessment, "DM2")
        suppositions.suppose(
            session, assessment, "Loss", by=None, rejected=[link.id], added=["EVAL1"]
        )

    kept = _json(run("whatif", assessment.id, "--name", "Loss", *ON, "--json"))
    asked = _json(run("whatif", assessment.id, "--reject", link.id, *ON, "--json"))

    assert (kept["gained"], kept["lost"], kept["after"]) == (["EVAL1"], ["DM2"], 22)
    assert (asked["level_before"], asked["level_after"]) == ("Silver", None)
    with store.snapshot() as session:
        [same] = links.of_criterion(session, assessment, "DM2")
    assert (same.standing, same.decided) == (Standing.CONFIRMED, 1)


def test_a_move_is_previewed_and_nothing_moves_as_met(
    store: Store, run: Callable[..., str]
) -> None:
    assessment = _silver(store, edition="wwc-2018")

    told = _json(run("move", assessment.id, "wwc-2022", *ON, "--json"))

    assert told["after"] == 0
    assert told["proposed_after"] > 0
    assert {one["confidence"] for one in told["moved"]} <= {"high", "medium", "low"}
