"""Files leave the house only here: to who may read their ticket, as a download that no browser will open (T-29)."""

import logging

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.tickets.models import Attachment, Draft, Ticket
from tocsin.web.doors import note_readings
from tocsin.web.requests import Request

log = logging.getLogger("tocsin.web")


def attachment_or_404(person: Person, key: str) -> Attachment:
    """A ticket's file for who reads the ticket, an internal note's for the desk, a draft's for its writer."""
    file = Attachment.objects.select_related("ticket", "message").filter(pk=Attachment.id_of(key) or 0).first()
    if file is None or file.removed_at:
        raise Http404
    if file.ticket_id is None:
        allowed = file.draft_id is not None and Draft.objects.of(person).filter(pk=file.draft_id).exists()
    else:
        allowed = Ticket.objects.visible_to(person).filter(pk=file.ticket_id).exists()
    if not allowed or (file.message and file.message.is_note and not person.is_desk):
        raise Http404
    return file


@require_safe
def attachment(request: Request, key: str, name: str) -> FileResponse:
    """`name` in the address is for people; the key decides, and the stored name is what the browser is told."""
    file = attachment_or_404(request.user, key)
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        log.error("The stored file of attachment %s is missing.", file.pk)
        raise Http404 from None
    if file.ticket:
        note_readings(request.user, [file.ticket], "file")
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
