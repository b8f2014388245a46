from django.urls import path

from . import deliveries, mailbox, on_call

urlpatterns = [
    path("desk/deliveries/", deliveries.deliveries, name="deliveries"),
    path("desk/deliveries/<int:pk>/retrial", deliveries.retrial, name="delivery-retrial"),
    path("desk/deliveries/<int:pk>/settlement", deliveries.settlement, name="delivery-settlement"),
    path("desk/deliveries/relays/retrial", deliveries.relays_retrial, name="relays-retrial"),
    path("desk/on-call/", on_call.on_call, name="on-call"),
    path("desk/on-call/<int:pk>/removal", on_call.removal, name="on-call-removal"),
    path("demo/mailbox/", mailbox.mailbox, name="demo-mailbox"),
    path("demo/mailbox/<int:pk>/", mailbox.mail, name="demo-mail"),
]
