from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage import presence
from storage.presence import LinkOpening
from tests.factories import make_link, make_person

if TYPE_CHECKING:
    from storage.store import Store


def test_who_else_opened_a_link_lately_is_told_and_oneself_is_not(
    store: Store,
) -> None:
    with store.transaction() as session:
        link = make_link(session)
        ana, ben, eva, dan = (
            make_person(session, name=name) for name in ("Ana", "Ben", "Eva", "Dan")
        )
        for person in (ana, ben, eva, dan, ana):
            presence.enter(session, link, person)
        for person, ago in (
            (eva, presence.PRESENT),
            (dan, timedelta(minutes=2, seconds=9)),
        ):
            opening = session.get_one(LinkOpening, (link.id, person.id))
            opening.at -= ago
        session.flush()

        seen = presence.others(session, link, ben)

    assert [(one.name, minutes) for one, minutes in seen] == [("Ana", 0), ("Dan", 2)]
