"""Puts documents and links in place, so that there is something to measure."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos.installation import POLICY, until
from storage import documents
from storage.models import Assessment, Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.chaos.installation import Installation

BATCH = 200
LINKS = 400


def received(made: Installation, assessment: str, count: int) -> list[str]:
    """Keep so many new policies as an upload would; gives their ids, nobody is told."""
    ids = []
    for start in range(0, count, BATCH):
        texts = [
            POLICY.format(n=f"{n} {secrets.token_hex(3)}")
            for n in range(start, min(start + BATCH, count))
        ]
        blobs = [
            made.store.blobs.put(BytesIO(text.encode()), limit=10_000) for text in texts
        ]
        with made.store.transaction() as session:
            row = session.get_one(Assessment, assessment)
            ids += [
                documents.receive(session, row, f"{start + n}.txt", blob).id
                for n, blob in enumerate(blobs)
            ]
    return ids


def read(made: Installation, assessment: str, ids: Sequence[str]) -> float:
    """Say that they wait, and wait until they are read; the seconds it took."""
    for document_id in ids:
        made.store.queue.nudge(document_id)
    return until(lambda: made.is_over(assessment, len(ids)), 7200)


def linked(made: Installation) -> tuple[str, list[str]]:
    """An assessment with undecided links; gives its id and theirs."""
    assessment = made.opened()
    read(made, assessment, received(made, assessment, LINKS))
    query = sa.select(Link.id).where(Link.assessment_id == assessment)
    with made.store.snapshot() as session:
        return assessment, list(session.scalars(query.order_by(Link.id)))
