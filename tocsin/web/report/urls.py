from django.urls import path

from . import calculator, check, files, helper, saving, start, views

urlpatterns = [
    path("", start.start, name="report"),
    path("helper/", helper.helper, name="report-helper"),
    path("preview/", saving.preview, name="report-preview"),
    path("<uuid:key>/", views.resume, name="report-draft"),
    path("<uuid:key>/category/", check.category, name="report-category"),
    path("<uuid:key>/calculator/", calculator.calculator, name="report-calculator"),
    path("<uuid:key>/check/", check.check, name="report-check"),
    path("<uuid:key>/submission", check.submission, name="report-submission"),
    path("<uuid:key>/deletion", check.deletion, name="report-deletion"),
    path("<uuid:key>/found", saving.found, name="report-found"),
    path("<uuid:key>/understood", saving.understood, name="report-understood"),
    path("<uuid:key>/files/<str:file>/removal", files.removal, name="report-file-removal"),
    path("<uuid:key>/<slug:name>/", views.step, name="report-step"),
    path("<uuid:key>/<slug:name>/draft", saving.save, name="report-save"),
    path("<uuid:key>/<slug:name>/parked", saving.parked, name="report-parked"),
]
