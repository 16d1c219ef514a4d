"""What kind of document this is, by its name and its first words.

Only a weight hangs on it, so simple signs are enough: words in the file name, in the
title, and in the head of the text, the first of them that fits.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from criteria.language.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.evidence import Page

# By kind: words of a name or title, in four languages, folded; "|" parts them.
KINDS: Final = (
    "policy",
    "ordinance",
    "charter",
    "contract",
    "rfp",
    "minutes",
    "strategic-plan",
    "performance-report",
    "budget",
    "inventory",
    "evaluation",
    "guide",
    "dashboard",
    "press",
    "agreement",
    "job-description",
    "survey",
    "presentation",
    "other",
)
"""The kinds of document that rules and criteria can name."""

_SIGNS: Final[dict[str, str]] = {
    "rfp": "request for proposals|request for proposal|rfp|request for qualifications|"
    "invitation to bid|pliego de condiciones|licitacion|edital|termo de referencia|"
    "terminos de referencia|bases de licitacion|appel d offres|cahier des charges|"
    "scope of work|solicitation|bases administrativas|bases tecnicas|bases del "
    "concurso|pliego de bases|concurso de meritos|concurso de precios|chamamento "
    "publico|pregao|appel a projets|demande de propositions|reglement de la "
    "consultation",
    "job-description": "job description|position description|vacancy|job posting|"
    "descripcion del cargo|perfil del cargo|descricao do cargo|vaga|fiche de poste|"
    "manual de funciones|essential duties|descripcion de puesto|perfil de puesto|"
    "cedula de puesto|descricao de cargo|perfil da vaga|processo seletivo|offre d "
    "emploi|avis de vacance|avis de recrutement|description de poste|profil de poste",
    "minutes": "minutes|meeting notes|meeting summary|agenda|acta|acta de reunion|ata "
    "da reuniao|ata de reuniao|ata|pauta|compte rendu|proces verbal|orden del dia|"
    "acta de la sesion|acta de sesion|acta de cabildo|minuta de reunion|minuta de "
    "trabajo|version estenografica|memoria de reuniao|ata da sessao|ata da audiencia|"
    "releve de decisions|ordre du jour",
    "agreement": "memorandum of understanding|mou|data sharing agreement|data use "
    "agreement|interagency agreement|convenio|acuerdo de cooperacion|acuerdo de "
    "intercambio|acordo de cooperacao|termo de cooperacao|convention de partenariat|"
    "memorando de entendimiento|license agreement|convenio marco|convenio de "
    "colaboracion|convenio interadministrativo|acuerdo de confidencialidad|carta "
    "acuerdo|acta acuerdo|termo de fomento|termo de colaboracao|protocolo de "
    "intencoes|acordo de compartilhamento|convention|entente|protocole d accord",
    "contract": "contract|contrato|contrat|service agreement|statement of work|terms "
    "and conditions|professional services agreement|marche public|orden de compra|"
    "acte d engagement|marche de services",
    "ordinance": "ordinance|resolution|executive order|administrative order|bill|"
    "municipal code|ordenanza|decreto|resolucion|ley|acuerdo|lei|resolucao|portaria|"
    "arrete|deliberation|reglement|loi|instrucao normativa|acuerdo municipal|local "
    "law|boletin oficial|diario oficial|gaceta|bando|edicto|reglamento|periodico "
    "oficial|registro oficial|ordem de servico|arrete municipal|extrait du registre|"
    "recueil des actes",
    "charter": "charter|terms of reference|carta de gobernanza|carta de governanca|"
    "charte|regimento interno|reglamento interno|bylaws|carta organica|estatuto|"
    "estatutos|mandat du comite|reglement interieur",
    "budget": "budget|presupuesto|orcamento|budget primitif|lei orcamentaria|ppa|loa|"
    "presupuesto participativo|adopted budget|proposed budget|fiscal year budget|"
    "presupuesto de egresos|presupuesto ciudadano|proforma presupuestaria|"
    "formulacion presupuestaria|ley de ingresos|plano plurianual|diretrizes "
    "orcamentarias|proposta orcamentaria|estima a receita|orientations budgetaires|"
    "rapport d orientation budgetaire|budget supplementaire|compte administratif|"
    "programme triennal d immobilisations|plan decennal d immobilisations",
    "evaluation": "evaluation report|impact evaluation|randomized|program evaluation|"
    "evaluacion de impacto|informe de evaluacion|avaliacao de impacto|relatorio de "
    "avaliacao|rapport d evaluation|evaluation d impact|pilot study|pre analysis "
    "plan|research findings|working paper|evaluacion de resultados|evaluacion de "
    "programa|evaluacion de diseno|estudio de efectos|estudio piloto|ensayo "
    "aleatorizado|avaliacao de resultados|estudo piloto|evaluation de programme|"
    "etude pilote|essai randomise",
    "performance-report": "performance report|annual report|progress report|scorecard|"
    "report card|quarterly report|informe de gestion|informe anual|rendicion de "
    "cuentas|relatorio de gestao|relatorio anual|prestacao de contas|rapport annuel|"
    "rapport d activite|management report|performance plan|impact report|memoria "
    "anual|informe de labores|informe de gobierno|informe de avance|informe "
    "trimestral|informe semestral|informe de resultados|informe de seguimiento|"
    "cuenta publica|memoria de labores|memoria de gestion|matriz de indicadores|"
    "relatorio de atividades|relatorio quadrimestral|relatorio de desempenho|"
    "relatorio de resultados|relatorio de acompanhamento|balanco de gestao|balanco "
    "das metas|rapport de performance|rapport de gestion|rapport d etape|bilan "
    "annuel|bilan de mandat|etat d avancement|reddition de comptes|suivi des "
    "engagements",
    "inventory": "data inventory|dataset inventory|data catalog|inventario|catalogo|"
    "inventaire|register|data dictionary|diccionario de datos|dicionario de dados|"
    "registro de activos|catalogue de donnees|repertoire des donnees|dictionnaire de "
    "donnees",
    "strategic-plan": "strategic plan|strategy|action plan|master plan|roadmap|plan "
    "estrategico|plan de desarrollo|estrategia|plan de accion|plano estrategico|"
    "plano diretor|plano de acao|plano de metas|programa de metas|plan strategique|"
    "plan d action|strategie|plan municipal de desarrollo|plan operativo anual|plan "
    "de gobierno|plan director|plan maestro|agenda digital|hoja de ruta|plano de "
    "governo|plan directeur|schema directeur|feuille de route|planification "
    "strategique",
    "policy": "policy|standard|directive|administrative regulation|politica|norma|"
    "lineamientos|politique|directiva|procedure|policies|open data policy|politicas|"
    "normativa|protocolo|instruccion|diretriz|diretrizes|norme|referentiel|lignes "
    "directrices",
    "survey": "survey|questionnaire|encuesta|cuestionario|pesquisa|questionario|"
    "enquete|sondage",
    "guide": "guide|handbook|manual|toolkit|playbook|guia|manuel|cartilla|caixa de "
    "ferramentas|best practices|guidelines|tutorial|template|training|how to|readme|"
    "curso|capacitacion|faq|instructivo|preguntas frecuentes|caja de herramientas|"
    "cartilha|orientacoes|perguntas frequentes|passo a passo|mode d emploi|trousse|"
    "boite a outils|aide memoire|foire aux questions",
    "dashboard": "dashboard|tablero|painel|tableau de bord|semaforo de indicadores|"
    "cuadro de mando",
    "press": "press release|news|comunicado|comunicado de prensa|noticia|noticias|blog|"
    "communique de presse|announces|announcement|boletim|boletin de prensa|nota de "
    "prensa|sala de prensa|nota a imprensa|communique|actualites|dossier de presse|"
    "for immediate release|newsroom",
    "presentation": "presentation|slides|deck|presentacion|apresentacao|webinar",
}
_BY_SIGN: Final = {
    sign: kind for kind, signs in _SIGNS.items() for sign in signs.split("|")
}
_LONGEST_SIGN: Final = max(sign.count(" ") for sign in _BY_SIGN) + 1
# What every document may name: a law, a manual, its own foreword. In the title it says
# something, further down nothing; a presentation is told by its file name alone.
_NAMED_ANYWHERE: Final = frozenset(
    (
        *("acta", "acuerdo", "ata", "bill", "convention", "entente", "estatuto"),
        *("estatutos", "ley", "lei", "loi", "manual", "norma", "normativa"),
        *("reglamento", "register", "standard", "template", "training"),
    )
)
_FOREWORDS: Final = frozenset(("presentacion", "apresentacao", "presentation"))
# Words of a title weigh less the later they stand.
_TITLE: Final = 60
_HEAD: Final = 1200
_ENACTS: Final = re.compile(
    r"\b(?:BE IT (?:ORDAINED|RESOLVED)|NOW,? THEREFORE|DECRETA\b|RESUELVE\b|RESOLVE:|"
    r"ORDENA:|Faço saber|FAÇO SABER|SANCIONA|ARRÊTE|ACUERDA\b|Decreta:)"
)
# A line that begins with the name and number of an act.
_ACT: Final = re.compile(
    r"^[^\w\n]*(?:acuerdo|decreto|ordenanza|resoluci[oó]n|ley|lei|portaria|resolução|arr[êe]té|"
    r"d[ée]lib[ée]ration|r[èe]glement|ordinance|resolution)"
    r"(?: (?:municipal|complementar|ejecutivo))?"
    r"(?: *(?:n[º°o*.úm]{0,4}|number) *| +)\d",
    re.IGNORECASE | re.MULTILINE,
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
    title = _kinds_in(folded[: _TITLE // 4], without=_FOREWORDS)
    for kind in dict.fromkeys(title):
        votes[kind] += _IN_TITLE
    for kind in _kinds_in(folded[:_TITLE], without=_FOREWORDS | _NAMED_ANYWHERE):
        votes[kind] += _IN_HEAD
    if _ENACTS.search(head) or _ACT.search(head):
        votes["ordinance"] += _BY_WORDING
    if not votes:
        return "other"
    order = list(_SIGNS)
    return max(votes, key=lambda kind: (votes[kind], -order.index(kind)))


def _kinds_in(
    found: Sequence[str], *, without: frozenset[str] = frozenset()
) -> list[str]:
    """Return the kinds that words speak for; a longer sign hides those in it."""
    kinds: list[str] = []
    at = 0
    while at < len(found):
        for size in range(min(_LONGEST_SIGN, len(found) - at), 0, -1):
            sign = " ".join(found[at : at + size])
            kind = _BY_SIGN.get(sign)
            if kind and sign not in without:
                kinds.append(kind)
                at += size - 1
                break
        at += 1
    return kinds
