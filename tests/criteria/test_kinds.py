from __future__ import annotations

import pytest

from criteria.evidence import Page
from criteria.kinds import recognise


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("open_data_policy.pdf", "City of Elm", "policy"),
        ("doc1.pdf", "ORDINANCE NO. 2021-14\nBe it ordained", "ordinance"),
        ("scan.pdf", "El Concejo Municipal\nDECRETA\nArtículo 1", "ordinance"),
        ("decreto-123.pdf", "Art. 1º Fica instituída", "ordinance"),
        ("RFP-2023-07.docx", "Request for Proposals", "rfp"),
        ("minutes-2024-03-02.pdf", "Data Governance Committee", "minutes"),
        ("acta_12.pdf", "Comité de datos", "minutes"),
        ("AdoptedBudget.pdf", "Fiscal year 2024", "budget"),
        ("informe-de-gestion.pdf", "2023", "performance-report"),
        ("plano-estrategico.pdf", "Prefeitura", "strategic-plan"),
        ("x.pdf", "MEMORANDUM OF UNDERSTANDING between", "agreement"),
        ("charter.md", "Who decides about data", "charter"),
        ("x.pdf", "Nothing of the sort", "other"),
        ("", "", "other"),
    ],
)
def test_the_kind_is_known_by_name_or_head(name: str, text: str, kind: str) -> None:
    assert recognise(name, [Page(1, text)]) == kind
