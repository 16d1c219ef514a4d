from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from flask import Response

from storage import documents
from web.attachments import attach

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan.pdf", "attachment; filename=plan.pdf"),
        ("the plan.pdf", 'attachment; filename="the plan.pdf"'),
        (
            "São João.pdf",
            (
                'attachment; filename="Sao Joao.pdf"; '
                "filename*=UTF-8''S%C3%A3o%20Jo%C3%A3o.pdf"
            ),
        ),
        (
            "plan — final.pdf",
            (
                'attachment; filename="plan  final.pdf"; '
                "filename*=UTF-8''plan%20%E2%80%94%20final.pdf"
            ),
        ),
    ],
)
def test_a_browser_saves_a_file_under_its_name(name: str, header: str) -> None:
    response = attach(Response("x"), name)

    assert response.headers["Content-Disposition"] == header


def test_an_original_with_any_letters_in_its_name_is_given(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    blob = store.blobs.put(io.BytesIO(b"One."), limit=100)
    with store.transaction() as session:
        made = documents.receive(session, assessment, "Отчёт — “2026”.pdf", blob)

    answer = citizen.get(f"/documents/{made.id}/original")

    assert answer.data == b"One."
    assert answer.headers["Content-Disposition"].isascii()
