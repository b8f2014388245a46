from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tocsin.tickets"
    label = "tickets"
