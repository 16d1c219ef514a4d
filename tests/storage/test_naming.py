"""Correcting the name of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.review.rounds import Move
from storage import naming, rounds
from storage.errors import Refused
from storage.models import Role, Shape
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store


@pytest.mark.parametrize(
    ("shape", "before", "wanted", "after"),
    [
        (Shape.FILE, "scan 1.PDF", " Minutes of May ", "Minutes of May.PDF"),
        (Shape.FILE, "scan 1.PDF", "Minutes.pdf", "Minutes.pdf"),
        (Shape.FILE, "a.pdf", "Act 5/2024", "Act 5-2024.pdf"),
        (Shape.LINK, "Our page.txt", "Plan 2023/2024", "Plan 2023/2024.txt"),
        (Shape.FILE, "README", "Read this", "Read this"),
        (Shape.LINK, "Our page.txt", "The page", "The page.txt"),
    ],
)
def test_a_document_keeps_its_ending_under_another_name(
    store: Store, shape: Shape, before: str, wanted: str, after: str
) -> None:
    with store.transaction() as session:
        document = factories.make_document(session, name=before)
        document.shape = shape
        ana = factories.make_person(session, role=Role.LEAD)

        naming.rename(session, document, wanted, by=ana)

        assert document.name == after


def test_an_empty_or_endless_name_and_one_after_handing_in_are_refused(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        document = factories.make_document(session, assessment=assessment)
        ana = factories.make_person(session, role=Role.LEAD)

        for wanted in (" ", "x" * 252):
            with pytest.raises(Refused, match="Enter a name of at most 255"):
                naming.rename(session, document, wanted, by=ana)
        naming.rename(session, document, "x" * 251, by=ana)
        rounds.move(session, assessment, Move.SUBMIT, by=ana)
        with pytest.raises(Refused, match="handed this assessment in"):
            naming.rename(session, document, "y", by=ana)

        assert document.name == "x" * 251 + ".txt"
