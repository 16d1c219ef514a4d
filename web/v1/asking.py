"""What a program sent, held against what was agreed."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity, UnsupportedMediaType

from web.forms import LARGEST
from web.texts import _
from web.v1.models import Fault, Model, Page, Paging

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.datastructures import FileStorage, MultiDict

Item = TypeVar("Item", bound=Model)
Asked = TypeVar("Asked", bound=Model)

JSON = "application/json"
FORM = "multipart/form-data"
# The longest thing that is said in JSON; files come in another form.
LONGEST_BODY = 200_000


class NotAsAgreed(UnprocessableEntity):
    """What was sent is not what the address takes; ``faults`` say where."""

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(sentence)
        self.faults = faults


def query(kind: type[Asked]) -> Asked:
    """What stands after the question mark.

    Raises:
        NotAsAgreed: There is something else, or something twice.
    """
    return _held(kind, _single(request.args), "query")


def body(kind: type[Asked]) -> Asked:
    """What was sent as JSON.

    Raises:
        NotAsAgreed: It is something else.
        UnsupportedMediaType: It is no JSON.
    """
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    request.max_content_length = LONGEST_BODY
    try:
        return kind.model_validate_json(request.get_data(), strict=True)
    except ValidationError as problem:
        raise _told(problem, "body") from None


def form(kind: type[Asked]) -> tuple[Asked, FileStorage]:
    """What was sent as a form with one file, and that file.

    Raises:
        NotAsAgreed: It is something else.
        UnsupportedMediaType: It is no such form.
    """
    if request.mimetype != FORM:
        raise UnsupportedMediaType
    files = request.files.getlist("file")
    if set(request.files) - {"file"} or len(files) != 1 or not files[0].filename:
        raise NotAsAgreed(_("Send one file with its name, in the field 'file'."))
    given = _held(kind, _single(request.form) | {"file": b""}, "form")
    return given, files[0]


def cursor(text: str, *kinds: type) -> tuple[Any, ...] | None:
    """Where the last part of a list ended, or None at its begin.

    Raises:
        NotAsAgreed: We did not give this cursor.
    """
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error, UnicodeError):
        found = None
    fits = isinstance(found, list) and [type(one) for one in found] == list(kinds)
    if not fits or not all(map(_can_be_asked_for, found)):
        raise _foreign()
    return tuple(found)


def moment(text: str) -> tuple[datetime, str] | None:
    """The place in a list by moment and id where the last part of it ended.

    Raises:
        NotAsAgreed: We did not give this cursor.
    """
    place = cursor(text, str, str)
    if place is None:
        return None
    try:
        at = datetime.fromisoformat(place[0])
        # Its zone may carry it out of the years that there are.
        found = at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise _foreign()
    return found, place[1]


def score(text: str) -> tuple[float, str] | None:
    """The place in a list by score and id where the last part of it ended.

    Raises:
        NotAsAgreed: We did not give this cursor.
    """
    place = cursor(text, float, str)
    return (place[0], place[1]) if place else None


def page(
    items: list[Item], asked: Paging, place: Callable[[Item], tuple[object, ...]]
) -> Page[Item]:
    """The items that were asked for, of which there may be one more than that."""
    shown = items[: asked.limit]
    more = len(items) > asked.limit
    return Page[Item](items=shown, next=_cursor_at(place(shown[-1])) if more else None)


def part(items: list[Item], asked: Paging, key: Callable[[Item], str]) -> Page[Item]:
    """The part that was asked for of a whole list; ``key`` tells its items apart.

    Raises:
        NotAsAgreed: The cursor is of another list, or of one that has changed.
    """
    place = cursor(asked.cursor, str)
    if place is None:
        return page(items, asked, lambda one: (key(one),))
    keys = [key(one) for one in items]
    if place[0] not in keys:
        raise _foreign()
    return page(items[keys.index(place[0]) + 1 :], asked, lambda one: (key(one),))


def _cursor_at(place: tuple[object, ...]) -> str:
    told = json.dumps(place, separators=(",", ":"), default=_plain).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _can_be_asked_for(value: object) -> bool:
    """Whether any database takes a part of a cursor, whoever made it."""
    if isinstance(value, str):
        return value.isascii() and "\x00" not in value
    return isinstance(value, float) or abs(cast("int", value)) <= LARGEST


def _foreign() -> NotAsAgreed:
    return NotAsAgreed(_("This cursor is none of ours. Begin the list again."))


def _single(given: MultiDict[str, str]) -> dict[str, object]:
    twice = [name for name, values in given.lists() if len(values) > 1]
    if twice:
        raise NotAsAgreed(_("'%(name)s' stands there twice.", name=twice[0]))
    return dict(given)


def _held(kind: type[Asked], given: dict[str, object], place: str) -> Asked:
    try:
        return kind.model_validate(given)
    except ValidationError as problem:
        raise _told(problem, place) from None


def _told(problem: ValidationError, place: str) -> NotAsAgreed:
    faults = tuple(
        Fault(
            place=".".join(str(part) for part in (place, *one["loc"])),
            sentence=one["msg"],
        )
        for one in problem.errors(include_url=False, include_input=False)
    )
    return NotAsAgreed(
        _("The request is not as agreed, so nothing was changed. See 'faults'."), faults
    )
