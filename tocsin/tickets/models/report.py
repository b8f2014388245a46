from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.catalogue.models import Offer, Version

from ..choices import Certainty, DataExposed, SourceKind
from .ticket import Ticket


class Report(models.Model):
    """What was said when the ticket was opened; the ledger holds only its digest, and redaction blanks words here."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="report")
    salt = models.BinaryField(max_length=32)
    language = models.CharField(_("language"), max_length=5)
    helper_answers = models.JSONField(default=dict)  # the three-question helper: question to answer
    problem = models.TextField(_("problem"))
    began_at = models.DateTimeField(_("began"), null=True)
    data_exposed = models.CharField(max_length=8, blank=True, choices=DataExposed.choices)
    attackers_control = models.CharField(max_length=7, blank=True, choices=Certainty.choices)
    contained = models.CharField(max_length=7, blank=True, choices=Certainty.choices)
    customers_hit = models.CharField(max_length=200, blank=True)  # in the publisher's words: it often is a guess
    unscored_reason = models.TextField(blank=True)
    mitigation = models.BooleanField(default=False)
    remediation = models.TextField(_("remediation steps"), blank=True)
    customer_message = models.TextField(_("customer message"), blank=True)
    customer_message_language = models.CharField(max_length=35, blank=True)
    customer_message_wish = models.DateTimeField(null=True)
    private_remark = models.TextField(blank=True)  # for the desk only
    source_kind = models.CharField(max_length=8, blank=True, choices=SourceKind.choices)
    source_name = models.CharField(max_length=160, blank=True)
    source_consents = models.BooleanField(default=False)
    redacted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mitigation=False) | ~models.Q(remediation=""),
                name="mitigation_has_remediation_steps",
            )
        ]

    def __str__(self) -> str:
        return f"report of {self.ticket}"


class Affected(models.Model):
    """One offer the ticket is about; without a version, "all, or not known which"."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="affected")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("affected offer")
        verbose_name_plural = _("affected offers")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["ticket", "offer", "version"], nulls_distinct=False, name="affected_once")
        ]

    def __str__(self) -> str:
        return f"{self.offer} {self.version or ''}".strip()


class Finding(models.Model):
    """One vulnerability of the ticket: a CVE id, or one that has none yet."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="findings")
    cve_id = models.CharField("CVE", max_length=24, blank=True, db_index=True)
    aliases = models.JSONField(default=list)  # GHSA, EUVD … as text

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "cve_id"], condition=~models.Q(cve_id=""), name="one_finding_a_cve"
            )
        ]

    def __str__(self) -> str:
        return self.cve_id or "-"


class Score(models.Model):
    """One side's CVSS vector for a finding. A later row of the same side supersedes; all stay as history."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="scores")
    side = models.CharField(max_length=9)
    vector = models.CharField(max_length=400)
    version = models.CharField(max_length=3)
    score = models.DecimalField(max_digits=3, decimal_places=1)
    severity = models.CharField(max_length=8)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.vector} {self.score}"
