from django.urls import path

from . import views

urlpatterns = [path("<int:file_id>/<str:name>", views.attachment, name="attachment")]
