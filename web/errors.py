"""What a person reads when something cannot be done, and what to do next."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, jsonify, make_response, redirect, request, url_for
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from criteria.editions.standard import StandardError
from storage.assessments import SAME_AS_NONE
from storage.errors import Barred, Conflict, NotFound, OutOfReach, Refused
from storage.parts import FULL
from web import ahead, context, credentials, guard, texts
from web.addresses import parted
from web.texts import _
from web.v1.models import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from werkzeug.wrappers import Response as Answer

    from web.v1.models import Fault

TOO_EARLY = 425
RETRY_SECONDS = "30"
# The fields in which people write sentences; none holds a secret.
WRITTEN = ("title", "text", "dates", "note", "why", "entered")
PROBLEM = "application/problem+json"
# The word by which programs know a refusal, whatever language its sentence is in.
PROBLEMS = {
    400: "refused",
    401: "not-signed-in",
    403: "not-allowed",
    404: "nothing-here",
    405: "no-such-method",
    409: "conflict",
    412: "protocol",
    413: "too-large",
    415: "form",
    422: "not-as-agreed",
    429: "too-often",
    500: "broken",
    503: "later",
    507: "full",
}

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Meet every refusal and fault with a page."""
    app.register_error_handler(credentials.NotSignedIn, _ask_to_sign_in)
    app.register_error_handler(credentials.ProvedTooLongAgo, _ask_again)
    app.register_error_handler(context.NotAllowed, lambda why: _page(403, str(why)))
    # The same words, whether a thing is absent or another city's.
    app.register_error_handler(NotFound, lambda _why: _page(404, SAME_AS_NONE))
    app.register_error_handler(StandardError, lambda _why: _page(404, SAME_AS_NONE))
    # No page: a browser that loads ahead shows none that is refused, and asks anew.
    app.register_error_handler(ahead.NotAhead, lambda _why: ("", TOO_EARLY))
    app.register_error_handler(Barred, lambda why: _page(403, why.sentence))
    app.register_error_handler(Conflict, lambda why: _page(409, why.sentence))
    app.register_error_handler(Refused, lambda why: _page(400, why.sentence))
    app.register_error_handler(OutOfReach, lambda why: _later(503, why.sentence))
    app.register_error_handler(OSError, _full)
    app.register_error_handler(DataError, _not_kept)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(TooManyRequests, _too_often)
    app.register_error_handler(HTTPException, _http)


def titles() -> dict[int, str]:
    """The heading of each kind of refusal."""
    return {
        400: _("This cannot be taken as it is"),
        401: _("Nobody is known by this token"),
        403: _("You may not do this"),
        404: _("There is nothing here"),
        405: _("This page does not take that"),
        409: _("Somebody was first"),
        412: _("This protocol is not spoken here"),
        413: _("This is too large"),
        415: _("This is not taken in that form"),
        422: _("This is not as agreed"),
        429: _("Too many tries"),
        500: _("Something broke on our side"),
        503: _("Assay cannot do this at the moment"),
        507: _("There is no room left"),
    }


def _sentences() -> dict[int, str]:
    megabytes = context.store().settings.max_upload_mb
    return {
        400: _("The request was incomplete, so nothing was changed."),
        401: _("Show a personal token that holds. You make one on your account page."),
        404: SAME_AS_NONE,
        405: _("Nothing was changed. Go back and use the buttons on the page."),
        413: _(
            "One upload may hold %(size)s MB in all. Send fewer files at a time, or "
            "split a larger one.",
            size=megabytes,
        ),
        412: _("Say Tus-Resumable: 1.0.0 to send a file in parts."),
        415: _("The description of the interface says which form this address takes."),
        500: _(
            "Nothing that was kept before is lost. Try again; if it happens again, "
            "tell whoever runs Assay at which time it was."
        ),
        503: _("Nothing was changed. Try again in a minute."),
        507: _(
            "The disk on which Assay keeps files is full, so nothing of this upload "
            "was kept. Tell whoever runs Assay, and upload it again later."
        ),
    }


def _page(
    code: int, sentence: str, faults: Sequence[Fault] = ()
) -> tuple[Response | str, int]:
    if credentials.by_program():
        return _problem(code, sentence, faults), code
    if context.wants_json():
        return jsonify(sentence=texts.told(sentence)), code
    shown = context.page(
        "errors/error.html",
        title=titles().get(code, _("This did not work")),
        sentence=sentence,
        code=code,
        back=_back(),
        typed=_typed() if code == HTTPStatus.FORBIDDEN else [],
    )
    return shown, code


def _typed() -> list[str]:
    """What somebody wrote into a form of ours that came too late: not to be lost."""
    if guard.is_foreign():
        return []
    return [text for name in WRITTEN if (text := request.form.get(name, "").strip())]


def _problem(code: int, sentence: str, faults: Sequence[Fault]) -> Response:
    told = Problem(
        type=f"{context.store().settings.address}/api#{PROBLEMS.get(code, 'other')}",
        title=titles().get(code, _("This did not work")),
        status=code,
        detail=sentence,
        request=context.request_id(),
        faults=list(faults),
    )
    response = Response(told.model_dump_json(), content_type=PROBLEM)
    if code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http(problem: HTTPException) -> Answer | HTTPException:
    code = problem.code or 500
    if code < 400:  # noqa: PLR2004 - a redirect of the router
        return problem
    sentence = _sentences().get(code, _("Go back and try another way."))
    own_words = code in {400, 403, 422, 500} and problem.description
    usual = type(problem).description == problem.description
    if own_words and not usual:
        sentence = str(problem.description)
    response = make_response(_page(code, sentence, getattr(problem, "faults", ())))
    if isinstance(problem, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(problem.valid_methods or ())
    return response


def _out_of_reach(problem: OperationalError) -> Answer:
    log.error("The database does not answer.", exc_info=problem)
    return _later(503, _sentences()[503])


def _not_kept(_problem: DataError) -> Answer:
    """PostgreSQL keeps no sign of nothing (U+0000); nobody types one by chance."""
    sentence = _("This holds a sign that cannot be kept, so nothing was changed.")
    return make_response(_page(400, sentence))


def _full(problem: OSError) -> Answer:
    if problem.errno not in FULL:
        raise problem
    log.error("No room is left on the device.", exc_info=problem)
    return _later(507, _sentences()[507])


def _too_often(problem: TooManyRequests) -> Answer:
    return _later(429, str(problem.description), str(problem.retry_after))


def _later(code: int, sentence: str, seconds: str = RETRY_SECONDS) -> Answer:
    """Refuse for now, and say to programs when to ask again."""
    response = make_response(_page(code, sentence))
    response.headers["Retry-After"] = seconds
    return response


def _ask_to_sign_in(
    _why: credentials.NotSignedIn,
) -> Answer | tuple[Response | str, int]:
    if credentials.by_program():
        return _page(401, _sentences()[401])
    if context.wants_json() or request.method != "GET":
        return _page(
            403, _("You are not signed in any more. Sign in, and do it again.")
        )
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("signin.ask", next=None if wanted == "/" else wanted), 303)


def _ask_again(
    _why: credentials.ProvedTooLongAgo,
) -> Answer | tuple[Response | str, int]:
    if context.wants_json():
        said = _(
            "You signed in a while ago. Open this page again, and show who you are."
        )
        return _page(403, said)
    came = request.full_path.rstrip("?") if request.method == "GET" else _came_from()
    return redirect(url_for("again.show", next=came), 303)


def _back() -> str:
    """The page of ours that led here, or the first one."""
    came = _came_from()
    is_here = request.method == "GET" and parted(came).path == request.path
    return "/" if is_here else came


def _came_from() -> str:
    came = parted(request.referrer or "")
    if came.netloc != request.host:
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")
