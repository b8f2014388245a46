"""The bare views: a word, an insert, a page of as many bytes from two queries."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from .models import Row


def hello(request: HttpRequest) -> HttpResponse:
    return sized(HttpResponse(b"hello"))


def insert(request: HttpRequest) -> HttpResponse:
    """One row of what is posted. In a transaction: without one, SQLite's writers would not take turns and be slower."""
    with transaction.atomic():
        row = Row.objects.create(body=request.POST["body"])
    return sized(HttpResponse(status=303, headers={"Location": f"/rows/{row.pk}"}))


def page(request: HttpRequest, number: int) -> HttpResponse:
    """The page's first row by its key, then all of them, through one template."""
    first = Row.objects.filter(page=number).order_by("pk").first()
    return sized(render(request, "limit/page.html", {"first": first, "rows": Row.objects.filter(page=number)}))


def sized(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [
    path("", hello),
    path("rows", insert),
    path("pages/<int:number>", page),
]
