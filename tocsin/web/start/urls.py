from django.urls import path

from . import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("legal/", views.legal, name="legal"),
    path("preferences/language/", views.language, name="language"),
    path("health/live", views.alive, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
]
