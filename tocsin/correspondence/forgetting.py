"""What deliveries must not keep: addresses of erased people (T-71), and mails about accounts for longer than needed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from .models import Delivery

ACCOUNT_MAIL_KEPT = timedelta(days=14)
BLANK = "erased-"


def forget_due(now: datetime) -> int:
    """The worker's sweep; how many rows were blanked or deleted."""
    return blank_erased() + drop_account_mail(now)


def blank_erased() -> int:
    """Deliveries stay as a record of what was sent when; to whom, only the ledger's person id tells."""
    known = Delivery.objects.filter(person__erased_at__isnull=False).exclude(address__startswith=BLANK)
    if not known.exists():
        return 0
    own = Concat(Value(BLANK), Cast(F("pk"), CharField()), Value("@erased.invalid"))
    with transaction.atomic():
        return Delivery.objects.filter(pk__in=list(known.values_list("pk", flat=True))).update(address=own)


def drop_account_mail(now: datetime) -> int:
    old = Delivery.objects.filter(entry=None, created_at__lt=now - ACCOUNT_MAIL_KEPT)
    if not old.exists():
        return 0
    with transaction.atomic():
        return old.delete()[0]
