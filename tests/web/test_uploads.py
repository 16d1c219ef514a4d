from __future__ import annotations

import io
from typing import TYPE_CHECKING

from storage import documents

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def _file(text: str, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), name


def _names(store: Store, assessment: Assessment) -> list[str]:
    with store.snapshot() as session:
        return sorted(one.name for one in documents.listed(session, assessment))


def test_one_refused_file_of_a_form_stops_no_other_and_is_named(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"
    files = [_file("One.", "one.txt"), _file("", "none.txt"), _file("Two.", "two.txt")]

    answer = citizen.post(path, file=files)

    assert (answer.status_code, answer.location) == (303, path)
    said = citizen.text(path)
    assert "2 files are kept and will be read shortly." in said
    assert "none.txt: The file is empty. Choose the one that holds the text." in said
    assert _names(store, assessment) == ["one.txt", "two.txt"]


def test_where_every_file_is_refused_none_is_said_to_be_kept(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"

    citizen.post(path, file=[_file("", "one.txt"), _file("", "two.txt")])

    said = citizen.text(path)
    assert "one.txt: The file is empty." in said
    assert "two.txt: The file is empty." in said
    assert "kept and will be read" not in said
    assert _names(store, assessment) == []


def test_the_same_contents_under_another_name_are_said_to_be_here(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"
    citizen.post(path, file=_file("Text.", "first.txt"))
    citizen.text(path)

    citizen.post(path, file=_file("Text.", "second.txt"))
    said = citizen.text(path)
    citizen.post(path, file=_file("Text.", "first.txt"))
    again = citizen.text(path)

    assert "second.txt is here already, as first.txt." in said
    assert "kept and will be read" not in said
    assert "1 file is kept and will be read shortly." in again
    assert _names(store, assessment) == ["first.txt"]


def test_a_script_hears_of_the_same_contents_too(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"
    answers = [
        citizen.client.post(
            path,
            data={"form_token": citizen.token(), "file": _file("Text.", name)},
            headers={"Accept": "application/json"},
        ).json
        for name in ("first.txt", "second.txt")
    ]

    assert answers == [
        {"kept": 1, "said": ""},
        {"kept": 1, "said": "second.txt is here already, as first.txt."},
    ]


def test_what_is_wrong_with_a_file_is_said_in_the_readers_language(
    citizen: Visitor, assessment: Assessment
) -> None:
    citizen.post("/language", language="es")
    path = f"/assessments/{assessment.id}/documents"

    answer = citizen.client.post(
        path,
        data={"form_token": citizen.token(), "file": _file("", "nada.txt")},
        headers={"Accept": "application/json"},
    )
    citizen.post(path, file=[_file("", "nada.txt"), _file("Uno.", "uno.txt")])

    empty = "El archivo está vacío. Elija el que contiene el texto."
    assert answer.json == {"sentence": empty}
    assert f"nada.txt: {empty}" in citizen.text(path)
