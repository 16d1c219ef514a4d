from __future__ import annotations

import pytest

from criteria.about.kinds import recognise
from criteria.evidence import Page


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
        ("a.pdf", "Concejo\nAcuerdo No. 12 de 2024\nPlan de desarrollo", "ordinance"),
        ("a.pdf", "MAIRIE DE VILLAGE\nArrêté n° 12", "ordinance"),
        ("a.pdf", "Town of Elm\n— Ordinance 2021-05\nAn agenda", "ordinance"),
        ("a.pdf", "Alcaldía\nDecreto 123 de 2020\nContrato de aseo", "ordinance"),
        ("a.md", "Cuenta pública 2024\nComo manda la ley", "performance-report"),
        ("a.md", "Memoria de labores\nPresentación", "performance-report"),
        ("a.txt", "Alcaldía\nBoletín de prensa 18", "press"),
        ("a.pdf", "Bases administrativas\nContrato de aseo", "rfp"),
        ("a.pdf", "Commune de Lac\nOffre d’emploi : analyste", "job-description"),
        ("a.pdf", "Schéma directeur des données", "strategic-plan"),
        ("a.pdf", "Projeto que estima a receita do município", "budget"),
        ("a.pdf", "Cartilha de senhas seguras", "guide"),
        ("a.md", f"{'palabra ' * 20} según la ley y el manual", "other"),
        ("a.md", "Présentation\nNous servons les habitants", "other"),
        ("présentation.pdf", "Ville de Lac", "presentation"),
        ("x.pdf", "MEMORANDUM OF UNDERSTANDING between", "agreement"),
        ("charter.md", "Who decides about data", "charter"),
        ("x.pdf", "Nothing of the sort", "other"),
        ("", "", "other"),
    ],
)
def test_the_kind_is_known_by_name_or_head(name: str, text: str, kind: str) -> None:
    assert recognise(name, [Page(1, text)]) == kind
