from django.urls import path

from . import cves, opening, queue

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("changes", queue.changes, name="queue-changes"),
    path("cves/", cves.cves, name="cves"),
    path("cves/<str:cve_id>/", cves.cve, name="cve"),
    path("tickets/new", opening.new, name="ticket-new"),
]
