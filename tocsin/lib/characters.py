"""Characters that have no place in a one-line value: they hide, reorder or break what a reader sees."""

import re

# C0 and C1 controls, line and paragraph separators, bidirectional embeddings, overrides and isolates (UAX #9), the byte
# order mark, and lone surrogates, which no database stores as UTF-8. Directional marks stay: Arabic and Hebrew need
# them.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def has_hidden(text: str) -> bool:
    """Whether a one-line value carries a character that a reader cannot see or that moves others about."""
    return HIDDEN.search(text) is not None
