from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tocsin.lib.business_time import BusinessCalendar, calendar_for

from ..choices import DeadlineKind
from .ticket import Ticket


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_at=None, paused_at=None)

    def missed(self, now: datetime) -> "DeadlineQuerySet":
        """Past due and not yet marked (index `deadline_sweep`)."""
        return self.running().filter(breached_at=None, due_at__lte=now)


class Deadline(models.Model):
    """One due moment of a ticket, in business time: it can pause."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=11, choices=DeadlineKind.choices)
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ("due_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], condition=Q(met_at=None), name="one_running_of_a_kind")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="deadline_sweep", condition=Q(met_at=None, paused_at=None, breached_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"


class DeskCalendar(models.Model):
    """The desk's working time for publishers of a region; the empty region is everybody else's."""

    region = models.CharField(max_length=6, unique=True, blank=True)
    zone = models.CharField(max_length=60)
    hours = models.JSONField()  # weekday "0" (Monday) to ["09:00", "17:00"]
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=3, blank=True)
    extra_closed = models.JSONField(default=list)  # ISO dates
    extra_open = models.JSONField(default=dict)  # ISO date to ["09:00", "15:00"]

    class Meta:
        verbose_name = _("desk calendar")
        verbose_name_plural = _("desk calendars")

    def __str__(self) -> str:
        return self.region or "*"

    @classmethod
    def for_region(cls, region: str) -> "DeskCalendar":
        """The calendar of the region, else of its country, else everybody’s; an unsaved default if none is set."""
        wanted = [region, region[:2], ""]
        rows = {row.region: row for row in cls.objects.filter(region__in=wanted)}
        found = next((rows[key] for key in wanted if key in rows), None)
        return found or cls(region="", zone="Europe/Stockholm", hours=OFFICE_HOURS, country="SE")

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return calendar_for(
            ZoneInfo(self.zone),
            {int(day): (span(hours),) for day, hours in self.hours.items()},
            self.country,
            self.subdivision,
            extra_closed={date.fromisoformat(day) for day in self.extra_closed},
            extra_open={date.fromisoformat(day): (span(hours),) for day, hours in self.extra_open.items()},
        )


def span(hours: list[str]) -> tuple[time, time]:
    opens, closes = hours
    return time.fromisoformat(opens), time.fromisoformat(closes)


OFFICE_HOURS = {str(day): ["09:00", "17:00"] for day in range(5)}
