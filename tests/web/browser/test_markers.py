"""No text that somebody can write acts on any page, and each is shown as text."""

from __future__ import annotations

import io
import re
from email.message import EmailMessage
from typing import TYPE_CHECKING

import docx
import pytest
import sqlalchemy as sa
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from storage import documents, jobs, people, requests
from storage.models import Document, Role
from storage.registers import Register
from tests import factories
from tests.web import marking
from tests.web.marking import ATTACK, SHOWN
from web.app import create_app
from workers.extract import documents as extract
from workers.extract.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

    from storage.models import Person
    from tests.web.browser.opening import Site

pytestmark = pytest.mark.browser
FROM_FILES = {
    *("pdf.text", "docx.text", "xlsx.cell", "mail.subject", "mail.text", "file.name"),
}
# Kept, and told on no page: each with the reason.
UNTOLD = {
    "arriving.name": "of an upload that has not ended",
    "evidence_request.email": "where the letter is sent",
    "notice.address": "where a mail is sent",
    "provider.authorize_at": "where the browser is sent",
    "page_image.problem": "told in place of a picture that was asked for",
}
# Asked for otherwise than by the ids of one assessment.
OTHERWISE = {"moves.preview", "pairs.choose", "former.answer"}
# No pages, or those of nobody who has signed in.
NO_PAGES = re.compile(
    r"\.(json|csv|xlsx|pdf|jpg|zip)$|^/(api/v1|static|join|mail|sign-in)|/original$"
)


def _files() -> dict[str, bytes]:
    """Files that carry the attack in their text, their facts and their name."""
    pdf, word = io.BytesIO(), docx.Document()
    canvas = Canvas(pdf)
    canvas.setTitle(f"pdf.title{ATTACK}")
    canvas.setAuthor(f"pdf.author{ATTACK}")
    canvas.setFont("Helvetica", 6)
    canvas.drawString(20, 700, f"pdf.text{ATTACK}")
    canvas.save()
    facts, said = io.BytesIO(), io.BytesIO()
    word.core_properties.title = f"docx.title{ATTACK}"
    word.core_properties.author = f"docx.author{ATTACK}"
    word.add_paragraph(f"docx.text{ATTACK}")
    word.save(facts)
    with xlsxwriter.Workbook(said) as book:
        book.add_worksheet().write_string(0, 0, f"xlsx.cell{ATTACK}")
    mail = EmailMessage()
    mail["From"] = "ana@city.example"
    mail["Subject"] = f"mail.subject{ATTACK}"
    mail.set_content(f"mail.text{ATTACK}")
    return {
        "pdf": pdf.getvalue(),
        "docx": facts.getvalue(),
        "xlsx": said.getvalue(),
        "eml": bytes(mail),
    }


def _bring(site: Site, folder: Path) -> list[str]:
    """Have the files be read, each under a name that attacks, too."""
    ids, box = [], Sandbox()
    for kind, data in _files().items():
        path = folder / kind
        path.write_bytes(data)
        name = f"file.name{ATTACK.replace('/', '')}.{kind}"
        reading = extract.read(path, name, sandbox=box)
        with site.store.transaction() as session:
            document = factories.make_document(
                session, assessment=session.merge(site.assessment), name=name
            )
            claim = jobs.claim(session, document.id)
            assert claim is not None
            jobs.record(session, claim, reading, b"")
            quote = reading.pages[0].text[:60]
            factories.make_link(session, document=document, quote=quote)
            ids.append(document.id)
    box.close()
    return ids


def _known(session: Session, site: Site, lead: Person) -> dict[str, object]:
    """What new rows hang on, by the names of columns and of parts of addresses."""
    link, *_rest = site.link_ids()
    asked = requests.ask(
        session,
        site.assessment,
        "DM1",
        by=lead,
        department="x",
        due=site.assessment.opened.date(),
    )
    older = factories.make_assessment(
        session, city=site.assessment.city, edition="wwc-2018"
    )
    return {
        "city_id": site.assessment.city_id,
        "assessment_id": site.assessment.id,
        "document_id": site.document_id,
        "link_id": link,
        "person_id": lead.id,
        "by_id": lead.id,
        "made_by": lead.id,
        "request_id": asked.id,
        "criterion": "DM1",
        "edition": "wwc-2022",
        "older_id": older.id,
        "token": requests.token(asked, key=site.store.settings.secret()),
        "code": "DM1",
        "view": "confirmed",
        "what": "read",
        "shape": "link",
        "number": 1,
        "rule_id": "BF1.request-names-goal-and-measure",
        "topic": "score",
    }


def test_every_text_is_in_one_of_the_two_lists() -> None:
    assert marking.unnamed() == set()


def test_no_text_acts_on_any_page_and_each_is_shown_as_text(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    """The content policy is off, so that nothing but escaping stands in the way."""
    with site.store.transaction() as session:
        session.add(site.assessment)
        lead = factories.make_person(session, role=Role.LEAD, name="Marta Reyes")
        known = _known(session, site, lead)
        marked = marking.mark(session, known)
        beside = sa.update(Document).where(Document.id != site.document_id)
        session.execute(beside.values(aside_since=site.assessment.opened))
        known["register_id"] = session.scalar(sa.select(Register.id))
        token = people.start_session(session, lead)
    brought = _bring(site, tmp_path)
    context = chromium.new_context(base_url=site.address, bypass_csp=True)
    context.add_cookies([{"name": "assay", "value": token, "url": site.address}])
    page, shown, acted = context.new_page(), set(), []

    page.goto(f"/requests#{known['token']}")
    page.wait_for_url("**/requests/opened")
    for path in _paths(create_app(site.store), known, brought):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        shown |= {*SHOWN.findall(answer.text())}
        if page.locator("img[src=x]").count() or page.title() == "pwn":
            acted.append(path)
    for original in _hostile(site):
        with page.expect_download():
            page.evaluate("path => { location = path }", original)
        if page.title() == "pwn" or page.url.endswith("/original"):
            acted.append(original)
    context.close()

    assert acted == []
    assert (marked | FROM_FILES) - shown == {*UNTOLD}


def _hostile(site: Site) -> Iterator[str]:
    """Where originals are kept that act in a browser that opens them."""
    act = "<script>document.title='pwn'</script>"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg">{act}</svg>'
    framed = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{act}</body></html>'
    for name, text in {
        "a.html": f"<!doctype html>{act}",
        "a.svg": drawn,
        "a.xhtml": framed,
        "a.gif": f"GIF89a/*{act}*/",
        "a.pdf": f"%PDF-1.7\n{act}",
        "a.xml": f'<?xml version="1.0"?>{framed}',
        "a.mht": f"MIME-Version: 1.0\nContent-Type: text/html\n\n{act}",
        "a.eml": f"Content-Type: text/html\n\n{act}",
    }.items():
        blob = site.store.blobs.put(io.BytesIO(text.encode()), limit=1000)
        with site.store.transaction() as session:
            assessment = session.merge(site.assessment)
            kept = documents.receive(session, assessment, name, blob)
        yield f"/documents/{kept.id}/original"


def _paths(app: Flask, known: dict[str, object], brought: list[str]) -> Iterator[str]:
    """The address of every page."""
    there = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or NO_PAGES.search(rule.rule):
            continue
        if rule.arguments <= known.keys() and rule.endpoint not in OTHERWISE:
            values = {name: known[name] for name in rule.arguments}
            yield there.build(rule.endpoint, values, method="GET")
    yield f"/assessments/{known['older_id']}/editions/wwc-2022"
    yield f"/assessments/{known['assessment_id']}/review?state=all"
    yield from (f"/documents/{one}" for one in brought)
