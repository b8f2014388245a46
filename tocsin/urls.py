"""Every address of the house. `tests/permissions` holds the table of who gets what answer at each."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tocsin.web.start.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("report/", include("tocsin.web.report.urls")),
    path("tickets/", include("tocsin.web.tickets.urls")),
    path("attachments/", include("tocsin.web.attachments.urls")),
    path("desk/", include("tocsin.web.desk.urls")),
    path("search/", include("tocsin.web.search.urls")),
    path("", include("tocsin.web.people.urls")),
    path("", include("tocsin.web.mail.urls")),
]
handler400 = "tocsin.web.errors.bad_request"
handler403 = "tocsin.web.errors.forbidden"
handler404 = "tocsin.web.errors.not_found"
handler500 = "tocsin.web.errors.server_error"
