"""What a program's token must be for, route by route.

Beside it, the token has to be of somebody who may (``web.permissions``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.tokens import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

NEEDS: Mapping[str, Scope] = {
    "v1-arriving.ask": Scope.UPLOAD,
    "v1-arriving.begin": Scope.UPLOAD,
    "v1-arriving.receive": Scope.UPLOAD,
    "v1.add_document": Scope.UPLOAD,
    "v1.cast_vote": Scope.JUDGE,
    "v1.list_assessments": Scope.READ,
    "v1.list_documents": Scope.READ,
    "v1.list_events": Scope.READ,
    "v1.list_gaps": Scope.READ,
    "v1.list_links": Scope.READ,
    "v1.list_rules": Scope.LEAD,
    "v1.list_standards": Scope.READ,
    "v1.list_votes": Scope.READ,
    "v1.show_annotations": Scope.READ,
    "v1.show_assessment": Scope.READ,
    "v1.show_calendar": Scope.READ,
    "v1.show_document": Scope.READ,
    "v1.show_link": Scope.READ,
    "v1.show_plan": Scope.READ,
    "v1.show_proof": Scope.READ,
    "v1.show_score": Scope.READ,
    "v1.show_standard": Scope.READ,
}
