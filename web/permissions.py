"""Who may do what: one line for each route. What has no line here, nobody may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Role
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping

Who = frozenset[Role | None]

SIGNED_IN: Who = frozenset(Role)
ANYBODY: Who = SIGNED_IN | {None}
SUBMITTERS: Who = frozenset({Role.CITY, Role.LEAD})
JUDGES: Who = frozenset({Role.REVIEWER, Role.LEAD})
LEADS: Who = frozenset({Role.LEAD})

# The endpoint of a route, and whose it is. Which cities' things somebody may do it to
# is said by storage.reach.
MAY: Mapping[str, Who] = {
    "api.calendar": SIGNED_IN,
    "api.gaps": SIGNED_IN,
    "api.linked": SIGNED_IN,
    "api.planned": SIGNED_IN,
    "api.proven": SIGNED_IN,
    "api.score": SIGNED_IN,
    "arriving.ask": SUBMITTERS,
    "arriving.begin": SUBMITTERS,
    "arriving.receive": SUBMITTERS,
    "assigning.apply": LEADS,
    "assigning.show": LEADS,
    "assessments.listed": SIGNED_IN,
    "assessments.overview": SIGNED_IN,
    "assessments.remove_example": LEADS,
    "assets.file": ANYBODY,
    "conflicts.ask": JUDGES,
    "conflicts.change": LEADS,
    "conflicts.declare": JUDGES,
    "conflicts.listed": JUDGES,
    "conflicts.recuse": JUDGES,
    "counted.show": SIGNED_IN,
    "criterion.show": SIGNED_IN,
    "dating.confirm": JUDGES,
    "dating.show": SIGNED_IN,
    "documents.listed": SIGNED_IN,
    "documents.mark": SUBMITTERS,
    "documents.original": SIGNED_IN,
    "documents.progress": SIGNED_IN,
    "documents.read_again": SIGNED_IN,
    "documents.show": SIGNED_IN,
    "documents.upload": SUBMITTERS,
    "doorstep.begin_app": ANYBODY,
    "doorstep.by_code": ANYBODY,
    "doorstep.by_passkey": ANYBODY,
    "doorstep.confirm_app": ANYBODY,
    "doorstep.options": ANYBODY,
    "doorstep.show": ANYBODY,
    "evidence.ask": SUBMITTERS,
    "evidence.declare": SUBMITTERS,
    "forecasts.show": SIGNED_IN,
    "health.is_ready": ANYBODY,
    "health.lives": ANYBODY,
    "help.account": SIGNED_IN,
    "help.choose_language": ANYBODY,
    "help.set_password": SIGNED_IN,
    "help.show": SIGNED_IN,
    "help.sign_out_others": SIGNED_IN,
    "help.switch_keys": SIGNED_IN,
    "history.show": SUBMITTERS,
    "invitations.accept": ANYBODY,
    "invitations.invite": LEADS,
    "invitations.listed": LEADS,
    "invitations.revoke": LEADS,
    "invitations.show": ANYBODY,
    "judging.agree": LEADS,
    "judging.share": LEADS,
    "judging.show": LEADS,
    "judging.unblind": LEADS,
    "lists.show": SIGNED_IN,
    "moves.preview": SIGNED_IN,
    "moves.show": SIGNED_IN,
    "notices.ask": ANYBODY,
    "notices.choose": SIGNED_IN,
    "notices.stop": ANYBODY,
    "pairs.choose": SIGNED_IN,
    "pairs.link": SIGNED_IN,
    "pairs.show": SIGNED_IN,
    "people.add_city": LEADS,
    "people.add_person": LEADS,
    "people.new_link": LEADS,
    "people.open_assessment": LEADS,
    "people.show": LEADS,
    "person.change": LEADS,
    "person.remove_factors": LEADS,
    "person.show": LEADS,
    "person.sign_out": LEADS,
    "pictures.ask": SIGNED_IN,
    "pictures.image": SIGNED_IN,
    "pictures.show": SIGNED_IN,
    "planning.edit": SUBMITTERS,
    "planning.show": SIGNED_IN,
    "planning.take": SUBMITTERS,
    "proof.criterion": SIGNED_IN,
    "proof.show": SIGNED_IN,
    "registers.apply": SUBMITTERS,
    "registers.receive": SUBMITTERS,
    "registers.show": SUBMITTERS,
    "registers.start": SUBMITTERS,
    "registers.template": SUBMITTERS,
    "quality.listed": LEADS,
    "quality.show": LEADS,
    "requests.answer": ANYBODY,
    "requests.answer_form": ANYBODY,
    "requests.ask": SUBMITTERS,
    "requests.letter": SUBMITTERS,
    "requests.listed": SIGNED_IN,
    "requests.withdraw": SUBMITTERS,
    "review.decide": JUDGES,
    "review.enter": JUDGES,
    "review.link": SIGNED_IN,
    "review.queue": JUDGES,
    "review.take_back": JUDGES,
    "revisions.enter": LEADS,
    "revisions.show": LEADS,
    "rounds.allow": LEADS,
    "rounds.move": SIGNED_IN,
    "rounds.show": SIGNED_IN,
    "rule.add": LEADS,
    "rule.change": LEADS,
    "rule.new": LEADS,
    "rule.show": LEADS,
    "rules.listed": LEADS,
    "rules.publish": LEADS,
    "rules.versions": LEADS,
    "runs.listed": LEADS,
    "runs.progress": LEADS,
    "runs.show": LEADS,
    "runs.start": LEADS,
    "runs.steer": LEADS,
    "scorecard.gaps_as_csv": SIGNED_IN,
    "scorecard.show": SIGNED_IN,
    "secondly.add_passkey": SIGNED_IN,
    "secondly.begin_app": SIGNED_IN,
    "secondly.confirm_app": SIGNED_IN,
    "secondly.make_codes": SIGNED_IN,
    "secondly.options": SIGNED_IN,
    "secondly.remove": SIGNED_IN,
    "secondly.show": SIGNED_IN,
    "signin.ask": ANYBODY,
    "signin.by_link": ANYBODY,
    "signin.by_password": ANYBODY,
    "signin.leave": ANYBODY,
    "signin.show_link": ANYBODY,
    "similar.decide": JUDGES,
    "similar.show": JUDGES,
    "similar.take_back": JUDGES,
    "snapshot.answer": SUBMITTERS,
    "snapshot.show": SIGNED_IN,
    "snapshot.show_outcomes": SUBMITTERS,
    "standards.show": SIGNED_IN,
    "status.show": LEADS,
    "takeaway.as_workbook": SIGNED_IN,
    "takeaway.draw": SIGNED_IN,
    "takeaway.gap_list_as_csv": SIGNED_IN,
    "takeaway.report": SIGNED_IN,
    "takeaway.report_as_pdf": SIGNED_IN,
    "takeaway.scorecard_as_csv": SIGNED_IN,
    "takeaway.show": SIGNED_IN,
    "webannotations.show": SIGNED_IN,
    "talks.answer": SUBMITTERS,
    "talks.ask": JUDGES,
    "talks.say": SIGNED_IN,
    "talks.show": SIGNED_IN,
    "whatif.forget": SIGNED_IN,
    "whatif.listed": SIGNED_IN,
    "whatif.suppose": SIGNED_IN,
}


def allows(endpoint: str, role: Role | None) -> bool:
    """Whether a role, or with None somebody who has not signed in, may use a route."""
    return role in MAY.get(endpoint, frozenset())


def whose(endpoint: str) -> str:
    """Who may use a route, as a sentence for those who may not."""
    if MAY.get(endpoint) == JUDGES:
        return _("This page is for the reviewers and the lead.")
    if MAY.get(endpoint) == SUBMITTERS:
        return _("This page is for people of a city and the lead.")
    return _("This page is for the programme lead.")
