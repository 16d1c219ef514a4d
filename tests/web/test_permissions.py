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
documents: mark upload
evidence: ask declare
history: show
planning: edit take
registers: apply receive show start template
requests: ask letter
snapshot: answer show_outcomes
"""
JUDGES = """
conflicts: ask declare listed recuse
dating: confirm
review: decide enter queue take_back
"""
LEADS = """
assessments: remove_example
conflicts: change
invitations: invite listed revoke
judging: agree share show unblind
people: add_city add_person new_link open_assessment show
person: change show sign_out
revisions: enter show
rounds: allow
rule: add change new show
rules: listed publish versions
runs: listed progress show start steer
status: show
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
    listed = [*_endpoints(lines)]

    opened = {one for one in listed if permissions.MAY[one] != roles}

    assert (len(listed) > 0, opened) == (True, set())
