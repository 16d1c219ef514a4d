"""Tells webhooks what happened, and looks whether a level has changed."""

from __future__ import annotations

import json
import logging
import socket
import ssl
import time
from typing import TYPE_CHECKING

from criteria.telling import tell
from storage import assessments, events, hooks
from storage.errors import Refused
from storage.hook_models import HookKind
from workers import outward
from workers.standing import score, today

if TYPE_CHECKING:
    from storage.hook_models import Delivery
    from storage.settings import Settings
    from storage.store import Store

PAGES = {
    HookKind.DOCUMENT_READ: "/documents/{about}",
    HookKind.ROUND_RETURNED: "/assessments/{assessment}/round",
    HookKind.ROUND_CLOSED: "/assessments/{assessment}/round",
    HookKind.LEVEL_CHANGED: "/assessments/{assessment}/score",
}
GOOD = range(200, 300)
FAILURES = (
    (
        ssl.SSLError,
        tell("It does not prove by a certificate that it has this name. Renew it."),
    ),
    (TimeoutError, tell("Nothing answered in time. See whether it runs.")),
    (socket.gaierror, tell("Nobody knows this name. See whether it is right.")),
    (ConnectionError, tell("Nothing listens there. See whether it runs.")),
)

log = logging.getLogger(__name__)


def sweep(store: Store) -> int:
    """Look at the levels, then tell what is due; return how much was told well."""
    with store.snapshot() as session:
        if not hooks.hooks(session):
            return 0
    look(store)
    with store.transaction() as session:
        claimed = hooks.claim(session)
    return sum(_send(store, one) for one in claimed)


def look(store: Store) -> None:
    """Tell of each level that changed: by what a city's people did, or by the day."""
    day = today()
    with store.snapshot() as session:
        seen = hooks.levels(session)
        due = [
            one.id
            for one in assessments.all_of(session)
            if one.closed is None
            and seen.get(one.id) != (events.head(session, one.city_id)[0], day)
        ]
    for assessment_id in due:
        with store.transaction() as session:
            assessment = assessments.get(session, assessment_id)
            number, _ = events.head(session, assessment.city_id)
            level = score(session, assessment, on=day).level
            name = level.name if level else ""
            hooks.keep_level(session, assessment, name, number=number, day=day)


def body_of(delivery: Delivery, settings: Settings) -> bytes:
    """What is told: ids, the page to look at, and the name of a level."""
    page = PAGES[delivery.kind].format(
        about=delivery.about, assessment=delivery.assessment_id
    )
    told = {
        "id": delivery.id,
        "kind": delivery.kind.value,
        "at": delivery.made.isoformat(),
        "city": delivery.city_id,
        "assessment": delivery.assessment_id,
        "document": delivery.about,
        "level": delivery.word,
        "page": settings.address + page,
    }
    return json.dumps({name: value for name, value in told.items() if value}).encode()


def why(problem: OSError | Refused) -> str:
    """What the lead reads of an attempt that came to no answer."""
    if isinstance(problem, Refused):
        return problem.sentence
    found = (said for kind, said in FAILURES if isinstance(problem, kind))
    return next(found, str(problem) or type(problem).__name__)


def _send(store: Store, delivery: Delivery) -> bool:
    """Tell one thing to one address, and keep how that ended."""
    settings = store.settings
    body, moment = body_of(delivery, settings), int(time.time())
    signed = ",".join(
        f"v1={hooks.signature(body, at=moment, secret=secret)}"
        for secret in hooks.secrets(delivery.hook_id, keys=settings.secrets())
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Assay",
        "Assay-Delivery": delivery.id,
        "Assay-Signature": f"t={moment},{signed}",
    }
    status, failure = 0, ""
    try:
        status = outward.post(
            delivery.hook.address, body, headers, inside=settings.inside
        )
    except (OSError, Refused) as problem:
        failure = why(problem)
        log.warning("%s: %s", failure, problem)
    if not failure and status not in GOOD:
        failure = f"It answered {status}."
    with store.transaction() as session:
        hooks.settle(session, delivery.id, status=status, failure=failure)
    if failure:
        log.warning("The delivery %s was not taken: %s", delivery.id, failure)
    return not failure
