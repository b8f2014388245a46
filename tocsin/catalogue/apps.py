from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tocsin.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from . import entries  # noqa: F401, PLC0415 - registers the kind once the apps stand
