from django.urls import path

from tocsin.web.report.confirmation import confirmation

from . import acting, keeping, listing, showing
from .acts import ACTS

urlpatterns = [
    path("", listing.tickets, name="tickets"),
    path("changes", listing.changes, name="tickets-changes"),
    path("<str:number>/", showing.show, name="ticket"),
    path("<str:number>/confirmation/", confirmation, name="ticket-confirmation"),
    path("<str:number>/changes", keeping.changes, name="ticket-changes"),
    path("<str:number>/visit", keeping.read, name="ticket-visit"),
    path("<str:number>/reply-draft", keeping.reply_draft, name="ticket-reply-draft"),
    path("<str:number>/kept", keeping.kept, name="ticket-kept"),
    path("<str:number>/calendar.ics", keeping.calendar, name="ticket-calendar"),
    *(path(f"<str:number>/{noun}", acting.act, {"noun": noun}, name=f"ticket-{noun}") for noun in ACTS),
]
