"""Files of reports and messages: stored under a random name, known by their digest, private."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.accounts.models import Person
from tocsin.ledger.digests import new_salt
from tocsin.lib.errors import Invalid, Stale
from tocsin.lib.text import safe_file_name

from .models import Attachment, Draft

FIELD = "files"


def receive(upload: "File[bytes]", *, by: Person, now: datetime) -> Attachment:
    """Stores the file and returns its row unsaved, for the verb that tells what it belongs to (`conversation.answer`).

    Raises Invalid (`files`) for an empty or too large file. A caller whose verb fails calls `discard`.
    """
    name = safe_file_name(upload.name or "")
    require_size(name, upload.size)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    file = Attachment(
        name=name,
        size=upload.size,
        sha256=digest.hexdigest(),
        salt=new_salt(),
        uploaded_by=by,
        uploaded_at=now,
    )
    # Stored now, before any transaction: copying is slow, and writers wait for each other.
    file.file = file.file.storage.save(f"{now:%Y/%m}/{secrets.token_hex(16)}", upload)
    return file


def require_size(name: str, size: int) -> None:
    if size == 0:
        raise Invalid({FIELD: [_("“%(name)s” is empty. Choose the file again.") % {"name": name}]})
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise Invalid({FIELD: [too_large_sentence(name)]})


def too_large_sentence(name: str) -> str:
    """Also for what `web.uploads` skipped while it arrived."""
    facts = {"name": safe_file_name(name), "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
    sentence = _(
        "“%(name)s” is larger than %(limit)s, so it was not kept. Pack or split it, or say where we can get it."
    )
    return sentence % facts


def too_many_sentence(name: str) -> str:
    most = settings.ATTACHMENTS_PER_TICKET
    return ngettext(
        "“%(name)s” was not kept, because a report may have at most %(most)s file. Pack several into one.",
        "“%(name)s” was not kept, because a report may have at most %(most)s files. Pack several into one.",
        most,
    ) % {"name": safe_file_name(name), "most": most}


def attach(draft: Draft, upload: "File[bytes]", *, by: Person, now: datetime) -> Attachment:
    """Adds one file to a draft. Raises Invalid (`files`); Stale once the draft has become a ticket."""
    file = receive(upload, by=by, now=now)
    try:
        with transaction.atomic():
            # The UPDATE holds the draft's row, so that two uploads at once are counted one after the other.
            if not Draft.objects.filter(pk=draft.pk, ticket=None).update(saved_at=now):
                raise Stale(_("This draft has been sent or deleted meanwhile."))
            if Attachment.objects.filter(draft=draft).count() >= settings.ATTACHMENTS_PER_TICKET:
                raise Invalid({FIELD: [too_many_sentence(file.name)]})
            file.draft = draft
            file.save(force_insert=True)
    except BaseException:
        erase(file)
        raise
    return file


@transaction.atomic
def detach(draft: Draft, file_id: int) -> None:
    """Takes a file off a draft; one that is gone already, or belongs to a ticket by now, stays as it is."""
    file = Attachment.objects.filter(pk=file_id, draft=draft, ticket=None).first()
    if file is None:
        return
    if Attachment.objects.filter(pk=file_id, ticket=None).delete()[0]:
        discard(file)


def discard(file: Attachment) -> None:
    """Erases the stored bytes once the transaction that removed the row has been committed."""
    transaction.on_commit(lambda: erase(file))


def erase(file: Attachment) -> None:
    file.file.storage.delete(str(file.file.name))
