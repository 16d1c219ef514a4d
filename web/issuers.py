"""Issuers: a city's sign-in service, asked by OpenID Connect with a code and PKCE.

Only addresses that the lead has registered are fetched, without following redirects.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from criteria.telling import tell
from storage.errors import OutOfReach, Refused
from storage.providers import Endpoints
from storage.startup import LOOPBACK
from web.addresses import parted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.provider_models import Provider

SCOPE = "openid email"
SECONDS = 5
LARGEST = 200_000
LEEWAY_SECONDS = 60
# Signed with a key of the issuer's own: neither unsigned nor by a shared secret.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
UNFIT = tell(
    "Your city's sign-in service gave an answer that does not hold. Try again."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one browser was sent to an issuer with; its answer must fit all of it."""

    state: str
    nonce: str
    verifier: str


def ask() -> Asked:
    """Make what nobody else can know of one sign-in."""
    return Asked(*(secrets.token_urlsafe(48) for _ in range(3)))


def discover(issuer: str, *, plain: bool) -> Endpoints:
    """Read at which addresses an issuer is asked.

    ``plain`` lets an issuer on this very machine go without TLS, for trying.

    Raises:
        Refused: It is no issuer, says it is another, or its addresses are not safe.
        OutOfReach: It does not answer.
    """
    _check_safe(issuer, plain=plain)
    told = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    called = str(told.get("issuer", ""))
    if called.rstrip("/") != issuer.rstrip("/"):
        raise Refused("This address says that it is another issuer. Check it.")
    found = Endpoints(
        called,
        str(told.get("authorization_endpoint", "")),
        str(told.get("token_endpoint", "")),
        str(told.get("jwks_uri", "")),
    )
    for address in (found.authorize, found.token, found.keys):
        _check_safe(address, plain=plain)
    return found


def address(provider: Provider, asked: Asked, *, back: str, anew: bool = False) -> str:
    """Where the browser goes to sign in, and comes back from.

    ``anew`` asks even who has signed in there already (OpenID Connect Core, 3.1.2.1).
    """
    more = {"prompt": "login"} if anew else {}
    made: str = prepare_grant_uri(
        provider.authorize_at,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=back,
        scope=SCOPE,
        state=asked.state,
        nonce=asked.nonce,
        code_challenge=create_s256_code_challenge(asked.verifier),
        code_challenge_method="S256",
        **more,
    )
    return made


@dataclass(frozen=True, slots=True)
class Known:
    """How an issuer knows somebody: by a name that stays, and by an address."""

    subject: str
    email: str


def known(
    provider: Provider,
    asked: Asked,
    answer: Mapping[str, str],
    *,
    secret: str,
    back: str,
) -> Known:
    """Who came back, with the address that the issuer has verified.

    Raises:
        Refused: The answer is not to what was asked, or no address is verified.
        OutOfReach: The issuer does not answer.
    """
    if not hmac.compare_digest(answer.get("state", ""), asked.state):
        raise Refused(UNFIT)
    if "code" not in answer:
        raise Refused(
            "Your city's sign-in service did not let you in. Try again, or ask "
            "whoever runs it."
        )
    token = _fetch(
        provider.token_at,
        form={
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": back,
            "code_verifier": asked.verifier,
        },
        authorization=_basic(provider.client_id, secret),
    )
    claims = _claims(provider, asked, token)
    if claims.get("email_verified") is not True or not claims.get("email"):
        raise Refused(
            "Your city's sign-in service has not verified your e-mail address. Ask "
            "whoever runs it."
        )
    return Known(str(claims["sub"]), str(claims["email"]))


def _claims(
    provider: Provider, asked: Asked, token: Mapping[str, Any]
) -> dict[str, Any]:
    keys = KeySet.import_key_set(_fetch(provider.keys_at))  # type: ignore[arg-type]  # it checks them
    try:
        told = jwt.decode(str(token.get("id_token")), keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            told.claims,
            told.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {
                "nonce": asked.nonce,
                "client_id": provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError) as problem:
        raise Refused(UNFIT) from problem
    return dict(claims)


def _fetch(
    address: str, *, form: Mapping[str, str] | None = None, authorization: str = ""
) -> dict[str, Any]:
    parts = parted(address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    headers = {"Accept": "application/json"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Authorization"] = authorization
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(
            "GET" if form is None else "POST",
            path,
            None if form is None else urlencode(form),
            headers,
        )
        reply = connection.getresponse()
        body = reply.read(LARGEST + 1)
    except (OSError, http.client.HTTPException) as problem:
        raise OutOfReach(
            "The sign-in service at %(host)s does not answer. Try again in a minute.",
            host=parts.hostname or "?",
        ) from problem
    finally:
        connection.close()
    if reply.status != http.client.OK or len(body) > LARGEST:
        raise Refused(UNFIT)
    return _object(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as problem:
        raise Refused(UNFIT) from problem
    if not isinstance(told, dict):
        raise Refused(UNFIT)
    return told


def _basic(client_id: str, secret: str) -> str:
    """RFC 6749, 2.3.1: both are form-encoded before they are joined."""
    joined = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(joined.encode()).decode()


def _check_safe(address: str, *, plain: bool) -> None:
    parts = parted(address)
    here = plain and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or parts.username or not (parts.scheme == "https" or here):
        raise Refused(
            "The addresses of a sign-in service begin with https://. Check the issuer."
        )
