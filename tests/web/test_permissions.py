"""Which pages are for some alone, said a second time: nobody opens one by a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from web import permissions

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBMITTERS = """
arriving: ask begin receive
asides: bring_back set_aside
documents: mark upload
evidence: ask declare
history: show
intake: renew
naming: rename
parcels: ask remove show take
planning: edit take
registers: apply receive show start template
requests: ask letter
snapshot: answer show_outcomes
talks: answer
v1-arriving: ask begin receive
v1: add_document list_events
"""
JUDGES = """
conflicts: ask declare listed recuse
dating: confirm
review: decide enter queue take_back
saving: delete save
similar: decide show take_back
talks: ask
v1: cast_vote
"""
LEADS = """
access: ask end give_back
assessments: remove_example
assigning: apply show
cities: correct show
conflicts: change
hooks: add listed remove resend
invitations: invite listed revoke
judging: agree share show unblind
people: add_city add_person new_link open_assessment show
person: change remove_factors show sign_out
providers: register remove show
quality: listed show
revisions: enter show
rounds: allow
rule: add change new show
rules: listed publish versions
runs: listed progress show start steer
status: show
v1: list_rules
"""
SETTLED = (
    (SUBMITTERS, {Role.CITY, Role.LEAD}),
    (JUDGES, {Role.REVIEWER, Role.LEAD}),
    (LEADS, {Role.LEAD}),
)


def _endpoints(lines: str) -> Iterable[str]:
    for line in lines.split("\n"):
        module, _colon, verbs = line.partition(":")
        yield from (f"{module}.{verb}" for verb in verbs.split())


@pytest.mark.parametrize(
    ("lines", "roles"), SETTLED, ids=["submitters", "judges", "leads"]
)
def test_what_is_for_some_alone_stays_so(lines: str, roles: set[Role]) -> None:
    told = {one for one, who in permissions.MAY.items() if who == roles}

    assert told == {*_endpoints(lines)}
