"""Rows that verbs wait for each other on, where a rule spans several rows and no single UPDATE can guard it.

PostgreSQL locks the row until the transaction ends; on SQLite a transaction is alone among writers from its start.
Take them in this order, so that nobody waits crosswise: leads, publishers, persons. They leave foreign keys to the row
free (`no_key`). Whatever is asked after these calls is asked of the state that the faster one left behind.
"""

from tocsin.lib.errors import Stale

from .models import Person, Publisher


def hold_person(person: Person) -> None:
    """For "never both desk and publisher": Stale if the person is gone or deactivated."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True).values_list("pk").first():
        raise Stale


def hold_publisher(publisher_id: int) -> None:
    """For "never without an owner"."""
    Publisher.objects.select_for_update(no_key=True).only("pk").get(pk=publisher_id)


def hold_leads() -> None:
    """For "never without a lead": all leads' rows, in one order so that nobody waits crosswise."""
    list(Person.objects.leads().select_for_update(no_key=True).order_by("pk").values_list("pk"))
