"""Nothing typed is lost: a form that comes too late is kept for the person whose signed key it carries."""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tocsin.accounts.models import Person
from tocsin.tickets.drafting import storable
from tocsin.tickets.models import Parked

FIELD = "draft_key"
SALT = "tocsin.parked"
MAX_BYTES = 512 * 1024
MAX_FORMS = 20
NOT_KEPT = {FIELD, "csrfmiddlewaretoken", "language"}


def draft_key(person: Person, path: str) -> str:
    """What a draft form carries: proof of whose page this was, good for nothing but parking."""
    return signing.dumps([person.pk, path], salt=SALT)


def read_key(request: HttpRequest) -> tuple[int, str] | None:
    """Person id and page of the form's key; None if it has none, or one that is not ours or too old."""
    try:
        person_id, path = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return person_id, path


def parked_path(request: HttpRequest) -> str:
    key = read_key(request)
    return key[1] if key else ""


def park(request: HttpRequest) -> bool:
    """Keeps the form if its key is true; changes nothing else. False when there is nothing to keep."""
    key = read_key(request)
    if key is None:
        return False
    person_id, path = key
    answers = storable({name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT})
    if len(json.dumps(answers)) > MAX_BYTES:
        return False
    with transaction.atomic():
        if Parked.objects.filter(person=person_id).exclude(path=path).count() >= MAX_FORMS:
            return False
        if not Person.objects.filter(pk=person_id, is_active=True).exists():
            return False
        Parked.objects.update_or_create(
            person_id=person_id, path=path, defaults={"answers": answers, "at": timezone.now()}
        )
    return True


def take(person: Person, path: str) -> dict[str, list[str]] | None:
    """What was parked for this page, once; the caller shows it as not yet saved."""
    with transaction.atomic():
        row = Parked.objects.filter(person=person, path=path).first()
        if row is None:
            return None
        answers: dict[str, list[str]] = row.answers
        row.delete()
    return answers


def waiting(person: Person, path: str) -> Parked | None:
    return Parked.objects.filter(person=person, path=path).first()


def back_to(request: HttpRequest, path: str) -> HttpResponseRedirect:
    """To the page the form came from, through sign-in where needed."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(path)
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': path})}")
