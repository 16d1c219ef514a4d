"""Links as W3C web annotations, for programs that know nothing of Assay.

The model is https://www.w3.org/TR/annotation-model/: each link is an annotation of a
document; its passages are the targets, and its criterion is what it says of them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, url_for

from criteria.evidence import DECIDED
from storage import confidential, lineup, pages
from web import context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Link, PassageRow

bp = Blueprint("webannotations", __name__)

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TYPE = f'application/ld+json; profile="{CONTEXT}"'
# What a page of a PDF is called in an address.
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"

Value = dict[str, object]
Place = tuple[str, int]
Beside = tuple[str, str]


@bp.get("/assessments/<assessment_id>/annotations.json")
def show(assessment_id: str) -> Response:
    """Give every link with its passages, but for confidential documents."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = collection(session, assessment)
    return Response(json.dumps(found, ensure_ascii=False), content_type=TYPE)


def collection(session: Session, assessment: Assessment) -> Value:
    """Every link with its passages, but for confidential documents."""
    kept = lineup.Filters(standing=None, without=confidential.veiled(session))
    found = lineup.queue(session, assessment, kept, limit=lineup.EVERY)
    beside = pages.beside(session, assessment)
    standard = _address("standards.show", edition=assessment.edition)
    items = [_annotation(link, beside, standard) for link in found]
    here = _address("webannotations.show", assessment_id=assessment.id)
    told: Value = {
        "@context": CONTEXT,
        "id": here,
        "type": "AnnotationCollection",
        "label": f"{assessment.city.name}, {assessment.edition}",
        "generator": {"id": _address("help.show"), "type": "Software", "name": "Assay"},
        "total": len(items),
    }
    if items:
        told["first"] = {
            "id": f"{here}#items",
            "type": "AnnotationPage",
            "partOf": here,
            "startIndex": 0,
            "items": items,
        }
    return told


def _annotation(link: Link, beside: Mapping[Place, Beside], standard: str) -> Value:
    source = _address("documents.original", document_id=link.document_id)
    targets: list[Value] = [
        {
            "type": "SpecificResource",
            "source": source,
            "selector": _selectors(link, row, *beside[link.id, row.ordinal]),
        }
        for row in link.passages
    ]
    bodies = _bodies(link, standard)
    return {
        "@context": CONTEXT,
        "id": _address("review.link", link_id=link.id),
        "type": "Annotation",
        "motivation": bodies[-1]["purpose"],
        "body": bodies,
        "target": targets or source,
    }


def _bodies(link: Link, standard: str) -> list[Value]:
    """The criterion, and how the link was decided, if it was."""
    criterion: Value = {
        "type": "SpecificResource",
        "purpose": "classifying",
        "source": f"{standard}#{link.criterion}",
    }
    if link.standing not in DECIDED:
        return [criterion]
    decision: Value = {
        "type": "TextualBody",
        "purpose": "assessing",
        "format": "text/plain",
        "language": "en",
        "value": link.reason.value if link.reason else link.standing.value,
    }
    return [criterion, decision]


def _selectors(link: Link, row: PassageRow, before: str, after: str) -> list[Value]:
    """The page, and on it the words in two ways; each way alone would do."""
    quote: Value = {
        "type": "TextQuoteSelector",
        "exact": row.quote,
        "prefix": before,
        "suffix": after,
    }
    position: Value = {
        "type": "TextPositionSelector",
        "start": row.start,
        "end": row.end,
    }
    page: Value = {"type": "FragmentSelector", "value": f"page={row.page}"}
    if link.document.kind == "pdf":
        page["conformsTo"] = PDF_FRAGMENTS
    return [page | {"refinedBy": quote}, page | {"refinedBy": position}]


def _address(endpoint: str, **names: Any) -> str:  # noqa: ANN401 - as url_for has it
    return f"{context.store().settings.address}{url_for(endpoint, **names)}"
