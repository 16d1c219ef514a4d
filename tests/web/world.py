"""A city with one of everything, and people of every role who ask for it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import (
    arriving,
    documents,
    images,
    invitations,
    notices,
    parcels,
    planning_models,
    providers,
    reach,
    registers,
    requests,
    runs,
    suppositions,
    tokens,
)
from storage.hook_models import Delivery, Hook, HookKind
from storage.models import Role
from storage.notice_models import NoticeKind
from storage.parcel_models import Parcel, ParcelState
from storage.tokens import Scope
from tests import factories
from tests.web.browsing import Visitor, show_token, visitor
from web import permissions, scopes

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from storage.models import Assessment, City, Person
    from storage.planning_models import EvidenceRequest
    from storage.store import Store
    from tests.web.who import Who

CITYS_OWN = {"register_id", "assessment_id", "document_id", "link_id"}
# An upload is its sender's alone, and a token its maker's.
ONES_OWN = {"upload_id", "token_id"}
FIELDS: dict[str, object] = {
    "verdict": "confirmed",
    "seen": "0",
    "title": "x",
    "due": (date.today() + timedelta(days=30)).isoformat(),  # noqa: DTZ011 - any day soon
    "kind": "adopted",
    "criterion": "DM1",
    "share": "100",
    "why": "x",
    "relation": "family",
    "move": "submit",
    "begins": "2026-01-01",
}
UPLOADING = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0"}
_numbers = count(1)


@dataclass(slots=True)
class World:
    """Riverbend with one of everything, and another city."""

    app: Flask
    store: Store
    assessment: Assessment
    elsewhere: City
    ids: dict[str, str]
    older: str

    def ids_of_now(self) -> dict[str, str]:
        """The ids, with what an earlier question may have used up made anew."""
        with self.store.transaction() as session:
            lead = factories.make_person(session, role=Role.LEAD)
            asked = requests.ask(
                session,
                self.assessment,
                "DM1",
                by=lead,
                department="Water",
                due=date.fromisoformat(str(FIELDS["due"])),
            )
            name = f"Supposed {next(_numbers)}"
            suppositions.suppose(session, self.assessment, name, by=lead, added=["DM1"])
            supposed = session.scalars(
                sa.select(planning_models.Supposition.id).where(
                    planning_models.Supposition.name == name
                )
            ).one()
            token = requests.token(asked, key=self.store.settings.secret())
            parcels.ask(session, self.assessment, by=lead)
            ready = sa.update(Parcel).values(state=ParcelState.READY, made=asked.made)
            session.execute(ready)
            held = factories.make_conflict(session)
            return self.ids | {
                "interest_id": held.id,
                "request_id": asked.id,
                "supposition_id": supposed,
                "token": token,
                "person_id": factories.make_person(session).id,
                "invitation_id": self._invitation(session, lead),
                "mail_token": self._mail_token(session, lead),
                **self._hook(session, asked),
            }

    def _mail_token(self, session: Session, person: Person) -> str:
        notice = notices.write(
            session, NoticeKind.INVITATION, person, assessment=self.assessment
        )
        assert notice is not None
        return notices.token(notice, key=self.store.settings.secret())

    def _hook(self, session: Session, asked: EvidenceRequest) -> dict[str, str]:
        hook = Hook(address="https://data.example/", made=asked.made)
        session.add(hook)
        session.flush()
        delivery = Delivery(
            hook_id=hook.id,
            city_id=asked.city_id,
            assessment_id=asked.assessment_id,
            kind=HookKind.LEVEL_CHANGED,
            made=asked.made,
            due=asked.made,
        )
        session.add(delivery)
        session.flush()
        return {"hook_id": hook.id, "delivery_id": delivery.id}

    def _invitation(self, session: Session, lead: Person) -> str:
        email = f"invited{next(_numbers)}@example.org"
        made = invitations.invite(
            session, email, Role.REVIEWER, city=None, by=lead, key="k"
        )
        return made.id

    def route(self, endpoint: str) -> tuple[str, frozenset[str]]:
        """The method of a route, and the names of the parts of its address."""
        [rule] = self.app.url_map.iter_rules(endpoint)
        [method] = (rule.methods or set()) - {"OPTIONS"} - _implied(rule.methods)
        return method, frozenset(rule.arguments)

    def ask(self, client: Visitor, endpoint: str, ids: dict[str, str]) -> TestResponse:
        """Ask for a route, with every field that some form has."""
        method, parts = self.route(endpoint)
        known = {name: ids[name] for name in parts}
        if endpoint == "saving.delete":
            self.ask(client, "saving.save", ids)  # a view of their own
        about_mail = endpoint.startswith("notices.")
        code = ids["mail_token"] if about_mail else ids["token"]
        if "token" in parts:
            known["token"] = code
        if endpoint == "moves.preview" and known["assessment_id"] in self.ids.values():
            known["assessment_id"] = self.older
        path = self.app.url_map.bind("localhost").build(endpoint, known, method=method)
        if method in {"GET", "HEAD"}:
            return client.client.open(
                f"{path}?code=DM1", method=method, headers=UPLOADING
            )
        if method == "PATCH":
            kind = "application/offset+octet-stream"
            headers = UPLOADING | {"X-Form-Token": client.token()}
            return client.client.patch(path, content_type=kind, headers=headers)
        fields: dict[str, object] = {"form_token": client.token()}
        fields["file"] = (io.BytesIO(b"x"), "x.txt")
        fields["code"] = code
        if endpoint.startswith("saving."):
            fields["name"] = "Mine"
        return client.client.post(path, data=fields | FIELDS, headers=UPLOADING)

    def visitor(self, who: Who) -> Visitor:
        """A browser of somebody."""
        if who.role is None:
            return visitor(self.app, self.store)
        with self.store.transaction() as session:
            person = self._person(session, who)
        found = visitor(self.app, self.store, person)
        show_token(found.client, self.store, person)
        return found

    def again(self, one: Visitor) -> Visitor:
        """Somebody of another world, by the same proofs."""
        client = self.app.test_client()
        if cookie := one.client.get_cookie("assay"):
            client.set_cookie("assay", cookie.value)
        client.environ_base |= one.client.environ_base
        return Visitor(client)

    def _person(self, session: Session, who: Who) -> Person:
        city = self.assessment.city if who.reaches else self.elsewhere
        if who.role is Role.CITY:
            return factories.make_person(session, role=Role.CITY, city=city)
        person = factories.make_person(session, role=who.role or Role.CITY)
        if who.name == "reviewer employed there":
            theirs = self.assessment.city_id
            reach.assign(session, person, (), every_city=True, employer=theirs)
        elif who.role is Role.REVIEWER and who.name != "reviewer of every city":
            reach.assign(session, person, {city.id}, every_city=False)
        return person


def make_world(app: Flask, store: Store, assessment: Assessment) -> World:
    """Make everything that there is in it."""
    blob = store.blobs.put(io.BytesIO(b"The committee met."), limit=100)
    with store.transaction() as session:
        session.add(assessment)
        elsewhere = factories.make_city(session, name="Elsewhere")
        kept = documents.receive(session, assessment, "minutes.txt", blob)
        read = factories.make_read_document(session, document=kept)
        link = factories.make_link(session, document=read, criterion="DM1")
        images.want(session, read, 1)
        providers.register(
            session,
            assessment.city,
            endpoints=providers.Endpoints(*["https://login.example"] * 4),
            client_id="assay",
            secret="x",  # noqa: S106 - of a service that is never asked
            key="k",
        )
        images.keep(session, read.id, 1, sha256=blob.sha256)
        upload = arriving.begin(
            session, assessment, "x.txt", 1, by=factories.make_person(session), limit=9
        )
        run = runs.start(session, "wwc-2022", changes={}, digest="0" * 64)
        maker = factories.make_person(session)
        tokens.make(session, maker, "A script", [Scope.READ], days=7)
        [token] = tokens.listed(session, maker)
        register = registers.receive(
            session, assessment, "list.csv", b"Criterion;Title", by=maker
        )
        ids = {
            "token_id": token.id,
            "register_id": register.id,
            "topic": "score",
            "upload_id": upload.id,
            "run_id": run.id,
            "number": "1",
            "assessment_id": assessment.id,
            "document_id": read.id,
            "link_id": link.id,
            "city_id": assessment.city_id,
            "code": "DM1",
            "view": "confirmed",
            "what": "read",
            "shape": "statement",
            "edition": "wwc-2022",
            "rule_id": "BF1.request-names-goal-and-measure",
            "name": "vendor/theme.css",
        }
        older = factories.make_assessment(
            session, city=assessment.city, edition="wwc-2018"
        )
        return World(app, store, assessment, elsewhere, ids, older.id)


def _sends_to_sign_in(answer: TestResponse) -> bool:
    # The page of a sign-in link, below it, is another.
    return answer.status_code == 303 and answer.location.split("?")[0] == "/sign-in"


def _implied(methods: set[str] | None) -> set[str]:
    return {"HEAD"} if "GET" in (methods or set()) else set()


def outcome(answer: TestResponse) -> object:
    """What became of a question: refused in one of the ways, or not."""
    if _sends_to_sign_in(answer):
        return "sign in"
    return answer.status_code if answer.status_code in {401, 403, 404} else "may"


def expected(world: World, endpoint: str, who: Who) -> object:
    """What becomes of a question by the table of permissions."""
    method, parts = world.route(endpoint)
    if who.role is None and endpoint in scopes.NEEDS:
        return 401
    if not permissions.allows(endpoint, who.role):
        return "sign in" if who.role is None and method == "GET" else 403
    if parts & ONES_OWN:
        return 404
    return 404 if parts & CITYS_OWN and not who.reaches else "may"
