from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.authoring.evaluation import Grade
from storage.errors import Refused
from tests.criteria.packs.small_packs import make_pack, make_rule
from workers import labelled

if TYPE_CHECKING:
    from pathlib import Path

_MANIFEST = """id,path,city,language,format
1,a.txt,Arden,en,txt
2,b.txt,Bright,en,txt
3,gone.pdf,Corby,en,pdf
"""
_LABELS = """doc_id,criterion_code,strength
1,DM1,strong
2,NONE,none
"""


def _folder(path: Path) -> Path:
    (path / "manifest.csv").write_text(_MANIFEST)
    (path / "labels.csv").write_text(_LABELS)
    (path / "a.txt").write_text("The data council met in May.\nOpen data is free.\n")
    (path / "b.txt").write_text("Open data is published in Bright.\n")
    (path / "gone.pdf").write_text("no PDF at all")
    return path


def test_documents_come_with_their_labels_and_what_is_proposed(tmp_path: Path) -> None:
    pack = make_pack(make_rule("data council"))

    found = [d.matched(pack) for d in labelled.documents(_folder(tmp_path))]

    assert [d.document for d in found] == ["1", "2", "3"]
    assert [dict(d.labels) for d in found] == [{"DM1": Grade.STRONG}, {}, {}]
    assert [[p.criterion for p in d.proposals] for d in found] == [["DM1"], [], []]


def test_phrase_of_one_city_alone_does_not_count_for_it_when_unseen(
    tmp_path: Path,
) -> None:
    pack = make_pack(
        make_rule("data council"), make_rule("open data", id="OD1.a", criterion="OD1")
    )
    documents = list(labelled.documents(_folder(tmp_path)))

    found = list(labelled.unseen(documents, pack))

    assert [[p.criterion for p in d.proposals] for d in found] == [["OD1"], ["OD1"], []]


def test_folder_without_labels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(_MANIFEST)

    with pytest.raises(Refused, match="labels"):
        list(labelled.documents(tmp_path))
