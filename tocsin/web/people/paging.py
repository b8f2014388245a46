"""Pages of rows sorted by name: the address names the row beside which a page begins, and nothing is counted."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Leaf(Generic[M]):
    """One page; `previous` and `next` are addresses, empty where there is none."""

    rows: list[M]
    previous: str
    next: str


def leaf(rows: QuerySet[M], query: QueryDict, size: int) -> Leaf[M]:
    """The page that `?after=ID` or `?before=ID` asks for, else the first; rows have a `name`."""
    backwards = "before" in query and "after" not in query
    place = beside(rows, query.get("before" if backwards else "after", ""))
    if place is None:
        backwards = False
    found = rows.order_by("-name", "-pk") if backwards else rows.order_by("name", "pk")
    if place is not None:
        found = found.filter(beyond(*place, "lt" if backwards else "gt"))
    taken = list(found[: size + 1])
    more, page = len(taken) > size, taken[:size]
    if backwards:
        page.reverse()
    return Leaf(
        page,
        previous=f"?before={page[0].pk}" if page and (more if backwards else place is not None) else "",
        next=f"?after={page[-1].pk}" if page and (more or backwards) else "",
    )


def beside(rows: QuerySet[M], typed: str) -> tuple[str, int] | None:
    """Name and id of the row that an address names; None if it is none of these."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 15:
        return None
    found: Any = rows.filter(pk=int(typed)).values_list("name", "pk").first()
    return found if found is None else (found[0], found[1])


def beyond(name: str, pk: int, way: str) -> Q:
    return Q(**{f"name__{way}": name}) | Q(name=name, **{f"pk__{way}": pk})
