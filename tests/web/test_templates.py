"""What templates must not hold, so that no text of a stranger can ever act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

WEB = Path(web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static").rglob("*.js"))
SOURCES = sorted(WEB.glob("*.py"))

BANNED = {
    "marks text as safe": r"\|\s*safe\b|Markup\(|autoescape",
    "holds a style of its own": r"\sstyle\s*=|<style",
    "holds a script of its own": r"<script(?![^>]*\ssrc=)",
    "acts on an event": r"<[^>]*(?<!set)\son[a-z]+\s*=",
    "runs an address": r"javascript:",
    "fetches from elsewhere": r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//",
}


@pytest.mark.parametrize("why", BANNED)
def test_no_template_does_what_the_policy_forbids(why: str) -> None:
    pattern = re.compile(BANNED[why], re.IGNORECASE)

    found = [path.name for path in TEMPLATES if pattern.search(path.read_text())]

    assert found == [], f"{why}: {found}"


def test_no_template_is_made_from_text_at_run_time() -> None:
    pattern = re.compile(r"render_template_string|Template\(|from_string")

    assert [p.name for p in SOURCES if pattern.search(p.read_text())] == []


def test_no_script_makes_code_or_markup_from_text() -> None:
    pattern = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\("
    )

    assert [p.name for p in SCRIPTS if pattern.search(p.read_text())] == []


def test_every_form_that_changes_something_carries_its_token() -> None:
    form = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)

    without = [
        path.name
        for path in TEMPLATES
        for found in form.findall(path.read_text())
        if "token() }}" not in found and "form_field() }}" not in found
    ]

    assert without == []


def test_every_template_says_what_it_is_and_wants() -> None:
    assert [p.name for p in TEMPLATES if not p.read_text().startswith("{# ")] == []


def test_every_sentence_goes_through_the_catalogue() -> None:
    # What is left of a template without its expressions and tags is shown as it is.
    code = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
    tag = re.compile(r"<[^>]+>", re.DOTALL)
    names = {"Assay", "assay link", "assay link EMAIL", "openapi.json"}
    names |= {"Authorization: Bearer assay_…", "SHA-256", "assay import FILE.zip"}
    classes = {"page--narrow", "report", 'aria-describedby="-hint -problem"'}

    left = {
        line.strip(" .,:·/()+“”-")
        for path in TEMPLATES
        for line in tag.sub("\n", code.sub("", path.read_text())).splitlines()
    }

    assert {line for line in left if re.search(r"[A-Za-z]{2}", line)} == (
        names | classes
    )
