"""A sign-in service of a city: Authlib's own server, which knows one person."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from flask import Flask, jsonify
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET = "assay", "a-secret-of-this-client"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # it has no types
    """A code that was given out, with what it was asked for with."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Client(ClientMixin):  # type: ignore[misc]  # it has no types
    """The one client: this Assay, sent back to one address."""

    back: str

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.back

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method, endpoint) == ("client_secret_basic", "token")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@cache
def _one_key() -> RSAKey:
    return RSAKey.generate_key(parameters={"kid": "one"})


@dataclass
class Service:
    """What the service knows; ``user`` are the claims of who signs in there."""

    back: str
    address: str = ""
    user: dict[str, object] = field(default_factory=dict)
    spoilt: dict[str, object] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    signing: RSAKey | None = None
    key: RSAKey = field(default_factory=_one_key)


@contextmanager
def running(back: str) -> Iterator[Service]:
    """Run a service that sends browsers back to one address."""
    service = Service(back)
    server = make_server("127.0.0.1", 0, _app(service), threaded=True)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


def _app(service: Service) -> Flask:
    app = Flask("issuer")
    server = AuthorizationServer(
        app,
        query_client=lambda name: Client(service.back) if name == CLIENT else None,
        save_token=lambda _token, _request: None,
    )
    server.register_grant(
        _grant(service), [CodeChallenge(required=True), _claims(service)]
    )

    @app.before_request
    def note() -> None:
        from flask import request  # noqa: PLC0415 - of this app

        service.asked.append(request.path)

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:  # noqa: ANN401 - Flask's
        told = {
            "issuer": service.address,
            "authorization_endpoint": f"{service.address}/authorize",
            "token_endpoint": f"{service.address}/token",
            "jwks_uri": f"{service.address}/keys",
        }
        return jsonify(told | service.spoilt)

    @app.get("/keys")
    def keys() -> Any:  # noqa: ANN401 - Flask's
        return jsonify(keys=[service.key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:  # noqa: ANN401 - Authlib's
        grant = server.get_consent_grant(end_user=service.user)
        return server.create_authorization_response(
            grant_user=service.user, grant=grant
        )

    @app.post("/token")
    def token() -> Any:  # noqa: ANN401 - Authlib's
        return server.create_token_response()

    return app


def _grant(service: Service) -> type:
    class Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # it has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012 - Authlib's

        def save_authorization_code(self, code: str, request: Any) -> None:  # noqa: ANN401 - Authlib's
            data = request.payload.data
            service.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                data["nonce"],
                data["code_challenge"],
                data["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            del client
            return service.codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            del service.codes[code.code]

        def authenticate_user(self, code: Code) -> object:
            del code
            return service.user

    return Grant


def _claims(service: Service) -> Any:  # noqa: ANN401 - Authlib's
    class Claims(OpenIDCode):  # type: ignore[misc]  # it has no types
        def exists_nonce(self, nonce: str, request: object) -> bool:
            del request
            return any(code.nonce == nonce for code in service.codes.values())

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            del client
            return service.signing or service.key

        def get_client_algorithm(self, client: Client) -> str:
            del client
            return "RS256"

        def get_encode_header(self, client: Client) -> dict[str, str]:
            del client
            return {"alg": "RS256"}

        def get_client_claims(self, client: Client) -> dict[str, object]:
            told = {"iss": service.address, "aud": [client.get_client_id()]}
            return told | service.spoilt

        def generate_user_info(self, user: object, scope: str) -> UserInfo:
            del user, scope
            return UserInfo(**({"sub": "one"} | service.user))

    return Claims(require_nonce=True)
