from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoMailQuerySet(models.QuerySet["DemoMail"]):
    def to(self, address: str) -> "DemoMailQuerySet":
        return self.filter(address=address.strip().lower())

    def newest_first(self) -> "DemoMailQuerySet":
        return self.order_by("-pk")


class DemoMail(models.Model):
    """A mail of the demo marketplace, which keeps what others would send: as its receiver would see it."""

    message_id = models.CharField(max_length=200, unique=True)
    address = models.EmailField(_("to"))
    sender = models.CharField(_("from"), max_length=400)
    subject = models.TextField(_("subject"))
    text = models.TextField()
    at = models.DateTimeField()

    objects = DemoMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["address", "-id"], name="demo_mail_of_receiver")]

    def __str__(self) -> str:
        return self.subject
