from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tocsin.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import entries  # noqa: F401, PLC0415 - registers the kinds once the apps stand
