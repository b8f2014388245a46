from django.urls import path

from tocsin.web.report.confirmation import confirmation

urlpatterns = [path("<str:number>/confirmation/", confirmation, name="ticket-confirmation")]
