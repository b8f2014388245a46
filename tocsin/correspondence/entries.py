"""The kinds of entries that this room appends, and their facts (ids only).

On `desk:on_call`: `on_call.address_added`, `on_call.address_removed` (address: id of the row).
On `desk:relays`: `relays.revived` (entries: ids of those that nobody had heard of).
On `delivery:ID`: `delivery.sent_again` (again: id of the delivery that repeats it), `delivery.laid_aside`.
"""

from tocsin.ledger import kinds

kinds.register(
    "on_call.address_added",
    "on_call.address_removed",
    "relays.revived",
    "delivery.sent_again",
    "delivery.laid_aside",
)
