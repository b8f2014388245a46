from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tocsin.ledger"
    label = "ledger"
