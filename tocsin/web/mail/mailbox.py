"""The demo's mailbox: what the demo marketplace would have sent, for whoever tries it out. Elsewhere it is a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tocsin.correspondence.models import DemoMail
from tocsin.tickets.paging import cut, read, written

ROWS = 50
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def demo_only(view: View[P]) -> View[P]:
    @wraps(view)
    def walled(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return walled


@login_not_required
@demo_only
@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, or with `?to=` one receiver's; the newest first."""
    to = request.GET.get("to", "").replace("\0", "").strip()
    rows = DemoMail.objects.to(to) if to else DemoMail.objects.all()
    if key := read(request.GET.get("after"), 1):
        rows = rows.filter(pk__lt=key[0])
    page = cut(list(rows.newest_first()[: ROWS + 1]), ROWS, lambda last: written(last.pk))
    return render(request, "mail/mailbox.html", {"mails": page.rows, "next": page.next, "to": to})


@login_not_required
@demo_only
@require_safe
@never_cache
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "mail/mail.html", {"mail": get_object_or_404(DemoMail, pk=pk)})
