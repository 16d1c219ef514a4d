"""Exports opened in an office program, which computes nothing of what people wrote."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from criteria.scores import tables
from web import workbook

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = shutil.which("soffice")
# Each text with what stands in the cell: an apostrophe before what would be computed.
WRITTEN = {
    **{text: f"'{text}" for text in ("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "＝1+1")},
    **{text: f"'{text}" for text in ("  =1+1", "\t=1+1", "=cmd|'/C calc'!A0")},
    '=WEBSERVICE("http://127.0.0.1:9/")': '\'=WEBSERVICE("http://127.0.0.1:9/")',
    **{text: text for text in ("'=1+1", "{=1+1}", "Plan 2026", "Año")},
}


@pytest.mark.skipif(OFFICE is None, reason="no office program on this host")
def test_an_office_program_shows_what_was_written_and_computes_nothing(
    tmp_path: Path,
) -> None:
    rows = [[text, "x"] for text in WRITTEN]
    (tmp_path / "book.xlsx").write_bytes(workbook.made({"One": rows}))
    (tmp_path / "list.csv").write_text(tables.csv_text(rows), "utf-8", newline="")

    subprocess.run(
        [
            *(
                str(OFFICE),
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/own",
            ),
            *(
                "--infilter=CSV:44,34,76",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76",
            ),
            *("--outdir", str(tmp_path / "seen"), "book.xlsx", "list.csv"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )

    kept = [[cell, "x"] for cell in WRITTEN.values()]
    for name in ("book.csv", "list.csv"):
        seen = (tmp_path / "seen" / name).read_text("utf-8-sig")
        assert list(csv.reader(io.StringIO(seen, newline=""))) == kept, name
