from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import web

if TYPE_CHECKING:
    from tests.web.browsing import Visitor

STATIC = Path(web.__file__).parent / "static"
THEME = Path(web.__file__).parent / "theme"
KILOBYTES = 1000


def test_an_asset_asked_for_by_its_contents_is_kept_for_ever(nobody: Visitor) -> None:
    address = re.search(
        r'href="(/static/vendor/theme.css\?v=[^"]+)"', nobody.get("/sign-in").text
    )
    assert address is not None

    exact = nobody.get(address[1])
    other = nobody.get("/static/vendor/theme.css?v=old")

    assert exact.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert other.headers["Cache-Control"] == "public, max-age=86400"


def test_texts_are_sent_packed_to_whoever_takes_that(nobody: Visitor) -> None:
    packed = nobody.get("/static/vendor/theme.css", Accept_Encoding="gzip, br")
    plain = nobody.get("/static/vendor/theme.css")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_an_asset_that_has_not_changed_is_not_sent_again(nobody: Visitor) -> None:
    tag = nobody.get("/static/keys.js").headers["ETag"]

    again = nobody.get("/static/keys.js", If_None_Match=tag)

    assert (again.status_code, again.data) == (304, b"")


def test_nothing_outside_of_the_folder_is_an_asset(nobody: Visitor) -> None:
    for name in ("../app.py", "..%2fapp.py", "etc/passwd", "vendor", ""):
        assert nobody.get(f"/static/{name}").status_code == 404


def test_a_page_with_all_it_needs_weighs_less_than_60_kilobytes(
    nobody: Visitor,
) -> None:
    page = nobody.get("/sign-in")
    needs = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))

    weight = len(page.data) + sum(
        len(nobody.get(address, Accept_Encoding="gzip").data) for address in needs
    )

    assert weight < 60 * KILOBYTES


def test_the_theme_is_built_from_pinned_packages_and_names_no_registry() -> None:
    lock = (THEME / "package-lock.json").read_text()
    package = (THEME / "package.json").read_text()

    assert '"resolved"' not in lock
    assert re.findall(r'": "[\^~*]', package) == []


def test_what_is_vendored_is_what_was_vendored() -> None:
    lines = (STATIC / "vendor" / "SHA256SUMS").read_text().splitlines()
    listed = {line[66:]: line[:64] for line in lines}

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").iterdir()
        if path.name != "SHA256SUMS"
    }

    assert found == listed
