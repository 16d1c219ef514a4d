"""Confidential documents: opened by few, in nothing that leaves, each look kept."""

from __future__ import annotations

import base64
import io
import json
import logging
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import redis
import sqlalchemy as sa
from click.testing import CliRunner
from prometheus_client import generate_latest
from pypdf import PdfReader

from storage import (
    confidential,
    dating,
    decisions,
    documents,
    events,
    images,
    metrics,
    pages,
    reach,
    run_jobs,
    runs,
)
from storage.deeds import Deed
from storage.models import Assessment, Document, Role, Verdict
from storage.planning_models import DatedBy
from storage.store import Store
from tests import factories
from tests.web.browsing import Visitor, routes, visitor
from web.app import create_app
from workers.cli import assay

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

CANARY = "Canary7f3"
DAY = date(2026, 3, 1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A confidential document with the marker wherever it can be told."""

    assessment_id: str
    document_id: str
    link_id: str

    def path(self, rule: str) -> str:
        """An address of theirs."""
        filled = rule
        for name, value in {
            "assessment_id": self.assessment_id,
            "document_id": self.document_id,
            "link_id": self.link_id,
            "code": "DM1",
            "int:number": "1",
            "edition": "wwc-2022",
            "what": "confirmed",
            "view": "confirmed",
            "any(link, statement, schedule):shape": "link",
            "path:name": "upload.js",
        }.items():
            filled = filled.replace(f"<{name}>", value)
        return filled


@pytest.fixture
def kept(store: Store, assessment: Assessment) -> Kept:
    text = f"{CANARY} is a data policy, adopted on 1 March 2026."
    with store.transaction() as session:
        judge = factories.make_person(session, name="Judge")
        document = factories.make_document(
            session, assessment=assessment, name=f"{CANARY}.pdf"
        )
        factories.make_read_document(session, document=document, text=text)
        document.title, document.note = CANARY, CANARY
        document.address, document.remarks = f"https://{CANARY}.example", [CANARY]
        document.origin = {"author": CANARY}
        document.kind, document.aside_why = "pdf", CANARY
        link = factories.make_link(
            session, document=document, criterion="DM1", quote=text
        )
        decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=judge, seen=0, note=CANARY
        )
        found = dating.Proposed(DatedBy.ADOPTED, DAY, DAY, 1, CANARY, certain=True)
        dating.propose(session, document, [found])
        images.want(session, document, 1)
        confidential.mark(session, document, confidential=True, by=None)
        return Kept(assessment.id, document.id, link.id)


@pytest.fixture
def member(
    app: Flask, store: Store, assessment: Assessment
) -> Callable[[str], Visitor]:
    """Somebody of each kind that reaches the city."""

    def sign_in(kind: str) -> Visitor:
        with store.transaction() as session:
            role = {"city": Role.CITY, "lead": Role.LEAD}.get(kind, Role.REVIEWER)
            city = assessment.city if role is Role.CITY else None
            person = factories.make_person(
                session, role=role, city=city, every_city=kind == "every city"
            )
            if kind == "assigned":
                reach.assign(session, person, [assessment.city_id], every_city=False)
        return visitor(app, store, person)

    return sign_in


def _looks(store: Store, city_id: str) -> int:
    with store.snapshot() as session:
        told = events.listed(session, city_id, limit=1000)
    return sum(one.deed is Deed.LOOKED_AT for one in told)


def _readable(data: bytes) -> str:
    """All that an answer says, packed or not."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return " ".join(packed.read(n).decode() for n in packed.namelist())
    if data.startswith(b"%PDF"):
        return " ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
    return data.decode(errors="replace")


@pytest.mark.parametrize(
    ("kind", "status"),
    [("city", 200), ("assigned", 200), ("lead", 200), ("every city", 404)],
)
def test_the_city_its_reviewers_and_the_lead_open_it_and_each_look_is_kept(
    member: Callable[[str], Visitor],
    store: Store,
    assessment: Assessment,
    kept: Kept,
    kind: str,
    status: int,
) -> None:
    somebody = member(kind)
    looked = [
        f"/documents/{kept.document_id}",
        f"/documents/{kept.document_id}/dates",
        f"/documents/{kept.document_id}/criteria/DM1",
        f"/links/{kept.link_id}",
        f"/links/{kept.link_id}/picture",
    ]

    answers = [somebody.get(path) for path in looked]

    assert [answer.status_code for answer in answers] == [status] * len(looked)
    assert {a.headers["Cache-Control"] for a in answers} == {"no-store"}
    assert [CANARY in a.text for a in answers[:4]] == [status == 200] * 4
    seen = len(looked) if status == 200 else 0
    assert _looks(store, assessment.city_id) == seen


def test_no_browser_loads_it_ahead_as_if_somebody_looked(
    member: Callable[[str], Visitor], store: Store, assessment: Assessment, kept: Kept
) -> None:
    answer = member("assigned").get(f"/links/{kept.link_id}", Sec_Purpose="prefetch")

    assert (answer.status_code, answer.data) == (425, b"")
    assert _looks(store, assessment.city_id) == 0


def test_the_original_and_the_picture_of_a_page_are_looks_too(
    member: Callable[[str], Visitor], store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        blob = store.blobs.put(io.BytesIO(b"secret"), limit=100)
        document = documents.receive(
            session, assessment, "x.txt", blob, confidential=True
        )
        images.want(session, document, 1)
        images.keep(session, document.id, 1, sha256=blob.sha256)
    city, other = member("city"), member("every city")
    paths = [f"/documents/{document.id}/{one}" for one in ("original", "pages/1.jpg")]

    statuses = [[v.get(path).status_code for path in paths] for v in (city, other)]

    assert statuses == [[200, 200], [404, 404]]
    assert _looks(store, assessment.city_id) == 2


def test_no_page_tells_of_it_to_who_reviews_every_city(
    app: Flask, member: Callable[[str], Visitor], kept: Kept
) -> None:
    other = member("every city")

    told = {
        rule: _readable(other.get(kept.path(rule)).data)
        for method, rule, _parts in routes(app)
        if method == "GET"
    }

    assert [rule for rule, text in told.items() if CANARY in text] == []
    assert "A confidential document" in told["/assessments/<assessment_id>/documents"]


@pytest.mark.usefixtures("commands")
def test_nothing_that_leaves_tells_of_it_and_the_score_stays(
    member: Callable[[str], Visitor],
    store: Store,
    assessment: Assessment,
    kept: Kept,
) -> None:
    base, city = f"/assessments/{assessment.id}", member("city")
    names = (
        *("report", "report.pdf", "scorecard.csv", "scorecard.xlsx", "gap-list.csv"),
        *("gaps.csv", "score.json", "gaps.json", "links.json", "proof.json"),
        *("plan.json", "calendar.json"),
    )

    files = {name: _readable(city.get(f"{base}/{name}").data) for name in names}
    for words in (["links"], ["links", "--json"], ["prove"], ["gaps", "--csv"]):
        ran = CliRunner().invoke(assay, [words[0], assessment.id, *words[1:]])
        files[" ".join(words)] = ran.stdout + ran.stderr
    since = ["score", assessment.id, "--since", "2020-01-01"]
    files["since"] = CliRunner().invoke(assay, since).stdout

    assert [name for name, text in files.items() if CANARY in text] == []
    veiled = {name for name, text in files.items() if "confidential document" in text}
    assert veiled == {
        *("report", "report.pdf", "scorecard.csv", "scorecard.xlsx", "links.json"),
        *("links", "links --json", "since"),
    }
    with store.transaction() as session:
        document = session.get_one(Document, kept.document_id)
        confidential.mark(session, document, confidential=False, by=None)
    opened = city.get(f"{base}/score.json").get_json()
    assert json.loads(files["score.json"])["digest"] == opened["digest"]
    assert CANARY in city.get(f"{base}/report").text


def test_whoever_tries_a_rule_or_previews_a_run_reads_nothing_of_it(
    store: Store, kept: Kept
) -> None:
    quotes = {"before": CANARY, "after": CANARY, "kind": "moved", "criterion": "DM1"}
    with store.transaction() as session:
        factories.make_read_document(session)
        run = runs.start(session, "wwc-2022", changes={}, digest="d" * 64)
        while task := run_jobs.claim(session, run.id):
            run_jobs.record(session, task, changes=[quotes])
    with store.snapshot() as session:
        tried = pages.newest(session, "wwc-2022", most=9, most_bytes=9999)
        shown = {
            item.document_id: (name, item.changes[0]["before"])
            for item, name, _city in runs.changed(session, run)
        }

    assert (len(tried), kept.document_id in {k.document_id for k in tried}) == (
        1,
        False,
    )
    assert shown[kept.document_id] == ("A confidential document", "")


def test_log_metrics_errors_and_broker_hold_nothing_of_it(
    store: Store,
    assessment: Assessment,
    valkey: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    broker = redis.Redis.from_url(valkey, decode_responses=True)
    broker.flushall()
    with_broker = Store(replace(store.settings, broker_url=valkey))
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
    somebody = visitor(create_app(with_broker), store, lead)
    somebody.post(
        f"/assessments/{assessment.id}/documents",
        file=(io.BytesIO(CANARY.encode()), f"{CANARY}.txt"),
        confidential="yes",
    )
    with store.transaction() as session:
        [document] = documents.listed(session, assessment)
        (store.settings.home / "blobs").rename(store.settings.home / "away")
    broken = somebody.get(f"/documents/{document.id}/original")

    messages = [str(m) for m in broker.lrange("read", 0, -1)]
    figures = generate_latest(metrics.of_store(with_broker)).decode()
    broker.close()
    with_broker.close()

    assert (document.confidential, broken.status_code, len(messages)) == (True, 404, 1)
    told = [broken.text, caplog.text, figures, *messages]
    told += [base64.b64decode(json.loads(m)["body"]).decode() for m in messages]
    assert [text for text in told if CANARY in text] == []


def test_the_mark_is_set_however_a_document_comes_and_changed_by_the_city(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    base = f"/assessments/{assessment.id}"
    form = {"confidential": "yes"}
    citizen.post(f"{base}/documents", file=(io.BytesIO(b"a"), "form.txt"), **form)
    citizen.post(f"{base}/evidence/statement", title="said", text="b", **form)
    told = ",".join(
        f"{key} {base64.b64encode(value).decode()}"
        for key, value in (("filename", b"tus.txt"), ("confidential", b"yes"))
    )
    headers = {"Tus-Resumable": "1.0.0", "X-Form-Token": citizen.token()}
    sizes = {"Upload-Length": "1", "Upload-Metadata": told}
    begun = citizen.client.post(f"{base}/arriving", headers=headers | sizes)
    part = "application/offset+octet-stream"
    citizen.client.patch(
        begun.headers["Location"],
        data=b"c",
        content_type=part,
        headers=headers | {"Upload-Offset": "0"},
    )
    citizen.post(f"{base}/documents", file=(io.BytesIO(b"d"), "open.txt"))

    with store.snapshot() as session:
        found = {one.name: one for one in documents.listed(session, assessment)}
    path = f"/documents/{found['open.txt'].id}/confidentiality"
    changed = [citizen.post(path, confidential=word) for word in ("yes", "no")]

    assert {name: one.confidential for name, one in found.items()} == {
        "form.txt": True,
        "said.txt": True,
        "tus.txt": True,
        "open.txt": False,
    }
    assert [answer.status_code for answer in changed] == [303, 303]
    with store.snapshot() as session:
        last = events.listed(session, assessment.city_id, limit=2)
    assert [one.deed for one in last] == [Deed.MADE_OPEN, Deed.MADE_CONFIDENTIAL]


def test_what_comes_out_of_it_and_the_same_contents_again_are_confidential(
    store: Store, assessment: Assessment
) -> None:
    blobs = [store.blobs.put(io.BytesIO(b), limit=9) for b in (b"zip", b"in", b"x")]
    with store.transaction() as session:
        outer = documents.receive(
            session, assessment, "a.zip", blobs[0], confidential=True
        )
        inner = documents.receive(session, assessment, "b", blobs[1], parent=outer)
        plain = documents.receive(session, assessment, "c", blobs[2])
        again = documents.receive(session, assessment, "c", blobs[2], confidential=True)
        assert (inner.confidential, again.id == plain.id) == (True, True)
        assert again.confidential
        confidential.mark(session, outer, confidential=False, by=None)
        assert not inner.confidential


def test_the_veil_is_never_written(store: Store, kept: Kept) -> None:
    with store.transaction() as session:
        confidential.leave(session)
        assessment = session.get_one(Assessment, kept.assessment_id)
        confidential.draw(session, assessment, None)
        session.expire_all()
        document = session.get_one(Document, kept.document_id)
        assert document.name == "A confidential document"
        document.size = 5
    with store.snapshot() as session:
        found = session.execute(
            sa.select(Document.name, Document.size).where(
                Document.id == kept.document_id
            )
        ).one()
    assert tuple(found) == (f"{CANARY}.pdf", 5)


def test_near_misses_tell_nothing_of_it_to_who_reviews_every_city(
    member: Callable[[str], Visitor], store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        near = factories.make_document(session, assessment=assessment, name="memo.txt")
        factories.make_read_document(
            session, document=near, text="The budget names a chief data officer."
        )
        confidential.mark(session, near, confidential=True, by=None)
    path = f"/assessments/{assessment.id}/criteria/LC5"

    told = {kind: member(kind).text(path) for kind in ("every city", "assigned")}

    assert {kind: "a chief data officer" in text for kind, text in told.items()} == {
        "every city": False,
        "assigned": True,
    }


def test_the_queue_of_who_reviews_every_city_leaves_its_links_out(
    member: Callable[[str], Visitor], store: Store, assessment: Assessment, kept: Kept
) -> None:
    del kept
    with store.transaction() as session:
        hidden = factories.make_read_document(session, assessment=assessment)
        closed = factories.make_link(session, document=hidden, criterion="DM2")
        confidential.mark(session, hidden, confidential=True, by=None)
        shown = factories.make_read_document(session, assessment=assessment)
        free = factories.make_link(session, document=shown, criterion="DM2")
    path = f"/assessments/{assessment.id}/review"

    queues = {kind: member(kind).get(path).text for kind in ("every city", "assigned")}

    assert {k: f"/links/{free.id}" in t for k, t in queues.items()} == {
        "every city": True,
        "assigned": True,
    }
    assert {k: f"/links/{closed.id}" in t for k, t in queues.items()} == {
        "every city": False,
        "assigned": True,
    }
    assert "left to the reviewers assigned" in queues["every city"]
