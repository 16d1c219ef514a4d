"""Sends notices as mail. Each is sent at least once, under one Message-ID for ever."""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from criteria.speech import Speech
from criteria.telling import retold, tell, tell_number
from storage import notices
from storage.startup import MAIL_PORTS
from workers import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.policy import Policy

    from sqlalchemy.orm import Session

    from storage.notice_models import Notice
    from storage.settings import Settings
    from storage.store import Store
    from workers.letters import Letter

# A server that says nothing for longer is taken for gone; far below the first pause.
SILENT_SECONDS = 20
# From here on a server's answer means "never", below it "not now".
NEVER = 500


class Whole(UnstructuredHeader, BaseHeader):
    """A header on one line in plain letters, however long: programs look for it so."""

    def fold(self, *, policy: Policy) -> str:
        """The line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", Whole)
POLICY = SMTP.clone(header_factory=_HEADERS)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail, and the ids of the notices that it tells."""

    ids: tuple[str, ...]
    mail: EmailMessage


def send_due(store: Store) -> int:
    """Send what is due; return how many mails. Without a server all of it waits."""
    if not store.settings.mail_url:
        return 0
    with store.transaction() as session:
        claimed = notices.claim(session)
        mails = [_outgoing(session, store.settings, one) for one in claimed]
    return sum(_send(store, one) for one in filter(None, mails))


def _outgoing(
    session: Session, settings: Settings, claimed: Sequence[Notice]
) -> Outgoing | None:
    """One mail of what there is still to tell; the rest is forgotten."""
    told = [(one, letters.written(session, one, settings)) for one in claimed]
    notices.drop(session, [one.id for one, letter in told if letter is None])
    kept = [(one, letter) for one, letter in told if letter is not None]
    if not kept:
        return None
    first = kept[0][0]
    speech = Speech(letters.FOLDER, letters.language_of(session, first))
    mail = composed(settings, first, [letter for _, letter in kept], speech)
    return Outgoing(tuple(one.id for one, _ in kept), mail)


def composed(
    settings: Settings, first: Notice, told: Sequence[Letter], speech: Speech
) -> EmailMessage:
    """The mail of some letters to one reader; the first notice gives it its id."""
    mail = EmailMessage(POLICY)
    host = settings.sender.rpartition("@")[2]
    stop = notices.token(first, key=settings.secret(), every=len(told) > 1)
    stopping = f"{settings.address}/mail#{stop}"
    subject = told[0].subject
    if len(told) > 1:
        several = tell_number(
            "%(num)s notice from Assay", "%(num)s notices from Assay", len(told)
        )
        subject = retold(several, speech)
    mail["From"] = Address("Assay", addr_spec=settings.sender)
    mail["To"] = notices.address_of(first)
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(first.made)
    mail["Message-ID"] = f"<{first.id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    # Programs send what stands before the #, so here the standard wants all of it.
    mail["List-Unsubscribe"] = f"<{settings.address}/mail/{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_as_text(settings, told, stopping, speech))
    html = _as_html(settings, told, stopping, speech)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = speech.language
    return mail


def _as_text(
    settings: Settings, told: Sequence[Letter], stopping: str, speech: Speech
) -> str:
    parts = []
    for letter in told:
        heading = [letter.subject] if len(told) > 1 else []
        page = f"{letter.action}: {_page(settings, letter)}"
        parts += [*heading, *letter.lines, page]
        if letter.code:
            parts.append(f"{_asked(speech)}\n{letter.code}")
    parts += [_why(speech), f"{_stop(told, speech)}: {stopping}"]
    return "\n\n".join(parts) + "\n"


def _as_html(
    settings: Settings, told: Sequence[Letter], stopping: str, speech: Speech
) -> str:
    parts = []
    for letter in told:
        parts.append(f"<h1>{escape(letter.subject)}</h1>")
        parts += [f"<p>{escape(line)}</p>" for line in letter.lines]
        page = escape(_page(settings, letter))
        parts.append(f'<p><a href="{page}">{escape(letter.action)}</a></p>')
        if letter.code:
            asked = f"{escape(_asked(speech))}<br><code>{escape(letter.code)}</code>"
            parts.append(f"<p><small>{asked}</small></p>")
    parts.append(f"<hr><p><small>{escape(_why(speech))} ")
    parts.append(f'<a href="{escape(stopping)}">{escape(_stop(told, speech))}</a>')
    parts.append("</small></p>")
    title = escape(told[0].subject)
    head = f'<html lang="{speech.language}"><head><title>{title}</title></head>'
    return f"<!doctype html>\n{head}<body>\n" + "\n".join(parts) + "\n</body></html>\n"


def _page(settings: Settings, letter: Letter) -> str:
    page = f"{settings.address}{letter.path}"
    return f"{page}#{letter.code}" if letter.code else page


def _asked(speech: Speech) -> str:
    return retold(tell("If the page asks for the code of the link:"), speech)


def _why(speech: Speech) -> str:
    said = tell("You get this mail because your address was given to Assay.")
    return retold(said, speech)


def _stop(told: Sequence[Letter], speech: Speech) -> str:
    if len(told) > 1:
        return retold(tell("Stop all mails from Assay"), speech)
    return retold(tell("Stop mails of this kind"), speech)


def _send(store: Store, outgoing: Outgoing) -> bool:
    """Hand one mail to the server, and keep whether it took it."""
    failure, never = "", False
    try:
        with server(store.settings) as taking:
            taking.send_message(outgoing.mail)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        failure, never = _short(said), code >= NEVER
    except (smtplib.SMTPException, OSError) as problem:
        failure = _short(str(problem))
    with store.transaction() as session:
        if never:
            notices.give_up(session, outgoing.ids, failure)
        else:
            notices.settle(session, outgoing.ids, failure=failure)
    if failure:
        log.warning(
            "The mail %s was not sent: %s", outgoing.mail["Message-ID"], failure
        )
    return not failure


@contextmanager
def server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """The server, signed in to, over TLS if the address does not say otherwise.

    Raises:
        OSError: It does not answer, or not as it should (smtplib's errors are such).
    """
    at = urlsplit(settings.mail_url)
    host, port = at.hostname or "", at.port or MAIL_PORTS[at.scheme]
    safe = ssl.create_default_context()
    if at.scheme == "smtps":
        taking: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=SILENT_SECONDS, context=safe
        )
    else:
        taking = smtplib.SMTP(host, port, timeout=SILENT_SECONDS)
    with taking:
        if at.scheme == "smtp":
            taking.starttls(context=safe)
        if at.username:
            taking.login(unquote(at.username), unquote(at.password or ""))
        yield taking


def _short(said: str | bytes) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300] or "no answer"
