"""The desk's people: everybody at the desk sees them, the lead changes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.accounts import inviting
from tocsin.accounts import membership as verbs
from tocsin.accounts.models import Invitation, Person
from tocsin.lib.errors import Invalid
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .doors import require_lead, responder_or_404
from .forms import PeopleForm, ResponderInviteForm, ResponderRoleForm
from .invitations import invite_by_mail, pending
from .typed import in_other_words, kept, typed_before


@desk_only
@require_safe
def team(request: Request) -> HttpResponse:
    return page(request)


def page(request: Request, failed: ResponderInviteForm | None = None) -> HttpResponse:
    responders = Person.objects.exclude(desk_role="").order_by("-is_active", "name", "email")
    context: dict[str, Any] = {"responders": responders, "lead": request.user.at_desk("desk.lead")}
    if context["lead"]:
        here = reverse("desk-team")
        before = {} if failed else typed_before(request, here)
        context |= kept(request, here, before) | {
            "form": failed or ResponderInviteForm(initial=before),
            "invitations": pending(publisher=None),
        }
    return render(request, "people/desk_team.html", context, status=422 if failed else 200)


@desk_only
@require_POST
def invitations(request: Request) -> HttpResponse:
    """Invite somebody to the desk: `POST /desk/team/invitations/`."""
    require_lead(request.user)
    if "language" in request.POST:
        return in_other_words(request, reverse("desk-team"))
    form = ResponderInviteForm(request.POST)
    if not invite_by_mail(request, form, None):
        return page(request, form)
    return done(reverse("desk-team"))


@desk_only
@require_POST
def revocation(request: Request, pk: int) -> HttpResponse:
    """Of an invitation to the desk, or to a publisher."""
    require_lead(request.user)
    invitation = get_object_or_404(Invitation, pk=pk)
    inviting.revoke(invitation, by=request.user)
    messages.success(request, _("The invitation is revoked. Its link leads nowhere now."))
    if invitation.publisher_id is None:
        return done(reverse("desk-team"))
    return done(reverse("publisher", args=[invitation.publisher_id]))


@desk_only
@require_safe
def responder(request: Request, pk: int) -> HttpResponse:
    require_lead(request.user)
    person = responder_or_404(pk)
    return responder_page(request, person, ResponderRoleForm(initial={"role": person.desk_role}))


def responder_page(request: Request, person: Person, form: ResponderRoleForm) -> HttpResponse:
    context = {"responder": person, "form": form}
    return render(request, "people/responder.html", context, status=422 if form.errors else 200)


@desk_only
@require_POST
def role(request: Request, pk: int) -> HttpResponse:
    require_lead(request.user)
    person = responder_or_404(pk)
    form = ResponderRoleForm(request.POST)
    if not form.is_valid():
        return responder_page(request, person, form)
    try:
        verbs.set_desk_role(person, form.cleaned_data["role"], by=request.user)
    except Invalid as error:
        form.refuse(error)
        return responder_page(request, person, form)
    messages.success(request, _("The role of %(person)s is changed.") % {"person": person})
    return done(reverse("desk-team"))


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def deactivation(request: Request, pk: int) -> HttpResponse:
    """A page that asks once more."""
    require_lead(request.user)
    person = responder_or_404(pk)
    form = PeopleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and deactivate(request, form, person):
        return done(reverse("landing" if person.pk == request.user.pk else "desk-team"))
    context = {"responder": person, "own": person.pk == request.user.pk, "form": form}
    return render(request, "people/deactivation.html", context, status=422 if form.errors else 200)


def deactivate(request: Request, form: PeopleForm, person: Person) -> bool:
    try:
        verbs.deactivate(person, by=request.user)
    except Invalid as error:
        form.is_valid()
        form.refuse(error)
        return False
    messages.success(request, _("The account of %(person)s is closed.") % {"person": person})
    return True


@desk_only
@require_POST
def reactivation(request: Request, pk: int) -> HttpResponse:
    require_lead(request.user)
    person = responder_or_404(pk)
    verbs.reactivate(person, by=request.user)
    messages.success(request, _("%(person)s can sign in again.") % {"person": person})
    return done(reverse("desk-team"))
