"""A publisher's team: who belongs to it, who is invited, and how it can be reached."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.accounts import inviting
from tocsin.accounts.models import Publisher
from tocsin.accounts.publishers import change_contacts
from tocsin.lib.errors import Invalid
from tocsin.web.answers import done
from tocsin.web.requests import Request
from tocsin.web.walls import publisher_only

from .doors import chosen_publisher, own_publishers, require_owner, team_invitation_or_404, team_url
from .forms import ContactsForm, MemberInviteForm
from .invitations import invitations_to, invite_by_mail, pending
from .typed import in_other_words, kept, typed_before


@publisher_only
@require_safe
def team(request: Request) -> HttpResponse:
    publishers = own_publishers(request.user)
    if not publishers and "publisher" not in request.GET:
        return render(request, "people/nowhere.html", {"invitations": invitations_to(request.user)})
    return page(request, publishers, chosen_publisher(request, publishers))


def page(
    request: Request, publishers: list[Publisher], publisher: Publisher, failed: MemberInviteForm | None = None
) -> HttpResponse:
    """Everybody sees the members; the invitations and the contacts are its owners' matter."""
    members = publisher.memberships.select_related("person").order_by("person__name", "person__email")
    context: dict[str, Any] = {"publisher": publisher, "own": publishers, "members": members}
    context["owner"] = request.user.at_publisher(publisher.pk, "publisher.own")
    if context["owner"]:
        here = team_url(request.user, publisher)
        before = {} if failed else typed_before(request, here)
        context |= kept(request, here, before) | {
            "form": failed or MemberInviteForm(initial=before),
            "invitations": pending(publisher=publisher),
        }
    return render(request, "people/team.html", context, status=422 if failed else 200)


@publisher_only
@require_POST
def invitations(request: Request) -> HttpResponse:
    """Invite somebody: `POST /team/invitations/`."""
    publishers = own_publishers(request.user)
    publisher = chosen_publisher(request, publishers)
    require_owner(request.user, publisher)
    if "language" in request.POST:
        return in_other_words(request, team_url(request.user, publisher))
    form = MemberInviteForm(request.POST)
    if not invite_by_mail(request, form, publisher):
        return page(request, publishers, publisher, form)
    return done(team_url(request.user, publisher))


@publisher_only
@require_POST
def revocation(request: Request, pk: int) -> HttpResponse:
    invitation = team_invitation_or_404(request.user, pk)
    inviting.revoke(invitation, by=request.user)
    messages.success(request, _("The invitation is revoked. Its link leads nowhere now."))
    assert invitation.publisher is not None  # noqa: S101 - the door gives a publisher's only
    return done(team_url(request.user, invitation.publisher))


@publisher_only
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: Request) -> HttpResponse:
    """Team mailbox, security contact and its telephone."""
    publisher = chosen_publisher(request, own_publishers(request.user))
    require_owner(request.user, publisher)
    here = f"{request.path}?publisher={publisher.pk}" if "publisher" in request.GET else request.path
    if "language" in request.POST:
        return in_other_words(request, here)
    if request.method == "POST":
        form = ContactsForm(request.POST)
        if keep_contacts(request, form, publisher):
            return done(team_url(request.user, publisher))
        before = {}
    else:
        before = typed_before(request, here)
        form = ContactsForm(initial={name: getattr(publisher, name) for name in ContactsForm.base_fields} | before)
    context = {"publisher": publisher, "form": form, "back": team_url(request.user, publisher)}
    context |= kept(request, here, before)
    return render(request, "people/contacts.html", context, status=422 if form.errors else 200)


def keep_contacts(request: Request, form: ContactsForm, publisher: Publisher) -> bool:
    if not form.is_valid():
        return False
    try:
        change_contacts(publisher, **form.cleaned_data, by=request.user)
    except Invalid as error:
        form.refuse(error)
        return False
    messages.success(request, _("The contacts are saved."))
    return True
