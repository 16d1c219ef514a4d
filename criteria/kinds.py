"""What kind of document this is, by its name and its first words.

Only a weight hangs on it, so simple signs are enough: words in the file name, in the
title, and in the head of the text, the first of them that fits.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from criteria.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.evidence import Page

# By kind: words of a name or title, in four languages, folded; "|" parts them.
_SIGNS: Final[dict[str, str]] = {
    "rfp": "request for proposals|request for proposal|rfp|request for qualifications|"
    "invitation to bid|pliego de condiciones|licitacion|edital|termo de referencia|"
    "terminos de referencia|bases de licitacion|appel d offres|cahier des charges|"
    "scope of work|solicitation",
    "job-description": "job description|position description|vacancy|job posting|"
    "descripcion del cargo|perfil del cargo|descricao do cargo|vaga|fiche de poste|"
    "manual de funciones|essential duties",
    "minutes": "minutes|meeting notes|meeting summary|agenda|acta|acta de reunion|"
    "ata da reuniao|ata de reuniao|ata|pauta|compte rendu|proces verbal|orden del dia",
    "agreement": "memorandum of understanding|mou|data sharing agreement|"
    "data use agreement|interagency agreement|convenio|acuerdo de cooperacion|"
    "acuerdo de intercambio|acordo de cooperacao|termo de cooperacao|"
    "convention de partenariat|memorando de entendimiento|license agreement",
    "contract": "contract|contrato|contrat|service agreement|statement of work|"
    "terms and conditions|professional services agreement|marche public",
    "ordinance": "ordinance|resolution|executive order|administrative order|bill|"
    "municipal code|ordenanza|decreto|resolucion|ley|acuerdo|lei|resolucao|portaria|"
    "arrete|deliberation|reglement|loi|instrucao normativa|acuerdo municipal|"
    "local law|boletin oficial|diario oficial|gaceta",
    "charter": "charter|terms of reference|carta de gobernanza|carta de governanca|"
    "charte|regimento interno|reglamento interno|bylaws",
    "budget": "budget|presupuesto|orcamento|budget primitif|lei orcamentaria|ppa|loa|"
    "presupuesto participativo|adopted budget|proposed budget|fiscal year budget",
    "evaluation": "evaluation report|impact evaluation|randomized|program evaluation|"
    "evaluacion de impacto|informe de evaluacion|avaliacao de impacto|"
    "relatorio de avaliacao|rapport d evaluation|evaluation d impact|pilot study|"
    "pre analysis plan|research findings|working paper",
    "performance-report": "performance report|annual report|progress report|scorecard|"
    "report card|quarterly report|informe de gestion|informe anual|"
    "rendicion de cuentas|relatorio de gestao|relatorio anual|prestacao de contas|"
    "rapport annuel|rapport d activite|management report|performance plan|"
    "impact report|memoria anual",
    "inventory": "data inventory|dataset inventory|data catalog|inventario|catalogo|"
    "inventaire|register|data dictionary|diccionario de datos|dicionario de dados",
    "strategic-plan": "strategic plan|strategy|action plan|master plan|roadmap|"
    "plan estrategico|plan de desarrollo|estrategia|plan de accion|plano estrategico|"
    "plano diretor|plano de acao|plano de metas|programa de metas|plan strategique|"
    "plan d action|strategie",
    "policy": "policy|standard|directive|administrative regulation|politica|norma|"
    "lineamientos|politique|directiva|procedure|policies|open data policy",
    "survey": "survey|questionnaire|encuesta|cuestionario|pesquisa|questionario|"
    "enquete",
    "guide": "guide|handbook|manual|toolkit|playbook|guia|manuel|cartilla|caixa de "
    "ferramentas|best practices|guidelines|tutorial|template|training|how to|readme|"
    "curso|capacitacion|faq",
    "dashboard": "dashboard|tablero|painel|tableau de bord",
    "press": "press release|news|comunicado|comunicado de prensa|noticia|noticias|blog|"
    "communique de presse|announces|announcement|boletim",
    "presentation": "presentation|slides|deck|presentacion|apresentacao|webinar",
}
_BY_SIGN: Final = {
    sign: kind for kind, signs in _SIGNS.items() for sign in signs.split("|")
}
_LONGEST_SIGN: Final = max(sign.count(" ") for sign in _BY_SIGN) + 1
# Words of a title weigh less the later they stand.
_TITLE: Final = 60
_HEAD: Final = 1200
_ENACTS: Final = re.compile(
    r"\b(?:BE IT (?:ORDAINED|RESOLVED)|NOW,? THEREFORE|DECRETA\b|RESUELVE\b|RESOLVE:|"
    r"ORDENA:|Faço saber|FAÇO SABER|SANCIONA|ARRÊTE|ACUERDA\b|Decreta:)"
)
_IN_NAME, _IN_TITLE, _IN_HEAD, _BY_WORDING = 6, 4, 1, 5


def recognise(name: str, pages: Sequence[Page]) -> str:
    """Return one of the kinds of document that rules know; ``other`` if in doubt."""
    head = pages[0].text[:_HEAD] if pages else ""
    votes: Counter[str] = Counter()
    stem = name.rsplit(".", 1)[0]
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    for kind in _kinds_in(words(spread)):
        votes[kind] += _IN_NAME
    folded = words(head)
    for kind in dict.fromkeys(_kinds_in(folded[: _TITLE // 4])):
        votes[kind] += _IN_TITLE
    for kind in _kinds_in(folded[:_TITLE]):
        votes[kind] += _IN_HEAD
    if _ENACTS.search(head):
        votes["ordinance"] += _BY_WORDING
    if not votes:
        return "other"
    order = list(_SIGNS)
    return max(votes, key=lambda kind: (votes[kind], -order.index(kind)))


def _kinds_in(found: Sequence[str]) -> list[str]:
    """Return the kinds that words speak for; a longer sign hides those in it."""
    kinds: list[str] = []
    at = 0
    while at < len(found):
        for size in range(min(_LONGEST_SIGN, len(found) - at), 0, -1):
            kind = _BY_SIGN.get(" ".join(found[at : at + size]))
            if kind:
                kinds.append(kind)
                at += size - 1
                break
        at += 1
    return kinds
