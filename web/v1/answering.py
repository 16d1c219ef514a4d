"""A change that is made once, however often a program asks for it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, TypeVar

from flask import request

from storage import answers
from web.texts import _
from web.v1.asking import NotAsAgreed
from web.v1.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

HEADER = "Idempotency-Key"

Answer = TypeVar("Answer", bound=Model)


def once(
    session: Session,
    person: Person,
    assessment: Assessment,
    asked: object,
    kind: type[Answer],
    change: Callable[[], Answer],
) -> Answer:
    """Make a change, or give the answer that it had when it was made.

    ``asked`` is all of the request that matters, as plain values.

    Raises:
        NotAsAgreed: The key is none, or came with another request.
        Conflict: The same request came at the same moment.
    """
    key = _key()
    if not key:
        return change()
    told = json.dumps([request.endpoint, request.view_args, asked], sort_keys=True)
    fingerprint = hashlib.sha256(told.encode()).hexdigest()
    kept = answers.find(session, person, key)
    if kept is None:
        made = change()
        answers.keep(
            session,
            person,
            assessment,
            key=key,
            asked=fingerprint,
            body=made.model_dump_json(),
        )
        return made
    if kept.asked != fingerprint:
        raise NotAsAgreed(
            _("This Idempotency-Key came with another request before. Use a new one.")
        )
    return kind.model_validate_json(kept.body)


def _key() -> str:
    key = request.headers.get(HEADER, "")
    if len(key) > answers.LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise NotAsAgreed(
            _(
                "An Idempotency-Key has at most %(longest)s letters, digits and signs.",
                longest=answers.LONGEST_KEY,
            )
        )
    return key
