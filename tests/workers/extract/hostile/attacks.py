"""All files that are made to break a reader."""

from __future__ import annotations

from tests.workers.extract.hostile import (
    compounds,
    offices,
    pdfs,
    pictures,
    sheets,
    writings,
    zips,
)

ATTACKS = (
    *(*pdfs.ATTACKS, *offices.ATTACKS, *sheets.ATTACKS, *zips.ATTACKS),
    *(*pictures.ATTACKS, *compounds.ATTACKS, *writings.ATTACKS),
)
