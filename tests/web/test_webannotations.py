"""The annotations, held to what the W3C's model requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from storage import decisions, links
from storage.models import Document, Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

TEXT = "Minutes of the third meeting of this year. The committee met. It kept minutes."
QUOTE = "The committee met."
# https://www.w3.org/TR/annotation-model/#motivation-and-purpose
MOTIVATIONS = {"assessing", "classifying", "commenting", "linking", "tagging"}


def _filled(store: Store, assessment: Assessment) -> None:
    """A link that is confirmed, one that waits, one without a passage, one closed."""
    start = TEXT.index(QUOTE)
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        document = factories.make_read_document(
            session, text=TEXT, assessment=assessment
        )
        for code in ("DM1", "OD1"):
            link = factories.make_link(session, document=document, criterion=code)
        for one in links.of_document(session, document):
            for row in one.passages:
                row.start, row.end = start, start + len(QUOTE)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=0)
        links.make(session, document, "OD2", None, by=lead)
        closed = factories.make_document(session, assessment=assessment, name="x.txt")
        session.get_one(Document, closed.id).confidential = True
        links.make(session, closed, "DM1", None, by=lead)


def _check_iri(value: object) -> None:
    assert isinstance(value, str)
    assert urlsplit(value).scheme in {"http", "https"}


def _check_target(target: Any) -> None:  # noqa: ANN401 - as JSON has it
    if isinstance(target, str):
        return _check_iri(target)
    assert target["type"] == "SpecificResource"
    _check_iri(target["source"])
    for selector in target["selector"]:
        assert selector["type"] == "FragmentSelector"
        assert selector["value"] == "page=1"
        refined = selector["refinedBy"]
        if refined["type"] == "TextQuoteSelector":
            around = refined["prefix"] + refined["exact"] + refined["suffix"]
            assert refined["exact"] == QUOTE
            assert TEXT.index(around) == TEXT.index(QUOTE) - 32
        else:
            assert refined["type"] == "TextPositionSelector"
            assert TEXT[refined["start"] : refined["end"]] == QUOTE
    return None


def test_every_annotation_is_as_the_model_requires(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    _filled(store, assessment)

    answer = citizen.get(f"/assessments/{assessment.id}/annotations.json")

    collection = answer.get_json()
    assert answer.content_type == (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    )
    assert collection["type"] == "AnnotationCollection"
    assert collection["first"]["type"] == "AnnotationPage"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == 3
    for one in items:
        assert one["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert one["type"] == "Annotation"
        assert one["motivation"] in MOTIVATIONS
        _check_iri(one["id"])
        assert {body["purpose"] for body in one["body"]} <= MOTIVATIONS
        _check_iri(one["body"][0]["source"])
        targets = one["target"] if isinstance(one["target"], list) else [one["target"]]
        assert targets
        for target in targets:
            _check_target(target)
    assert {(one["motivation"], len(one["body"])) for one in items} == {
        ("assessing", 2),
        ("classifying", 1),
    }


def test_programs_get_the_same_annotations(
    as_role: Callable[..., Visitor], store: Store, assessment: Assessment
) -> None:
    _filled(store, assessment)
    both = as_role(Role.CITY, with_token=True)

    page = both.get(f"/assessments/{assessment.id}/annotations.json")
    given = both.get(f"/api/v1/assessments/{assessment.id}/annotations")

    assert given.get_json() == page.get_json()
    assert given.content_type == page.content_type


def test_an_assessment_without_links_is_an_empty_collection(
    citizen: Visitor, assessment: Assessment
) -> None:
    given = citizen.get(f"/assessments/{assessment.id}/annotations.json").get_json()

    assert (given["total"], "first" in given) == (0, False)
