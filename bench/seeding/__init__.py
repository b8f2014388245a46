"""Synthetic rows in the real shape, by bulk inserts: what the verbs would have written, the ledger included."""
