from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tocsin.catalogue"
    label = "catalogue"
