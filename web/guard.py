"""What protects every page: who may send forms, and what browsers may do with pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from flask import request, session
from werkzeug.exceptions import Forbidden

from web import context, credentials
from web.addresses import parted
from web.texts import _

if TYPE_CHECKING:
    from flask import Flask, Response

FIELD = "form_token"
HEADER = "X-Form-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Their address is signed, does one small thing, and is asked for by mail programs.
SIGNED = frozenset({"notices.stop"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Vary": "Cookie, Accept-Language",
    # Pages hold a city's evidence; no cache may keep them.
    "Cache-Control": "no-store",
}
TRANSPORT = "max-age=63072000; includeSubDomains"


def install(app: Flask) -> None:
    """Put the guard before and behind every view."""
    app.before_request(refuse_foreign)
    app.after_request(add_headers)
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """What a form carries to show that it is ours, bound to browser and sign-in."""
    if "nonce" not in session:
        session["nonce"] = secrets.token_urlsafe(16)
    bound = f"{session['nonce']}.{credentials.sign_in_token()}"
    return hmac.new(context.secret(), bound.encode(), hashlib.sha256).hexdigest()


def refuse_foreign() -> None:
    """Refuse a change that another site, or no form of ours, asks for.

    A program shows its token, which no browser sends by itself.

    Raises:
        Forbidden: It is one.
    """
    if request.method in SAFE or request.endpoint in SIGNED or credentials.by_program():
        return
    if is_foreign():
        raise Forbidden(
            _(
                "This was sent from another site, so nothing was changed. Open the "
                "page here, and send it again."
            )
        )
    if not hmac.compare_digest(_token_sent(), form_token()):
        raise Forbidden(
            _("This form is too old, so nothing was changed. Open the page again.")
        )


def add_headers(response: Response) -> Response:
    """Say what a browser may do; a view's own word stands."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = context.request_id()
    if credentials.is_secure():
        response.headers["Strict-Transport-Security"] = TRANSPORT
    return response


def _token_sent() -> str:
    """The token, from a form; or from a header, which no other site may send."""
    return request.headers.get(HEADER) or request.form.get(FIELD, "")


def is_foreign() -> bool:
    """Whether a browser says that another site sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site != "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and parted(origin).netloc != request.host
