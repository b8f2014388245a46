"""What calls for haste: when the on-call was alerted (said only where a mail has left), and which moments are near."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min

from tocsin.correspondence.kinds import Kind
from tocsin.correspondence.models import Delivery
from tocsin.tickets.models import Ticket

SOON = timedelta(hours=4)


def alerted(tickets: Iterable[Ticket]) -> dict[str, datetime]:
    """The ledger's subject of each urgent ticket whose alert has left, to the moment of the first; one query."""
    urgent = [ticket.ledger_subject for ticket in tickets if ticket.urgent and ticket.is_open]
    sent = Delivery.objects.filter(kind=Kind.ON_CALL, entry__subject__in=urgent, sent_at__isnull=False)
    return dict(sent.values_list("entry__subject").annotate(first=Min("sent_at")))
