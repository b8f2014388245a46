from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "tocsin.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        from . import entries  # noqa: F401, PLC0415 - registers the kinds once the apps stand
