from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from workers.commands.documents import match_files
from workers.commands.explaining import replay, why

if TYPE_CHECKING:
    from pathlib import Path

POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect."
)


@pytest.fixture(autouse=True)
def no_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "none"))


def _kept(tmp_path: Path, text: str) -> str:
    path = tmp_path / "policy.txt"
    path.write_text(text)
    return str(path)


def _receipt(file: str) -> str:
    found = json.loads(CliRunner().invoke(why, [file, "OD1", "--json"]).stdout)
    return json.dumps(found["passages"][0]["receipt"])


def test_why_says_which_words_decided(tmp_path: Path) -> None:
    result = CliRunner().invoke(why, [_kept(tmp_path, POLICY), "OD1"])

    assert result.exit_code == 0
    assert result.stdout.startswith("page 1, OD1.")
    assert "  It counts as stated" in result.stdout


def test_why_says_that_nothing_is_proposed(tmp_path: Path) -> None:
    result = CliRunner().invoke(why, [_kept(tmp_path, "A walk by the river."), "OD1"])

    assert result.stdout == "policy.txt is not proposed for OD1.\n"


def test_a_receipt_replays_in_its_file(tmp_path: Path) -> None:
    file = _kept(tmp_path, POLICY)

    result = CliRunner().invoke(replay, ["-", file], input=_receipt(file))

    assert result.exit_code == 0
    assert result.stdout.endswith(" holds on page 1, as before.\n")


def test_a_replay_in_another_text_fails_and_says_so(tmp_path: Path) -> None:
    receipt = _receipt(_kept(tmp_path, POLICY))
    other = _kept(tmp_path, "A walk by the river.")

    result = CliRunner().invoke(replay, ["-", other], input=receipt)

    assert result.exit_code == 1
    assert result.stdout == (
        "OD1.policy-in-force, page 1: The rule does not hold at this place any more.\n"
    )


def test_all_that_why_has_told_replays_at_once(tmp_path: Path) -> None:
    file = _kept(tmp_path, POLICY)
    told = CliRunner().invoke(why, [file, "OD1", "--json"]).stdout
    passages = json.loads(told)["passages"]

    whole = CliRunner().invoke(replay, ["-", file], input=told)
    one = CliRunner().invoke(replay, ["-", file], input=json.dumps(passages[0]))

    assert (whole.exit_code, one.exit_code) == (0, 0)
    assert whole.stdout.count(" holds on page 1, as before.\n") == len(passages)
    assert one.stdout.count(" holds on page 1, as before.\n") == 1


def test_what_is_no_receipt_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(replay, ["-", _kept(tmp_path, POLICY)], input="{}")

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Error: This is not a whole receipt. "
        "Take one from: assay why FILE CRITERION --json"
    )


def test_a_match_tells_its_words_its_rule_and_its_cue(tmp_path: Path) -> None:
    file = _kept(tmp_path, "Next year the city will adopt an open data policy.")

    told = CliRunner().invoke(match_files, [file]).stdout
    coloured = CliRunner().invoke(match_files, [file], color=True).stdout

    [quoted, rule, matched, counts] = told.splitlines()[2:6]
    assert quoted.endswith(": Next year the city will adopt an open data policy.")
    assert rule.strip().startswith("Looks for “")
    assert "“open data policy”" in matched
    assert counts.strip() == (
        "It counts as planned because of “next year”, “will”; section: body."
    )
    assert "\x1b[33m\x1b[1mNext year\x1b[0m" in coloured
    assert "\x1b[32m\x1b[1mopen data policy\x1b[0m" in coloured
    assert click.unstyle(coloured) == told


@pytest.mark.parametrize(("value", "coloured"), [("1", False), ("", True)])
def test_no_color_means_no_colour_on_a_terminal_either(
    tmp_path: Path, value: str, *, coloured: bool
) -> None:
    file = _kept(tmp_path, POLICY)
    parent, child = pty.openpty()
    words = [sys.executable, "-m", "workers.cli", "why", file, "OD1"]

    environment = os.environ | {"NO_COLOR": value}
    subprocess.run(words, stdout=child, env=environment, check=True)

    os.close(child)
    assert (b"\x1b[" in os.read(parent, 4096)) is coloured
    os.close(parent)
