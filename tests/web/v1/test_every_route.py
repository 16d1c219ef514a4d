"""Every route answers every role as the contract says, whatever it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis import openapi as contracts
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from storage import arriving
from storage.models import Role
from tests import factories
from tests.web.browsing import show_token
from web import scopes
from web.arriving import PART
from web.v1 import contract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from hypothesis.strategies import SearchStrategy
    from schemathesis import Case

    from storage.models import Assessment
    from storage.store import Store

    Asked = Case[Any]
    Headers = Mapping[str, str]
    Codes = dict[Role | None, set[int]]

# That what is right is taken is for the other tests, who know which things there are.
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
]
# A token is shown or not, and never made up; the protocol of parts refuses with 412.
OURS = SchemathesisConfig.from_dict(
    {
        "generation": {"with-security-parameters": False},
        "checks": {
            name: {"expected-statuses": [400, 401, 403, 404, 409, 412, 413, 415, 422]}
            for name in ("negative_data_rejection", "missing_required_header")
        },
    }
)
FEW = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REFUSED, DONE = {401, 403}, {200, 201, 204, 304}

schemathesis.serializer.alias(PART, "application/octet-stream")


def test_every_route_keeps_to_the_contract_and_to_its_roles(
    app: Flask, store: Store, assessment: Assessment
) -> None:
    ids = _filled(store, assessment)
    shown: dict[Role | None, Headers] = {None: {}}
    for role in Role:
        shown[role] = _token(app, store, assessment, role)
    told: dict[str, Codes] = {}

    for operation, strategy in _operations(app, ids):
        codes = told.setdefault(operation.definition.raw["operationId"], {})
        _ask(strategy, shown, codes)

    may = {
        (one["operationId"], role)
        for methods in contract.document()["paths"].values()
        for one in methods.values()
        for role in one.get("x-roles", ())
    }
    met = {(n, r): found for n, codes in told.items() for r, found in codes.items()}
    assert {one for one, found in met.items() if not found & REFUSED} == may
    assert {one for one, found in met.items() if found & DONE} <= may
    assert len(met) == 4 * len(scopes.NEEDS)


def _filled(store: Store, assessment: Assessment) -> dict[str, str]:
    """One of each thing that has an id, under the names of the contract."""
    with store.transaction() as session:
        session.add(assessment)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        by = factories.make_person(session, role=Role.LEAD)
        upload = arriving.begin(
            session, assessment, "a.txt", 9, by=by, limit=9, confidential=False
        )
        return {
            "assessment_id": assessment.id,
            "document_id": document.id,
            "link_id": link.id,
            "edition": assessment.edition,
            "upload_id": upload.id,
        }


def _token(app: Flask, store: Store, assessment: Assessment, role: Role) -> Headers:
    with store.transaction() as session:
        city = assessment.city if role is Role.CITY else None
        person = factories.make_person(session, role=role, city=city)
    return {"Authorization": f"Bearer {show_token(app.test_client(), store, person)}"}


def _operations(app: Flask, ids: Headers) -> Iterator[tuple[Any, Any]]:
    """Every operation, and how to ask for what is there: as agreed, and not."""
    read = contracts.from_wsgi("/api/v1/openapi.json", app, config=OURS)
    for found in read.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        named = {name: one for name, one in ids.items() if name in operation.path}
        right, wrong = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
        yield operation, operation.as_strategy(right, path_parameters=named)
        # Where nothing else can be wrong, the address is.
        needs = {one.name for one in operation.headers if one.is_required}
        beside = operation.query or operation.body or needs - {"Authorization"}
        kept = named if beside else None
        yield operation, operation.as_strategy(wrong, path_parameters=kept)


def _ask(
    strategy: SearchStrategy[Asked], shown: Mapping[Role | None, Headers], codes: Codes
) -> None:
    """Ask as everybody, and hold each answer to the contract."""

    @FEW
    @given(case=strategy)
    def ask(case: Asked) -> None:
        for role, headers in shown.items():
            answer = case.call_and_validate(headers=dict(headers), checks=CHECKS)
            codes.setdefault(role, set()).add(answer.status_code)
            assert {"ratelimit", "ratelimit-policy"} <= set(answer.headers)
            looked = case.method == "GET" and answer.status_code in DONE
            assert ("etag" in answer.headers) == looked

    ask()
