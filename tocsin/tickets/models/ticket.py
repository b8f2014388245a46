from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.lib import confirmation
from tocsin.vulnerabilities.severities import Severity

from ..choices import Category, Certainty, ClosingReason, Priority, Side, Tlp, WaitingFor
from ..states import MOVES, State

NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # sorts after every due moment, on both engines, inside one index


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, person: Person) -> "TicketQuerySet":
        """The one door: what this person may read (SPEC section 1)."""
        if person.at_desk("desk.lead") or person.desk_role == "auditor":
            return self
        if person.is_desk:
            return self.filter(Q(restricted=False) | Q(assignee=person) | Q(is_named(person)))
        owned = [pk for pk, role in person.roles.items() if role == PublisherRole.OWNER]
        mine = Q(restricted=False) | Q(reporter=person) | Q(publisher__in=owned) | Q(is_named(person))
        return self.filter(mine, publisher__in=list(person.roles))

    def listed_for(self, person: Person) -> "TicketQuerySet":
        """What lists may name: at the desk also restricted tickets, by number only."""
        return self if person.is_desk else self.visible_to(person)

    def open(self) -> "TicketQuerySet":
        return self.filter(in_queue__in=[True])  # IN, because SQLite seeks in no index for a bare boolean

    def due_first(self) -> "TicketQuerySet":
        """The queue's order: exploited or ongoing, then the nearest due moment (index `ticket_queue`)."""
        return self.order_by("-urgent", "due_at", "pk")


def is_named(person: Person) -> models.Exists:
    from .participant import Participant  # noqa: PLC0415 - the two models name each other

    return models.Exists(Participant.objects.filter(ticket=models.OuterRef("pk"), person=person))


class Ticket(models.Model):
    """One security event, from report to close."""

    number = models.CharField(max_length=10, unique=True)  # as stored: SPEC 2.4, shown as SE-XXXXX-XXXXX
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="tickets", verbose_name=_("publisher"))
    opened_by = models.CharField(max_length=9, choices=Side.choices, default=Side.PUBLISHER)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reported")
    category = models.CharField(_("category"), max_length=13, choices=Category.choices)
    title = models.CharField(_("title"), max_length=200)

    exploited = models.CharField(max_length=7, choices=Certainty.choices)
    urgent = models.BooleanField(default=False)  # exploited or ongoing: heads the queue
    accounts_compromised = models.CharField(max_length=7, choices=Certainty.choices, default=Certainty.UNKNOWN)
    aware_at = models.DateTimeField(_("became aware"))

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.SUBMITTED)
    waiting_for = models.CharField(max_length=9, choices=WaitingFor.choices, default=WaitingFor.DESK)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="assigned")
    severity = models.CharField(_("severity"), max_length=8, blank=True, choices=Severity.choices)
    priority = models.CharField(_("priority"), max_length=2, blank=True, choices=Priority.choices)
    closing_reason = models.CharField(max_length=12, blank=True, choices=ClosingReason.choices)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")

    tlp = models.CharField("TLP", max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    embargo_until = models.DateTimeField(_("embargo until"), null=True)
    restricted = models.BooleanField(default=False)
    reference = models.CharField(_("your reference"), max_length=80, blank=True)  # the publisher's own

    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # moved by every verb; what the desk's change endpoints compare
    # Moved only by what the publisher sees: a note of the desk's must not show, not even as "something is new".
    public_changed_at = models.DateTimeField()
    due_at = models.DateTimeField(default=NEVER)  # the nearest running deadline; NEVER when none runs

    # Engines use a partial index only for a condition they see literally, which a bound parameter is not.
    in_queue = models.GeneratedField(
        expression=models.Case(models.When(state=State.CLOSED, then=False), default=True),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closing_reason__gt="")
                | (~Q(state=State.CLOSED) & Q(closing_reason="")),
                name="closed_has_reason_open_has_none",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SUBMITTED)
                | Q(closing_reason=ClosingReason.RETRACTED)
                | ~Q(severity="", priority=""),
                name="acknowledged_has_severity_and_priority",
            ),
            models.CheckConstraint(condition=~Q(tlp=Tlp.RED) | Q(restricted=True), name="tlp_red_is_restricted"),
        ]
        indexes = [
            models.Index("in_queue", models.F("urgent").desc(), "due_at", "id", name="ticket_queue"),
            models.Index(
                "publisher", models.F("public_changed_at").desc(), models.F("id").desc(), name="ticket_of_publisher"
            ),
            models.Index(fields=["reference"], name="ticket_reference"),
            models.Index("changed_at", name="ticket_changed"),
            models.Index("assignee", "in_queue", models.F("urgent").desc(), "due_at", "id", name="ticket_of_assignee"),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        return confirmation.shown(self.number)

    @property
    def ledger_subject(self) -> str:
        return f"ticket:{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def due(self) -> datetime | None:
        return None if self.due_at == NEVER else self.due_at

    @property
    def category_enum(self) -> Category:
        return Category(self.category)

    def may(self, person: Person, permission: str) -> bool:
        """Whether this person, who sees the ticket, has this permission of their side on it."""
        if permission.startswith("desk."):
            return person.at_desk(permission)
        return person.at_publisher(self.publisher_id, permission)

    def moves_for(self, person: Person) -> list[str]:
        """The names of the moves that are open to this person now; pages make their buttons of them."""
        return [
            name
            for name, step in MOVES.items()
            if self.state in step.sources and self.may(person, step.needs) and self.own_enough(person, name)
            if self.priority or step.target != State.ASSESSING  # retracted unread: it is reported anew, not reopened
        ]

    def own_enough(self, person: Person, move: str) -> bool:
        """A contributor retracts and reopens own reports only; owners those of the publisher."""
        if move not in {"retract", "ask_again"}:
            return True
        return self.reporter_id == person.pk or person.at_publisher(self.publisher_id, "publisher.own")
