"""How often somebody may try to get in: with one account, and from one address."""

from __future__ import annotations

import hashlib
import logging
import math
import time
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request
from flask_limiter import Limiter
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from werkzeug.exceptions import TooManyRequests

from storage import passwords
from storage.errors import OutOfReach
from web import context, credentials
from web.texts import ngettext

if TYPE_CHECKING:
    from flask import Flask, Response
    from limits import RateLimitItem

# Tries to sign in: for one account from one address, and from anywhere.
ACCOUNT_HERE = RateLimitItemPerMinute(10, 5, namespace="assay-account-here")
ACCOUNT = RateLimitItemPerHour(50, namespace="assay-account")
# One lock is told of once, however often somebody goes on trying.
TOLD = RateLimitItemPerMinute(1, 5, namespace="assay-told")
# A city hall may be one address for all its people.
PASSWORDS = RateLimitItemPerHour(300, namespace="assay-passwords")
LINKS = RateLimitItemPerMinute(60, 5, namespace="assay-links")
# Whoever comes by an address of these counts, signed in or not.
BY_ADDRESS: dict[str, RateLimitItem] = {
    "again.answer": PASSWORDS,
    "again.by_passkey": PASSWORDS,
    "signin.by_password": PASSWORDS,
    "doorstep.by_code": PASSWORDS,
    "providers.come_back": LINKS,
    "providers.leave": LINKS,
    "doorstep.by_passkey": PASSWORDS,
    "doorstep.confirm_app": PASSWORDS,
    "signin.by_link": LINKS,
    "invitations.bring": LINKS,
    "invitations.accept": LINKS,
    "notices.by_code": LINKS,
    "requests.bring": LINKS,
    "requests.answer": LINKS,
}
# What goes on where nothing can be counted; all else waits until it can.
UNCOUNTED = frozenset({"requests.bring", "requests.answer", "notices.by_code"})
REACH_SECONDS = 2
REDIS = ("redis://", "rediss://")

log = logging.getLogger(__name__)


def install(app: Flask, address: str) -> None:
    """Count in memory, or at the Redis of this address."""
    patience: dict[str, str | int] = (
        {"socket_connect_timeout": REACH_SECONDS, "socket_timeout": REACH_SECONDS}
        if address.startswith(REDIS)
        else {}
    )
    limiter = Limiter(
        _here,
        strategy="moving-window",
        storage_uri=address,
        storage_options=patience | {"wrap_exceptions": True},
    )
    limiter.init_app(app)
    app.extensions["limiter"] = limiter
    app.before_request(count_address)
    app.before_request(count_program)
    app.after_request(tell_rate)


def count_address() -> None:
    """Count who comes to a page that needs no sign-in.

    Raises:
        TooManyRequests: They came too often.
        OutOfReach: Nothing can be counted at the moment.
    """
    endpoint = request.endpoint or ""
    limit = BY_ADDRESS.get(endpoint)
    if limit is None:
        return
    try:
        _count(limit, _here())
    except OutOfReach:
        if endpoint not in UNCOUNTED:
            raise


def count_account(email: str) -> None:
    """Count a try to sign in as somebody. The first that is too many is kept.

    Raises:
        TooManyRequests: It was tried too often.
        OutOfReach: Nothing can be counted at the moment.
    """
    account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    try:
        _count(ACCOUNT_HERE, account, _here())
        _count(ACCOUNT, account)
    except TooManyRequests:
        if _limiter().limiter.hit(TOLD, account):
            with context.whole().transaction() as session:
                passwords.note_lock(session, email)
        raise


def count_program() -> None:
    """Count a request of a program, and have its answer tell what is left.

    Where nothing can be counted, programs go on: what they show nobody guesses.

    Raises:
        TooManyRequests: Its token asked too often.
    """
    if not credentials.by_program():
        return
    most = context.store().settings.api_per_minute
    limit = RateLimitItemPerMinute(most, namespace="assay-programs")
    shown = credentials.bearer()
    key = hashlib.sha256(shown.encode()).hexdigest() if shown else _here()
    try:
        _count(limit, key)
    except OutOfReach:
        return
    finally:
        g.rate = (limit, key)


def tell_rate(response: Response) -> Response:
    """Tell a program how often it may ask, as draft-ietf-httpapi-ratelimit-headers."""
    if "rate" not in g:
        return response
    limit, key = g.rate
    try:
        window = _limiter().limiter.get_window_stats(limit, key)
    except StorageError:
        return response
    again = max(0, math.ceil(window.reset_time - time.time()))
    response.headers["RateLimit-Policy"] = f'"token";q={limit.amount};w=60'
    response.headers["RateLimit"] = f'"token";r={window.remaining};t={again}'
    return response


def _count(limit: RateLimitItem, *keys: str) -> None:
    counter = _limiter().limiter
    try:
        if counter.hit(limit, *keys):
            return
        again = counter.get_window_stats(limit, *keys).reset_time
    except StorageError as problem:
        log.exception("Tries cannot be counted.")
        raise OutOfReach(
            "Signing in waits until tries can be counted again. Try again in a minute."
        ) from problem
    seconds = max(1, math.ceil(again - time.time()))
    raise TooManyRequests(
        ngettext(
            "Too many tries. Wait a minute, then try again.",
            "Too many tries. Wait %(num)s minutes, then try again.",
            math.ceil(seconds / 60),
        ),
        retry_after=seconds,
    )


def _here() -> str:
    return request.remote_addr or "nowhere"


def _limiter() -> Limiter:
    return cast("Limiter", current_app.extensions["limiter"])
