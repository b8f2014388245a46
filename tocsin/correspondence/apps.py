from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "tocsin.correspondence"
    label = "correspondence"
