"""How the site of `docs/` is built: `make docs`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

project = "Assay"
html_title = "Assay"
language = "en"
root_doc = "docs/index"
include_patterns = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**"]
exclude_patterns = [
    folder.name
    for folder in ROOT.iterdir()
    if folder.is_dir() and folder.name != "docs"
]
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
