from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from criteria.packs import rules
from storage import rulebook
from storage.rule_models import Act, RuleVersion
from storage.settings import Settings
from storage.store import Store
from tests.factories import make_person
from workers.commands.documents import match_files
from workers.commands.explaining import replay, why
from workers.commands.standards import check

if TYPE_CHECKING:
    from pathlib import Path

EDITION = "wwc-2022"
OWN = "DM2.ferry-register"
TORN = "DM2.torn"
TEXT = """\
id: DM2.ferry-register
criterion: DM2
title: The harbour keeps a register of ferries
strength: strong
en:
  any: [register of ferries]
  finds: ["A register of ferries is kept.", "The register of ferries is public."]
  ignores: ["A register of boats is kept.", "Ferries are registered."]
"""
SAYS = "The harbour office keeps a register of ferries."
IN_FORCE = "Rules of wwc-2022: version 1 of this installation.\n"


@pytest.fixture
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that has published a rule of its own, and drafts its end."""
    monkeypatch.setenv("ASSAY_HOME", str(home))
    store = Store(Settings(home=home))
    with store.transaction() as session:
        by = make_person(session)
        rulebook.change(session, EDITION, OWN, Act.WRITTEN, by=by, seen=0, text=TEXT)
        rulebook.publish(session, EDITION, digest="d" * 64, why="Tried", by=by, seen=1)
        rulebook.change(session, EDITION, OWN, Act.RETIRED, by=by, seen=1)
    store.close()
    return home


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "harbour.txt"
    path.write_text(SAYS)
    return str(path)


def _receipt(told: Result) -> str:
    return json.dumps(json.loads(told.stdout)["passages"][0]["receipt"])


@pytest.mark.usefixtures("home")
def test_a_file_is_matched_by_the_rules_that_this_installation_published(
    file: str,
) -> None:
    found = CliRunner().invoke(match_files, [file, "--json"])

    told = json.loads(found.stdout)
    assert [link["criterion"] for link in told["links"]] == ["DM2"]
    assert told["rules"]["which"] == "version 1 of this installation"
    assert found.stderr == IN_FORCE


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("named", "called"),
    [
        ("shipped", "as shipped"),
        ("draft", "the draft, 1 changed since: version 1 of this installation"),
    ],
)
def test_other_rules_are_gone_by_where_they_are_named(
    file: str, named: str, called: str
) -> None:
    found = CliRunner().invoke(why, [file, "DM2", "--rules", named])

    assert found.stdout.startswith("harbour.txt is not proposed for DM2.\n")
    assert found.stderr == f"Rules of wwc-2022: {called}.\n"


@pytest.mark.usefixtures("home")
def test_a_receipt_replays_by_the_version_that_it_was_made_with(file: str) -> None:
    receipt = _receipt(CliRunner().invoke(why, [file, "DM2", "--json"]))

    first = CliRunner().invoke(replay, ["-", file, "--rules", "1"], input=receipt)
    draft = CliRunner().invoke(replay, ["-", file, "--rules", "draft"], input=receipt)

    assert (first.stdout, first.stderr, first.exit_code) == (
        f"{OWN} holds on page 1, as before.\n",
        IN_FORCE,
        0,
    )
    assert (draft.stdout.splitlines()[0], draft.exit_code) == (
        f"{OWN}, page 1: The rule {OWN} is gone.",
        1,
    )


def test_a_check_tells_what_of_a_version_does_not_do_as_it_says_or_cannot_be_read(
    home: Path,
) -> None:
    store = Store(Settings(home=home))
    with store.transaction() as session:
        version = rulebook.version(session, EDITION, 1)
        session.add(
            RuleVersion(
                edition=EDITION,
                number=2,
                changes={
                    rule.id: rulebook.RETIRED for rule in rules.load(EDITION).rules
                }
                | {OWN: TEXT.replace("any: [r", "any: [old r"), TORN: f"id: {TORN}"},
                digest=version.digest,
                upto=2,
                why="All of it",
                by_id=version.by_id,
                at=version.at,
            )
        )
    store.close()

    found = CliRunner().invoke(check, [EDITION])

    told = found.stdout.splitlines()
    assert [line for line in told if f"{OWN} en" in line] == [
        f"wwc-2022: {OWN} en: It does not find “A register of ferries is kept.”",
        f"wwc-2022: {OWN} en: It does not find “The register of ferries is public.”",
    ]
    assert f"\n{TORN} is used as shipped: " in found.stderr
    assert "43 criteria, 1 rules (version 2 of this installation), 4 exa" in told[-1]
    assert found.exit_code == 1


def test_where_there_is_no_installation_rules_are_as_shipped_and_none_is_made(
    tmp_path: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "none"))

    shipped = CliRunner().invoke(match_files, [file])
    draft = CliRunner().invoke(match_files, [file, "--rules", "draft"])

    assert shipped.stderr == (
        "Rules of wwc-2022: as shipped; there is no installation here.\n"
    )
    assert draft.exit_code == 1
    assert draft.stderr == (
        f"Error: There is no installation in {tmp_path / 'none'}. "
        "Set ASSAY_HOME to its folder, or say: --rules shipped\n"
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("home")
def test_rules_that_nobody_published_are_refused(file: str) -> None:
    unknown = CliRunner().invoke(match_files, [file, "--rules", "7"])
    word = CliRunner().invoke(match_files, [file, "--rules", "0"])

    assert str(unknown.exception) == (
        "wwc-2022 has no version 7 here. Choose a published one."
    )
    assert "0 names no rules. Say published, draft, shipped, or" in word.stderr
