"""The desk's view of publishers: whom to call, what they sell, who holds it, what is open."""

from typing import Any, NamedTuple

from babel import Locale
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from tocsin.accounts.models import Membership, Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.holders import VersionHeld, customers_per_version
from tocsin.catalogue.models import Offer
from tocsin.lib.languages import locale
from tocsin.tickets.models import Ticket
from tocsin.web.answers import done
from tocsin.web.desk.alerts import SOON
from tocsin.web.doors import note_readings
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .doors import require_lead
from .forms import AddressForm
from .invitations import invite_by_mail, pending
from .paging import leaf
from .typed import in_other_words, kept, typed_before

PUBLISHERS_A_PAGE = 50
OFFERS_A_PAGE = 20
TICKETS = 20


class Row(NamedTuple):
    publisher: Publisher
    region: str
    owners: int
    open_tickets: int


class OfferHeld(NamedTuple):
    offer: Offer
    bars: list[tuple[str, int]]


@desk_only
@require_safe
def publishers(request: Request) -> HttpResponse:
    page = leaf(Publisher.objects.all(), request.GET, PUBLISHERS_A_PAGE)
    ids = [publisher.pk for publisher in page.rows]
    owners = counted(Membership.objects.owners().filter(publisher__in=ids))
    waiting = counted(Ticket.objects.listed_for(request.user).open().filter(publisher__in=ids))
    place = locale(translation.get_language())
    rows = [
        Row(publisher, region_name(publisher.region, place), owners.get(publisher.pk, 0), waiting.get(publisher.pk, 0))
        for publisher in page.rows
    ]
    return render(request, "people/publishers.html", {"rows": rows, "page": page})


def counted(rows: Any) -> dict[int, int]:
    """Publisher id to how many of the rows are its own."""
    return dict(rows.order_by().values_list("publisher").annotate(Count("pk")))


def region_name(code: str, place: Locale) -> str:
    """`SE` is Sweden, `DE-BY` is Germany (DE-BY), in the reader's language (ISO 3166-1 and 3166-2)."""
    country = place.territories.get(code[:2].upper(), "")
    if not country or len(code) == 2:
        return country or code
    return f"{country} ({code})"


@desk_only
@require_safe
def publisher(request: Request, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(Publisher, pk=pk))


def page(request: Request, publisher: Publisher, failed: AddressForm | None = None) -> HttpResponse:
    offers = leaf(Offer.objects.filter(publisher=publisher), request.GET, OFFERS_A_PAGE)
    tickets = list(open_tickets(request.user, publisher)[: TICKETS + 1])
    shown, now = tickets[:TICKETS], timezone.now()
    owners = publisher.memberships.owners().select_related("person").order_by("person__name", "person__email")
    context: dict[str, Any] = {
        "publisher": publisher,
        "region": region_name(publisher.region, locale(translation.get_language())),
        "owners": list(owners),
        "page": offers,
        "offers": held(offers.rows),
        "tickets": shown,
        "seen": seen(request.user, shown),
        "more_tickets": len(tickets) > TICKETS,
        "now": now,
        "soon": now + SOON,
        "may_open": request.user.at_desk("desk.triage"),
        "nav": "/desk/publishers/",
    }
    if request.user.at_desk("desk.lead"):
        context |= lead_matters(request, publisher, failed, owned=bool(context["owners"]))
    note_readings(request.user, [ticket for ticket in shown if not ticket.restricted], "page")
    return render(request, "people/publisher.html", context, status=422 if failed else 200)


def open_tickets(person: Person, publisher: Publisher) -> Any:
    return Ticket.objects.listed_for(person).open().filter(publisher=publisher).due_first()


def seen(person: Person, tickets: list[Ticket]) -> set[int]:
    """Ids of those that the person may open; a restricted one of others is a number without a link."""
    rows = Ticket.objects.visible_to(person).filter(pk__in=[ticket.pk for ticket in tickets])
    return set(rows.values_list("pk", flat=True))


def held(offers: list[Offer]) -> list[OfferHeld]:
    """Each offer with its versions, the newest first, and how many customers hold each."""
    rows: list[VersionHeld] = customers_per_version(offers, []).rows if offers else []
    bars: dict[int, list[tuple[str, int]]] = {offer.pk: [] for offer in offers}
    for row in rows:
        bars[row.offer.pk].append((row.version.label, row.customers))
    return [OfferHeld(offer, bars[offer.pk]) for offer in offers]


def lead_matters(request: Request, publisher: Publisher, failed: AddressForm | None, *, owned: bool) -> dict[str, Any]:
    """The first owner is the lead's to invite; later members are the owners' to."""
    waiting = pending(publisher=publisher)
    if owned:
        return {"invitations": waiting}
    here = home_of(publisher)
    before = {} if failed else typed_before(request, here)
    form = failed or AddressForm(initial=before)
    return kept(request, here, before) | {"invitations": waiting, "form": form, "may_invite": True}


def home_of(publisher: Publisher) -> str:
    return reverse("publisher", args=[publisher.pk])


@desk_only
@require_POST
def invitations(request: Request, pk: int) -> HttpResponse:
    """Invite the first owner: `POST /desk/publishers/<id>/invitations/`."""
    require_lead(request.user)
    found = get_object_or_404(Publisher, pk=pk)
    if "language" in request.POST:
        return in_other_words(request, home_of(found))
    form = AddressForm(request.POST)
    if not invite_by_mail(request, form, found, role=PublisherRole.OWNER):
        return page(request, found, form)
    return done(home_of(found))
