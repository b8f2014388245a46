"""From an address to the people one may see; "not yours" and "not there" are the same 404."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tocsin.accounts.models import Invitation, Membership, Person, Publisher
from tocsin.lib.errors import NotAllowed
from tocsin.web.requests import Request


def own_publishers(person: Person) -> list[Publisher]:
    return list(Publisher.objects.filter(pk__in=list(person.roles)).order_by("name", "pk"))


def chosen_publisher(request: Request, publishers: list[Publisher]) -> Publisher:
    """The one that `?publisher=` names, else the first; one of somebody else's is not there."""
    asked = request.GET.get("publisher")
    if asked is None and publishers:
        return publishers[0]
    found = [publisher for publisher in publishers if str(publisher.pk) == asked]
    if not found:
        raise Http404
    return found[0]


def membership_or_404(person: Person, pk: int) -> Membership:
    """A member of a publisher that the person belongs to as well."""
    rows = Membership.objects.filter(publisher__in=list(person.roles)).select_related("person", "publisher")
    return get_object_or_404(rows, pk=pk)


def team_invitation_or_404(person: Person, pk: int) -> Invitation:
    """An invitation to a publisher of the person's own, whatever became of it."""
    return get_object_or_404(Invitation.objects.filter(publisher__in=list(person.roles)), pk=pk)


def responder_or_404(pk: int) -> Person:
    return get_object_or_404(Person.objects.exclude(desk_role=""), pk=pk)


def open_invitation_or_404(token: str, now: datetime) -> Invitation:
    """What the link of an invitation leads to; expired, used, revoked and unknown are one answer."""
    return get_object_or_404(Invitation.objects.open(now).by_token(token).select_related("publisher"))


def require_owner(person: Person, publisher: Publisher) -> None:
    if not person.at_publisher(publisher.pk, "publisher.own"):
        raise NotAllowed


def require_lead(person: Person) -> None:
    if not person.at_desk("desk.lead"):
        raise NotAllowed


def team_url(person: Person, publisher: Publisher) -> str:
    """The team's page, which names the publisher only where the person has several."""
    query = f"?publisher={publisher.pk}" if len(person.roles) > 1 else ""
    return f"{reverse('team')}{query}"
