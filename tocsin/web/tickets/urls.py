from django.urls import path

from tocsin.web.report.confirmation import confirmation

from . import acting, exporting, keeping, listing, showing, simulating
from .acts import ACTS

urlpatterns = [
    path("", listing.tickets, name="tickets"),
    path("changes", listing.changes, name="tickets-changes"),
    path("<str:number>/", showing.show, name="ticket"),
    path("<str:number>/as-publisher/", simulating.as_publisher, name="ticket-as-publisher"),
    path("<str:number>/confirmation/", confirmation, name="ticket-confirmation"),
    path("<str:number>/changes", keeping.changes, name="ticket-changes"),
    path("<str:number>/visit", keeping.read, name="ticket-visit"),
    path("<str:number>/reply-draft", keeping.reply_draft, name="ticket-reply-draft"),
    path("<str:number>/kept", keeping.kept, name="ticket-kept"),
    path("<str:number>/calendar.ics", keeping.calendar, name="ticket-calendar"),
    path("<str:number>/export", exporting.export, name="ticket-export"),
    *(path(f"<str:number>/{noun}", acting.act, {"noun": noun}, name=f"ticket-{noun}") for noun in ACTS),
]
