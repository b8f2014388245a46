"""Mails out: first what needs a person. A restricted ticket's receivers are shown to who may see the ticket."""

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.accounts.models import Person
from tocsin.correspondence.models import Delivery, State
from tocsin.correspondence.models.delivery import DeliveryQuerySet
from tocsin.correspondence.relaying import dead_relays, revive_dead
from tocsin.correspondence.retrials import lay_aside, send_again
from tocsin.tickets.models import Ticket
from tocsin.tickets.paging import cut, read, written
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

ROWS = 50


class View(TextChoices):
    ATTENTION = "attention", pgettext_lazy("mails", "Need attention")
    WAITING = "waiting", pgettext_lazy("mails", "Waiting")
    SENT = "sent", pgettext_lazy("mails", "Sent")
    WITHHELD = "withheld", pgettext_lazy("mails", "Withheld")
    ALL = "all", pgettext_lazy("mails", "All")

    def rows(self) -> DeliveryQuerySet:
        match self:
            case View.ATTENTION:
                return Delivery.objects.troubled()
            case View.WAITING:
                return Delivery.objects.filter(state__in=[State.WAITING, State.SENDING], dead_at=None)
            case View.SENT:
                return Delivery.objects.filter(state=State.SENT)
            case View.WITHHELD:
                return Delivery.objects.filter(state=State.WITHHELD)
            case View.ALL:
                return Delivery.objects.all()


@desk_only
@require_safe
def deliveries(request: Request) -> HttpResponse:
    asked = request.GET.get("view", "")
    view = View(asked) if asked in View.values else View.ATTENTION
    rows = view.rows()
    if key := read(request.GET.get("after"), 1):
        rows = rows.filter(pk__lt=key[0])
    found = list(rows.newest_first().select_related("entry")[: ROWS + 1])
    page = cut(found, ROWS, lambda last: written(last.pk))
    context = {
        "deliveries": page.rows,
        "next": page.next,
        "visible": visible(request.user, page.rows),
        "view": view,
        "views": View.choices,
        "may_triage": request.user.at_desk("desk.triage"),
        "lead": request.user.at_desk("desk.lead"),
        "stuck": dead_relays().exists(),
    }
    return render(request, "mail/deliveries.html", context)


def visible(person: Person, rows: list[Delivery]) -> set[str]:
    """The numbers among these of tickets that the person may see; "" stands for account mails."""
    numbers = {row.number for row in rows} - {""}
    return {"", *Ticket.objects.visible_to(person).filter(number__in=numbers).values_list("number", flat=True)}


@desk_only
@require_POST
def retrial(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("entry", "person"), pk=pk)
    send_again(delivery, by=request.user, now=timezone.now())
    messages.success(request, _("The mail is being sent again."))
    return done(reverse("deliveries"))


@desk_only
@require_POST
def settlement(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("entry"), pk=pk)
    lay_aside(delivery, by=request.user, now=timezone.now())
    messages.success(request, _("The mail is laid aside. It will not be sent again."))
    return done(reverse("deliveries"))


@desk_only
@require_POST
def relays_retrial(request: Request) -> HttpResponse:
    count = revive_dead(by=request.user, now=timezone.now())
    sentence = ngettext("%(count)d entry is tried again.", "%(count)d entries are tried again.", count)
    messages.success(request, sentence % {"count": count})
    return done(reverse("deliveries"))
