"""The site that `make docs` builds from `docs/`, and what its pages say of Assay."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
from babel.messages.pofile import read_po
from lxml import html

from tests.test_docs import _commands, _rows
from tools.pictures import FOLDER, PICTURES
from web import texts

ROOT = Path(__file__).resolve().parents[1]
READERS = ("city", "reviewer", "lead", "operator", "developer")
ROOM = 600_000  # of all pictures together, for whoever clones the project


def test_site_builds_without_a_warning_and_asks_nobody_else(tmp_path: Path) -> None:
    """A dead link, and a page that the navigation leaves out, are warnings."""
    words = [
        "-q",
        "-W",
        "-c",
        "docs",
        "-d",
        f"{tmp_path}/trees",
        ".",
        f"{tmp_path}/site",
    ]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    pages = sorted((tmp_path / "site").rglob("*.html"))
    asked = {
        address
        for page in pages
        for address in html.parse(page).xpath("//link/@href | //*[not(self::a)]/@src")
        if "//" in address
    }

    assert (built.returncode, built.stderr) == (0, "")
    assert {f"{name}.html" for name in READERS} <= {page.name for page in pages}
    assert asked == set()


def test_every_picture_of_a_page_is_taken_by_the_script_and_none_besides() -> None:
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    shown = {
        name
        for page in pages
        for name in re.findall(r"images/([\w-]+)\.png", page.read_text("utf-8"))
    }
    kept = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}

    assert shown == kept.keys() == {picture.name for picture in PICTURES}
    assert sum(kept.values()) < ROOM


def test_the_readers_pages_name_what_stands_on_the_screen() -> None:
    with (texts.FOLDER / "es.po").open("rb") as file:
        catalogue = read_po(file)
    said = {
        one
        for message in catalogue
        for one in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    named = {
        (name, " ".join(label.split()))
        for name in READERS
        for label in re.findall(
            r"(?<!\*)\*([^*]+)\*", (ROOT / f"docs/{name}.md").read_text("utf-8")
        )
    }

    assert {(name, label) for name, label in named if label not in said} == set()


def test_the_page_of_commands_has_every_command_with_its_options() -> None:
    told = {
        re.sub(r" [^a-z].*", "", row[0].strip("`").removeprefix("assay ")): row[2]
        for row in _rows("docs/commands.md")
        if row[0].startswith("`assay ")
    }
    options = {
        name: ", ".join(f"`{max(p.opts, key=len)}`" for p in _options(command))
        for name, command in _commands().items()
        if not isinstance(command, click.Group)
    }

    assert told == options


def _options(command: click.Command) -> list[click.Parameter]:
    return [one for one in command.params if isinstance(one, click.Option)]
