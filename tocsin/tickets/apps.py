from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tocsin.tickets"
    label = "tickets"

    def ready(self) -> None:
        from . import entries  # noqa: F401, PLC0415 - the kinds register themselves once the apps are loaded
        from .search import engine  # noqa: F401, PLC0415 - and so does the check of the index
