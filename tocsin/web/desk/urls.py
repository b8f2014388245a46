from django.urls import path

from . import closed, cves, opening, queue

urlpatterns = [
    path("", queue.show, name="queue"),
    path("changes", queue.changes, name="queue-changes"),
    path("closed/", closed.closed, name="queue-closed"),
    path("cves/", cves.cves, name="cves"),
    path("cves/<str:cve_id>/", cves.cve, name="cve"),
    path("tickets/new", opening.new, name="ticket-new"),
]
