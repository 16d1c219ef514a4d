from __future__ import annotations

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
        ana, ben, eva = (make_person(session, name=n) for n in ("Ana", "Ben", "Eva"))
        for person in (ana, ben, eva, ana):
            presence.enter(session, link, person)
        opening = session.get_one(LinkOpening, (link.id, eva.id))
        opening.at -= presence.PRESENT
        session.flush()

        seen = [one.person.name for one in presence.others(session, link, ben)]

    assert seen == ["Ana"]
