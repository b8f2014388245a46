"""The whole ticket as a zip with the ledger's proof, for the desk."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_POST

from tocsin.tickets.exporting import export as export_ticket
from tocsin.web.doors import note_readings, ticket_or_404
from tocsin.web.requests import Request


@require_POST
def export(request: Request, number: str) -> FileResponse:
    ticket = ticket_or_404(request.user, number)
    if not request.user.is_desk:
        raise Http404
    note_readings(request.user, [ticket], "export")
    name = f"{ticket.shown_number}.zip"
    response = FileResponse(export_ticket(ticket, by=request.user), as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Type"] = "application/zip"
    return response
