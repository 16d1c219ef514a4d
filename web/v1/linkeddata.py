"""Links as W3C web annotations: https://www.w3.org/TR/annotation-model/."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web import context, webannotations
from web.v1.models import Model
from web.v1.routes import route

Context = Annotated[
    Literal["http://www.w3.org/ns/anno.jsonld"], Field(alias="@context")
]


class Words(Model):
    """The words of a passage: as they read, or by where they begin and end."""

    type: Literal["TextQuoteSelector", "TextPositionSelector"]
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    start: int | None = None
    end: int | None = None


class PageSelector(Model):
    """A page, and the words on it."""

    type: Literal["FragmentSelector"]
    value: str
    conforms_to: Annotated[str | None, Field(alias="conformsTo")] = None
    refined_by: Annotated[Words, Field(alias="refinedBy")]


class Target(Model):
    """A passage of a document."""

    type: Literal["SpecificResource"]
    source: str
    selector: list[PageSelector]


class Body(Model):
    """A criterion, or how the link was decided."""

    type: Literal["SpecificResource", "TextualBody"]
    purpose: Literal["classifying", "assessing"]
    source: str | None = None
    format: str | None = None
    language: str | None = None
    value: str | None = None


class Annotation(Model):
    """A link: of a document, or of its passages, and what it says of them."""

    context: Context
    id: str
    type: Literal["Annotation"]
    motivation: Literal["classifying", "assessing"]
    body: list[Body]
    target: list[Target] | str


class AnnotationPage(Model):
    """All annotations of a collection."""

    id: str
    type: Literal["AnnotationPage"]
    part_of: Annotated[str, Field(alias="partOf")]
    start_index: Annotated[int, Field(alias="startIndex")]
    items: list[Annotation]


class Generator(Model):
    """What made them."""

    id: str
    type: Literal["Software"]
    name: str


class AnnotationCollection(Model):
    """The links of an assessment, but for those of confidential documents."""

    context: Context
    id: str
    type: Literal["AnnotationCollection"]
    label: str
    generator: Generator
    total: int
    first: AnnotationPage | None = None


@route(
    "GET",
    "/assessments/<assessment_id>/annotations",
    gives=AnnotationCollection,
    media=webannotations.TYPE,
)
def show_annotations(assessment_id: str) -> AnnotationCollection:
    """Give every link with its passages, for programs that know nothing of Assay."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        told = webannotations.collection(session, assessment)
    return AnnotationCollection.model_validate(told)
