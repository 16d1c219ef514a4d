"""Puts an attack into every text that a person can write, a column at a time.

Each text begins with the name of its column, so that what is shown can be told apart.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Reason
from criteria.review.rounds import Move, Stage
from storage import events
from storage.columns import Base
from storage.deeds import Deed
from storage.models import Verdict
from storage.parcel_models import ParcelState
from storage.planning_models import DatedBy
from storage.review_models import ReviewAct
from tests.rows import make_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

ATTACK = (
    "\"><img src=x onerror=document.title='pwn'><script>document.title='pwn'</script>"
)
# An attack that is shown as text, in whichever way it is escaped.
SHOWN = re.compile(
    r"([a-z_]+\.[a-z_]+)(?:\"|&#34;|&quot;|\\u0022)(?:&gt;|\\u003e)(?:&lt;)"
)

# The columns that hold a person's own words, or those of a file.
FREE: Mapping[str, tuple[str, ...]] = {
    "arriving": ("name",),
    "city": ("name",),
    "comment": ("text",),
    "decision": ("note",),
    "document": ("name", "address", "note", "problem", "title", "aside_why"),
    "document_date": ("quote",),
    "evidence_register": ("name", "problem"),
    "evidence_request": ("department", "email", "note"),
    "gap_care": ("owner", "note"),
    "hook": ("address",),
    "hook_delivery": ("failure",),
    "interest": ("note",),
    "invitation": ("email",),
    "notice": ("address", "failure"),
    "outcome_shown": ("where",),
    "page": ("text", "label"),
    "page_image": ("problem",),
    "parcel": ("problem",),
    "passage": ("quote",),
    "passkey": ("name",),
    "person": ("email", "name"),
    "personal_token": ("name",),
    "provider": ("issuer", "client_id", "authorize_at", "token_at", "keys_at"),
    "request_answer": ("name",),
    "review_event": ("why",),
    "round_event": ("why",),
    "round_exception": ("why",),
    "rule_version": ("why",),
    "saved_view": ("name",),
    "supposition": ("name",),
    "worker_seen": ("name", "queues"),
}
# Codes, hashes, sealed secrets and words of closed lists: nobody writes into them.
CLOSED = {
    *("assessment.edition", "revision.edition", "revision.version", "run.edition"),
    *("rule_change.edition", "rule_version.edition", "rule_change.rule"),
    *("comment.criterion", "evidence_request.criterion", "gap_care.criterion"),
    *("decision.clause", "link.clause"),
    *("link.criterion", "passage.item", "passage.rule", "level_seen.level"),
    *("document.kind", "document.language", "page.language", "page.unread"),
    *("document.problem_code", "document.rules_digest", "page_image.version"),
    *("authenticator.sealed", "provider.sealed", "person.password_hash"),
    *("subject.issuer", "subject.name"),
    *("hook_delivery.word", "notice.once", "notice_stop.address", "passkey.id"),
    "kept_answer.body",  # what was answered, given back byte by byte
    "revision.entered",
    "rule_change.text",  # YAML that holds together, or it is not kept
}
# What a row needs that its page can make something of.
FITTING: Mapping[str, Mapping[str, object]] = {
    "decision": {"verdict": Verdict.REJECTED, "reason": Reason.UNREADABLE},
    "hook_delivery": {"status": 0},
    "document_date": {"kind": DatedBy.ADOPTED, "by_id": None},
    "outcome_shown": {"code": "air"},
    "parcel": {"state": ParcelState.FAILED},
    "personal_token": {"expires": datetime.max.replace(tzinfo=UTC)},
    "review_event": {"act": ReviewAct.UNBLINDED},
    "rule_version": {"changes": {}},
    "round_event": {"move": Move.RETURN, "stage": Stage.RETURNED},
    "saved_view": {"query": {"state": "all"}},
    "supposition": {"added": ["DM1"]},
    "worker_seen": {"seen": datetime.max.replace(tzinfo=UTC)},
}


def mark(session: Session, known: Mapping[str, object]) -> set[str]:
    """Put the attack into each column of `FREE`; gives the names of those columns.

    ``known`` has the ids that new rows hang on, by the names of columns.
    """
    marked = set()
    for table in Base.metadata.sorted_tables:
        free = FREE.get(table.name, ())
        attacks = {name: f"{table.name}.{name}{ATTACK}" for name in free}
        if free and not session.scalar(sa.select(sa.func.count()).select_from(table)):
            given = {**known, **FITTING.get(table.name, {}), **attacks}
            session.execute(sa.insert(table), make_row(table, given))
        elif free:
            is_sqlite = session.get_bind().dialect.name == "sqlite"
            place = "rowid" if is_sqlite else "ctid"
            number = sa.literal_column(place).cast(sa.String)
            values = {name: sa.literal(text) + number for name, text in attacks.items()}
            session.execute(sa.update(table).values(values))
        marked |= {*attacks.values()}
    told = f"event.content{ATTACK}"
    events.record(session, Deed.CARE_TAKEN, str(known["city_id"]), name=told)
    return {text.removesuffix(ATTACK) for text in marked | {told}}


def unnamed() -> set[str]:
    """The columns of text that are in neither list."""
    texts = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and column.type.length is None
        and not column.foreign_keys
    }
    named = {
        f"{table}.{column}" for table, columns in FREE.items() for column in columns
    }
    return texts ^ (named | CLOSED)
