"""The kind of entry that the catalogue appends, on `catalogue:imports`, once per transaction that changed something.

`catalogue.imported`: rows (`publisher`, `offer`, `version`, `customer`, `entitlement`), new (how many), changed (ids of
the rows changed), fields (which of theirs), file (SHA-256 of the file).
"""

from tocsin.ledger import kinds

SUBJECT = "catalogue:imports"

kinds.register("catalogue.imported")
