from django.urls import path

from . import views

urlpatterns = [path("<str:key>/<str:name>", views.attachment, name="attachment")]
