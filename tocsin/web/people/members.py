"""One member of a publisher's team: another role, or the end of the membership."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.accounts import membership as verbs
from tocsin.accounts.models import Membership
from tocsin.lib.errors import Invalid
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.walls import publisher_only

from .doors import membership_or_404, require_owner, team_url
from .forms import MemberRoleForm, PeopleForm


@publisher_only
@require_safe
def member(request: Request, pk: int) -> HttpResponse:
    membership = membership_or_404(request.user, pk)
    require_owner(request.user, membership.publisher)
    return page(request, membership, MemberRoleForm(initial={"role": membership.role}))


def page(request: Request, membership: Membership, form: MemberRoleForm) -> HttpResponse:
    back = team_url(request.user, membership.publisher)
    context = {"member": membership, "form": form, "back": back}
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


@publisher_only
@require_POST
def role(request: Request, pk: int) -> HttpResponse:
    membership = membership_or_404(request.user, pk)
    require_owner(request.user, membership.publisher)
    form = MemberRoleForm(request.POST)
    if not form.is_valid():
        return page(request, membership, form)
    try:
        verbs.change_role(membership, form.cleaned_data["role"], by=request.user)
    except Invalid as error:
        form.refuse(error)
        return page(request, membership, form)
    messages.success(request, _("The role of %(person)s is changed.") % {"person": membership.person})
    return done(team_url(request.user, membership.publisher))


@publisher_only
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: Request, pk: int) -> HttpResponse:
    """A page that asks once more; owners for anybody of theirs, members for themselves."""
    membership = membership_or_404(request.user, pk)
    own = membership.person_id == request.user.pk
    if not own:
        require_owner(request.user, membership.publisher)
    form = PeopleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and remove(request, form, membership):
        return done(reverse("landing") if own else team_url(request.user, membership.publisher))
    context = {"member": membership, "own": own, "form": form, "back": team_url(request.user, membership.publisher)}
    return render(request, "people/removal.html", context, status=422 if form.errors else 200)


def remove(request: Request, form: PeopleForm, membership: Membership) -> bool:
    try:
        verbs.remove_member(membership, by=request.user)
    except Invalid as error:
        form.is_valid()
        form.refuse(error)
        return False
    facts = {"person": membership.person, "publisher": membership.publisher}
    messages.success(request, _("%(person)s no longer belongs to %(publisher)s.") % facts)
    return True
