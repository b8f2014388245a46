"""What a bookmarked address says of offers: `?pesid=KEY` or `?offer=KEY` (SPEC 2.1; the names are a setting)."""

from collections.abc import Iterable

from django.http import QueryDict

from tocsin.lib.characters import has_hidden

LONGEST_KEY = 120  # as `Offer.key`
MOST = 20  # a bookmark names one offer, or a few


def offer_keys(query: QueryDict, parameters: Iterable[str]) -> list[str]:
    """The offer keys in an address's query, in their order and each once; what cannot be a key is left out."""
    said = [value.strip() for name in parameters for value in query.getlist(name)]
    keys = [key for key in said if key and len(key) <= LONGEST_KEY and not has_hidden(key)]
    return list(dict.fromkeys(keys))[:MOST]
