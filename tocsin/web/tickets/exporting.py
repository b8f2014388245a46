"""The whole ticket as a zip with the ledger's proof, for the desk."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_POST

from tocsin.tickets import exporting
from tocsin.web.doors import ticket_or_404
from tocsin.web.requests import Request


@require_POST
def export(request: Request, number: str) -> FileResponse:
    """The verb notes the reading before anything is put together."""
    if not request.user.is_desk:
        raise Http404
    ticket = ticket_or_404(request.user, number)
    content = exporting.export(ticket, by=request.user)
    name = exporting.file_name(ticket)
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response
