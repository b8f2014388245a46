"""Sending an invitation: the row and its mail in one transaction, so that there is never one without the other."""

from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tocsin.accounts.inviting import invite
from tocsin.accounts.models import Invitation, Person, Publisher
from tocsin.lib.errors import Invalid
from tocsin.lib.moments import moment
from tocsin.web.requests import Request

from .forms import AddressForm
from .letters import post, receiver
from .words import role_help, role_name


class Pending(NamedTuple):
    invitation: Invitation
    role: str
    role_help: str


def pending(**which: Any) -> list[Pending]:
    """The invitations that still wait for an answer, by a filter; the ones that run out first at the top."""
    rows = Invitation.objects.open(timezone.now()).filter(**which).select_related("publisher")
    return [Pending(one, role_name(one), role_help(one)) for one in rows.order_by("expires_at", "pk")]


def invite_by_mail(request: Request, form: AddressForm, publisher: Publisher | None, role: str = "") -> bool:
    """Invite the form's address to the publisher, or to the desk; False with the form's errors if it was refused.

    `role` stands in for a form that does not ask for one. NotAllowed.
    """
    if not form.is_valid():
        return False
    email = form.cleaned_data["email"]
    try:
        with transaction.atomic():
            role = role or form.cleaned_data["role"]
            invitation, token = invite(email, publisher=publisher, role=role, by=request.user)
            send(invitation, token, by=request.user)
    except Invalid as error:
        form.refuse(error)
        return False
    messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": invitation.email})
    return True


def send(invitation: Invitation, token: str, *, by: Person) -> None:
    """The one place where the token is written down: the link of the mail."""
    publisher = invitation.publisher
    name = "invitation_desk" if publisher is None else "invitation_publisher"
    person = receiver(invitation.email)
    language = language_for(person, publisher, by)
    zone = (person or by).zone
    with translation.override(language):
        role = role_name(invitation)
    post(
        name,
        to=invitation.email,
        link=settings.PUBLIC_URL + reverse("invitation", args=[token]),
        language=language,
        publisher=publisher.name if publisher else "",
        role=role,
        until=moment(invitation.expires_at, zone, language),
    )


def language_for(person: Person | None, publisher: Publisher | None, by: Person) -> str:
    """The receiver's where it is known; a colleague's inviter speaks their language; for strangers the publisher's."""
    if person and person.language:
        return person.language
    if publisher and by.is_desk and publisher.language in dict(settings.LANGUAGES):
        return publisher.language
    return translation.get_language()


def invitations_to(person: Person) -> list[Pending]:
    """What the person may accept without looking for the mail: open, and to an address they have confirmed."""
    return pending(email__in=EmailAddress.objects.filter(user=person, verified=True).values("email"))
