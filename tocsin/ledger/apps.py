from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tocsin.ledger"
    label = "ledger"

    def ready(self) -> None:
        import_module("tocsin.ledger.triggers")  # registers its database check
