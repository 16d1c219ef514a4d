"""Draws the pages that a report shows."""

from __future__ import annotations

import click

from storage import assessments, illustrations
from workers import drawing
from workers.commands.context import opened, remark


@click.command()
@click.argument("assessment")
def draw(assessment: str) -> None:
    """Draw the pages of the confirmed evidence of ASSESSMENT, for its report.

    Those that are drawn already are left as they are.
    """
    with opened() as store:
        with store.transaction() as session:
            found = assessments.get(session, assessment)
            places = illustrations.missing(session, found)
            illustrations.want(session, found)
        for document_id, page in places:
            drawing.draw(store, document_id, page)
        with store.snapshot() as session:
            left = len(illustrations.missing(session, found))
    remark(f"{len(places) - left} pages drawn, {left} left.")


COMMANDS = (draw,)
