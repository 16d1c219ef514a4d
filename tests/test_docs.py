from __future__ import annotations

import dataclasses
import importlib
import re
from enum import StrEnum
from pathlib import Path

import click
import pytest

from criteria.editions import standard
from storage.queue import QUEUES
from storage.secretfiles import FILE, SECRET
from storage.settings import Settings
from storage.startup import PREFIX
from workers.cli import assay

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")],
    key=lambda path: path.relative_to(ROOT),
)
# Compose reads these; Assay itself never sees them.
OF_COMPOSE = {"APP_IMAGE", "PUBLISH", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[list[str]]:
    """The rows of the tables of a page, cell by cell."""
    lines = [line for line in _text(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _named(dotted: str) -> object:
    """What a name such as ``storage.models.Link`` stands for."""
    module, *rest = dotted.split(".")
    found: object = importlib.import_module(module)
    for part in rest:
        if not hasattr(found, part):
            module = f"{module}.{part}"
            found = importlib.import_module(module)
            continue
        found = getattr(found, part)
        module = f"{module}.{part}"
    return found


def _commands(group: click.Group = assay, before: str = "") -> dict[str, click.Command]:
    """Every command by the words that call it."""
    context = click.Context(group)
    found: dict[str, click.Command] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[before + name] = command
        if isinstance(command, click.Group):
            found |= _commands(command, f"{before}{name} ")
    return found


def test_settings_page_tells_of_every_setting_and_of_no_other() -> None:
    told = [row[0].strip("`") for row in _rows("docs/operating.md")]
    settings = [PREFIX + f.name.upper() for f in dataclasses.fields(Settings)]
    table = [name for name in told if name.startswith(PREFIX)]

    assert table[: len(settings)] == settings


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*", page.read_text("utf-8")))
    settings = {PREFIX + f.name.upper() for f in dataclasses.fields(Settings)}
    settings |= {f"{PREFIX}{name}{FILE}" for name in SECRET}

    assert {name for name in named if not name.startswith("ASSAY_TEST_")} <= settings


def test_settings_page_tells_the_true_defaults() -> None:
    told = {row[0].strip("`"): row[1] for row in _rows("docs/operating.md")}
    plain = {
        PREFIX + f.name.upper(): f"`{f.default}`"
        for f in dataclasses.fields(Settings)
        if f.default
    }

    assert {name: told[name] for name in plain} == plain


def test_readme_tells_of_every_command() -> None:
    told = re.findall(r"`assay ([a-z][a-z-]*)[`\s]", _text("README.md"))

    assert set(told) == {name for name in _commands() if " " not in name}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_command_or_option_that_does_not_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    spoken = re.findall(r"`assay ([^`\n]+)`", text)
    spoken += re.findall(r"^(?:.* )?assay ([a-z][^\n#]*)$", _code(text), re.MULTILINE)
    commands = _commands()

    for words in spoken:
        name, *rest = words.split()
        if name.startswith("-"):
            continue
        full = f"{name} {rest[0]}" if rest and f"{name} {rest[0]}" in commands else name
        assert full in commands, words
        options = {option for p in commands[full].params for option in p.opts}
        given = {word for word in rest if word.startswith("--")}
        assert given <= options | {"--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_make_target_that_does_not_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    ours = [link for link in links if "://" not in link]

    assert [link for link in ours if not (page.parent / link).exists()] == []


def test_every_word_has_a_name_in_the_code() -> None:
    rows = [row for row in _rows("docs/words.md") if row[0].startswith("**")]
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row[-1])]

    assert [len(re.findall("`", row[-1])) for row in rows] == [2] * len(rows)
    for name in names:
        assert _named(name) is not None


def test_closed_lists_are_told_whole() -> None:
    rows = [row for row in _rows("docs/words.md") if len(row) == 2 and "`" in row[0]]

    for name, words in rows:
        kind = _named(name.strip("`"))
        assert isinstance(kind, type)
        assert issubclass(kind, StrEnum)
        assert words.split(", ") == [member.value for member in kind], name
    assert len(rows) == 27


def test_architecture_page_names_functions_that_exist() -> None:
    spoken = re.findall(
        r"`((?:criteria|storage|workers|web)(?:\.\w+)+)`", _text("ARCHITECTURE.md")
    )

    assert len(spoken) > 10
    for name in spoken:
        assert _named(name) is not None


def test_official_list_of_the_standards_page_is_taken_and_binds(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", _text("docs/standards.md"), re.DOTALL)
    ours = _text("criteria/standards/wwc-2022/standard.yaml")
    begin = ours.index("    checklist:")
    end = ours.index("    documents:", begin)
    path = tmp_path / "standard.yaml"
    path.write_text(ours[:begin] + example + ours[end:], "utf-8")

    criterion = standard.read(path).criterion("DM1")

    assert (criterion.official, criterion.needed, len(criterion.items)) == (True, 2, 3)


def test_decisions_name_tests_that_exist() -> None:
    for page in (ROOT / "docs/decisions").glob("*.md"):
        text = page.read_text("utf-8")
        for name, place in re.findall(r"`(test_\w+)` in `([\w/.]+)`", text):
            assert f"def {name}(" in _text(place)


def test_decisions_are_numbered_without_a_hole() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    titles = [page.read_text("utf-8").splitlines()[0] for page in pages]

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, title in enumerate(titles, 1):
        assert title.startswith(f"# {number}. ")


def test_operating_page_tells_of_every_queue() -> None:
    page = _text("docs/operating.md")

    assert [queue for queue in QUEUES if f"\n| `{queue}` |" not in page] == []


def test_operating_page_tells_of_every_variable_of_the_compose_file() -> None:
    asked = set(re.findall(r"\$\{(\w+)", _text("docker-compose.yml")))
    told = set(re.findall(r"`(\w+)`", _text("docs/operating.md")))

    assert asked >= OF_COMPOSE
    assert asked <= told


def _code(text: str) -> str:
    """What stands in the code blocks of a page."""
    return "\n".join(
        re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    )


@pytest.mark.parametrize("folder", ["storage", "workers", "workers/extract", "web"])
def test_map_has_every_module_once(folder: str) -> None:
    part = _text("docs/map.md").split(f"\n## {folder}\n")[1].split("\n## ")[0]
    rows = [line.split("|", 2)[2] for line in part.splitlines() if line[:1] == "|"]
    ours = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}

    assert sorted(re.findall(r"`(\w+)`", "\n".join(rows))) == sorted(ours)
