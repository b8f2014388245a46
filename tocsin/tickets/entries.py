"""The kinds of entry this room appends, and their facts: ids, enums, stamps and salted digests only.

`message` and `body` are a message's id and its body's digest, null where nothing was said; `attachments` are digests of
the files' SHA-256. What the publisher's side may know of:

- `submitted`, `opened`: publisher, category, exploited, accounts_compromised, aware_at, tlp, restricted, named (person
  ids), embargo_until, offers, versions, cve_ids, vectors, report (digest of all its words); `submitted` also due and
  attachments, `opened` severity, priority, source
- `acknowledged`: severity, priority, suggested_severity, suggested_priority, next_update, severity_reason and
  priority_reason (message ids), severity_body and priority_body (their digests)
- `severity_changed`, `priority_changed`, `category_changed`: before, after, reason (message id), body
- `assigned`: before, after (person ids or null)
- `message_sent`, `question_asked`, `answered`: message, body, attachments, due (the next promised moment, or null)
- `assessment_started`; `outcome_communicated`: outcome, action, modify_by, reasons (digest)
- `closed`: reason, message, body; `duplicate_marked`: original (its number: to be shown to those alone who may see that
  ticket); `retracted`, `reopened`: message, body
- `redacted`: texts (names of columns), messages, outcomes (ids); or file (an attachment's id)
- `exploitation_reported`: submitted (whether the ticket was not acknowledged yet)
- `restricted`: named (person ids); `unrestricted`; `participant_added`, `participant_removed`: person
- `reference_set`; `deadline_missed`: deadline (its kind), due

The desk's alone: `note_added` as `message_sent`; `note_redacted`: messages, or file; `scored`: finding, vector;
`related`: other (a number, perhaps of another publisher); `exported`.
"""

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
CALENDARS = "desk.calendars_imported"  # on `desk:calendars`: new (how many), changed (ids), file (SHA-256)

kinds.register(*PUBLIC, *DESK_ONLY, CALENDARS)
