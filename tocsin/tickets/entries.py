"""The kinds of entry this room appends."""

from tocsin.ledger import kinds

PUBLIC = (
    "ticket.submitted",
    "ticket.opened",
    "ticket.acknowledged",
    "ticket.severity_changed",
    "ticket.priority_changed",
    "ticket.category_changed",
    "ticket.assigned",
    "ticket.message_sent",
    "ticket.question_asked",
    "ticket.answered",
    "ticket.assessment_started",
    "ticket.outcome_communicated",
    "ticket.closed",
    "ticket.duplicate_marked",
    "ticket.retracted",
    "ticket.reopened",
    "ticket.redacted",
    "ticket.exploitation_reported",
    "ticket.restricted",
    "ticket.unrestricted",
    "ticket.participant_added",
    "ticket.participant_removed",
    "ticket.reference_set",
    "ticket.deadline_missed",
)
DESK_ONLY = ("ticket.note_added", "ticket.note_redacted", "ticket.scored", "ticket.related", "ticket.exported")

kinds.register(*PUBLIC, *DESK_ONLY)
