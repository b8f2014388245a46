"""The page of a ticket, for either side."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.tickets.entries import DESK_ONLY
from tocsin.tickets.models import ReplyDraft, Ticket, Visit
from tocsin.tickets.timeline import Line, timeline
from tocsin.web.doors import note_readings, ticket_or_404
from tocsin.web.requests import Request, is_fragment

from . import files_kept, typed
from .acts import ACTS, offered
from .contents import Context, contents, of_desk
from .forms_shared import ActForm
from .forms_writing import WritingForm
from .words import WORDS, links

AT_ONCE = frozenset({"acknowledgement", "assessment", "outcome", "closure", "message", "note", "answer", "reopening"})
"""Acts whose forms stand on the page; the others are loaded when they are asked for by `?form=`."""


@dataclass(frozen=True)
class Filled:
    """A form that somebody has filled in and that stands on the page again, with the status of that answer.

    `since` is when the page was made on which it was filled in: what has changed after that is told.
    """

    noun: str
    form: ActForm
    status: int
    since: datetime | None = None


@require_safe
def show(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    if not is_fragment(request):
        return page(request, ticket)
    if "form" in request.GET:
        return one_form(request, ticket, request.GET["form"])
    return history(request, ticket) if "history" in request.GET else news(request, ticket)


def page(request: Request, ticket: Ticket, filled: Filled | None = None) -> HttpResponse:
    """The whole page; with `filled`, that form as it was sent."""
    person = request.user
    note_readings(person, [ticket], "page")
    asked = filled.noun if filled else request.GET.get("form", "")
    context = contents(ticket, person, seen_at(ticket, person), request.reader_zone)
    acts = offered(ticket, person) - (without_object(context) - {asked})
    context |= of_desk(ticket) if person.is_desk else {}
    context |= standing(request, ticket, acts, filled)
    context |= {
        "acts": acts,
        "links": links(acts),
        "desk_only_kinds": DESK_ONLY,
        "asked": asked,
        "write": writing(request, asked),
    }
    context["typing"] = typing(context)
    context["history"] = timeline(ticket, person) if request.GET.get("history") else None
    if filled and filled.form.is_bound:
        context |= {"form": filled.form, "failed": filled.noun, "errors": True}
    if filled and filled.status == 409:
        context["changes"] = changes_since(ticket, person, filled.since)
    if filled and filled.noun not in acts:
        context["too_late"] = list(typed.told_of(filled.form))
    return render(request, f"tickets/{side(person)}.html", context, status=filled.status if filled else 200)


def without_object(context: Context) -> set[str]:
    """Acts that the page does not offer because there is nothing to do them to."""
    return {
        noun for noun, has in {"score": context["findings"], "file-removal": context["attached"]}.items() if not has
    }


def side(person: Person) -> str:
    return "desk" if person.is_desk else "publisher"


def seen_at(ticket: Ticket, person: Person) -> datetime | None:
    return Visit.objects.filter(ticket=ticket, person=person).values_list("at", flat=True).first()


def writing(request: Request, asked: str) -> str:
    """Which of the desk's two boxes is open."""
    return "note" if asked == "note" or (not asked and request.GET.get("write") == "note") else "message"


def typing(context: Context) -> str:
    """The id of the form that a change of language takes along: the one asked for, else the open box."""
    asked, forms = context["asked"], context["forms"]
    if asked in forms and asked not in {"answer", "message", "note"}:
        return str(asked)
    if "answer" in forms or ("message" in forms and context["write"] == "message"):
        return "write-form"
    return "note" if "note" in forms else ""


def news(request: Request, ticket: Ticket) -> HttpResponse:
    """What an open page fetches when something has changed: all that carries no form, so that no typing is lost."""
    note_readings(request.user, [ticket], "fragment")
    person = request.user
    context = contents(ticket, person, seen_at(ticket, person), request.reader_zone)
    context |= of_desk(ticket) if person.is_desk else {}
    context |= {"news": True, "moved": request.GET.get("state", ticket.state) != ticket.state}
    return render(request, f"tickets/_{side(person)}_news.html", context)


def one_form(request: Request, ticket: Ticket, noun: str) -> HttpResponse:
    """The form of one act alone; it carries nothing of the ticket's texts."""
    if noun not in WORDS or noun not in offered(ticket, request.user):
        raise Http404
    context = {"ticket": ticket, "asked": noun, **standing(request, ticket, frozenset({noun}), None)}
    return render(request, "tickets/_act.html", context)


def history(request: Request, ticket: Ticket) -> HttpResponse:
    """What happened step by step, which is long and seldom asked for."""
    note_readings(request.user, [ticket], "fragment")
    context = {"history": timeline(ticket, request.user), "desk_only_kinds": DESK_ONLY}
    return render(request, "tickets/_history.html", context)


def standing(request: Request, ticket: Ticket, acts: frozenset[str], filled: Filled | None) -> Context:
    """The forms of the page by noun (hyphens as underscores, as templates need them), with what was typed before."""
    person = request.user
    asked = request.GET.get("form", "")
    wanted = {noun for noun in acts if noun in AT_ONCE or noun == asked}
    made = {noun: ACTS[noun].form(ticket, person) for noun in wanted}
    resting = typed.resting(ticket, person, acts - {"question"})
    for noun, form in made.items():
        if noun in resting and noun not in typed.BOXES:
            form.resume(typed.as_posted(resting[noun].answers))
    draft = resume_reply(request, ticket, made)
    if filled:
        made["message" if filled.noun == "question" else filled.noun] = filled.form
    shown = filled.noun if filled else asked
    return {
        "forms": {noun.replace("-", "_"): form for noun, form in made.items()},
        "keys": {noun.replace("-", "_"): typed.key(person, ticket, noun) for noun in made},
        "act": act_of(shown, ticket, person, made) if shown in made and shown in WORDS else None,
        "resting": [(noun, row, noun in made and noun not in typed.BOXES) for noun, row in sorted(resting.items())],
        "opened": {shown, *resting},
        "reply": draft,
        "seen": f"{timezone.now().timestamp():.6f}",
    }


def act_of(noun: str, ticket: Ticket, person: Person, made: dict[str, ActForm]) -> Context:
    """The one act whose form was asked for by its link, or was refused."""
    return {"noun": noun, "words": WORDS[noun], "form": made[noun], "key": typed.key(person, ticket, noun)}


def resume_reply(request: Request, ticket: Ticket, made: dict[str, ActForm]) -> ReplyDraft | None:
    """What was typed and not sent stands in the answer box again; never in the box of the internal note."""
    for form in made.values():
        if isinstance(form, WritingForm):
            form.kept = files_kept.read(request.GET.getlist("kept"), ticket, request.user)
            form.resume({name: value for name, value in request.GET.items() if name.startswith("next_update_")})
    draft = ReplyDraft.objects.filter(ticket=ticket, person=request.user).first()
    box = made.get("answer") or made.get("message")
    if box and draft:
        box.initial["body"] = draft.body
    return draft


def changes_since(ticket: Ticket, person: Person, since: datetime | None) -> list[Line]:
    """What others did since then; at least the last thing that happened."""
    lines = timeline(ticket, person)
    after = since or lines[-1].at - timedelta(microseconds=1)
    return [line for line in lines if line.at > after and line.entry.by != person.key] or lines[-1:]
