"""Who is alerted at any hour: everybody at the desk sees it, the lead changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.correspondence import on_call as verbs
from tocsin.correspondence.models import OnCallAddress
from tocsin.lib.errors import Invalid
from tocsin.web.answers import done
from tocsin.web.people.typed import in_other_words, kept, typed_before
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .forms import OnCallForm


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def on_call(request: Request) -> HttpResponse:
    if request.method != "POST":
        return page(request)
    verbs.require_lead(request.user)
    if "language" in request.POST:
        return in_other_words(request, reverse("on-call"))
    form = OnCallForm(request.POST)
    if not (form.is_valid() and add(request, form)):
        return page(request, form)
    return done(reverse("on-call"))


def page(request: Request, failed: OnCallForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "addresses": OnCallAddress.objects.active(),
        "lead": request.user.at_desk("desk.lead"),
        "nav": reverse("deliveries"),
    }
    if context["lead"]:
        here = reverse("on-call")
        before = {} if failed else typed_before(request, here)
        form = failed or OnCallForm(initial={"mail_language": get_language()} | before)
        context |= kept(request, here, before) | {"form": form}
    return render(request, "mail/on_call.html", context, status=422 if failed else 200)


def add(request: Request, form: OnCallForm) -> bool:
    answers = form.cleaned_data
    try:
        row = verbs.add_address(answers["address"], answers["mail_language"], by=request.user)
    except Invalid as error:
        form.refuse(Invalid({FIELDS.get(name, name): sentences for name, sentences in error.fields.items()}))
        return False
    messages.success(request, _("%(address)s is alerted from now on.") % {"address": row.address})
    return True


FIELDS = {"language": "mail_language"}  # the verb's names, and the form's where they differ


@desk_only
@require_POST
def removal(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(OnCallAddress, pk=pk)
    verbs.remove_address(row, by=request.user)
    messages.success(request, _("%(address)s is not alerted any more.") % {"address": row.address})
    return done(reverse("on-call"))
