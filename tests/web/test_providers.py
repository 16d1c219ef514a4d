"""Signing in by a city's own service, which runs here in earnest."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from joserfc.jwk import RSAKey

from storage import events, factors, providers
from storage.deeds import Deed
from storage.errors import OutOfReach, Refused
from storage.models import Role
from tests import factories
from tests.web import issuing
from tests.web.browsing import Visitor, words
from tests.web.issuing import CLIENT, SECRET, Service
from web import issuers
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.models import Assessment, Person
    from storage.store import Store

BACK = "http://127.0.0.1:8431/sign-in/return"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A city's service on this machine, without TLS."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with issuing.running(BACK) as service:
        yield service


@pytest.fixture
def tom(store: Store, assessment: Assessment, service: Service) -> Person:
    """One of Riverbend's people, whom the service knows."""
    with store.transaction() as session:
        session.add(assessment)
        person = factories.make_person(
            session, role=Role.CITY, city=assessment.city, name="Tom Okafor"
        )
    service.user = {"email": person.email.upper(), "email_verified": True}
    return person


def _register(lead: Visitor, city: str, service: Service, **other: str) -> int:
    fields = {"issuer": service.address, "client_id": CLIENT, "secret": SECRET}
    return lead.post(f"/cities/{city}/provider", **(fields | other)).status_code


def _there(visitor: Visitor, city: str, wanted: str = "") -> str:
    """Go to the service and sign in there; where it sends the browser back to."""
    away = visitor.get(f"/sign-in/city/{city}?{urlencode({'next': wanted})}").location
    parts = urlsplit(away)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("GET", f"{parts.path}?{parts.query}")
    sent = connection.getresponse().getheader("Location") or ""
    connection.close()
    assert sent.startswith(BACK)
    return sent.removeprefix("http://127.0.0.1:8431")


def test_a_city_person_signs_in_by_the_service_of_their_city(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service
) -> None:
    city = str(tom.city_id)
    assert _register(lead, city, service) == 303
    assert "Riverbend" in nobody.text("/sign-in")

    answer = nobody.get(_there(nobody, city, "/help?from=2"))

    assert (answer.status_code, answer.location) == (303, "/help?from=2")
    assert "Tom Okafor" in nobody.get("/help").text
    assert service.asked == [
        *("/.well-known/openid-configuration", "/authorize", "/token", "/keys"),
    ]


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example"]
)
def test_coming_back_never_leads_off_the_site(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, wanted: str
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)

    assert nobody.get(_there(nobody, city, wanted)).location == "/"


def test_an_answer_fits_only_the_browser_that_asked_and_once(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, store: Store
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    back = _there(nobody, city)
    parts = urlsplit(back)
    other = urlencode(dict(parse_qsl(parts.query)) | {"state": "another"})
    stranger = Visitor(create_app(store).test_client())

    refused = [
        stranger.get(back),
        nobody.get(f"{parts.path}?{other}"),
        # What was asked is forgotten with the first answer, right or wrong.
        nobody.get(back),
    ]

    assert [one.status_code for one in refused] == [400] * 3
    assert nobody.get("/help").status_code == 303


@pytest.mark.parametrize("spoilt", ["nonce", "code_challenge", "iss", "aud", "key"])
def test_a_token_that_was_made_for_something_else_is_refused(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, spoilt: str
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    back = _there(nobody, city)
    [code] = service.codes.values()
    if spoilt in {"iss", "aud"}:
        service.spoilt[spoilt] = "https://evil.example"
    elif spoilt == "key":
        service.signing = RSAKey.generate_key(parameters={"kid": "one"})
    else:
        setattr(code, spoilt, "x" * 43)

    assert nobody.get(back).status_code == 400
    assert nobody.get("/help").status_code == 303


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "has not verified your e-mail address"),
        ({"email_verified": "true"}, "has not verified your e-mail address"),
        ({"email": "stranger@example.org"}, "not one of the city's people here"),
    ],
)
def test_only_a_verified_address_of_a_person_of_the_city_is_let_in(
    lead: Visitor,
    nobody: Visitor,
    tom: Person,
    service: Service,
    claims: dict[str, object],
    sentence: str,
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    service.user |= claims

    answer = nobody.get(_there(nobody, city))

    assert answer.status_code == 400
    assert sentence in words(answer)


def test_who_came_once_is_known_by_the_name_that_the_service_keeps(
    lead: Visitor, tom: Person, service: Service, store: Store
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    first = dict(service.user)

    def status(**claims: object) -> tuple[int, bool]:
        service.user = first | claims
        visitor = Visitor(create_app(store).test_client())
        code = visitor.get(_there(visitor, city)).status_code
        return code, "Tom Okafor" in visitor.get("/help").text

    told = [
        status(sub="one"),
        status(sub="one", email="tom.new@example.org"),
        status(sub="two"),  # to whom Tom's address went
    ]
    _register(lead, city, service)
    told.append(status(sub="two"))

    assert told == [(303, True), (303, True), (400, False), (303, True)]


def test_a_service_lets_nobody_of_another_city_in_and_no_lead(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, store: Store
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    with store.transaction() as session:
        others = [
            factories.make_person(session, role=Role.CITY).email,
            factories.make_person(session, role=Role.LEAD).email,
        ]

    for email in others:
        service.user["email"] = email
        assert nobody.get(_there(nobody, city)).status_code == 400
    with store.snapshot() as session:
        deeds = [one.deed for one in events.listed(session, None, limit=1)]
    assert deeds == [Deed.SIGN_IN_FAILED]


def test_the_service_stands_in_for_the_first_factor_only(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, store: Store
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    key = store.settings.secret()
    with store.transaction() as session:
        factories.make_app(session, tom, key=key)
        assert factors.of(session, tom)

    assert nobody.get(_there(nobody, city)).location == "/sign-in/second"


@pytest.mark.parametrize(
    ("issuer", "spoilt", "sentence"),
    [
        ("http://login.example", {}, "begin with https://"),
        ("https://user@login.example", {}, "begin with https://"),
        ("file:///etc/passwd", {}, "begin with https://"),
        ("", {"issuer": "https://evil.example"}, "says that it is another issuer"),
        ("", {"token_endpoint": "http://192.0.2.1/"}, "begin with https://"),
        ("", {"jwks_uri": 7}, "begin with https://"),
    ],
)
def test_an_issuer_that_is_none_or_not_safe_is_not_registered(
    lead: Visitor,
    tom: Person,
    service: Service,
    store: Store,
    issuer: str,
    spoilt: dict[str, object],
    sentence: str,
) -> None:
    city = str(tom.city_id)
    service.spoilt |= spoilt
    fields = {"issuer": issuer or service.address, "client_id": "x", "secret": "x"}

    answer = lead.post(f"/cities/{city}/provider", **fields)

    assert answer.status_code == 400
    assert sentence in words(answer)
    with store.snapshot() as session:
        assert providers.listed(session) == []


def test_only_a_trial_asks_a_service_without_tls(service: Service) -> None:
    assert issuers.discover(service.address, plain=True).issuer == service.address

    with pytest.raises(Refused):
        issuers.discover(service.address, plain=False)


def test_a_service_that_does_not_answer_is_named() -> None:
    with pytest.raises(OutOfReach) as problem:
        issuers.discover("http://127.0.0.1:1", plain=True)

    assert problem.value.sentence == (
        "The sign-in service at 127.0.0.1 does not answer. Try again in a minute."
    )


def test_a_removed_service_lets_nobody_in_and_its_secret_was_sealed(
    lead: Visitor, nobody: Visitor, tom: Person, service: Service, store: Store
) -> None:
    city = str(tom.city_id)
    _register(lead, city, service)
    with store.snapshot() as session:
        assert SECRET not in str(vars(providers.of(session, city)))
    assert SECRET not in lead.get(f"/cities/{city}/provider").text
    back = _there(nobody, city)

    lead.post(f"/cities/{city}/provider/removal")

    assert nobody.get(back).status_code == 404
    assert nobody.get(f"/sign-in/city/{city}").status_code == 404
