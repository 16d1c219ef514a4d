from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
import pytest

from workers import cli

if TYPE_CHECKING:
    from pathlib import Path

POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect. City departments publish their data sets on the open "
    "data portal in open formats under an open licence."
)


REVIEWER = ("--role", "reviewer", "--every-city")


@dataclass
class Assay:
    """The command, run in an installation of its own."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    remarks: str = ""
    code: int = 0

    def run(self, *words: str) -> str:
        """Run a command; gives what it printed, keeps remarks and the exit code."""
        self.monkeypatch.setattr(sys, "argv", ["assay", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        self.code = ended.value.code
        results, self.remarks = self.capsys.readouterr()
        return results

    def json(self, *words: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        return json.loads(self.run(*words, "--json"))

    def opened(self) -> str:
        self.run("add", "city", "Cali", "--country", "CO", "--population", "2200000")
        self.run("add", "person", "ana@example.org", *REVIEWER)
        return self.run("open", "Cali", "wwc-2022").strip()


@pytest.fixture
def assay(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> Assay:
    monkeypatch.setenv("ASSAY_HOME", str(home))
    return Assay(monkeypatch, capsys)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.txt"
    path.write_text(POLICY)
    return path


def test_from_upload_to_score_without_a_browser(assay: Assay, policy: Path) -> None:
    assessment = assay.opened()
    assay.run("upload", assessment, str(policy), "--wait")
    proposed = assay.json("links", assessment, "--undecided")
    before = assay.json("score", assessment)
    link = next(one for one in proposed if one["criterion"] == "OD1")

    assay.run("decide", link["id"], "confirm", "--as", "ana@example.org")

    after = assay.json("score", assessment)
    assert (before["confirmed"], after["confirmed"]) == (0, 1)
    assert (after["total"], after["level"]) == (43, None)
    assert after["proposed"] == len({one["criterion"] for one in proposed})
    assert "OD1" not in [gap["criterion"] for gap in assay.json("gaps", assessment)]
    assert [one["state"] for one in assay.json("links", assessment)].count(
        "confirmed"
    ) == 1


def test_documents_are_matched_again_after_a_preview(
    assay: Assay, policy: Path
) -> None:
    assessment = assay.opened()
    assay.run("upload", assessment, str(policy), "--wait")

    [previewed] = [
        one
        for one in assay.json("reread", "--all", "--preview")
        if one["edition"] == "wwc-2022"
    ]
    assay.run("reread", assessment)

    assert (previewed["state"], previewed["documents"]) == ("ready", 1)
    assert (previewed["totals"], previewed["changes"]) == ({}, [])
    assert previewed["effects"][0]["before"] == previewed["effects"][0]["after"]
    assert "wwc-2022: matched 1 documents again." in assay.remarks
    assay.run("reread")
    assert "Name an assessment, or say --all." in assay.remarks


def test_a_match_quotes_what_extract_prints(assay: Assay, policy: Path) -> None:
    [read] = [
        json.loads(line)
        for line in assay.run("extract", str(policy), "--json").splitlines()
    ]
    [matched] = [
        json.loads(line)
        for line in assay.run("match", str(policy), "--json").splitlines()
    ]

    assert read["sha256"] == hashlib.sha256(POLICY.encode()).hexdigest()
    assert (read["kind"], read["language"], read["problem"]) == ("text", "en", None)
    assert [one["quote"] for one in read["dates"]] == ["4 March 2024"]
    assert [one["words"] for one in read["facts"]["acts"]] == ["Ordinance No. 118"]
    assert {page["readability"] for page in read["pages"]} == {1.0}
    for page in read["pages"]:
        assert {one["kind"] for one in page["segments"]} == {"paragraph"}
    texts = {page["number"]: page["text"] for page in read["pages"]}
    passages = [p for link in matched["links"] for p in link["passages"]]
    assert [texts[p["page"]][p["start"] : p["end"]] for p in passages] == [
        p["quote"] for p in passages
    ]
    scores = [link["score"] for link in matched["links"]]
    assert scores == sorted(scores, reverse=True)
    assert "OD1" in [link["criterion"] for link in matched["links"]]


def test_the_manual_cuts_no_sentence(assay: Assay) -> None:
    printed = " ".join(assay.run("--help").split())

    assert "Give figures to Prometheus at /metrics; never to the outside." in printed
    assert printed.count("...") == printed.count("[ARGS]...") == 1


def test_one_unreadable_file_is_named_and_stops_no_other(
    assay: Assay, tmp_path: Path, policy: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"")

    printed = assay.run("extract", str(broken), str(policy))

    assert (assay.code, printed.splitlines()[1]) == (1, POLICY)
    assert assay.remarks.startswith("broken.pdf: This file is empty.")


def test_an_unreadable_file_is_told_as_a_problem(assay: Assay, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing of it")

    [read] = [
        json.loads(line)
        for line in assay.run("extract", str(broken), "--json").splitlines()
    ]

    assert assay.code == 0
    assert read["pages"] == []
    assert read["problem"].endswith(".")


def test_a_second_decision_is_refused_until_asked_for_again(
    assay: Assay, policy: Path
) -> None:
    assessment = assay.opened()
    assay.run("add", "person", "ben@example.org", *REVIEWER)
    assay.run("upload", assessment, str(policy), "--wait")
    [link, *_] = assay.json("links", assessment)
    assay.run("decide", link["id"], "confirm", "--as", "ana@example.org")

    reject = ("decide", link["id"], "reject", "--reason", "out-of-date")
    assay.run(*reject, "--as", "ben@example.org")
    refused = (assay.code, assay.remarks)
    assay.run(*reject, "--as", "ben@example.org", "--again")

    assert refused == (
        1,
        "ana@example.org decided this link first. Look again before you do.\n",
    )
    assert assay.code == 0


def test_undo_returns_a_link_to_the_queue(assay: Assay, policy: Path) -> None:
    assessment = assay.opened()
    assay.run("upload", assessment, str(policy), "--wait")
    before = assay.json("links", assessment)
    assay.run("decide", before[0]["id"], "confirm", "--as", "ana@example.org")

    assay.run("undo", before[0]["id"], "--as", "ana@example.org")

    assert assay.json("links", assessment) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("open", "Lima", "wwc-2022"),
            "No city is called Lima. Add it with: assay add city\n",
        ),
        (
            ("score", "0" * 26),
            "There is nothing here, or it is not yours to see.\n",
        ),
        (
            ("link", "nobody@example.org"),
            "Nobody here has the address nobody@example.org. Add them first.\n",
        ),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_1(
    assay: Assay, words: tuple[str, ...], sentence: str
) -> None:
    results = assay.run(*words)

    assert (results, assay.remarks, assay.code) == ("", sentence, 1)


def test_an_empty_file_is_refused_and_the_others_are_kept(
    assay: Assay, policy: Path, tmp_path: Path
) -> None:
    assessment = assay.opened()
    empty = tmp_path / "empty.txt"
    empty.touch()

    kept = assay.run("upload", assessment, str(empty), str(policy))

    assert assay.code == 1
    assert assay.remarks == (
        "empty.txt: The file is empty. Choose the one that holds the text.\n"
    )
    assert [line.split()[1] for line in kept.splitlines()] == ["policy.txt"]


def test_gaps_come_as_csv_that_a_spreadsheet_opens(assay: Assay) -> None:
    assessment = assay.opened()

    table = assay.run("gaps", assessment, "--csv")

    assert len(table.removeprefix("\ufeff").splitlines()) == 1 + 43
    assert assay.remarks == "43 of 43 criteria lack evidence.\n"


def test_doctor_says_what_is_not_running_and_how_to_start_it(assay: Assay) -> None:
    assay.run("init")

    found = assay.run("doctor")

    assert assay.code == 1
    assert "BAD broker: is not running. It runs while this does: assay serve" in found
    assert [line[:3] for line in found.splitlines()].count("BAD") == 1


def test_every_edition_on_the_shelf_is_checked(assay: Assay) -> None:
    found = assay.run("check", "wwc-2018") + assay.run("check", "wwc-2017")

    assert assay.code == 0
    assert [line.split(":")[0] for line in found.splitlines()] == [
        "wwc-2018",
        "wwc-2017",
    ]


def test_every_command_has_a_help_text() -> None:
    context = click.Context(cli.assay)
    commands = {
        name: cli.assay.get_command(context, name)
        for name in cli.assay.list_commands(context)
    }

    assert [
        n for n, command in commands.items() if not (command and command.help)
    ] == []
