"""Where the header leads, and how a page's address changes."""

from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Place(NamedTuple):
    href: str
    label: Promise


PUBLISHER = [
    Place("/report/", pgettext_lazy("navigation", "Report")),
    Place("/tickets/", pgettext_lazy("navigation", "My tickets")),
    Place("/team/", pgettext_lazy("navigation", "Team")),
    Place("/help/", pgettext_lazy("navigation", "Help")),
]
DESK = [
    Place("/desk/", pgettext_lazy("navigation", "Queue")),
    Place("/desk/cves/", pgettext_lazy("navigation", "By CVE")),
    Place("/desk/publishers/", pgettext_lazy("navigation", "Publishers")),
    Place("/desk/deliveries/", pgettext_lazy("navigation", "Mail")),
    Place("/desk/team/", pgettext_lazy("navigation", "Team")),
]


def links(user: Any, path: str) -> list[dict[str, Any]]:
    """The places of this person; the deepest one that `path` lies under is current."""
    if user is None or not user.is_authenticated:
        return []
    places = DESK if user.is_desk else PUBLISHER
    if user.is_desk and path.startswith("/tickets/"):
        path = "/desk/"  # both sides read a ticket at the same address; the desk comes to it from its queue
    under = [place.href for place in places if path.startswith(place.href)]
    current = max(under, key=len, default="")
    return [{"href": place.href, "label": place.label, "current": place.href == current} for place in places]


def changed_query(query: QueryDict | None, changed: dict[str, Any]) -> str:
    """`?…` with `changed` applied; a value of None takes the parameter away."""
    result = query.copy() if query is not None else QueryDict(mutable=True)
    for name, value in changed.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = str(value)
    return f"?{result.urlencode()}"
