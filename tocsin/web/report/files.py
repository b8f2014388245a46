"""Files of a draft: each is kept as soon as it has arrived, whatever becomes of the others."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tocsin.lib.errors import Invalid
from tocsin.tickets import attaching
from tocsin.tickets.models import Attachment, Draft
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.uploads import too_large

from .doors import with_draft


def receive_all(request: Request, draft: Draft) -> list[str]:
    """Keeps every file of the POST that may be kept; a sentence for each that may not."""
    sentences = [attaching.too_large_sentence(name) for name in too_large(request.META)]
    for upload in request.FILES.getlist(attaching.FIELD):
        try:
            attaching.attach(draft, upload, by=request.user, now=timezone.now())
        except Invalid as error:
            sentences.append(str(error))
    return sentences


@require_POST
@with_draft
def removal(request: Request, draft: Draft, file: str) -> HttpResponse:
    attaching.detach(draft, Attachment.id_of(file) or 0)
    query = "?from=check" if request.GET.get("from") == "check" else ""
    return done(reverse("report-step", args=[draft.pk, "files"]) + query)
