"""What can be done that the history tells of: a closed list."""

from __future__ import annotations

from enum import StrEnum

from storage.columns import Base, by_value


class Deed(StrEnum):
    """What was done."""

    CITY_ADDED = "city-added"
    CITY_CHANGED = "city-changed"
    CITY_REMOVED = "city-removed"
    ASSESSMENT_OPENED = "assessment-opened"
    ASSESSMENT_IMPORTED = "assessment-imported"
    STANDARD_ENTERED = "standard-entered"
    STANDARD_CHOSEN = "standard-chosen"
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    SIGN_IN_LINK_MADE = "sign-in-link-made"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation-revoked"
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    FACTORS_REMOVED = "factors-removed"
    CODES_MADE = "codes-made"
    CODE_USED = "code-used"
    PROVED_AGAIN = "proved-again"
    PROVIDER_SET = "provider-set"
    PROVIDER_REMOVED = "provider-removed"
    TOKEN_MADE = "token-made"  # noqa: S105 - the name of a deed, no password
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - the name of a deed, no password
    PASSWORD_SET = "password-set"  # noqa: S105 - the name of a deed, no password
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_LOCKED = "sign-in-locked"
    DOCUMENT_RECEIVED = "document-received"
    DOCUMENT_WAITS = "document-waits"
    DOCUMENT_READ = "document-read"
    DOCUMENT_UNREADABLE = "document-unreadable"
    MADE_CONFIDENTIAL = "made-confidential"
    MADE_OPEN = "made-open"
    LOOKED_AT = "looked-at"
    LINK_MADE = "link-made"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"
    TAKEN_BACK = "taken-back"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    EXPORT_ASKED = "export-asked"
    EXPORT_TAKEN = "export-taken"
    EXPORT_REMOVED = "export-removed"
    ROUND_MOVED = "round-moved"
    EXCEPTION_MADE = "exception-made"
    CONFLICT_DECLARED = "conflict-declared"
    CONFLICT_CHANGED = "conflict-changed"
    RECUSED = "recused"
    JUDGING_CHANGED = "judging-changed"
    DATE_CONFIRMED = "date-confirmed"
    DATE_SET_ASIDE = "date-set-aside"
    REQUEST_MADE = "request-made"
    REQUEST_WITHDRAWN = "request-withdrawn"
    REQUEST_ANSWERED = "request-answered"
    HOOK_ADDED = "hook-added"
    HOOK_REMOVED = "hook-removed"
    INTAKE_RENEWED = "intake-renewed"
    CARE_TAKEN = "care-taken"
    SNAPSHOT_ANSWERED = "snapshot-answered"
    OUTCOMES_SHOWN = "outcomes-shown"
    SUPPOSED = "supposed"
    SUPPOSITION_REMOVED = "supposition-removed"
    RULE_CHANGED = "rule-changed"
    RULES_PUBLISHED = "rules-published"
    RUN_STARTED = "run-started"
    RUN_TURNED = "run-turned"
    BACKUP_RESTORED = "backup-restored"
    SEALED_ANEW = "sealed-anew"


Base.registry.update_type_annotation_map({Deed: by_value(Deed)})
