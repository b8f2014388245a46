"""The kinds of entries that people and publishers append, and their facts (ids and enums only).

On `publisher:ID` and, alike, on `desk:members`:

- `….invited`: invitation, role, replaced (ids of earlier invitations to that address, now revoked)
- `….invitation_revoked`: invitation
- `….member_joined`: person, role, invitation
- `….member_role_changed`: person, role, before
- `….member_removed`: person, before

On `publisher:ID` alone, `publisher.contacts_changed`: fields (names of what its owners changed).

On `person:ID`: `language_chosen` (language), `time_zone_chosen` (time_zone), `name_chosen`, `deactivated`,
`reactivated`, `erased` (publishers: ids of those it belonged to; desk_role).
"""

from tocsin.ledger import kinds

kinds.register(
    "publisher.invited",
    "publisher.invitation_revoked",
    "publisher.member_joined",
    "publisher.member_role_changed",
    "publisher.member_removed",
    "publisher.contacts_changed",
    "desk.invited",
    "desk.invitation_revoked",
    "desk.member_joined",
    "desk.member_role_changed",
    "desk.member_removed",
    "person.language_chosen",
    "person.time_zone_chosen",
    "person.name_chosen",
    "person.deactivated",
    "person.reactivated",
    "person.erased",
)
