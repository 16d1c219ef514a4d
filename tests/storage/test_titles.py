from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import documents, titles
from storage.blobs import Blob
from storage.documents import About
from storage.models import Shape
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store


@pytest.mark.parametrize(
    ("shape", "name", "called"),
    [
        (Shape.FILE, "minutes.txt", "minutes.txt"),
        (Shape.STATEMENT, "How we use data.txt", "How we use data"),
        (Shape.SCHEDULE, "Meetings v2.0.txt", "Meetings v2.0"),
        (Shape.LINK, "robots.txt.txt", "robots.txt"),
        (Shape.LINK, "Open data portal", "Open data portal"),
    ],
)
def test_what_was_declared_is_called_by_its_title(
    store: Store, shape: Shape, name: str, called: str
) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        document = documents.receive(
            session, assessment, name, Blob("a" * 64, 1), about=About(shape)
        )

        listed = documents.names(session, assessment)

    assert document.name == name
    assert titles.of(document) == called
    assert listed == [(document.id, called)]


def test_a_slash_parts_folders_in_a_files_name_and_nothing_in_a_title(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        names = [
            documents.receive(
                session, assessment, name, Blob(sha256, 10), about=About(shape=shape)
            ).name
            for shape, name, sha256 in (
                (Shape.FILE, "acts/Act 5.pdf", "a" * 64),
                (Shape.LINK, "Plan 2023/2024.txt", "b" * 64),
            )
        ]

    assert names == ["Act 5.pdf", "Plan 2023/2024.txt"]
