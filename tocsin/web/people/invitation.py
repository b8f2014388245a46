"""The link of an invitation: it shows its purpose to whoever holds it, and works for the invited address alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.accounts import inviting
from tocsin.accounts.models import Invitation, Person
from tocsin.accounts.verified import is_verified
from tocsin.web.answers import done
from tocsin.web.requests import Request

from .doors import open_invitation_or_404
from .invitations import invitations_to
from .words import role_help, role_name


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing; POST accepts, by who has confirmed the invited address."""
    try:
        found = open_invitation_or_404(token, timezone.now())
    except Http404:
        return shut(render(request, "people/invitation_gone.html", status=404))
    if request.method == "POST" and request.user.is_authenticated:
        return accepted(request, found, request.user)
    if request.method == "POST":
        return done(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    return shut(render(request, "people/invitation.html", purpose(request, found)))


def purpose(request: HttpRequest, found: Invitation) -> dict[str, object]:
    invited = request.user.is_authenticated and is_verified(request.user, found.email)
    return {
        "invitation": found,
        "invited": invited,
        "address": found.email if invited else masked(found.email),
        "role": role_name(found),
        "role_help": role_help(found),
        "next": urlencode({"next": request.path}),
    }


def masked(email: str) -> str:
    """Enough for its owner to know it by: `c…@contoso.example`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def shut(response: HttpResponse) -> HttpResponse:
    """The address carries a secret: no cache keeps the page, and no search engine lists it.

    The house's own Referrer-Policy keeps it from other sites. A stricter one would make browsers send the acceptance
    with `Origin: null`, which the protection of forms refuses.
    """
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def accepted(request: HttpRequest, found: Invitation, by: Person) -> HttpResponse:
    inviting.accept(found, by=by)
    if found.publisher is None:
        messages.success(request, _("Welcome to the response desk."))
    else:
        messages.success(request, _("You belong to %(publisher)s now.") % {"publisher": found.publisher})
    return done(reverse("home"))


@require_POST
def acceptance(request: Request, pk: int) -> HttpResponse:
    """Accept one of the invitations that /team/ lists for the person's own confirmed addresses."""
    found = next((one.invitation for one in invitations_to(request.user) if one.invitation.pk == pk), None)
    if found is None:
        raise Http404
    return accepted(request, found, request.user)
