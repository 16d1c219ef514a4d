"""Notices, from the row to the mailbox: over a real socket, to a real server."""

from __future__ import annotations

import re
import ssl
import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reason
from criteria.review.rounds import Move
from storage import access, decisions, invitations, notices, requests, rounds, schema
from storage.clock import now
from storage.models import Assessment, City, Person, Role, Verdict
from storage.notice_models import Notice, NoticeKind
from storage.store import Store
from tests import factories, mailbox
from tests.mailbox import Mailbox
from tests.web.browsing import TOKEN
from web.app import create_app
from workers import health, mailing, noticing
from workers.mailing import send_due

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from flask import Flask

    from storage.settings import Settings

LINK = re.compile(r"https://assay\.example(/\S+)")


@pytest.fixture
def database() -> str:
    """One kind is enough here; what differs between the two is tested in storage."""
    return ""


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server that runs."""
    with mailbox.running(Mailbox()) as box:
        yield box


@pytest.fixture
def settings(settings: Settings, box: Mailbox) -> Settings:
    """Settings that send mail to it."""
    return replace(
        settings,
        mail_url=f"smtp+plain://127.0.0.1:{box.port}",
        public_url="https://assay.example",
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def _bodies(mail: EmailMessage) -> list[str]:
    return [_body(mail, "plain"), _body(mail, "html")]


def _person(store: Store, role: Role, **values: object) -> Person:
    with store.transaction() as session:
        person = factories.make_person(session, role=role)
        for name, value in values.items():
            setattr(person, name, value)
        return person


def _make_due(store: Store) -> None:
    with store.transaction() as session:
        session.execute(sa.update(Notice).values(due=now(session)))


def _assessment(store: Store) -> Assessment:
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        return factories.make_assessment(session, city=city)


def _ask(store: Store, assessment: Assessment, *, language: str = "") -> str:
    with store.transaction() as session:
        author = factories.make_person(session, role=Role.LEAD)
        author.language = language
        asked = requests.ask(
            session,
            assessment,
            "DM1",
            by=author,
            department="Archives",
            email="Archives@Riverbend.example",
            due=now(session).date() + timedelta(days=20),
            note="The contract with ACME, please.",
        )
        return asked.id


def test_a_person_is_invited_by_a_link_that_signs_in(
    store: Store, box: Mailbox
) -> None:
    lead = _person(store, Role.LEAD, language="es")
    with store.transaction() as session:
        written = notices.write(session, NoticeKind.INVITATION, lead)
        invitations.invite(
            session,
            "New@Riverbend.example",
            Role.REVIEWER,
            city=None,
            by=lead,
            key=store.settings.secret(),
        )
    assert written is not None

    sent = send_due(store), send_due(store)

    assert sent == (2, 0)
    added, invited = box.mails
    assert added["Message-ID"] == f"<{written.id}@assay.example>"
    assert [(mail["To"], mail["Subject"]) for mail in box.mails] == [
        (lead.email, "Le han invitado a Assay"),
        ("new@riverbend.example", "Le han invitado a Assay"),
    ]
    browser = create_app(store).test_client()
    pages = [_linked(mail) for mail in (added, invited)]
    assert [page for page, _code in pages] == ["/sign-in/link", "/join"]
    assert [browser.get(page).status_code for page, _code in pages] == [200, 200]


def _linked(mail: EmailMessage) -> tuple[str, str]:
    """The page that a mail leads to, and the code that stands after the #.

    No other address of the mail holds the code; the text tells it for itself, too.
    """
    text, html = _body(mail, "plain"), _body(mail, "html")
    path = LINK.findall(text)[0]
    page, _, code = path.partition("#")
    assert len(code) > 40
    assert f'href="https://assay.example{path}"' in html
    assert [line for line in text.splitlines() if code in line][1:] == [code]
    assert (text.count(code), html.count(code)) == (2, 2)
    assert not any(code in str(value) for value in mail.values())
    return page, code


def test_a_department_is_asked_in_its_citys_language_and_told_no_secrets(
    store: Store, box: Mailbox
) -> None:
    subjects = {
        "": "Riverbend asks for evidence by ",
        "es": "Riverbend pide evidencia para el ",
        "pt": "Riverbend pede evidências até ",
        "fr": "Riverbend demande des preuves pour le ",
    }
    assessment = _assessment(store)
    for language in subjects:
        _ask(store, assessment, language=language)

    send_due(store)

    browser = create_app(store).test_client()
    for mail, (language, subject) in zip(box.mails, subjects.items(), strict=True):
        text, html = _body(mail, "plain"), _body(mail, "html")
        assert mail["To"] == "archives@riverbend.example"
        assert mail["Subject"].startswith(subject)
        assert mail["Content-Language"] == (language or "en")
        assert f'<html lang="{language or "en"}">' in html
        assert "ACME" not in text + html
        page, code = _linked(mail)
        shown = browser.get(page).text
        form = TOKEN.search(shown)
        assert form is not None
        answer = browser.post(page, data={"form_token": form[1], "code": code})
        assert answer.location == "/requests/opened"


def test_a_name_of_two_lines_is_one_line_of_a_mail(store: Store, box: Mailbox) -> None:
    assessment = _assessment_of(store, "River\r\nBcc: eve@example.org\r\n")
    _ask(store, assessment)

    send_due(store)

    [mail] = box.mails
    assert mail["Subject"].startswith("River Bcc: eve@example.org asks for evidence")
    assert (mail["Bcc"], mail["To"]) == (None, "archives@riverbend.example")


def test_a_mail_program_stops_a_kind_of_mail_with_one_request_and_no_account(
    store: Store, box: Mailbox
) -> None:
    assessment = _assessment(store)
    _ask(store, assessment)
    send_due(store)
    [mail] = box.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [path] = LINK.findall(mail["List-Unsubscribe"].strip("<>"))
    stopping = path.removeprefix("/mail/")
    assert _body(mail, "plain").split()[-1] == (
        f"https://assay.example/mail#{stopping}"
    )
    # In plain letters, on one line: this is how mail programs look for it.
    line = f"\r\nList-Unsubscribe: <https://assay.example{path}>\r\n"
    assert box.raw[0].count(line.encode()) == 1
    browser = create_app(store).test_client()

    looked = browser.get(path)
    with store.snapshot() as session:
        before = notices.stopped(session, "archives@riverbend.example")
    answer = browser.post(path, data={"List-Unsubscribe": "One-Click"})
    forged = browser.post(path[:-1] + ("0" if path[-1] != "0" else "1"))
    _ask(store, assessment)

    assert (looked.status_code, looked.location) == (303, f"/mail#{stopping}")
    assert (answer.status_code, forged.status_code) == (200, 404)
    assert "archives" not in looked.text + answer.text
    with store.snapshot() as session:
        after = notices.stopped(session, "archives@riverbend.example")
    assert (before, after) == (set(), {NoticeKind.REQUEST})
    assert send_due(store) == 0


def test_who_wants_one_mail_a_day_gets_all_of_the_day_in_one(
    store: Store, box: Mailbox
) -> None:
    assessments = [_assessment_of(store, name) for name in ("Riverbend", "Lakeside")]
    person = _person(store, Role.REVIEWER, mail_daily=True, language="fr")
    for assessment in assessments:
        with store.transaction() as session:
            document = factories.make_read_document(session, assessment=assessment)
            factories.make_link(session, document=document)
    noticing.look_ahead(store)

    at_once = send_due(store)
    _make_due(store)
    later = send_due(store)

    assert (at_once, later) == (0, 1)
    [mail] = box.mails
    assert (mail["To"], mail["Subject"]) == (person.email, "2 avis d’Assay")
    assert [city in _body(mail, "plain") for city in ("Riverbend", "Lakeside")] == [
        True,
        True,
    ]


def _assessment_of(store: Store, name: str) -> Assessment:
    with store.transaction() as session:
        city = factories.make_city(session, name=name)
        return factories.make_assessment(session, city=city)


def test_who_has_no_access_any_more_gets_nothing_that_waited(
    store: Store, box: Mailbox
) -> None:
    lead, gone = _person(store, Role.LEAD), _person(store, Role.LEAD)
    with store.transaction() as session:
        for person in (lead, gone):
            notices.write(session, NoticeKind.INVITATION, person)
        access.end(session, session.get_one(Person, gone.id), by=lead)

    sent = send_due(store)

    assert (sent, [mail["To"] for mail in box.mails]) == (1, [lead.email])
    with store.snapshot() as session:
        assert notices.unsent(session).waiting == 0


def test_looking_ahead_tells_each_thing_once_to_those_whom_it_concerns(
    store: Store, box: Mailbox
) -> None:
    assessment = _assessment(store)
    city = _person(store, Role.CITY)
    reviewer = _person(store, Role.REVIEWER)
    with store.transaction() as session:
        city = session.get_one(Person, city.id)
        city.city_id = assessment.city_id
        document = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=document, criterion="DM1")
        old = factories.make_link(session, document=document, criterion="BF3")
        month_left = (now(session) - timedelta(days=730 - 30)).date()
        decisions.decide(
            session,
            old.id,
            Verdict.CONFIRMED,
            by=session.get_one(Person, reviewer.id),
            seen=0,
            dated=month_left,
        )
    request_id = _ask(store, assessment)
    with store.transaction() as session:
        asked = requests.get(session, assessment, request_id)
        asked.due = now(session).date() + timedelta(days=7)
        asked.made = now(session) - timedelta(days=13)
        author = asked.author.email

    noticing.look_ahead(store)
    noticing.look_ahead(store)
    send_due(store)

    day = re.compile(r" (by|on) \d+ .*")
    assert sorted((mail["To"], day.sub("", mail["Subject"])) for mail in box.mails) == [
        ("archives@riverbend.example", "Riverbend asks for evidence"),
        ("archives@riverbend.example", "Riverbend: evidence is due"),
        *sorted(
            [
                (author, "Riverbend: evidence grows old"),
                (author, "Riverbend: evidence is due"),
                (city.email, "Riverbend: evidence grows old"),
                (reviewer.email, "Riverbend: links wait for your review"),
            ]
        ),
    ]
    app = create_app(store)
    assert [path for path in _paths(box) if not _is_ours(app, path)] == []
    # Neither what the documents are called, nor what stands in them.
    told = " ".join(part for mail in box.mails for part in (str(mail), *_bodies(mail)))
    assert [word in told for word in ("minutes.txt", "committee", "ACME")] == [
        False,
        False,
        False,
    ]


def _paths(box: Mailbox) -> list[str]:
    return [path for mail in box.mails for path in LINK.findall(_body(mail, "plain"))]


def _is_ours(app: Flask, path: str) -> bool:
    return app.test_client().get(path).status_code in {200, 303}


def test_a_city_is_told_that_its_assessment_came_back(
    store: Store, box: Mailbox
) -> None:
    assessment = _assessment(store)
    with store.transaction() as session:
        held = session.get_one(Assessment, assessment.id)
        city = session.get_one(City, assessment.city_id)
        theirs = factories.make_person(session, role=Role.CITY, city=city)
        lead = factories.make_person(session, role=Role.LEAD)
        for move in (Move.SUBMIT, Move.BEGIN, Move.RETURN):
            rounds.move(session, held, move, by=lead, why="The ACME contract is old.")

    send_due(store)

    [mail] = box.mails
    assert mail["To"] == theirs.email
    assert mail["Subject"] == "Riverbend: the assessment is returned to you"
    assert "round 2 has begun" in _body(mail, "plain")
    assert "ACME" not in str(mail)
    [path, _stop] = LINK.findall(_body(mail, "plain"))
    assert create_app(store).test_client().get(path).status_code == 303


def test_what_is_over_before_it_was_told_is_not_told(
    store: Store, box: Mailbox
) -> None:
    assessment = _assessment(store)
    reviewer = _person(store, Role.REVIEWER)
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document)
    noticing.look_ahead(store)
    with store.transaction() as session:
        by = session.get_one(Person, reviewer.id)
        decisions.decide(
            session,
            link.id,
            Verdict.REJECTED,
            by=by,
            seen=0,
            reason=Reason.OUT_OF_DATE,
        )

    send_due(store)

    with store.snapshot() as session:
        assert (box.mails, notices.unsent(session).latest) == ([], [])


def test_a_refused_address_is_given_up_and_a_busy_server_asked_again(
    store: Store, box: Mailbox
) -> None:
    gone, busy = _person(store, Role.REVIEWER), _person(store, Role.REVIEWER)
    box.refused = {gone.email: "550 nobody", busy.email: "450 come later"}
    with store.transaction() as session:
        for person in (gone, busy):
            notices.write(session, NoticeKind.INVITATION, person)

    send_due(store)
    with store.snapshot() as session:
        unsent = notices.unsent(session)
    box.refused.clear()
    _make_due(store)
    sent = send_due(store)

    said = {notices.address_of(one): one.failure for one in unsent.latest}
    assert said == {gone.email: "nobody", busy.email: "come later"}
    assert (unsent.waiting, unsent.failed, sent) == (1, 1, 1)
    assert [mail["To"] for mail in box.mails] == [busy.email]


def test_a_mail_that_is_sent_again_keeps_its_id(store: Store, box: Mailbox) -> None:
    person = _person(store, Role.REVIEWER)
    with store.transaction() as session:
        notices.write(session, NoticeKind.INVITATION, person)
    send_due(store)
    with store.transaction() as session:  # as if the worker died before it was kept
        session.execute(sa.update(Notice).values(sent=None, due=now(session)))

    send_due(store)

    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_the_doctor_says_whether_the_server_takes_mail(store: Store) -> None:
    there = [one for one in health.examine(store) if one.part == "mail"]
    store.settings = replace(store.settings, mail_url="smtp+plain://127.0.0.1:1")
    away = [one for one in health.examine(store) if one.part == "mail"]

    assert [one.well for one in (*there, *away)] == [True, False]
    assert away[0].says.endswith("Check ASSAY_MAIL_URL.")


def test_without_a_server_notices_are_kept(settings: Settings) -> None:
    store = Store(replace(settings, mail_url=""))
    schema.upgrade(store)
    person = _person(store, Role.REVIEWER)
    with store.transaction() as session:
        notices.write(session, NoticeKind.INVITATION, person)

    sent = send_due(store)

    with store.snapshot() as session:
        assert (sent, notices.unsent(session).waiting) == (0, 1)
    store.close()


def test_mail_goes_over_tls_to_a_server_whose_certificate_is_known_and_to_no_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "1"]
    words += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", "key.pem"]
    words += ["-out", "cert.pem", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with mailbox.running(Mailbox(), tls) as box:
        store = Store(replace(settings, mail_url=f"smtp://localhost:{box.port}"))
        schema.upgrade(store)
        person = _person(store, Role.REVIEWER)
        with store.transaction() as session:
            notices.write(session, NoticeKind.INVITATION, person)

        unknown = mailing.send_due(store)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        _make_due(store)
        known = mailing.send_due(store)

        assert (unknown, known, len(box.mails)) == (0, 1, 1)
        store.close()
