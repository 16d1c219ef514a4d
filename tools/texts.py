"""Gathers the texts of the pages and of the standards for translation: `make texts`.

Each catalogue keeps what is translated, gains what is new, and loses what is gone. What
is not translated yet is counted; give a language to print it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from criteria.catalogues import LANGUAGES
from criteria.editions import standard, translations
from criteria.packs import rules

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "web" / "translations"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "tell": None,
    "tell_number": (1, 2),
    "Refused": None,
    "Barred": None,
    "NotFound": None,
    "Conflict": None,
}
WIDTH = 88


def main(shown: str = "") -> int:
    """Bring every catalogue in step; print what one language still lacks."""
    _keep(PAGES, of_pages(), shown)
    for edition in standard.editions():
        folder = standard.FOLDER / edition / "translations"
        _keep(folder, of_standard(edition), shown)
    return 0


def of_pages() -> Catalog:
    """Every message of the program, in English."""
    found = Catalog()
    for package in ("criteria", "storage", "workers", "web"):
        for message in extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS):
            _, _, words, comments, context = message
            found.add(words, auto_comments=comments, context=context)
    return found


def of_standard(edition: str) -> Catalog:
    """Every text of an edition, in English."""
    found = Catalog()
    told = translations.texts(standard.load(edition))
    beside = translations.beside(edition)
    for text in (*told, *beside, *rules.titles(edition)):
        found.add(text)
    return found


def _keep(folder: Path, wanted: Catalog, shown: str) -> None:
    folder.mkdir(exist_ok=True)
    for language in LANGUAGES[1:]:
        path = folder / f"{language}.po"
        kept = _read(path, language)
        kept.update(wanted, no_fuzzy_matching=True)
        kept.obsolete.clear()
        out = io.BytesIO()
        write_po(out, kept, width=WIDTH, omit_header=True, sort_output=True)
        path.write_bytes(out.getvalue())
        missing = [m for m in kept if m.id and not _is_told(m.string)]
        where = path.relative_to(ROOT)
        print(f"{where}: {len(kept)} messages, {len(missing)} not translated")
        if language == shown:
            for message in missing:
                print(f"  {message.id!r}")


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _is_told(string: str | tuple[str, ...] | list[str]) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
