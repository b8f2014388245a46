"""The desk opens a ticket towards a publisher."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from tocsin.accounts.models import Publisher
from tocsin.lib.errors import Invalid, NotAllowed
from tocsin.tickets.opening import open_towards
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .opening_form import OpeningForm


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """First the publisher (a GET without one lists them), then the report."""
    if not request.user.at_desk("desk.triage"):
        raise NotAllowed
    asked = request.GET.get("publisher", "")
    if not asked.isdecimal():
        publishers = Publisher.objects.order_by("name")[:500]
        return render(request, "desk/opening_publisher.html", {"publishers": publishers})
    publisher = get_object_or_404(Publisher, pk=int(asked[:12]))
    form = OpeningForm(publisher, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            ticket = open_towards(
                form.new_report(now, translation.get_language() or "en"),
                severity=form.cleaned_data["severity"],
                priority=form.cleaned_data["priority"],
                by=request.user,
                now=now,
            )
            return done(f"/tickets/{ticket.shown_number}/")
        except Invalid as error:
            form.refuse(error)
    status = 422 if form.is_bound else 200
    return render(request, "desk/opening.html", {"form": form, "publisher": publisher}, status=status)
